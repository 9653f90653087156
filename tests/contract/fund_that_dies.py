"""Another process of the Fund on the same store, killed with SIGKILL right after one of its commits.

    died(fund, at=3)                       # does the jobs that wait, and dies after its third commit
    died(fund, at=1, asking=Asking(…))     # carries out a command, and dies before anybody has its answer

Killed there, a process leaves no transaction open, so that the next one need not wait until the store lets go.
"""

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pymongo import MongoClient
from pymongo.client_session import ClientSession

from chassis.context import Actor
from chassis.job_runner import LEASE_SECONDS
from chassis.unit_of_work import UnitOfWork
from services.technical_fund.carriers.papers import press
from services.technical_fund.wiring import FILE_PURPOSES, WIRING
from tests.builders.fund.assignment import solve_here
from tests.builders.fund.decisions import PAGE, named
from tests.fakes.technical_fund import Fund, StoredFund

KILLED: Final = -signal.SIGKILL
SECONDS: Final = 60
LEASE: Final = timedelta(seconds=LEASE_SECONDS + 1)
PROCESSES: Final = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A command as it reaches a serving process."""

    use_case: Callable[[Any, Any], Any]
    request: Any
    by: Actor
    key: str | None = None

    def of(self, fund: Fund) -> Any:
        return fund.ask(self.use_case, self.request, self.by, key=self.key)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the process works, and after how many commits it dies."""

    store: str
    database: str
    now: datetime
    commits: int | None


class OtherProcess(StoredFund):
    """The Fund on a database that is there already."""

    def __init__(self, place: Place) -> None:
        Fund.__init__(self)
        self.now = place.now
        self.database = MongoClient[dict[str, Any]](place.store, tz_aware=True)[place.database]
        self.work = UnitOfWork(self.database, self.build, service=WIRING.card.name, clock=self.clock, purposes=FILE_PURPOSES)
        self.neighbour = named()
        solve_here(self)


def died(fund: StoredFund, store: Any, at: int | None, asking: Asking | None = None) -> bool:
    """Whether it did; else there was nothing left to do."""
    place = Place(store=store.uri(), database=fund.database.name, now=fund.now, commits=at)
    process = PROCESSES.Process(target=_live, args=(place, asking))
    process.start()
    process.join(SECONDS)
    assert process.exitcode in (0, KILLED), f"it ended with {process.exitcode}"
    return process.exitcode == KILLED


def survive(fund: StoredFund, store: Any) -> int:
    """Processes one after another, each killed one commit later than the one before, until one finds an end; how many were killed."""
    for at in itertools.count(1):
        if not died(fund, store, at):
            return at - 1
        fund.now += LEASE
        fund.database["jobs"].update_many({}, {"$set": {"starts": 0}})
    raise AssertionError


def _live(place: Place, asking: Asking | None) -> None:
    if place.commits is not None:
        _arm(place.commits)
    press.printed = lambda pages: [PAGE + page.encode() for page in pages]
    fund = OtherProcess(place)
    asking.of(fund) if asking else fund.run_jobs()


def _arm(commits: int) -> None:
    """The store's own commit is wrapped: nothing in the product knows of this."""
    commit, counted = ClientSession.commit_transaction, itertools.count(1)

    def dying(session: ClientSession) -> None:
        commit(session)
        if next(counted) == commits:
            os.kill(os.getpid(), signal.SIGKILL)

    ClientSession.commit_transaction = dying  # type: ignore[method-assign]
