"""New documents that wait are found, changed and refused as if they had been written at once."""

from typing import Any

import pytest
from pymongo.errors import OperationFailure

from chassis.context import new_id
from contracts.errors import Conflict
from tests.contract.store_parts import Clock, Note, asking, memory_work, rows, stored_work


def bulk(work: Any, do: Any, **more: Any) -> Any:
    def body(unit: Any, built: Any) -> Any:
        with unit.in_bulk():
            return do(unit, built)

    return work.within(body, asking(), **more)


def added(count: int = 3) -> list[Note]:
    notes = [Note(id=new_id(), text=f"note {number}") for number in range(count)]
    for note in notes:
        note.submit()
    return notes


def test_what_is_added_in_bulk_is_there_with_its_news(work: Any) -> None:
    notes = added()
    bulk(work, lambda _, built: [built.notes.add(note) for note in notes])
    assert [row["text"] for row in rows(work, "notes")] == ["note 0", "note 1", "note 2"]
    assert [row["subject"] for row in rows(work, "outbox")] == [f"applications/{note.id}" for note in notes]
    assert {row["sequence"] for row in rows(work, "outbox")} == {1}


def test_what_waits_can_be_read_and_saved_again(work: Any) -> None:
    note = added(1)[0]

    def body(unit: Any, built: Any) -> Any:
        built.notes.add(note)
        again = built.notes.get(note.id)
        again.text = "changed"
        again.withdraw()
        built.notes.save(again)
        return unit.collection("notes").find_one({"_id": note.id}, ["text"])

    assert bulk(work, body) == {"_id": note.id, "text": "changed"}
    assert [(row["text"], row["version"], row["sequence"]) for row in rows(work, "notes")] == [("changed", 2, 2)]
    assert [row["sequence"] for row in rows(work, "outbox")] == [1, 2]


def test_whoever_asks_for_more_than_one_sees_all_that_waits(work: Any) -> None:
    notes = added()

    def body(unit: Any, built: Any) -> Any:
        for note in notes:
            built.notes.add(note)
        found = [row["_id"] for row in unit.collection("notes").find({"text": {"$in": ["note 0", "note 2"]}})]
        unit.collection("notes").update_one({"_id": notes[1].id}, {"$set": {"text": "changed"}})
        unit.collection("notes").delete_one({"_id": notes[2].id})
        return found, unit.collection("notes").count_documents({})

    assert bulk(work, body) == ([notes[0].id, notes[2].id], 2)
    assert [row["text"] for row in rows(work, "notes")] == ["note 0", "changed"]


def test_names_taken_in_bulk_are_taken(work: Any) -> None:
    taken = bulk(
        work, lambda unit, _: (unit.take_name("city", "a", "1"), unit.take_name("city", "a", "2"), unit.take_name("city", "a", "1"))
    )
    assert taken == (True, False, True)
    assert work.within(lambda unit, _: unit.take_name("city", "a", "2"), asking()) is False


def test_timers_set_in_bulk_replace_one_another_and_those_there_before(work: Any, clock: Clock) -> None:
    work.within(lambda unit, _: unit.timers.set("a", clock.now, "before"), asking())
    bulk(work, lambda unit, _: [unit.timers.set(key, clock.now, name) for key, name in (("a", "one"), ("b", "two"), ("a", "three"))])
    assert {row["_id"]: row["name"] for row in rows(work, "timers")} == {"a": "three", "b": "two"}


def test_a_refusal_in_bulk_leaves_nothing(work: Any) -> None:
    def body(unit: Any, built: Any) -> None:
        for note in added():
            built.notes.add(note)
        unit.collection("notes").count_documents({})
        raise Conflict("no", "no")

    with pytest.raises(Conflict):
        bulk(work, body)
    assert (rows(work, "notes"), rows(work, "outbox")) == ([], [])


def test_what_is_opened_after_the_bulk_is_written_at_once(work: Any) -> None:
    note = added(1)[0]

    def body(unit: Any, built: Any) -> int:
        with unit.in_bulk():
            built.notes.add(note)
        return int(unit.collection("notes").count_documents({}))

    assert work.within(body, asking()) == 1


def test_a_key_that_is_taken_is_refused_in_the_store(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock)
    note = added(1)[0]
    work.within(lambda _, built: built.notes.add(note), asking())
    with pytest.raises(Conflict) as refused:
        bulk(work, lambda _, built: [built.notes.add(other) for other in (*added(2), Note(id=note.id))])
    assert refused.value.code == "already_exists"
    assert len(rows(work, "notes")) == 1


def test_thousands_go_in_one_transaction(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock)
    bulk(work, lambda _, built: [built.notes.add(note) for note in added(2500)], longest=30.0)
    assert prepared_database["notes"].count_documents({}) == prepared_database["outbox"].count_documents({}) == 2500


def test_the_memory_twin_of_a_long_transaction_takes_the_same_words(clock: Clock) -> None:
    assert memory_work(clock).within(lambda unit, _: unit.attempt, asking(), longest=30.0) == 1


def test_more_than_the_store_can_hold_at_once_is_a_refusal_and_leaves_nothing(prepared_database: Any, clock: Clock) -> None:
    def body(unit: Any, built: Any) -> None:
        built.notes.add(added(1)[0])
        raise OperationFailure("Transaction is too large and will not fit in the storage engine cache", 313)

    work = stored_work(prepared_database, clock)
    with pytest.raises(Conflict) as refused:
        bulk(work, body)
    assert (refused.value.code, refused.value.retryable, rows(work, "notes")) == ("too_much_at_once", False, [])


def test_what_was_absent_is_seen_once_it_is_written(work: Any) -> None:
    note = added(1)[0]

    def body(unit: Any, built: Any) -> list[bool]:
        seen = [built.notes.find(note.id) is not None]
        built.notes.add(note)
        seen.append(built.notes.find(note.id) is not None)
        unit.collection("notes").count_documents({})
        return [*seen, built.notes.find(note.id) is not None]

    assert bulk(work, body) == [False, True, True]
