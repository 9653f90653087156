"""Aggregates come back as they went, and their news go with them."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.context import new_id
from chassis.repository import outbox_rows
from contracts.errors import Conflict, NotFound
from contracts.membership import ApplicationDeclined
from tests.contract.store_parts import NOON, Clock, Line, Mood, Note, Notes, asking, note_of, rows, stored_work
from tests.fakes import MemoryRepository, MemoryUnit


def full_note() -> Note:
    return Note(
        id=new_id(),
        text="Ciudad de México · مدينة",
        written_at=NOON + timedelta(milliseconds=123),
        mood=Mood.LOUD,
        lines=(Line(text="a", on=date(2027, 1, 31), tags=("x", "y")), Line(text="b", on=date(2028, 2, 29))),
        titles={"es": "uno", "zh-Hant": "一", "a.b": "dots", "$c": "dollar"},
        owner=None,
        first=Line(text="c", on=date(2027, 1, 1)),
    )


def do(work: Any, body: Any) -> Any:
    return work.within(lambda unit, built: body(built), asking())


def test_an_aggregate_comes_back_as_it_went(work: Any) -> None:
    note = full_note()
    do(work, lambda unit: unit.notes.add(note))
    assert note_of(work, note.id) == note
    assert note.version == 1


def test_instants_come_back_in_utc(work: Any) -> None:
    note = full_note()
    do(work, lambda unit: unit.notes.add(note))
    found = note_of(work, note.id)
    assert found is not None
    assert found.written_at.utcoffset() == timedelta(0)


def test_a_field_the_class_no_longer_has_is_left_out(work: Any) -> None:
    note = full_note()
    do(work, lambda unit: unit.notes.add(note))
    do(work, lambda unit: unit.unit.collection("notes").update_one({"_id": note.id}, {"$set": {"of_tomorrow": 1}}))
    assert note_of(work, note.id) == note


def test_what_is_not_there_is_found_as_none_and_refused_when_needed(work: Any) -> None:
    assert note_of(work, new_id()) is None
    for need in (lambda unit: unit.notes.get(new_id()), lambda unit: unit.notes.save(full_note())):
        with pytest.raises(NotFound):
            do(work, need)


def test_saving_without_a_change_or_news_is_allowed(work: Any) -> None:
    note = full_note()
    do(work, lambda unit: unit.notes.add(note))
    do(work, lambda unit: unit.notes.save(unit.notes.get(note.id)))
    found = note_of(work, note.id)
    assert found is not None
    assert (found.version, found.sequence, rows(work, "outbox")) == (2, 0, [])


def test_an_aggregate_kept_from_before_is_not_written_over_a_newer_one(work: Any) -> None:
    note = full_note()
    do(work, lambda unit: unit.notes.add(note))
    do(work, lambda unit: unit.notes.save(unit.notes.get(note.id)))
    with pytest.raises(Conflict) as refused:
        do(work, lambda unit: unit.notes.save(note))
    assert (refused.value.code, refused.value.details) == ("stale_version", {"version": 2})


def test_saved_twice_in_one_unit_both_are_kept(work: Any) -> None:
    note = full_note()

    def twice(unit: Any) -> None:
        unit.notes.add(note)
        for word in ("one", "two"):
            note.text = word
            note.decline()
            unit.notes.save(note)

    do(work, twice)
    found = note_of(work, note.id)
    assert found is not None
    assert (found.text, found.version, found.sequence) == ("two", 3, 2)


def test_a_draft_that_vanishes_leaves_its_last_news(work: Any) -> None:
    note = full_note()
    do(work, lambda unit: unit.notes.add(note))

    def discard(unit: Any) -> None:
        found = unit.notes.get(note.id)
        found.withdraw()
        unit.notes.remove(found)

    do(work, discard)
    assert note_of(work, note.id) is None
    assert [row["sequence"] for row in rows(work, "outbox")] == [1]


def test_selecting_by_a_field_in_order(work: Any) -> None:
    for text, owner in (("b", "ana"), ("a", "ana"), ("c", "ben")):
        note = full_note()
        note.text, note.owner = text, owner
        do(work, lambda unit, note=note: unit.notes.add(note))
    found = work.read(lambda unit, _: [n.text for n in unit.notes.select({"owner": "ana"}, sort=(("text", 1),), limit=5)], None, asking())
    assert found == ["a", "b"]


def test_sequences_count_on_over_saves(work: Any) -> None:
    note = full_note()
    note.submit()
    note.decline()
    do(work, lambda unit: unit.notes.add(note))
    assert note.news == []

    def on(unit: Any) -> None:
        found = unit.notes.get(note.id)
        found.withdraw()
        unit.notes.save(found)

    do(work, on)
    assert sorted(row["sequence"] for row in rows(work, "outbox")) == [1, 2, 3]


def test_news_about_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="is not"):
        full_note().say(ApplicationDeclined(application_id=new_id(), reason="other"))


# ---------------------------------------------------------------- two versions of one fact


def test_versions_of_one_fact_share_a_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from chassis import aggregate as aggregates
    from chassis import repository
    from contracts.declare import event_declaration

    note = full_note()
    for _ in range(2):
        note.decline()
    first, second = note.news
    newer = dataclasses.replace(event_declaration(first), name="application_declined.v2", type="membership.application_declined.v2")
    declarations = {id(first): event_declaration(first), id(second): newer}
    for module in (aggregates, repository):
        monkeypatch.setattr(module, "event_declaration", lambda said: declarations.get(id(said)) or event_declaration(said))
    note.decline()
    made = outbox_rows(MemoryUnit(), note)
    assert [(row["sequence"], row["type"]) for row in made] == [
        (1, "membership.application_declined.v1"),
        (1, "membership.application_declined.v2"),
        (2, "membership.application_declined.v1"),
    ]
    assert note.sequence == 2


def test_the_same_fact_twice_has_two_sequences() -> None:
    note = full_note()
    note.decline()
    note.decline()
    assert [row["sequence"] for row in outbox_rows(MemoryUnit(), note)] == [1, 2]


# ---------------------------------------------------------------- the fakes


def test_the_memory_repository_answers_what_only_a_memory_can() -> None:
    class MemoryNotes(MemoryRepository[Note]):
        aggregate = Note
        name = "notes"

    notes = MemoryNotes(MemoryUnit())
    one, two = full_note(), full_note()
    two.text = "two"
    notes.add(one)
    notes.add(two)
    assert notes.all() == [one, two]
    assert notes.where(lambda note: note.text == "two") == [two]


NAMES = ("a", "b", "n", "tags", "sub.x")
VALUES = st.one_of(st.none(), st.integers(0, 5), st.sampled_from(["red", "green", ""]), st.booleans())
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.integers(0, 5),
        "b": st.one_of(st.none(), st.sampled_from(["red", "green", ""])),
        "n": st.integers(0, 5),
        "tags": st.lists(st.sampled_from(["red", "green", "blue"]), max_size=3),
        "sub": st.fixed_dictionaries({"x": st.integers(0, 3)}),
    },
)
CONDITIONS = st.one_of(
    st.tuples(st.sampled_from(["a", "n", "sub.x"]), st.integers(0, 5)),
    st.tuples(st.sampled_from(["b", "tags"]), st.one_of(st.none(), st.sampled_from(["red", "green"]))),
    st.tuples(
        st.sampled_from(["a", "n", "sub.x"]),
        st.dictionaries(st.sampled_from(["$gt", "$gte", "$lt", "$lte", "$ne"]), st.integers(0, 5), min_size=1, max_size=2),
    ),
    st.tuples(st.sampled_from(["a", "n"]), st.fixed_dictionaries({"$in": st.lists(st.integers(0, 5), max_size=3)})),
    st.tuples(st.sampled_from(["a", "b", "tags", "sub.x"]), st.fixed_dictionaries({"$exists": st.booleans()})),
    st.tuples(st.just("tags"), st.fixed_dictionaries({"$all": st.lists(st.sampled_from(["red", "green"]), min_size=1, max_size=2)})),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(DOCUMENTS, max_size=8), conditions=st.lists(CONDITIONS, min_size=1, max_size=2), either=st.booleans())
def test_the_memory_store_answers_as_the_store_does(
    prepared_database: Any, documents: list[Any], conditions: list[Any], either: bool
) -> None:
    where: dict[str, Any] = {"$or": [{name: wanted} for name, wanted in conditions]} if either else dict(conditions)
    memory, collection = MemoryUnit().collection("things"), prepared_database.things
    collection.delete_many({})
    for index, document in enumerate(documents):
        memory.insert_one({"_id": index, **document})
        collection.insert_one({"_id": index, **document})
    assert {row["_id"] for row in memory.find(where)} == {row["_id"] for row in collection.find(where)}
    assert memory.count_documents(where) == collection.count_documents(where)


UPDATES = st.one_of(
    st.tuples(st.just("$set"), st.dictionaries(st.sampled_from(["a", "b", "sub.x"]), st.integers(0, 9), min_size=1)),
    st.tuples(st.just("$inc"), st.dictionaries(st.sampled_from(["a", "n", "sub.x"]), st.integers(-3, 3), min_size=1)),
    st.tuples(st.just("$unset"), st.dictionaries(st.sampled_from(["a", "b", "sub.x"]), st.just(""), min_size=1)),
    st.tuples(st.sampled_from(["$push", "$addToSet", "$pull"]), st.fixed_dictionaries({"tags": st.sampled_from(["red", "blue"])})),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS, update=UPDATES)
def test_the_memory_store_changes_as_the_store_does(prepared_database: Any, document: dict[str, Any], update: tuple[str, Any]) -> None:
    memory, collection = MemoryUnit().collection("things"), prepared_database.things
    collection.delete_many({})
    for one in (memory, collection):
        one.insert_one({"_id": 1, **document})
        one.update_one({"_id": 1}, dict([update]))
    assert memory.find_one({"_id": 1}) == collection.find_one({"_id": 1})


def test_the_memory_store_refuses_what_it_does_not_know() -> None:
    documents = MemoryUnit().collection("things")
    documents.insert_one({"_id": 1, "a": 1})
    for ask in (
        lambda: documents.find_one({"$where": "1"}),
        lambda: documents.find_one({"a": {"$near": 1}}),
        lambda: documents.update_one({"_id": 1}, {"$rename": {"a": "b"}}),
        lambda: documents.update_one({"_id": 1}, [{"$set": {"a": 2}}]),
    ):
        with pytest.raises(NotImplementedError):
            ask()


def test_a_repository_works_on_any_unit(prepared_database: Any, clock: Clock) -> None:
    stored = stored_work(prepared_database, clock)
    note = full_note()
    stored.within(lambda unit, _: Notes(unit).add(note), asking())
    memory = MemoryUnit()
    Notes(memory).add(Note(id=note.id, text=note.text))
    assert Notes(memory).get(note.id).text == note_of(stored, note.id).text  # type: ignore[union-attr]
