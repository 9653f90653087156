"""A forgotten password: for an hour, a link may set a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.membership import PasswordResetCompleted, PasswordResetRequested

GOOD_FOR: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=30)


@dataclass(kw_only=True)
class PasswordReset(Aggregate):
    """One wish for a new password. Done once; void when the password or the address changes otherwise."""

    kind: ClassVar[str] = "password-resets"
    person_id: str
    asked_at: datetime
    password_turn: int
    email_digest: str
    done_at: datetime | None = None

    @classmethod
    def ask(cls, *, id: str, person_id: str, password_turn: int, email_digest: str, at: datetime) -> "PasswordReset":
        reset = cls(id=id, person_id=person_id, asked_at=at, password_turn=password_turn, email_digest=email_digest)
        reset.say(PasswordResetRequested(reset_id=id, person_id=person_id, expires_at=reset.expires_at))
        return reset

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + GOOD_FOR

    @property
    def forget_at(self) -> datetime:
        return self.asked_at + KEPT

    def complete(self, *, live_keys: int, at: datetime) -> None:
        self.done_at = at
        self.say(PasswordResetCompleted(reset_id=self.id, person_id=self.person_id, live_keys=live_keys))
