"""Lost updates, conditional reads and retries."""

import threading
from collections.abc import Callable

import pytest

from tests.e2e.http import Answer, Http
from tests.e2e.stories import address, draft, register, session_of, tag, unique

NewPerson = Callable[[], Http]


@pytest.fixture
def person(new_person: NewPerson) -> Http:
    return new_person()


def test_a_change_needs_the_version_it_is_based_on(person: Http) -> None:
    application = draft(person)
    first = person.get(address(application))
    change = {"content": {"city": {"population": 1000}}}
    person.patch(address(application), change).problem(428, "version_required")
    changed = person.patch(address(application), change, If_Match=tag(first))
    assert changed.ok()["version"] == 2
    assert tag(changed).startswith('"2.')
    stale = person.patch(address(application), {"content": {"city": {"population": 2000}}}, If_Match=tag(first))
    assert stale.problem(412, "stale_version")["version"] == 2
    weak = person.patch(address(application), {"content": {"city": {"population": 3000}}}, If_Match="W/" + tag(changed))
    assert weak.ok()["content"]["city"]["population"] == 3000, "a proxy that compresses makes tags weak"


def test_null_empties_a_field_and_what_is_not_named_stays(person: Http) -> None:
    application = draft(person, population=5000, tier="town")
    changed = person.patch(address(application), {"content": {"city": {"tier": None}}}, If_Match='"1.0000000000"').ok()
    assert changed["content"]["city"]["tier"] is None
    assert changed["content"]["city"]["population"] == 5000


def test_transitions_and_deletions_look_at_the_version_too(person: Http) -> None:
    application = draft(person)
    person.post(address(application, "submissions"), If_Match='"7.0000000000"').problem(412, "stale_version")
    person.delete(address(application)).problem(428, "version_required")
    person.delete(address(application), If_Match='"7.0000000000"').problem(412, "stale_version")
    gone = person.delete(address(application), If_Match='"1.0000000000"')
    assert (gone.status, gone.body) == (204, b"")
    assert person.get(address(application)).status == 404


def test_what_one_has_is_not_sent_again(person: Http) -> None:
    application = draft(person)
    first = person.get(address(application))
    again = person.get(address(application), If_None_Match=f'"other", {tag(first)}')
    assert (again.status, again.body) == (304, b"")
    assert tag(again) == tag(first)
    assert again.headers["Cache-Control"] == "private, no-cache"
    person.patch(address(application), {"content": {"city": {"population": 77}}}, If_Match=tag(first)).ok()
    assert person.get(address(application), If_None_Match=tag(first)).status == 200
    other_language = person.get(address(application), Accept_Language="ar")
    assert tag(other_language) != tag(person.get(address(application), Accept_Language="en"))


def test_the_same_attempt_is_done_once(person: Http) -> None:
    key = unique("attempt-")
    body = {"content": {"city": {"names": {"en": unique("Twice ")}}}}
    first = person.post("/v1/applications", body, Idempotency_Key=key)
    again = person.post("/v1/applications", body, Idempotency_Key=key)
    assert (first.status, again.status) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert first.headers["Location"] == again.headers["Location"]
    assert len(person.get("/v1/applications").ok()["items"]) == 1
    other = person.post("/v1/applications", {"content": {}}, Idempotency_Key=key)
    other.problem(422, "idempotency_key_reused")


def test_two_tabs_at_the_same_moment_make_one_application(person: Http) -> None:
    key, answers = unique("tabs-"), list[Answer]()
    body = {"content": {"city": {"names": {"en": unique("Tabs ")}}}}
    tabs = [threading.Thread(target=lambda: answers.append(person.post("/v1/applications", body, Idempotency_Key=key))) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status == 201}) == 1
    assert len(person.get("/v1/applications").ok()["items"]) == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_retry_key_is_neither_empty_nor_long(person: Http, key: str) -> None:
    person.post("/v1/applications", {}, Idempotency_Key=key).problem(400, "bad_header")


def test_a_key_of_the_same_name_of_somebody_else_is_another(person: Http, new_person: NewPerson) -> None:
    key, other = unique("same-"), new_person()
    mine = person.post("/v1/applications", {}, Idempotency_Key=key).ok(201)
    theirs = other.post("/v1/applications", {}, Idempotency_Key=key).ok(201)
    assert mine["id"] != theirs["id"]


def test_a_secret_is_not_shown_twice(gateway_url: str) -> None:
    client = Http(gateway_url, Cookie=session_of(Http(gateway_url), register(Http(gateway_url))))
    key = unique("secret-")
    first = client.post("/v1/api-keys", {"name": "one"}, Idempotency_Key=key).ok(201)
    again = client.post("/v1/api-keys", {"name": "one"}, Idempotency_Key=key).ok(201)
    assert first["token"]
    assert again["token"] is None
    assert again["key"]["id"] == first["key"]["id"]
