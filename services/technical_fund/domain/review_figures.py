"""Rows for figures over a whole call: the few fields they need, read without what people wrote."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.technical_fund import Support


@dataclass(frozen=True, kw_only=True)
class ReviewFigure:
    """One review, without a word of it."""

    id: str
    application_id: str
    reviewer_id: str
    round: int
    state: str
    done: int
    of: int
    points: float | None = None
    recommendation: str | None = None
    handed_in_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationFigure:
    """One application, without its answers."""

    id: str
    state: str
    call_version: int
    reference: str | None = None
    title: str | None = None
    requested: Support = field(default_factory=Support)
