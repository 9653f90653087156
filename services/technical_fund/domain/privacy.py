"""A person who asked to be forgotten, until nothing about them is left here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.technical_fund import PersonForgotten

NEVER_CLEANED: Final = frozenset(
    {
        "erasures",
        "histories",  # people stand in them under their keys, which are destroyed
        "history_heads",
        "history_anchors",
        "history_anchor_lines",
        "person_keys",
        "text_keys",
    }
)
"""Collections that hold nothing a person wrote in the clear: chains of hashes, and what is needed to forget."""

IDS_STAY: Final = frozenset({"runs", "run_papers", "score_runs", "score_sheets"})
"""A run replays from what it was computed from, ids and all. What people wrote is cleaned here too."""


@dataclass(kw_only=True)
class Erasure(Aggregate):
    """Its id is the erasure's own, as membership gave it. `other_id` stands for the person from now on, in records that tell one deed from
    another: what two deeds have in common stays, whose they are does not. It is forgotten with the last record."""

    kind: ClassVar[str] = "fund-erasures"
    person_id: str
    other_id: str | None
    asked_at: datetime
    done_at: datetime | None = None

    def done(self, at: datetime) -> bool:
        if self.done_at is not None:
            return False
        self.done_at, self.other_id = at, None
        self.say(PersonForgotten(erasure_id=self.id, person_id=self.person_id))
        return True
