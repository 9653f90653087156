"""From a note to a letter in somebody's box: whom it is for is found out, each reader gets a mail of their own, and each mail is posted.

Only the steps between are transactions. A letter that went out while the mark was lost goes out again after the lease, with the same
Message-ID: a mail program shows it once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import structlog

from chassis.context import Context
from chassis.observe import MAILS, MAILS_WAITING
from chassis.unit import Work
from contracts.errors import Conflict, NotFound, Refusal, Unavailable
from services.notifications.domain.mails import APPLICATION, TOLD, asks_recusals, instead_of
from services.notifications.domain.message import GONE, NOBODY, QUEUED, RETRY_AFTER, Message, about_person
from services.notifications.usecases.ports import Carrier, Drawn, Found, Fund, Membership, Notifications, NotSent, Reader, Writer

log = structlog.get_logger(__name__)

MOST: Final = 50
"""Mails of one round."""
STEP_SECONDS: Final = 10.0
UNKNOWN: Final = "unknown_mail"
"""Noted by another version of this program, whose table had a line that ours has not."""

DIED: Final = "sender_died"
"""Nobody who took it came back: it is what kills its sender."""

POSTPONED: Final = "postponed"

T = TypeVar("T")


class _NothingToOpen(Exception):
    """What the link would open is over already, so there is nothing to write about."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class _Only:
    """A mail with one reader, taken."""

    message: Message
    found: Found
    reader: Reader


class PostOffice:
    """Works through what is due. Several may run side by side: each mail is taken by one of them at a time."""

    def __init__(self, work: Work[Notifications], membership: Membership, fund: Fund, writer: Writer, carrier: Carrier) -> None:
        self._work = work
        self._membership = membership
        self._fund = fund
        self._writer = writer
        self._carrier = carrier

    def round(self) -> int:
        """One round; how many mails moved. Raises a retryable `Refusal` when membership or the store is away: the mails wait."""
        due = self._look(lambda unit: unit.messages.due(unit.now, MOST))
        MAILS_WAITING.set(self._look(lambda unit: unit.messages.waiting()))
        return sum(self._address_untaken(message) if _is_fresh(message) else self._move(message.id) for message in due)

    def _move(self, id: str) -> int:
        message = self._transact(lambda unit: _take(unit, id))
        if message is None:
            return 0
        self._guarded(message, lambda: self._address(message) if message.recipient is None else self._deliver(message))
        return 1

    def _address_untaken(self, message: Message) -> int:
        """Nothing leaves the house while a mail is addressed, so two may try at a time: the version tells who was first. What goes wrong
        is met again once it is taken, where it is counted."""
        try:
            only = self._split(message)
        except Unavailable:
            raise
        except Exception:
            return self._move(message.id)
        self._send_only(only)
        return 1

    def _guarded(self, message: Message, do: Callable[[], None]) -> None:
        """What we ask may be away, which is no fault of the mail's, or say no for good."""
        try:
            do()
        except Unavailable:
            self._conclude(message, lambda mine, unit: mine.give_back(unit.now))
            raise
        except Refusal as refused:
            code = refused.code
            log.error("mail_refused", id=message.id, mail=message.mail, code=code)
            self._conclude(message, lambda mine, unit: mine.fail(code))

    # ---------------------------------------------------------------- whom

    def _address(self, message: Message) -> None:
        self._send_only(self._split(message))

    def _send_only(self, only: "_Only | None") -> None:
        if only is not None:
            self._guarded(only.message, lambda: self._send(only.message, only.found, only.reader))

    def _split(self, message: Message) -> "_Only | None":
        """A mail for each reader, but nobody whom we were told to forget since membership answered. The only reader, as most are, is to be
        written to at once; several wait for their turn."""
        audience, found = self._find(message)

        def split(unit: Notifications) -> _Only | None:
            mine = _still_mine(unit, message)
            forgotten = unit.erasures.told_of([who.person_id for who in found.readers if who.person_id])
            readers = [who for who in found.readers if who.person_id not in forgotten]
            if mine is None or not readers:
                return None
            each = {one.id: one for one in (mine.to_reader(_key(mine, who), who.person_id, audience, unit.now) for who in readers)}
            new = [each[id] for id in each.keys() - unit.messages.known(tuple(each))]
            taken = new[0] if len(readers) == 1 and new else None
            if taken is not None:
                taken.take(unit.now)
            for one in new:
                unit.messages.add(one)
            unit.messages.remove(mine)
            return None if taken is None else _Only(taken, found, readers[0])

        if not found.readers:
            self._conclude(message, lambda mine, unit: mine.drop(NOBODY))
            return None
        return self._transact(split)

    def _find(self, message: Message) -> tuple[str, Found]:
        """The audience, or the first that stands in where it has nobody."""
        for audience in (message.audience, *instead_of(TOLD[message.mail], message.audience)):
            if (found := self._readers(message, audience)).readers:
                return audience, found
        return message.audience, Found(readers=())

    def _readers(self, message: Message, audience: str) -> Found:
        """Those of an audience who may know what the mail is about: the Fund says who is recused, each time anew."""
        found = self._membership.find(message.about, audience)
        if not found.readers or not asks_recusals(TOLD[message.mail], audience) or APPLICATION not in message.facts:
            return found
        recused = self._fund.recused(message.facts[APPLICATION])
        return replace(found, readers=tuple(who for who in found.readers if who.person_id not in recused))

    # ---------------------------------------------------------------- out

    def _deliver(self, message: Message) -> None:
        """To whoever still is its reader, at the address of this moment."""
        found = self._readers(message, message.audience)
        reader = next((who for who in found.readers if _key(message, who) == message.recipient), None)
        if reader is None:
            self._conclude(message, lambda mine, unit: mine.drop(GONE))
        else:
            self._send(message, found, reader)

    def _send(self, message: Message, found: Found, reader: Reader) -> None:
        try:
            self._post(message, found, reader)
        except NotSent as why:
            log.warning("mail_not_sent", id=message.id, mail=message.mail, reason=why.reason, attempt=message.attempts)
            reason, for_good = why.reason, why.for_good
            self._conclude(message, lambda mine, unit: mine.not_sent(reason, at=unit.now, for_good=for_good))
        except _NothingToOpen as over:
            code = over.code
            self._conclude(message, lambda mine, unit: mine.drop(code))
        else:
            if not self._conclude(message, lambda mine, unit: mine.sent(unit.now)):
                self._carrier.forget(message.id)

    def _post(self, message: Message, found: Found, reader: Reader) -> None:
        drawn = self._secret(message)
        if drawn is not None and drawn.email is not None:
            reader = replace(reader, email=drawn.email)
        self._carrier.post(message.id, self._writer.write(message, found, reader, drawn), reader)

    def _secret(self, message: Message) -> Drawn | None:
        place = TOLD[message.mail].place
        if place.secret is None or place.secret_of is None:
            return None
        try:
            return self._membership.draw_link(place.secret, message.facts[place.secret_of])
        except (NotFound, Conflict) as over:
            raise _NothingToOpen(over.code) from over

    # ---------------------------------------------------------------- transactions

    def _conclude(self, message: Message, change: Callable[[Message, Notifications], None]) -> bool:
        """Write what came of it, unless the mail is in other hands by now. False when it is gone altogether: its reader was forgotten."""

        def write(unit: Notifications) -> tuple[bool, str | None]:
            mine = _still_mine(unit, message)
            if mine is None:
                return unit.messages.find(message.id) is not None, None
            change(mine, unit)
            unit.messages.save(mine)
            return True, POSTPONED if mine.state == QUEUED else mine.state

        is_there, outcome = self._transact(write)
        if outcome is not None:
            MAILS.labels(message.mail, outcome).inc()
        return is_there

    def _transact(self, body: Callable[[Notifications], T]) -> T:
        return self._work.within(lambda _unit, built: body(built), self._context())

    def _look(self, body: Callable[[Notifications], T]) -> T:
        return self._work.look(lambda _unit, built: body(built), self._context())

    def _context(self) -> Context:
        return Context.for_service(self._work.service, seconds=STEP_SECONDS)


def _is_fresh(message: Message) -> bool:
    return message.recipient is None and message.attempts == 0 and message.mail in TOLD


def _take(unit: Notifications, id: str) -> Message | None:
    message = unit.messages.find(id)
    if message is None or not message.is_due(unit.now):
        return None
    hopeless = UNKNOWN if message.mail not in TOLD else DIED if message.attempts > len(RETRY_AFTER) else None
    if hopeless is not None:
        message.fail(hopeless)
        unit.messages.save(message)
        return None
    message.take(unit.now)
    unit.messages.save(message)
    return message


def _still_mine(unit: Notifications, taken: Message) -> Message | None:
    """The mail as it was taken; None once somebody else has written it."""
    message = unit.messages.find(taken.id)
    return message if message is not None and message.version == taken.version and message.state == QUEUED else None


def _key(message: Message, reader: Reader) -> str:
    """Somebody without an account is known by what they are written to about."""
    return about_person(reader.person_id) if reader.person_id else message.about
