"""Whatever is sent: a problem document names the field or the rule, and nothing changes."""

import contextlib
import json
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.http import Http
from tests.e2e.stories import address, draft, somebody, tag, unique

NewPerson = Callable[[], Http]


@pytest.fixture
def person(gateway_url: str) -> Http:
    return somebody(gateway_url)


def test_each_wrong_field_is_named_where_it_was_written(person: Http) -> None:
    answer = person.post(
        "/v1/applications", {"content": {"city": {"population": "many", "tier": "galaxy"}, "needs": [{"theme": 5}], "extra": 1}}
    )
    answer.problem(422, "invalid")
    assert answer.fields() == {"/content/city/population", "/content/city/tier", "/content/needs/0/theme", "/content/extra"}


def test_a_merge_patch_is_checked_like_a_body_and_changes_nothing(person: Http) -> None:
    application = draft(person)
    shown = person.get(address(application))
    answer = person.patch(address(application), {"content": {"city": {"population": -5}}, "state": "admitted"}, If_Match=tag(shown))
    answer.problem(422, "invalid")
    assert "/state" in answer.fields()
    answer = person.patch(address(application), {"content": {"city": {"population": -5, "planet": "Mars"}}}, If_Match=tag(shown))
    assert answer.fields() == {"/content/city/population", "/content/city/planet"}
    assert person.get(address(application)).body == shown.body


def test_what_is_missing_is_named(person: Http) -> None:
    answer = person.post("/v1/sessions", {})
    answer.problem(422, "invalid")
    assert answer.fields() == {"/email", "/password"}


@pytest.mark.parametrize("key", ["$set", "a.b", "__type__", "$where", "es.x", ""])
def test_texts_are_keyed_by_language_and_by_nothing_else(person: Http, key: str) -> None:
    answer = person.post("/v1/applications", {"content": {"city": {"names": {key: "x"}}}})
    answer.problem(422, "invalid")
    assert all(pointer.startswith("/content/city/names") for pointer in answer.fields())


def test_markers_of_serialisers_are_unknown_fields_and_do_no_harm(person: Http) -> None:
    marker = {"__type__": "uuid", "__value__": "not one"}
    person.post("/v1/applications", {"content": marker}).problem(422, "invalid")
    person.post("/v1/applications", {"content": {"city": {"country": marker}}}).problem(422, "invalid")
    note = '{"__type__": "decimal", "__value__": "1"}'
    application = draft(person, names={"es": unique("A ")})
    patched = person.patch(
        address(application), {"content": {"needs": [{"theme": "housing", "detail": note}]}}, If_Match=tag(person.get(address(application)))
    )
    assert patched.status in (200, 422)
    assert person.get(address(application)).status == 200


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "malformed_body"),
        (b'{"content": {}} {}', "malformed_body"),
        (b'{"content": {}, "content": {}}', "malformed_body"),
        (b'{"content": {"city": {"population": NaN}}}', "malformed_body"),
        (b'{"content": {"city": {"names": {"es": "\xff\xfe"}}}}', "malformed_body"),
        (b'{"content": {"city": {"names": {"es": "\\ud800"}}}}', "malformed_body"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too_deep"),
        (b"[" * 100_000, "too_deep"),
    ],
)
def test_what_is_not_plain_json_is_refused(person: Http, raw: bytes, code: str) -> None:
    person.ask("POST", "/v1/applications", raw=raw).problem(400, code)


@pytest.mark.parametrize("raw", [b"[]", b'"text"', b"null", b"1"])
def test_a_body_is_an_object(person: Http, raw: bytes) -> None:
    person.ask("POST", "/v1/applications", raw=raw).problem(422, "invalid")


def test_unbalanced_bidi_controls_are_refused_and_right_to_left_text_is_welcome(person: Http) -> None:
    bad = person.post("/v1/applications", {"content": {"city": {"names": {"ar": "مدينة \u202e"}}}})
    bad.problem(422, "invalid")
    assert bad.fields() == {"/content/city/names/ar"}
    decomposed = "Co\u0301rdoba " + unique()
    good = draft(person, names={"ar": "قرطبة", "es": decomposed})
    assert good["content"]["city"]["names"] == {"ar": "قرطبة", "es": decomposed.replace("o\u0301", "ó")}


def test_a_large_body_is_refused_whether_or_not_it_says_its_size(gateway_url: str, person: Http) -> None:
    large = json.dumps({"content": {"contact": {"name": "x" * 1_100_000}}}).encode()
    person.ask("POST", "/v1/applications", raw=large).problem(413, "body_too_large")

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(large), 60_000):
            yield large[start : start + 60_000]

    headers = {**person._always, "Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    before = person.get("/v1/applications").body
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may answer and close while we are still sending
        person.send("POST", "/v1/applications", pieces(), headers).problem(413, "body_too_large")
    assert person.get("/v1/applications").body == before


@pytest.mark.parametrize("type", ["text/plain", "application/xml", "application/merge-patch+json", "application/json; charset=latin-1", ""])
def test_only_json_is_taken(person: Http, type: str) -> None:
    person.send("POST", "/v1/applications", b"{}", {**person._always, "Content-Type": type}).problem(415, "unsupported_media_type")


def test_a_patch_is_a_merge_patch(person: Http) -> None:
    application = draft(person)
    answer = person.ask("PATCH", address(application), {"content": {}}, type="application/json-patch+json", If_Match='"1.0000000000"')
    answer.problem(415, "unsupported_media_type")


def test_a_form_we_cannot_give_is_not_acceptable(gateway_url: str) -> None:
    Http(gateway_url).get("/v1/cities", Accept="application/xml").problem(406, "not_acceptable")
    assert Http(gateway_url).get("/v1/cities", Accept="text/*, application/json;q=0.1").type == "text/csv"


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("limit=0", {"limit"}),
        ("limit=many", {"limit"}),
        ("limit=1&limit=2", {"limit"}),
        ("limit=١", {"limit"}),
        ("min_population=1e3", {"min_population"}),
        ("country=chile&tier=x", {"country", "tier"}),
        ("country[$ne]=CL", {"country[$ne]"}),
        ("$where=1", {"$where"}),
        ("cursor=forged", {"cursor"}),
        ("cursor=" + "A" * 60, {"cursor"}),
    ],
)
def test_wrong_parameters_are_named(gateway_url: str, query: str, fields: set[str]) -> None:
    from urllib.parse import quote

    answer = Http(gateway_url).get("/v1/cities?" + quote(query, safe="=&$[]"))
    answer.problem(422, "invalid")
    assert answer.fields() == fields


def test_a_query_that_is_not_utf8_is_refused(gateway_url: str) -> None:
    Http(gateway_url).get("/v1/cities?q=%ff%fe").problem(400, "bad_query")


def test_an_id_that_is_none_is_named(person: Http) -> None:
    answer = person.get("/v1/applications/1")
    answer.problem(422, "invalid")
    assert answer.fields() == {"application_id"}


def test_ids_of_others_are_not_found(person: Http, new_person: NewPerson) -> None:
    stranger = new_person()
    application = draft(person)
    before = person.get(address(application))
    assert stranger.get(address(application)).status in (403, 404)
    assert stranger.patch(address(application), {"content": {"city": {"population": 9}}}, If_Match="*").status in (403, 404)
    assert stranger.delete(address(application), If_Match="*").status in (403, 404)
    assert stranger.post(address(application, "submissions")).status in (403, 404)
    assert person.get(address(application)).body == before.body


def test_steps_of_others_and_in_the_wrong_state_are_refused(person: Http) -> None:
    application = draft(person)
    person.post(address(application, "admissions")).problem(403, "not_allowed")
    person.post(address(application, "information"), {"answer": "to nothing"}).problem(409, "membership.wrong_state")
    assert person.get(address(application)).json["state"] == "draft"


def test_unknown_addresses_and_methods_are_problems(gateway_url: str) -> None:
    client = Http(gateway_url)
    client.get("/v1/planets").problem(404, "not_found")
    client.get("/v1/hubs/x/y").problem(404, "not_found")
    answer = client.delete("/v1/cities")
    answer.problem(405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "HEAD", "OPTIONS"}


def test_problems_are_said_in_the_readers_language(gateway_url: str) -> None:
    said = set()
    for language in ("es", "en", "fr", "ar"):
        answer = Http(gateway_url).get("/v1/me", Accept_Language=f"{language}-XX, en;q=0.1")
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]
        said.add(answer.problem(401, "not_signed_in")["detail"])
    assert len(said) == 4
