"""What becomes of calls, for whoever is signed in."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event
from contracts.technical_fund.shared import PUBLISHER, VersionNumber
from contracts.words import Doc, Id, Instant, Word


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallPublished:
    """A call can be read by everybody. It opens later."""

    call_id: Id
    number: VersionNumber
    opens_at: Instant
    closes_at: Instant
    priorities: tuple[Word, ...]
    published_at: Instant


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallRevised:
    """A published call has a new version, for applications begun from now on."""

    call_id: Id
    number: VersionNumber
    opens_at: Instant
    closes_at: Instant
    revised_at: Instant


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallOpened:
    """A call takes applications in."""

    call_id: Id
    opened_at: Instant
    closes_at: Instant


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallExtended:
    """The deadline of a call was put off."""

    call_id: Id
    closed_at: Annotated[Instant, Doc("When it would have closed.")]
    closes_at: Instant
    extended_at: Instant


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallClosed:
    """A call takes nothing in any more: its deadline has passed."""

    call_id: Id
    closed_at: Instant


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallCancelled:
    """A call was taken back before its time, or before its decisions."""

    call_id: Id
    cancelled_at: Instant


@event(PUBLISHER, subject="fund-calls/{call_id}")
@dataclass(frozen=True, kw_only=True)
class CallArchived:
    """A call was put away; nothing is under way in it."""

    call_id: Id
    archived_at: Instant
