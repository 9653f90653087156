"""The panel of one application: which round it is in and who may have no seat in it. The one document all changes of seats meet in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from chassis.aggregate import Aggregate


@dataclass(kw_only=True)
class Panel(Aggregate):
    """Keyed by its application. Snapshots alone would let two writers seat the same reviewer twice: each of them writes the panel too.

    `barred` holds everybody who had a part in a former round: its reviewers, its chair, those who decided.
    """

    kind: ClassVar[str] = "fund-panels"
    call_id: str
    round: int = 1
    barred: list[str] = field(default_factory=list)

    def open_next_round(self, persons: Iterable[str]) -> None:
        """A disjoint panel: nobody of those before sits in it."""
        self.round += 1
        self.barred = sorted({*self.barred, *persons})
