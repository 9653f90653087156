"""A signed-in browser: known by the hash of a random token, ended by idleness, age, sign-out or a changed password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.membership import SessionEnded

IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(days=7)
COARSE: Final = timedelta(minutes=5)
"""How far `last_seen_at` may lag behind: not every request needs a write."""

KEPT: Final = timedelta(days=30)
"""How long an ended session is remembered."""


@dataclass(kw_only=True)
class Session(Aggregate):
    """A session. Lives until idle for twelve hours or seven days old."""

    kind: ClassVar[str] = "sessions"
    person_id: str
    token_hash: str
    created_at: datetime
    last_seen_at: datetime
    client: str | None = None
    proof: str | None = None
    """The enrolment of the second factor that this session came with."""
    ended_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        return min(self.created_at + ABSOLUTE, self.last_seen_at + IDLE)

    def lives(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at

    def seen(self, at: datetime) -> bool:
        """Note a sign of life. False when the last one is too recent to be worth a write."""
        if at - self.last_seen_at < COARSE:
            return False
        self.last_seen_at = at
        return True

    def end(self, at: datetime) -> None:
        if self.ended_at is None:
            self.ended_at = at
            self.say(SessionEnded(session_id=self.id, person_id=self.person_id))
