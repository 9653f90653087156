"""The terms: one document that every new call begins with."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.technical_fund import FundTerms

THE_TERMS: Final = "terms"


@dataclass(kw_only=True)
class Terms(Aggregate):
    """What holds for every call that does not say otherwise; defaults until somebody has set them."""

    kind: ClassVar[str] = "fund-terms"
    id: str = THE_TERMS
    content: FundTerms = field(default_factory=FundTerms)
    changed_at: datetime | None = None

    def set(self, content: FundTerms, *, at: datetime) -> None:
        self.content, self.changed_at = content, at
