"""One transaction per use case: everything or nothing, once per key, and the same on the fake as on the store."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from chassis.context import Actor, Context, new_id
from contracts.errors import Conflict, Invalid, NotFound, Unavailable
from contracts.membership import ApiKeyCreated, ApiKeyView, CreateApiKey, SignedIn, SignIn
from contracts.standard import Done
from tests.contract.store_parts import NOON, Clock, Note, about, add_a_word, asking, late, note_of, person, rows, stored_work, write_note

# ---------------------------------------------------------------- everything or nothing


def test_state_and_news_leave_together(work: Any) -> None:
    note_id = new_id()
    work.run(write_note, about(note_id), asking(correlation_id="walk-1", causation_id="cause-1"))
    assert note_of(work, note_id) == Note(id=note_id, text="first", version=1, sequence=1)
    (row,) = rows(work, "outbox")
    assert (row["type"], row["subject"], row["sequence"], row["state"]) == (
        "membership.application_submitted.v1",
        f"applications/{note_id}",
        1,
        "new",
    )
    assert (row["correlation_id"], row["causation_id"], row["time"], row["position"]) == ("walk-1", "cause-1", NOON, None)


@pytest.mark.parametrize("failure", [Conflict("membership.wrong_state"), ZeroDivisionError("a defect")])
def test_what_a_failed_use_case_wrote_is_gone(work: Any, failure: Exception) -> None:
    def write_and_fail(unit: Any, request: Any) -> Done:
        write_note(unit, request)
        unit.timers.set("t", NOON, "remind")
        unit.take_name("note", "first", request.application_id)
        raise failure

    with pytest.raises(type(failure)):
        work.run(write_and_fail, about(new_id()), asking(idempotency_key="k"))
    for collection in ("notes", "outbox", "timers", "names", "idempotency"):
        assert rows(work, collection) == [], collection


def test_a_view_writes_nothing(work: Any) -> None:
    with pytest.raises(RuntimeError, match="a view writes nothing"):
        work.read(write_note, about(new_id()), asking())
    assert rows(work, "notes") == []


def test_work_that_comes_too_late_is_not_begun(work: Any) -> None:
    def never(unit: Any, request: Any) -> Done:
        raise AssertionError("this ran")

    for do in (work.run, work.read):
        with pytest.raises(Unavailable) as refused:
            do(never, about(new_id()), late())
        assert refused.value.code == "deadline_exceeded"


# ---------------------------------------------------------------- versions


def test_a_stale_version_is_refused_with_the_version_there_is(work: Any) -> None:
    note_id = new_id()
    work.run(write_note, about(note_id), asking())
    work.run(add_a_word, about(note_id), asking(expected_version=1))
    with pytest.raises(Conflict) as refused:
        work.run(add_a_word, about(note_id), asking(expected_version=1))
    assert (refused.value.code, refused.value.details) == ("stale_version", {"version": 2})
    assert note_of(work, note_id).text == "first word"  # type: ignore[union-attr]


# ---------------------------------------------------------------- idempotency


def test_the_same_request_twice_is_done_once(work: Any) -> None:
    note_id, asked = new_id(), asking(idempotency_key="once")
    work.run(write_note, about(note_id), asked)
    assert work.run(write_note, about(note_id), asked) == Done()
    assert len(rows(work, "outbox")) == 1


def test_a_retry_gets_its_answer_although_the_version_has_moved_on(work: Any) -> None:
    """The key is looked at before If-Match: the caller's own first try is what moved the version."""
    note_id = new_id()
    work.run(write_note, about(note_id), asking())
    asked = asking(idempotency_key="once", expected_version=1)
    work.run(add_a_word, about(note_id), asked)
    assert work.run(add_a_word, about(note_id), asked) == Done()
    assert note_of(work, note_id).version == 2  # type: ignore[union-attr]


def test_a_key_used_for_another_payload_is_refused(work: Any) -> None:
    asked = asking(idempotency_key="once")
    work.run(write_note, about(new_id()), asked)
    with pytest.raises(Conflict) as refused:
        work.run(write_note, about(new_id()), asked)
    assert refused.value.code == "idempotency_key_reused"
    assert len(rows(work, "notes")) == 1


def test_a_key_belongs_to_who_used_it(work: Any) -> None:
    for actor in (person(), person(), Actor(), Actor(kind="service", service="resources")):
        work.run(write_note, about(new_id()), asking(actor, idempotency_key="the same"))
    assert len(rows(work, "notes")) == 4


def test_a_key_of_a_person_counts_over_every_session_and_key_of_theirs(work: Any) -> None:
    me, note_id = person(), new_id()
    for actor in (replace(me, session_id="a"), replace(me, api_key_id="b")):
        work.run(write_note, about(note_id), asking(actor, idempotency_key="once"))
    assert len(rows(work, "outbox")) == 1


def test_a_refusal_stores_nothing_so_the_key_can_be_used_again(work: Any) -> None:
    note_id, asked = new_id(), asking(idempotency_key="once")
    with pytest.raises(NotFound):
        work.run(add_a_word, about(note_id), asked)
    work.run(write_note, about(note_id), asking())
    assert work.run(add_a_word, about(note_id), asked) == Done()
    assert note_of(work, note_id).text == "first word"  # type: ignore[union-attr]


def make_key(unit: Any, request: CreateApiKey) -> ApiKeyCreated:
    view = ApiKeyView(id=new_id(), name=request.name, prefix="scn", scopes=("read",), created_at=unit.now, expires_at=unit.now)
    unit.count_up("keys made")
    return ApiKeyCreated(key=view, token="scn_the-secret")


def test_a_secret_is_shown_once_and_stored_never(work: Any) -> None:
    asked = asking(idempotency_key="once")
    first = work.run(make_key, CreateApiKey(name="mine"), asked)
    again = work.run(make_key, CreateApiKey(name="mine"), asked)
    assert (first.token, again.token) == ("scn_the-secret", None)
    assert again.key == first.key
    assert "the-secret" not in repr(rows(work, "idempotency"))


def test_an_answer_that_cannot_be_without_its_secret_is_not_kept(work: Any) -> None:
    def sign_in(unit: Any, request: SignIn) -> SignedIn:
        unit.count_up("sessions")
        return SignedIn(session_id=new_id(), token="secret", person_id=new_id(), expires_at=unit.now)

    asked = asking(Actor(), idempotency_key="once")
    for _ in range(2):
        assert work.run(sign_in, SignIn(email="a@b.example", password="x" * 12), asked).token == "secret"
    assert rows(work, "idempotency") == []
    assert rows(work, "counters", {"_id": "sessions"})[0]["value"] == 2


def test_a_stored_key_tells_nothing_about_a_password(work: Any) -> None:
    """The fingerprint of a request is keyed, so nobody who reads the store can try passwords against it."""
    import hashlib
    import json

    from contracts.declare import dump
    from contracts.membership import Registered, RegisterPerson

    request = RegisterPerson(name="Ana", email="ana@city.example", password="correct horse battery")
    work.run(lambda unit, _: Registered(), request, asking(Actor(), idempotency_key=new_id()))
    plain = hashlib.sha256(json.dumps(dump(request), sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    (row,) = rows(work, "idempotency")
    assert row["payload"] != plain


# ---------------------------------------------------------------- names, counters


def test_a_name_has_one_owner_until_it_is_freed(work: Any) -> None:
    def take(value: str, owner: str) -> bool:
        return work.within(lambda unit, _: unit.take_name("email", value, owner), asking())  # type: ignore[no-any-return]

    assert take("a@b", "ana")
    assert take("a@b", "ana")
    assert not take("a@b", "ben")
    work.within(lambda unit, _: unit.free_name("email", "a@b", "ben"), asking())
    assert work.look(lambda unit, _: unit.owner_of_name("email", "a@b"), asking()) == "ana"
    work.within(lambda unit, _: unit.free_name("email", "a@b", "ana"), asking())
    assert take("a@b", "ben")


def test_a_counter_counts_from_one_without_gaps(work: Any) -> None:
    def count(fail: bool = False) -> int:
        def body(unit: Any, _: Any) -> int:
            number = unit.count_up("applications-2027")
            if fail:
                raise Invalid("invalid")
            return int(number)

        return work.within(body, asking())  # type: ignore[no-any-return]

    assert count() == 1
    with pytest.raises(Invalid):
        count(fail=True)
    assert [count(), count()] == [2, 3]


# ---------------------------------------------------------------- side by side, on the store alone


def side_by_side(times: int, do: Any) -> list[Any]:
    """Do it at once in many threads; answers and refusals, in no order."""
    outcomes: list[Any] = []
    ready = threading.Barrier(times)

    def one(index: int) -> None:
        ready.wait(10)
        try:
            outcomes.append(do(index))
        except Exception as failure:
            outcomes.append(failure)

    threads = [threading.Thread(target=one, args=(index,)) for index in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_nobody_loses_an_update_and_sequences_have_no_gap(prepared_database: Any, clock: Clock) -> None:
    work, note_id = stored_work(prepared_database, clock), new_id()
    work.run(write_note, about(note_id), asking())
    outcomes = side_by_side(8, lambda _: [work.run(add_a_word, about(note_id), asking(seconds=30)) for _ in range(5)])
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    note = note_of(work, note_id)
    assert note is not None
    assert (note.text.count("word"), note.version, note.sequence) == (40, 41, 41)
    assert sorted(row["sequence"] for row in prepared_database.outbox.find()) == list(range(1, 42))


def test_twins_at_the_same_instant_have_one_effect_and_one_answer(prepared_database: Any, clock: Clock) -> None:
    work, asked = stored_work(prepared_database, clock), asking(idempotency_key="twins", seconds=20)
    answers = side_by_side(6, lambda _: work.run(make_key, CreateApiKey(name="mine"), asked))
    assert len({answer.key.id for answer in answers}) == 1
    assert sorted(answer.token is None for answer in answers) == [False, True, True, True, True, True]
    assert prepared_database.counters.find_one({"_id": "keys made"})["value"] == 1


def test_a_twin_waits_until_its_deadline_and_no_longer(prepared_database: Any, clock: Clock) -> None:
    work, actor = stored_work(prepared_database, clock), person()
    inside, go_on = threading.Event(), threading.Event()

    def slow(unit: Any, request: CreateApiKey) -> ApiKeyCreated:
        inside.set()
        go_on.wait(20)
        return make_key(unit, request)

    def ask(use_case: Any, seconds: float) -> Any:
        return work.run(use_case, CreateApiKey(name="mine"), asking(actor, seconds=seconds, idempotency_key="twins"))

    first = threading.Thread(target=ask, args=(slow, 30))
    first.start()
    assert inside.wait(10)
    with pytest.raises(Conflict) as refused:
        ask(make_key, 0.6)
    go_on.set()
    first.join(20)
    assert refused.value.code == "request_in_progress"
    assert refused.value.retryable
    assert ask(make_key, 10).token is None


def test_a_race_for_a_unique_key_ends_in_a_refusal_by_the_use_case(prepared_database: Any, clock: Clock) -> None:
    """The duplicate key sends the whole use case round again, and this time it sees the other one."""
    work = stored_work(prepared_database, clock)

    def add_unique(unit: Any, request: Any) -> Done:
        notes = unit.unit.collection("unique_notes")
        if notes.find_one({"text": "only"}):
            raise Conflict("membership.taken")
        notes.insert_one({"_id": request.application_id, "text": "only"})
        return Done()

    outcomes = side_by_side(5, lambda _: work.run(add_unique, about(new_id()), asking(seconds=20)))
    assert outcomes.count(Done()) == 1
    assert sum(isinstance(one, Conflict) and one.code == "membership.taken" for one in outcomes) == 4


def test_a_duplicate_that_is_no_race_is_said_without_values(prepared_database: Any, clock: Clock) -> None:
    work, note_id = stored_work(prepared_database, clock), new_id()
    work.run(write_note, about(note_id), asking())
    with pytest.raises(Conflict) as refused:
        work.run(write_note, about(note_id), asking())
    assert (refused.value.code, refused.value.details) == ("already_exists", {"fields": ["_id"]})


def test_an_invariant_over_several_documents_holds_through_a_guard(prepared_database: Any, clock: Clock) -> None:
    """Without the guard both of two units would see one other on call, and both would leave (write skew)."""
    work = stored_work(prepared_database, clock)
    prepared_database.notes.insert_many([{"_id": str(n), "owner": "on call", "text": str(n)} for n in range(2)])

    def leave(who: str, guarded: bool) -> Any:
        both = threading.Barrier(2)

        def use_case(unit: Any, _: Any) -> Done:
            if guarded:
                unit.guard("on-call")
            on_call = unit.unit.collection("notes").count_documents({"owner": "on call"})
            if not guarded:
                both.wait(10)
            if on_call < 2:
                raise Conflict("membership.somebody_must_stay")
            unit.unit.collection("notes").update_one({"_id": who}, {"$set": {"owner": "away"}})
            return Done()

        return use_case

    outcomes = side_by_side(2, lambda n: work.run(leave(str(n), guarded=True), about(new_id()), asking(seconds=20)))
    assert prepared_database.notes.count_documents({"owner": "on call"}) == 1
    assert sum(isinstance(one, Conflict) for one in outcomes) == 1


def test_conflicts_that_do_not_end_are_refused_at_the_deadline(prepared_database: Any, clock: Clock) -> None:
    work, note_id = stored_work(prepared_database, clock), new_id()
    work.run(write_note, about(note_id), asking())
    runs = []

    def outrun(unit: Any, request: Any) -> Done:
        """Somebody else commits between our reading and our writing, every time."""
        note = unit.notes.get(request.application_id)
        runs.append(1)
        prepared_database.notes.update_one({"_id": note.id}, {"$inc": {"version": 1}})
        unit.notes.save(note)
        return Done()

    with pytest.raises(Unavailable) as refused:
        work.run(outrun, about(note_id), asking(seconds=1))
    assert refused.value.code in ("deadline_exceeded", "service_unavailable"), "the second when the deadline cuts a call short"
    assert len(runs) > 3


def test_a_context_of_another_request_is_not_carried_over() -> None:
    assert Context.for_service("x").idempotency_key is None
