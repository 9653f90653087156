"""Where the Fund keeps things. Every list has one derived `sort_key` that ends in the id, so a page is one range behind an equality."""

from typing import Final

from chassis.migrations import Index, Migration
from services.technical_fund.repository.terms import StoredTerms as StoredTerms

MIGRATIONS: Final[tuple[Index | Migration, ...]] = ()
"""Every list begins with an equality and ends in its order."""
