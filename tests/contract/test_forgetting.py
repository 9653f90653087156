"""What the chassis forgets for every service, on the fake and on the store: what is theirs goes, what tells of them is cleaned."""

import json
from typing import Any

import pytest

from chassis.context import new_id
from chassis.dead_letters import Letter
from chassis.forgetting import PIECE, forget_belongings, scrub_page
from chassis.scrubbing import GONE, Identity, scrubbed
from contracts.standard import OpenUpload
from tests.contract.store_parts import about, asking, person, rows, write_note

AMINA = Identity("0192f0c4-7b3a-7cc0-8a55-000000000201", "Amina Saïd", "amina@city.example")


def within(work: Any, body: Any, **options: Any) -> Any:
    return work.within(lambda unit, _: body(unit), asking(**options))


def forget_all(work: Any, person_id: str) -> int:
    turns = 0
    while within(work, lambda unit: forget_belongings(unit, person_id)):
        turns += 1
    return turns


def test_answers_jobs_files_and_timers_of_one_person_go_and_those_of_others_stay(work: Any, clock: Any) -> None:
    amina, bakari = person(AMINA.person_id), person()
    for who in (amina, bakari):
        work.run(write_note, about(new_id()), asking(who, idempotency_key="a key"))
        upload = OpenUpload(purpose="mandate", file_name="x.pdf", media_type="application/pdf", size=10)
        within(work, lambda unit, upload=upload: unit.files.open(upload), actor=who)
        within(work, lambda unit: unit.jobs.start("long", {"who": "whoever"}), actor=who)
        within(work, lambda unit, who=who: unit.timers.set(f"t:{who.person_id}", clock(), "later", {"person_id": who.person_id}))
    assert forget_all(work, AMINA.person_id) >= 1
    for collection in ("idempotency", "uploads", "jobs", "timers"):
        assert len(rows(work, collection)) == 1, collection
        assert AMINA.person_id not in repr(rows(work, collection))


def test_a_file_that_a_record_has_claimed_stays_with_it(work: Any) -> None:
    amina = person(AMINA.person_id)
    within(work, lambda unit: unit.files.keep("f" * 8, owner=f"person:{amina.person_id}", purpose="mandate", file_name="m.pdf",
                                              media_type="application/pdf", data=b"%PDF-", until=unit.now), actor=amina)  # fmt: skip
    within(work, lambda unit: unit.files.claim("f" * 8, "applications/1", purpose="mandate"), actor=amina)
    forget_all(work, AMINA.person_id)
    assert len(rows(work, "uploads")) == len(rows(work, "chunks")) == 1


def test_more_than_one_piece_is_forgotten_in_turns(work: Any) -> None:
    for number in range(PIECE + 20):
        work.run(write_note, about(new_id()), asking(person(AMINA.person_id), idempotency_key=f"key {number}"))
    assert forget_all(work, AMINA.person_id) == 2


def test_a_search_goes_through_a_collection_page_by_page(work: Any) -> None:
    def write(unit: Any) -> None:
        for number in range(25):
            told = f"from {AMINA.email}" if number % 5 == 0 else "from somebody"
            unit.collection("letters").insert_one({"_id": f"{number:03d}", "text": told})

    within(work, write)
    after, changed, turns = None, 0, 0
    while True:
        after, some = within(work, lambda unit, after=after: scrub_page(unit, "letters", AMINA, after, most=10))
        changed, turns = changed + some, turns + 1
        if after is None:
            break
    assert (changed, turns) == (5, 3)
    assert not [row for row in rows(work, "letters") if AMINA.email in row["text"]]


def test_answers_kept_for_others_that_tell_of_the_person_go_and_jobs_lose_their_words(work: Any) -> None:
    def write(unit: Any) -> None:
        unit.collection("idempotency").insert_one({"_id": "1", "owner": "person:x", "answer": '{"email": "amina@city.example"}'})
        unit.collection("idempotency").insert_one({"_id": "2", "owner": "person:x", "answer": '{"name": "Amina Sa\\u00efd"}'})
        unit.collection("idempotency").insert_one({"_id": "3", "owner": "person:x", "answer": f'{{"id": "{AMINA.person_id}"}}'})
        unit.collection("jobs").insert_one({"_id": "4", "params": "{}", "memory": None, "result": '["Amina Sa\\u00efd, line 7"]'})

    within(work, write)
    for collection in ("idempotency", "jobs"):
        within(work, lambda unit, collection=collection: scrub_page(unit, collection, AMINA, None))
    assert [row["_id"] for row in rows(work, "idempotency")] == ["3"], "an id alone tells nothing"
    assert rows(work, "jobs")[0]["result"] is None


def test_letters_within_other_words_are_no_name_in_what_is_kept_for_others(work: Any) -> None:
    """Or an answer would be given anew for the same key, and a job begun again would not know what it was asked for."""
    ada = Identity(AMINA.person_id, "ada", "Ada@City.example")
    job_id = "0192f0c4-ada3-7cc0-8a55-000000000301"

    def write(unit: Any) -> None:
        unit.collection("idempotency").insert_one({"_id": "1", "owner": "person:x", "answer": '{"name": "Granada"}'})
        unit.collection("idempotency").insert_one({"_id": "2", "owner": "person:x", "answer": '{"email": "ada@city.example"}'})
        unit.collection("jobs").insert_one({"_id": "3", "params": f'{{"import_id": "{job_id}"}}', "memory": None, "result": None})

    within(work, write)
    for collection in ("idempotency", "jobs"):
        within(work, lambda unit, collection=collection: scrub_page(unit, collection, ada, None))
    assert [row["_id"] for row in rows(work, "idempotency")] == ["1"], "the address goes in whatever case it was written"
    assert job_id in rows(work, "jobs")[0]["params"]


def test_an_undeliverable_letter_tells_of_the_person_however_their_address_was_typed() -> None:
    def letter(typed: str) -> Letter:
        body = json.dumps({"args": [], "kwargs": {"email": typed}}).encode()
        return Letter(id="1", reason="", attempts=1, failed_at="", came_as="membership.sign_in", body=body, properties={}, headers={})

    assert [letter(typed).has_any(AMINA.traces) for typed in (AMINA.email, "Amina@City.Example", "somebody@city.example")] == [
        True,
        True,
        False,
    ]


# ---------------------------------------------------------------- what is cut out of one record


def clean(**document: Any) -> dict[str, Any]:
    return scrubbed({"_id": "1", "by": AMINA.person_id, **document}, AMINA) or {}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dear Amina Saïd, thank you", f"Dear {GONE}, thank you"),
        ("AMINA   SAÏD", GONE),
        ("write to <Amina@City.Example>.", f"write to <{GONE}>."),
        ("amina@city.example", ""),
        ("Aminata Saïdi came", "Aminata Saïdi came"),
        ("x-amina@city.example", "x-amina@city.example"),
        ("amina@city.example.org", "amina@city.example.org"),
        ("Amina alone", "Amina alone"),
    ],
)
def test_the_whole_name_and_the_very_address_are_cut_and_nothing_like_them(text: str, left: str) -> None:
    assert clean(note=text).get("note", text) == left


def test_contact_details_go_whole_with_the_telephone_wherever_else_it_stands() -> None:
    contact = {"name": "Amina Saïd", "function": "Clerk", "email": AMINA.email, "phone": "+254 1"}
    left = clean(contact=contact, note="call +254 1")
    assert left["contact"] == {"name": "", "function": "", "email": "", "phone": None}
    assert left["note"] == f"call {GONE}"


def test_names_of_cities_are_no_names_of_people() -> None:
    victoria = Identity(AMINA.person_id, "Victoria", "v@city.example")
    city = {"_id": "1", "editor": victoria.person_id, "names": {"en": "Victoria", "fr": "Victoria"}}
    assert scrubbed(city, victoria) is None


def test_a_record_that_is_not_about_the_person_is_left_alone() -> None:
    assert scrubbed({"_id": "1", "note": "Amina Saïd Street"}, AMINA) is None


def test_a_name_of_one_word_is_cut_only_as_it_is_written() -> None:
    said = Identity(AMINA.person_id, "Said", "s@city.example")
    assert scrubbed({"_id": "1", "by": said.person_id, "note": "the hub said no"}, said) is None
    assert scrubbed({"_id": "1", "by": said.person_id, "note": "ask Said"}, said) == {
        "_id": "1",
        "by": said.person_id,
        "note": f"ask {GONE}",
    }
