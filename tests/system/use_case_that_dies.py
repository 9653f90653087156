"""A use case killed at one exact place of its transaction: `python -m tests.system.use_case_that_dies PLACE ID`."""

import os
import signal
import sys
from dataclasses import dataclass
from typing import Any, ClassVar

from pymongo import MongoClient
from pymongo.client_session import ClientSession

from chassis.aggregate import Aggregate
from chassis.context import Context
from chassis.repository import Repository
from chassis.settings import read
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.membership import HubOpened

PLACES = ("before_commit", "after_commit", "after_answer")
COMMITTED = ("after_commit", "after_answer")


@dataclass(kw_only=True)
class Failpoint(Aggregate):
    kind: ClassVar[str] = "hubs"


class Failpoints(Repository[Failpoint]):
    aggregate = Failpoint
    name = "failpoints"


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(place: str) -> None:
    """The store's own commit is wrapped: nothing in the product knows of this."""
    commit = ClientSession.commit_transaction
    if place == "before_commit":
        ClientSession.commit_transaction = die  # type: ignore[method-assign]
    elif place == "after_commit":
        ClientSession.commit_transaction = lambda session: die(commit(session))  # type: ignore[method-assign]


def open_failpoint(unit: Unit, failpoint_id: str) -> None:
    failpoint = Failpoint(id=failpoint_id)
    failpoint.say(HubOpened(hub_id=failpoint_id, countries=(), languages=()))
    Failpoints(unit).add(failpoint)


def main(place: str, failpoint_id: str) -> None:
    settings = read("membership")
    with MongoClient[dict[str, Any]](settings.need_store(), tz_aware=True) as client:
        work: UnitOfWork[Unit] = UnitOfWork(client[settings.mongodb_database], service="membership")
        arm(place)
        work.within(lambda unit, _: open_failpoint(unit, failpoint_id), Context.for_service("membership"))
        die()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
