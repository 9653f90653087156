"""A mail on its way: for an audience at first, then for one reader each, until it is sent or given up."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.notifications import MessageFailed

QUEUED: Final = "queued"
SENT: Final = "sent"
FAILED: Final = "failed"
DROPPED: Final = "dropped"

RETRY_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long a mail rests after its first, second … failure; after the last of these it has failed."""
LEASE: Final = timedelta(minutes=2)
"""How long whoever took a mail has it to themselves. A process that died leaves it to the next after that."""
KEPT: Final = timedelta(days=90)
"""How long the delivery list remembers a mail, and a folder keeps it."""

NOBODY: Final = "nobody_to_tell"
GONE: Final = "recipient_gone"


@dataclass(kw_only=True)
class Message(Aggregate):
    """One mail. `recipient` is a person or an invitation, as kind and id, and None while the audience has not been looked up.

    Addresses and names are asked for when it is sent and kept nowhere.
    """

    kind: ClassVar[str] = "messages"
    mail: str
    event_id: str
    event_type: str
    about: str
    audience: str
    created_at: datetime
    facts: dict[str, str] = field(default_factory=dict)
    recipient: str | None = None
    person_id: str | None = None
    state: str = QUEUED
    reason: str | None = None
    attempts: int = 0
    due_at: datetime | None = None
    leased_until: datetime | None = None
    sent_at: datetime | None = None
    forget_at: datetime | None = None

    @classmethod
    def to_audience(
        cls, *, mail: str, event_id: str, event_type: str, about: str, audience: str, facts: dict[str, str], at: datetime
    ) -> "Message":
        return cls(
            id=message_id(event_id, mail),
            mail=mail,
            event_id=event_id,
            event_type=event_type,
            about=about,
            audience=audience,
            facts=facts,
            created_at=at,
            due_at=at,
            forget_at=at + KEPT,
        )

    def to_reader(self, recipient: str, person_id: str | None, audience: str, at: datetime) -> "Message":
        """The same mail for one of the audience."""
        return Message(
            id=message_id(self.event_id, self.mail, recipient),
            mail=self.mail,
            event_id=self.event_id,
            event_type=self.event_type,
            about=self.about,
            audience=audience,
            facts=dict(self.facts),
            recipient=recipient,
            person_id=person_id,
            created_at=self.created_at,
            due_at=at,
            forget_at=self.forget_at,
        )

    # ---- delivery

    def is_due(self, at: datetime) -> bool:
        return self.state == QUEUED and self.due_at is not None and self.due_at <= at

    def is_leased(self, at: datetime) -> bool:
        return self.leased_until is not None and self.leased_until > at

    def take(self, at: datetime) -> None:
        """Have it to oneself for a while. The attempt counts from here on, so that a mail which kills its sender ends too."""
        self.attempts += 1
        self.leased_until = self.due_at = at + LEASE

    def give_back(self, at: datetime) -> None:
        """What we needed for it was away, which is no fault of the mail's."""
        self.attempts -= 1
        self._rest(at)

    def sent(self, at: datetime) -> None:
        self._finish(SENT, None)
        self.sent_at = at

    def drop(self, reason: str) -> None:
        self._finish(DROPPED, reason)

    def not_sent(self, reason: str, *, at: datetime, for_good: bool) -> None:
        """Try again after a rest that grows; after the last, or when there is no point, it has failed."""
        if for_good or self.attempts > len(RETRY_AFTER):
            self.fail(reason)
            return
        self.reason = reason
        self._rest(at + RETRY_AFTER[self.attempts - 1])

    def fail(self, reason: str) -> None:
        self._finish(FAILED, reason)
        self.say(MessageFailed(message_id=self.id, mail=self.mail, event_id=self.event_id, reason=reason, attempts=self.attempts))

    def retry(self, at: datetime) -> None:
        """Begin again, as if it had never been tried. Raises `Conflict` for one that has not failed."""
        if self.state != FAILED:
            raise Conflict("notifications.not_failed", "only a mail that failed can be tried again", {"state": self.state})
        self.state, self.attempts, self.reason = QUEUED, 0, None
        self._rest(at)

    def _rest(self, until: datetime) -> None:
        self.due_at, self.leased_until = until, None

    def _finish(self, state: str, reason: str | None) -> None:
        self.state, self.reason, self.due_at, self.leased_until = state, reason, None, None


def about_person(person_id: str) -> str:
    return f"people/{person_id}"


def message_id(event_id: str, mail: str, recipient: str = "") -> str:
    """The same event, mail and reader always make the same id, so that telling twice writes one row, one file and one Message-ID."""
    return str(uuid.uuid5(uuid.UUID(event_id), f"{mail}/{recipient}"))
