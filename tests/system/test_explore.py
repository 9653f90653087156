"""Explore as processes beside membership: hears what is said, answers who a city's peers are, builds its facts anew while both go on."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chassis import migrations
from chassis.aggregate import Aggregate
from chassis.card import wiring_of
from chassis.context import Actor, Context, Grant, new_id
from chassis.read_models import digest, generation
from chassis.repository import Repository
from chassis.service_client import ServiceClient
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts import explore as say
from contracts import membership as m
from contracts.declare import event_declaration, load
from contracts.errors import NotFound
from contracts.standard import GetJob, Job
from services.explore.wiring import MODEL
from tests.builders.explore import admitted, city_id, needs
from tests.eventually import eventually
from tests.platform import ROOT
from tests.system.own_service import OwnService

UNIT = Actor(kind="person", person_id=new_id(), grants=(Grant(role="management_unit", scope_kind="network"),))
NOBODY = Actor()


class Speaking(Aggregate):
    """Whatever has something to say of a city."""

    kind = "cities"


class Spoken(Repository[Speaking]):
    aggregate = Speaking
    name = "spoken"


class Network:
    """Both services in one room of the broker, each on a database of its own."""

    def __init__(self, new_service: Callable[..., OwnService], vhost: Any) -> None:
        self.membership = new_service("membership", "membership")
        self.explore = new_service("explore", "explore")
        for service in (self.membership, self.explore):
            migrations.run(service.database, service.name, wiring_of(service.name).migrations)
        self.membership.start_all("serve", "background")
        self.explore.start_all("serve", "background")
        self.client = ServiceClient(vhost.uri("gateway"), name="gateway")
        self.operator = vhost.uri("operator")
        self.work = UnitOfWork[Unit](self.membership.database, service="membership")

    def say(self, *events: Any) -> None:
        """As membership would: in its log, by the transaction of whatever has changed."""
        self.work.within(lambda unit, _: [self._say(unit, event) for event in events], Context.for_service("membership", seconds=30))

    def _say(self, unit: Unit, event: Any) -> None:
        spoken = Spoken(unit)
        subject = event_declaration(event).subject_of(event).partition("/")[2]
        speaker = spoken.find(subject)
        if speaker is None:
            speaker = Speaking(id=subject)
            spoken.add(speaker)
        speaker.say(event)
        spoken.save(speaker)

    def ask(self, request: Any, kind: Any, by: Actor = NOBODY) -> Any:
        context = Context(actor=by, correlation_id=new_id(), deadline=time.time() + 15)
        return load(kind, self.client.call(request, context, service="explore"), unknown="exclude")

    def peers(self, number: int) -> Any:
        return self.ask(say.ListPeers(city_id=city_id(number)), say.PeersPage)

    def has_peers(self, number: int, count: int) -> bool:
        try:
            return len(self.peers(number).items) == count
        except NotFound:
            return False

    def facts(self) -> int:
        return self.explore.database[f"facts_{self.living()}"].count_documents({})

    def living(self) -> int:
        return self._look(lambda unit: generation(unit, MODEL.name))

    def digest(self) -> str:
        return self._look(lambda unit: digest(unit, MODEL, generation(unit, MODEL.name)))

    def job(self, job_id: str) -> Job:
        found: Job = self.ask(GetJob(job_id=job_id), Job, UNIT)
        return found

    def scn(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"SCN_OPERATOR_AMQP_URI": self.operator}
        command = [sys.executable, "-m", "deploy", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False)

    def _look(self, view: Callable[[Unit], Any]) -> Any:
        work = UnitOfWork[Unit](self.explore.database, service="explore")
        return work.look(lambda unit, _: view(unit), Context.for_service("explore", seconds=30))


@pytest.fixture
def network(new_service: Callable[..., OwnService], vhost: Any) -> Iterator[Network]:
    made = Network(new_service, vhost)
    yield made
    made.client.close()


def test_what_membership_says_becomes_peers_and_lost_facts_come_back_the_same(network: Network) -> None:
    eventually(lambda: network.living() == 2, "the first reading of the log, which every new listener does", 30)
    network.say(*(admitted(number) for number in range(1, 21)), *(need for number in range(1, 21) for need in needs(number, "hate_crime")))
    eventually(lambda: network.has_peers(1, 19), "every city to have been compared", 40)
    page = network.peers(1)
    assert page.names_available, "membership was asked, and knows none of these made-up cities"
    before = network.digest()

    network.explore.database.drop_collection("facts_2")
    done = network.scn("rebuild", "explore")
    assert done.returncode == 0, done.stderr
    assert before in done.stdout
    assert network.digest() == before
    assert network.ask(say.GetReadModel(), say.ReadModelView, UNIT).digest == before
    eventually(lambda: network.has_peers(1, 19), "the peers to be there as before", 40)

    network.say(m.CitySuspended(city_id=city_id(2), previous="active", reason="suspended_by_network", at=admitted(2).admitted_at))
    eventually(lambda: network.has_peers(1, 18), "a suspended city to be nobody's peer")


@pytest.mark.prove
def test_a_rebuild_whose_process_is_killed_goes_on_while_cities_are_admitted(network: Network) -> None:
    eventually(lambda: network.living() == 2, "the first reading of the log", 30)
    for hundred in range(8):
        network.say(*(admitted(number) for number in range(hundred * 100 + 1, hundred * 100 + 101)))
    eventually(lambda: network.facts() == 800, "everything to have been heard", 90)

    job = network.ask(say.StartRebuild(), Job, UNIT)
    eventually(lambda: network.job(job.id).done > 0, "the rebuild to be on its way", 30, every=0.01)
    network.explore._children[-1].kill()
    assert network.job(job.id).state == "running"
    network.say(*(admitted(number) for number in range(801, 831)))
    eventually(lambda: network.facts() == 830, "the old facts to be kept up meanwhile", 30)
    network.explore.start("background")
    eventually(lambda: network.job(job.id).state == "done", "another process to finish it", 90)
    assert (network.living(), network.facts()) == (3, 830)
