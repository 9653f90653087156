"""The database is what the code declares: made in order, once, by one process, and never by older code."""

from typing import Any

import pytest

from chassis.leases import Lease
from chassis.migrations import COMMON_INDEXES, Index, Migration, MigrationBusy, Migrations, StoreIsAhead, run
from chassis.unit_of_work import UnitOfWork
from tests.contract.test_unit_of_work import side_by_side

BY_CITY = Index(collection="grants", keys=(("city_id", 1), ("given_at", -1)))


def add(name: str, log: list[str]) -> Migration:
    return Migration(name=name, run=lambda database: log.append(name))


def test_a_new_database_gets_every_index_and_migration_once(database: Any) -> None:
    ran: list[str] = []
    declared = [BY_CITY, add("0001-first", ran), add("0002-second", ran)]
    done = run(database, "membership", declared)
    assert ran == ["0001-first", "0002-second"]
    assert "index grants.city_id_1_given_at_-1" in done
    assert done[-2:] == ["migration 0001-first", "migration 0002-second"]
    assert run(database, "membership", declared) == []
    assert ran == ["0001-first", "0002-second"]
    assert dict(database.grants.index_information()["city_id_1_given_at_-1"]["key"]) == {"city_id": 1, "given_at": -1}


def test_a_dry_run_says_what_would_be_done_and_does_nothing(database: Any) -> None:
    ran: list[str] = []
    would = run(database, "membership", [BY_CITY, add("0001-first", ran)], dry_run=True)
    assert len(would) == len(COMMON_INDEXES) + 2
    assert would[-1] == "migration 0001-first"
    assert (ran, database.list_collection_names()) == ([], [])


def test_later_steps_are_added_to_what_is_there(database: Any) -> None:
    ran: list[str] = []
    run(database, "membership", [add("0001-first", ran)])
    assert run(database, "membership", [add("0001-first", ran), add("0002-second", ran)]) == ["migration 0002-second"]


def test_a_step_that_breaks_off_is_run_again(database: Any) -> None:
    ran: list[str] = []

    def break_off(_: Any) -> None:
        ran.append("0002-second")
        if len(ran) < 3:
            raise OSError("power cut")

    declared = [add("0001-first", ran), Migration(name="0002-second", run=break_off), add("0003-third", ran)]
    with pytest.raises(OSError, match="power cut"):
        run(database, "membership", declared)
    assert run(database, "membership", declared) == ["migration 0002-second", "migration 0003-third"]
    assert ran == ["0001-first", "0002-second", "0002-second", "0003-third"]


def test_older_code_refuses_a_newer_database(database: Any) -> None:
    run(database, "membership", [add("0001-first", []), add("0002-second", [])])
    older = Migrations(database, "membership", [add("0001-first", [])])
    for start in (older.check, older.run):
        with pytest.raises(StoreIsAhead, match="0002-second"):
            start()


def test_steps_out_of_order_or_named_alike_are_refused_at_once(database: Any) -> None:
    for names in (("0002-b", "0001-a"), ("0001-a", "0001-a")):
        with pytest.raises(ValueError, match="not in order"):
            Migrations(database, "membership", [add(name, []) for name in names])


def test_one_process_migrates_at_a_time(database: Any) -> None:
    other = Lease(UnitOfWork[Any](database, service="membership"), "migrations", 30)
    assert other.take() is not None
    with pytest.raises(MigrationBusy):
        run(database, "membership", [])
    other.give_up()
    assert run(database, "membership", []) != []


def test_many_processes_starting_together_run_each_step_once(database: Any) -> None:
    ran: list[str] = []
    outcomes = side_by_side(3, lambda _: run(database, "membership", [add("0001-first", ran)]))
    assert ran == ["0001-first"]
    assert all(isinstance(outcome, list | MigrationBusy) for outcome in outcomes), outcomes


def test_an_index_declared_otherwise_is_made_anew(database: Any) -> None:
    run(database, "membership", [BY_CITY])
    unique = Index(collection="grants", keys=BY_CITY.keys, unique=True)
    assert run(database, "membership", [unique]) == ["index grants.city_id_1_given_at_-1"]
    assert database.grants.index_information()["city_id_1_given_at_-1"]["unique"]
    assert run(database, "membership", [unique]) == []


def test_documents_are_forgotten_by_an_index(database: Any) -> None:
    run(database, "membership", [Index(collection="turned_away", keys=(("at", 1),), forget_after=3600)])
    assert database.turned_away.index_information()["at_1"]["expireAfterSeconds"] == 3600


def test_every_common_query_has_an_index_that_begins_with_an_equality() -> None:
    """And a range or sort only on the last field: SecantusDB loses the bound of a range that is followed by another field."""
    queries = {
        "outbox": [("state", "_id"), ("state", "position"), ("page", "position")],
        "inbox_held": [("gate", "sequence"), ("state", "at")],
        "timers": [("state", "due_at")],
        "jobs": [("state", "created_at")],
        "uploads": [("claimed_by", "expires_at"), ("owner", "claimed_by")],
        "chunks": [("upload_id", "offset")],
    }
    declared = {(index.collection, tuple(key for key, _ in index.keys)) for index in COMMON_INDEXES}
    for collection, wanted in queries.items():
        for keys in wanted:
            assert (collection, keys) in declared


def test_who_lost_the_lease_in_the_middle_begins_no_further_step(database: Any) -> None:
    """It slept too long: another process is at it by now."""
    ran: list[str] = []

    def oversleep(database: Any) -> None:
        database.leases.update_one({"_id": "migrations"}, {"$set": {"holder": "another"}, "$inc": {"token": 1}})

    with pytest.raises(MigrationBusy):
        run(database, "membership", [Migration(name="0001-sleep", run=oversleep), add("0002-late", ran)])
    assert ran == []
    assert database.leases.find_one({"_id": "migrations"})["holder"] == "another"
