"""Where the Fund keeps things. Every list has one derived `sort_key` that ends in the id, so a page is one range behind an equality."""

from typing import Final

from chassis.migrations import Index, Migration
from services.technical_fund.repository import applications, assignment, awards, history, ledger
from services.technical_fund.repository.applications import StoredApplications as StoredApplications
from services.technical_fund.repository.assignment import StoredAssignments as StoredAssignments
from services.technical_fund.repository.assignment import StoredPanels as StoredPanels
from services.technical_fund.repository.awards import StoredAwards as StoredAwards
from services.technical_fund.repository.history import StoredHistories as StoredHistories
from services.technical_fund.repository.history import StoredPersonKeys as StoredPersonKeys
from services.technical_fund.repository.ledger import StoredEnvelopes as StoredEnvelopes
from services.technical_fund.repository.ledger import StoredHoldings as StoredHoldings
from services.technical_fund.repository.ledger import StoredLedgerEntries as StoredLedgerEntries
from services.technical_fund.repository.reviews import MIGRATIONS as REVIEWS
from services.technical_fund.repository.reviews import StoredReviews as StoredReviews
from services.technical_fund.repository.terms import StoredTerms as StoredTerms

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    *history.MIGRATIONS,
    *applications.MIGRATIONS,
    *awards.MIGRATIONS,
    *ledger.MIGRATIONS,
    *assignment.MIGRATIONS,
    *REVIEWS,
)
"""Every list begins with an equality and ends in its order."""
