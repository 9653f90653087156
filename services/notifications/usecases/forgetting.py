"""Nothing about a person who was erased stays here: rows, letters, and what a process left half done."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final, TypeVar

from chassis.context import Context
from chassis.forgetting import forget_belongings
from chassis.unit import Work
from services.notifications.domain.erasure import Erasure
from services.notifications.domain.message import Message
from services.notifications.usecases.ports import Carrier, Notifications

MOST: Final = 100
STEP_SECONDS: Final = 10.0
STRAY_AFTER: Final = timedelta(hours=1)
"""A letter without a row is taken away once nobody can be about to write the row."""

T = TypeVar("T")


class Forgetting:
    """Runs in the background, in steps that may break off anywhere and be begun again."""

    def __init__(self, work: Work[Notifications], carrier: Carrier) -> None:
        self._work = work
        self._carrier = carrier

    def round(self) -> int:
        """Go on with every erasure; how much was done."""
        return sum(self._go_on(erasure) for erasure in self._look(lambda unit: unit.erasures.unfinished(MOST)))

    def tidy(self) -> int:
        """Take away what has been kept long enough, and letters that no row knows of."""
        outlived = self._look(lambda unit: unit.messages.outlived(unit.now, MOST))
        return self._take_away(outlived) + self._take_strays()

    def _go_on(self, erasure: Erasure) -> int:
        """A mail that somebody is sending right now is left to the next round."""
        messages = self._look(lambda unit: unit.messages.of_person(erasure.person_id, MOST))
        if messages:
            return self._take_away(messages)
        if gone := self._work.within(lambda unit, _: forget_belongings(unit, erasure.person_id), self._context()):
            return gone
        self._transact(lambda unit: _done(unit, erasure.id))
        return 1

    def _take_away(self, messages: Sequence[Message]) -> int:
        """Each letter before its row: were the row gone first, nobody would find it. What is being sent keeps its row for another round."""
        at = self._work.clock()
        gone = [message.id for message in messages if not message.is_leased(at)]
        for id in gone:
            self._carrier.forget(id)
        return self._transact(lambda unit: sum(_remove(unit, id) for id in gone)) if gone else 0

    def _take_strays(self) -> int:
        now = self._work.clock()
        lying = [id for id, since in self._carrier.kept() if since + STRAY_AFTER < now]
        strays = [id for some in _by(MOST, lying) for id in set(some) - self._known(some)]
        for id in strays:
            self._carrier.forget(id)
        return len(strays)

    def _known(self, ids: Sequence[str]) -> frozenset[str]:
        return self._look(lambda unit: unit.messages.known(ids))

    def _transact(self, body: Callable[[Notifications], T]) -> T:
        return self._work.within(lambda _unit, built: body(built), self._context())

    def _look(self, body: Callable[[Notifications], T]) -> T:
        return self._work.look(lambda _unit, built: body(built), self._context())

    def _context(self) -> Context:
        return Context.for_service(self._work.service, seconds=STEP_SECONDS)


def _remove(unit: Notifications, id: str) -> int:
    message = unit.messages.find(id)
    if message is None or message.is_leased(unit.now):
        return 0
    unit.messages.remove(message)
    return 1


def _by(most: int, ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + most] for first in range(0, len(ids), most))


def _done(unit: Notifications, erasure_id: str) -> None:
    erasure = unit.erasures.find(erasure_id)
    if erasure is not None and erasure.open:
        erasure.done(unit.now)
        unit.erasures.save(erasure)
