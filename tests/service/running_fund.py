"""The Fund beside a running membership: any number of its processes, asked over the wire, and its store to prepare things in."""

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from pymongo.database import Database

from chassis import context
from chassis.context import Actor, Context, new_id
from chassis.cursors import Cursors
from chassis.read_models import generation
from chassis.sealing import Seal
from chassis.unit_of_work import UnitOfWork
from contracts.declare import load
from deploy.ports import LOOPBACK, free_port
from deploy.process import Child, tail
from services.technical_fund.domain.facts import FACTS
from services.technical_fund.wiring import FILE_PURPOSES, PEOPLE_IN_HISTORY, WIRING
from tests.builders.fund.decisions import named
from tests.eventually import eventually
from tests.fakes.technical_fund import Fund, StoredFund
from tests.platform import ROOT, answers, end_all
from tests.service.running_membership import RunningMembership

NAME = WIRING.card.name


class LiveFund(StoredFund):
    """The Fund's use cases on the database of running processes, with their secret and the real time."""

    def __init__(self, database: Database[dict[str, Any]], secret: str) -> None:
        Fund.__init__(self)
        self.database = database
        self.cursors, self.seal = Cursors(secret), Seal(secret, PEOPLE_IN_HISTORY)
        self.neighbour = named()
        self.work = UnitOfWork(database, self.build, service=NAME, purposes=FILE_PURPOSES)

    def await_facts(self) -> None:
        """What a new listener reads of membership's log first is laid in place of what was there."""
        look = Context.for_service(NAME, seconds=60)
        eventually(lambda: self.work.look(lambda unit, _: generation(unit, FACTS), look) == 2, "the first reading of membership's log", 50)

    @property  # type: ignore[override]
    def now(self) -> datetime:
        return context.now()

    @now.setter
    def now(self, _: datetime) -> None:
        """The real time is not to be set."""


class RunningFund:
    """Its first two processes are `serve` and `background`; more have names of their own."""

    def __init__(self, membership: RunningMembership) -> None:
        self.membership = membership
        self.folder = membership.folder / f"fund-{new_id()}"
        self.folder.mkdir()
        self.database_name = f"technical_fund_{new_id()[-8:]}"
        self.children: dict[str, Child] = {}
        self._launched = 0
        membership._once("declare", NAME, SCN_AMQP_URI=membership.broker.uri("administrator", membership.vhost))
        membership._once(NAME, "--role", "migrate", **self._told())
        self.database = membership.mongo[self.database_name]
        self.house = LiveFund(self.database, membership._environment()["SCN_SECRET_KEY"])
        self.start("serve", "background")
        self.house.await_facts()

    def start(self, *roles: str) -> None:
        """Side by side; waits until all are ready."""
        self._start({role: (role, ["services", NAME, "--role", role]) for role in roles})

    def start_another(self, *roles: str) -> None:
        self._start({f"{role} 2": (role, ["services", NAME, "--role", role]) for role in roles})

    def start_dying(self, after: str) -> None:
        """Serves until it has committed a request called `after`, and is killed before anybody has the answer."""
        self._start({"serve": ("serve", ["tests.service.serving_that_dies", after, NAME, "--role", "serve"])})

    def stop(self, *names: str) -> None:
        end_all([self.children.pop(name) for name in names])

    def _start(self, wanted: dict[str, tuple[str, list[str]]]) -> None:
        urls = {name: self._launch(name, command) for name, (_, command) in wanted.items()}
        for name, url in urls.items():
            child = self.children[name]
            eventually(lambda url=url, child=child: answers(url) or not child.alive, f"{child.name} to be ready", 60)
            assert child.alive, "\n".join(tail(child.log, 30))

    def _launch(self, name: str, command: list[str]) -> str:
        health, self._launched = free_port(), self._launched + 1
        env = self.membership._environment(**self._told(), SCN_HEALTH_PORT=str(health), PYTHONPATH=str(ROOT))
        log = self.folder / f"{name.replace(' ', '-')}-{self._launched}.log"
        self.children[name] = Child(f"technical_fund {name}", [sys.executable, "-m", *command], log, env=env, cwd=ROOT)
        return f"http://{LOOPBACK}:{health}/readyz"

    def end(self) -> None:
        """Nobody waits for what they have under way."""
        for child in self.children.values():
            child.kill()
        self.membership.mongo.drop_database(self.database_name)

    # ---------------------------------------------------------------- asking

    def ask(self, request: Any, kind: type[Any], by: Actor, *, key: str | None = None, seconds: float = 30) -> Any:
        """Ask over the wire on behalf of `by`; the answer as it is declared. Raises refusals."""
        asked = Context(actor=by, correlation_id=new_id(), deadline=time.time() + seconds, idempotency_key=key)
        client = self.membership.clients["gateway"]
        return load(kind, client.call(request, asked, service=NAME, timeout=seconds), unknown="exclude")

    def job(self, job_id: str) -> dict[str, Any]:
        found = self.database["jobs"].find_one({"_id": job_id})
        assert found is not None, job_id
        return dict(found)

    def said(self, type: str, **data: Any) -> list[dict[str, Any]]:
        """What the log holds of `type`, such as `letter_issued.v1`."""
        where = {"type": f"{NAME}.{type}"} | {f"data.{name}": value for name, value in data.items()}
        return [dict(row["data"]) for row in self.database["outbox"].find(where)]

    def _told(self) -> dict[str, str]:
        return {
            "SCN_AMQP_URI": self.membership.broker.uri(NAME, self.membership.vhost),
            "SCN_MONGODB_DATABASE": self.database_name,
            "SCN_DATA_DIR": str(self.folder),
        }


@pytest.fixture(scope="module")
def fund(running: RunningMembership) -> Iterator[RunningFund]:
    service = RunningFund(running)
    yield service
    service.end()
