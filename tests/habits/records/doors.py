"""Every service's own doors on memory stores, so that what is asked here goes the way it goes in life, from the door-keeper on."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from chassis.context import Actor, Context, new_id
from chassis.permissions import check
from contracts.declare import EVERY_SERVICE, dump, request_declaration
from services.explore.service import ExploreService
from services.membership.service import MembershipService
from services.notifications.service import NotificationsService
from tests.fakes.explore import MemoryExplore
from tests.fakes.membership import MemoryMembership
from tests.fakes.notifications import Notifications

EXPLORE = Actor(kind="service", service="explore")


class Bound:
    """A unit of work in memory, bound to who asks."""

    def __init__(self, work: Any, context: Context) -> None:
        self._work, self.context = work, context

    def run(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        return self._work.run(use_case, request, self.context)

    note = run

    def read(self, view: Callable[[Any, Any], Any], request: Any) -> Any:
        return self._work.read(view, request, self.context)


class Doors:
    """Asks any of the services what anybody might ask."""

    def __init__(self) -> None:
        self.membership = MemoryMembership()
        self.explore = MemoryExplore()
        self.notifications = Notifications()
        self._doors: Mapping[str, tuple[type, Any]] = {
            "membership": (MembershipService, self.membership),
            "explore": (ExploreService, self.explore),
            "notifications": (NotificationsService, self.notifications),
        }

    def ask(self, request: Any, by: Actor, *, version: int | None = None, service: str = "membership") -> Any:
        """What the service answers. `service` matters for what every service answers."""
        declared = request_declaration(request)
        owner = service if declared.service == EVERY_SERVICE else declared.service
        check(declared, by)
        doors, fake = self._doors[owner]
        worker = doors()
        until = time.time() + 600
        worker.work = Bound(fake.work, Context(actor=by, correlation_id=new_id(), deadline=until, expected_version=version))
        if owner == "explore":
            worker.neighbours = Neighbours(self)
        return getattr(worker, declared.method)(request)

    @property
    def stores(self) -> tuple[Any, ...]:
        return tuple(fake.work.store for _, fake in self._doors.values())


class Neighbours:
    """Membership, as explore asks it."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]:
        answer: dict[str, Any] = dump(self._doors.ask(request, EXPLORE))
        return answer
