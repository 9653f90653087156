"""Imports on a real store: one transaction for everything, rivals on the way, and a runner that is lost."""

import threading
import time
from typing import Any

import pytest
from pymongo.database import Database

from chassis.job_runner import JobRunner
from contracts.membership import CheckImport, ConfirmImport
from services.membership import reactions
from services.membership.usecases import import_cities, imports
from services.membership.usecases.importing import APPLY_SECONDS
from tests.builders.imports import checked, city, confirmed, in_charge, problems, run_jobs, shown, somebody, table
from tests.builders.membership import named, opened_hub, submitted
from tests.fakes.membership import StoredMembership, management, person

UNIT = management()


@pytest.fixture
def network(membership_database: Database[dict[str, Any]]) -> StoredMembership:
    made = StoredMembership(membership_database)
    in_charge(made, UNIT)
    opened_hub(made)
    return made


def counted(network: StoredMembership) -> dict[str, int]:
    return {name: network.database[name].count_documents({}) for name in ("cities", "members", "directory", "needs_and_offers")}


def many(count: int) -> bytes:
    """Cities with two names each, a need and an offer."""
    numbers = range(count)
    return table([city(f"City {n}", name_fr=f"Ville {n}", needs="youth_engagement:high", offers="interfaith_dialogue") for n in numbers])


def test_a_table_is_brought_in_by_one_transaction_well_within_its_time(network: StoredMembership) -> None:
    """A full table of two thousand takes about ten times as long, and wants a gigabyte of cache: `bench` is where that is measured."""
    run = checked(network, UNIT, "cities", many(200))
    assert (run.state, run.rows, problems(network, UNIT, run.id)) == ("ready", 200, [])
    began = time.monotonic()
    done = confirmed(network, UNIT, run)
    assert (done.state, time.monotonic() - began < APPLY_SECONDS / 3) == ("applied", True)
    assert counted(network) == {"cities": 200, "members": 200, "directory": 200, "needs_and_offers": 400}
    assert network.database["outbox"].count_documents({"type": "membership.city_admitted.v1"}) == 200


def test_people_are_invited_in_one_transaction(network: StoredMembership) -> None:
    confirmed(network, UNIT, checked(network, UNIT, "cities", table([city("Mombasa")])))
    data = table([somebody(f"person{number}@city.example") for number in range(300)])
    assert confirmed(network, UNIT, checked(network, UNIT, "people", data)).state == "applied"
    assert network.database["invitations"].count_documents({"state": "sent"}) == 300
    assert network.database["timers"].count_documents({"name": "invitation_over"}) == 300


def test_somebody_who_takes_a_name_meanwhile_stops_everything(network: StoredMembership, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rival commits after our transaction has read the names and before it writes them: ours is run again and finds the name taken."""
    run = checked(network, UNIT, "cities", many(20))
    rival, look_up = threading.Event(), import_cities.law

    def with_a_rival(unit: Any) -> Any:
        if not rival.is_set():
            rival.set()
            other = threading.Thread(target=submitted, args=(network, person(), named("Ville 19", subdivision=None)))
            other.start()
            other.join()
        return look_up(unit)

    monkeypatch.setattr("services.membership.usecases.import_cities.law", with_a_rival)
    late = confirmed(network, UNIT, run)
    assert (late.state, counted(network)["cities"]) == ("out_of_date", 0)
    assert [(one.line, one.code) for one in problems(network, UNIT, run.id)] == [(21, "membership.already_applying")]


def test_a_runner_that_dies_leaves_nothing_and_the_next_does_it_once(network: StoredMembership, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any, **more: Any) -> None:
        raise Killed

    run = checked(network, UNIT, "cities", many(30))
    network.ask(imports.confirm_import, ConfirmImport(import_id=run.id, sha256=run.sha256), UNIT)
    with monkeypatch.context() as patched:
        patched.setattr("services.membership.domain.imports.run.Import.applied", die)
        with pytest.raises(Killed):
            JobRunner(network.work, reactions.JOBS).run_next()
    assert (counted(network)["cities"], shown(network, UNIT, run.id).state) == (0, "applying")
    network.wait(minutes=2)
    run_jobs(network)
    network.wait(minutes=2)
    run_jobs(network)
    assert (counted(network)["cities"], shown(network, UNIT, run.id).state) == (30, "applied")


def test_problems_are_replaced_by_the_next_dry_run(network: StoredMembership) -> None:
    run = checked(network, UNIT, "cities", table([city(f"City {n}", tier="x", country="XX") for n in range(120)]))
    assert (run.problems, len(problems(network, UNIT, run.id))) == (240, 240)
    network.ask(imports.check_import, CheckImport(import_id=run.id), UNIT)
    run_jobs(network)
    assert len(problems(network, UNIT, run.id)) == 240
