"""What the benchmark's publisher says."""

from dataclasses import dataclass

from contracts.declare import event
from contracts.words import Count, Id, Word


@event("saying", subject="notes/{note_id}")
@dataclass(frozen=True, kw_only=True)
class NoteTaken:
    """A note was taken."""

    note_id: Id
    number: Count
    country: Word
