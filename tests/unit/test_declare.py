"""A frozen dataclass becomes a message: what it takes, what it refuses, and how it says so."""

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import marshmallow
import pytest
from hypothesis import given
from hypothesis import strategies as some

from contracts import declare, membership, standard
from contracts.declare import event, request
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Unavailable
from contracts.words import Count, Doc, Email, Id, Instant, Json, Language, Length, Line, MergePatchOf, OneOf, Paragraph, Password, Texts

SOME_ID = "0190f0c4-7b3a-7cc0-8a55-000000000001"


@dataclass(frozen=True, kw_only=True)
class Street:
    name: Line
    houses: Annotated[int, Doc("How many.")] = 0
    nick: Line | None = None


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town made up for these tests."""

    name: Line
    people: Count
    streets: Annotated[tuple[Street, ...], Length(max=3)] = ()
    main: Street | None = None
    texts: Texts | None = None
    size: Annotated[str, OneOf(["small", "large"])] = "small"
    open: bool = True
    share: float | None = None
    founded: date | None = None
    seen: Instant | None = None
    seal: bytes | None = None
    kind: Literal["town", "village"] = "town"
    anything: Json | None = None
    story: Paragraph | None = None
    password: Annotated[Password, Doc("Hidden.")] | None = None


@dataclass(frozen=True, kw_only=True)
class ReviseTown:
    changes: Annotated[dict[str, str], MergePatchOf(Town)]


TOWN: dict[str, Any] = {"name": "Aveiro", "people": 80_000}


def errors_of(message: type, mapping: Any, **options: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        declare.load(message, mapping, **options)
    assert refused.value.code == "invalid"
    return {error["pointer"]: error["code"] for error in refused.value.details["errors"]}


def test_a_message_comes_back_as_it_was_said() -> None:
    town = Town(
        name="Aveiro",
        people=80_000,
        streets=(Street(name="Rua Direita", houses=12),),
        main=Street(name="Avenida"),
        texts={"pt": "Aveiro", "ar": "أفيرو"},
        share=0.25,
        founded=date(1834, 1, 26),
        seen=datetime(2026, 11, 22, 20, 15, 3, 120_000, tzinfo=UTC),
        seal=b"\x00\xff",
        anything={"a": [1, None, "x"]},
    )
    wire = json.loads(json.dumps(declare.dump(town)))
    assert wire["seen"] == "2026-11-22T20:15:03.120Z"
    assert wire["founded"] == "1834-01-26"
    assert declare.load(Town, wire) == town


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("people", "5", "wrong_type"),
        ("people", True, "wrong_type"),
        ("people", 5.5, "wrong_type"),
        ("people", 2**60, "wrong_type"),
        ("people", 2**53, "wrong_type"),
        ("people", -1, "range"),
        ("people", None, "null"),
        ("people", [], "wrong_type"),
        ("name", 5, "wrong_type"),
        ("name", None, "null"),
        ("name", "", "length"),
        ("name", "   ", "length"),
        ("name", "x" * 201, "length"),
        ("name", {"$ne": ""}, "wrong_type"),
        ("open", "yes", "wrong_type"),
        ("open", 1, "wrong_type"),
        ("open", None, "null"),
        ("share", "0.5", "wrong_type"),
        ("share", True, "wrong_type"),
        ("share", float("nan"), "wrong_type"),
        ("share", float("inf"), "wrong_type"),
        ("share", 10**400, "wrong_type"),
        ("size", "middling", "not_an_option"),
        ("kind", "hamlet", "not_an_option"),
        ("streets", {}, "wrong_type"),
        ("streets", "Rua", "wrong_type"),
        ("streets", [{"name": "a"}] * 4, "length"),
        ("founded", "2026-02-30", "wrong_type"),
        ("founded", "2026-W01-1", "wrong_type"),
        ("founded", 20260101, "wrong_type"),
        ("founded", "1799-12-31", "range"),
        ("founded", "3000-01-01", "range"),
        ("seen", "2026-11-22T20:15:03", "wrong_type"),
        ("seen", "2026-11-22", "wrong_type"),
        ("seen", "20261122T201503Z", "wrong_type"),
        ("seen", "2026-W47-7T20:15:03Z", "wrong_type"),
        ("seen", "0001-01-01T00:00:00+14:00", "range"),
        ("seen", "9999-12-31T23:59:59.999Z", "range"),
        ("seen", "2999-12-31T23:59:59-01:00", "range"),
        ("seen", 1_700_000_000, "wrong_type"),
        ("seal", "not base64!", "wrong_type"),
        ("seal", 5, "wrong_type"),
        ("main", "Avenida", "wrong_type"),
        ("texts", [], "wrong_type"),
        ("texts", {}, "length"),
    ],
)
def test_a_wrong_value_is_refused_and_named(field: str, value: Any, code: str) -> None:
    assert errors_of(Town, TOWN | {field: value}) == {f"/{field}": code}


def test_every_wrong_field_is_named_at_once_by_its_pointer() -> None:
    wrong = {
        "people": "many",
        "streets": [{"name": "a"}, {"houses": "b", "no/such~": 1}],
        "main": {"name": 7},
        "texts": {"en": 5, "$set": "x"},
    }
    assert errors_of(Town, wrong) == {
        "/name": "required",
        "/people": "wrong_type",
        "/streets/1/name": "required",
        "/streets/1/houses": "wrong_type",
        "/streets/1/no~1such~0": "unknown_field",
        "/main/name": "wrong_type",
        "/texts/en": "wrong_type",
        "/texts/$set": "format",
    }


@pytest.mark.parametrize("mapping", [None, 5, "town", [], [TOWN], True])
def test_what_is_not_an_object_is_refused_as_a_whole(mapping: Any) -> None:
    assert errors_of(Town, mapping) == {"": "wrong_type"}


@pytest.mark.parametrize("key", ["$where", "a.b", "", "EN", "e", "en_GB", "x" * 60])
def test_a_text_is_kept_under_a_language_tag_and_nothing_else(key: str) -> None:
    assert list(errors_of(Town, TOWN | {"texts": {key: "text"}})) == [f"/texts/{key}"]


def test_two_keys_that_mean_the_same_are_refused() -> None:
    assert errors_of(Town, TOWN | {"texts": {"en": "one", "en ": "two"}}) == {"/texts": "format"}


def test_a_client_may_send_only_what_is_declared_at_any_depth() -> None:
    assert errors_of(Town, TOWN | {"main": {"name": "a", "odd": 1}, "odd": 1}) == {"/main/odd": "unknown_field", "/odd": "unknown_field"}


def test_a_listener_ignores_what_it_does_not_know_at_any_depth() -> None:
    heard = declare.load(Town, TOWN | {"main": {"name": "a", "odd": 1}, "streets": [{"name": "b", "odd": 2}], "odd": 1}, unknown="exclude")
    assert heard == Town(name="Aveiro", people=80_000, main=Street(name="a"), streets=(Street(name="b"),))


def test_a_million_brackets_are_a_wrong_type_not_a_crash() -> None:
    deep: Any = "core"
    for _ in range(100_000):
        deep = [deep]
    assert errors_of(Town, TOWN | {"name": deep}) == {"/name": "wrong_type"}
    assert errors_of(Town, TOWN | {"streets": deep})["/streets/0"] == "wrong_type"
    while isinstance(deep, list):
        deep = deep.pop()


def test_decomposed_text_is_composed_and_right_to_left_text_is_welcome() -> None:
    heard = declare.load(Town, {"name": "  Sa\u0303o Tome\u0301 ", "people": 1, "texts": {"ar": "مدينة قوية", "he": "עיר חזקה"}})
    assert heard.name == "São Tomé"
    assert heard.texts == {"ar": "مدينة قوية", "he": "עיר חזקה"}


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x1bb", "a\nb", "a\u2028b", "a\ud800b", "a\u202eb", "a\u2066b", "a\u2069b", "\u2066a\u202c\u2069"]
)
def test_text_that_hides_or_reorders_its_neighbours_is_refused(text: str) -> None:
    assert errors_of(Town, TOWN | {"name": text}) == {"/name": "format"}


def test_line_ends_in_a_paragraph_become_newlines() -> None:
    assert declare.load(Town, TOWN | {"story": "one\r\ntwo\rthree\tfour"}).story == "one\ntwo\nthree\tfour"


def test_a_bidirectional_control_may_not_reach_into_the_next_paragraph() -> None:
    assert errors_of(Town, TOWN | {"story": "\u2066one\ntwo\u2069"}) == {"/story": "format"}
    assert declare.load(Town, TOWN | {"story": "\u2066one\u2069\ntwo"}).story == "\u2066one\u2069\ntwo"


def test_a_password_keeps_its_spaces_but_must_be_whole_characters() -> None:
    assert declare.load(Town, TOWN | {"password": "  twelve chars  "}).password == "  twelve chars  "
    assert declare.load(Town, TOWN | {"password": "cafe\u0301 cafe\u0301 cafe"}).password == "café café cafe"
    assert errors_of(Town, TOWN | {"password": "\ud800 twelve chars"}) == {"/password": "format"}


@pytest.mark.parametrize("address", ["a", "a@b", "@b.c", "a@b.", "a b@c.d", "a@b@c.d", "a@b.c\nbcc: d@e.f"])
def test_what_is_not_an_address_is_refused(address: str) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Letter:
        to: Email

    assert list(errors_of(Letter, {"to": address})) == ["/to"]


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
        lambda v: some.lists(v) | some.dictionaries(some.text(), v),
    )
)
def test_any_json_at_all_is_either_a_message_or_a_refusal(anything: Any) -> None:
    told: list[Invalid] = []
    for mapping in (anything, dict.fromkeys(Town.__dataclass_fields__, anything), TOWN | {"texts": anything, "streets": anything}):
        try:
            declare.load(Town, mapping)
        except Invalid as refused:
            told.append(refused)
    assert all(refused.details["errors"] for refused in told)


@given(some.text(), some.booleans())
def test_accepted_text_is_stable_and_can_always_be_written(text: str, multiline: bool) -> None:
    field = "story" if multiline else "nick"
    mapping = {"name": "a", "people": 1, "main": {"name": "b"}}
    (mapping if multiline else mapping["main"])[field] = text  # type: ignore[index]
    try:
        once = declare.load(Town, mapping)
    except Invalid:
        return
    json.dumps(declare.dump(once), ensure_ascii=False).encode()
    assert declare.load(Town, declare.dump(once)) == once


@given(some.datetimes(datetime(1800, 1, 3), datetime(2999, 12, 29), timezones=some.timezones()))  # noqa: DTZ001 hypothesis wants them bare
def test_an_instant_survives_the_wire_to_the_millisecond(moment: datetime) -> None:
    town = Town(name="a", people=1, seen=moment)
    heard = declare.load(Town, declare.dump(town)).seen
    assert heard is not None
    assert 0 <= (moment.astimezone(UTC) - heard).total_seconds() < 0.001
    assert heard.utcoffset() is not None


def test_an_instant_without_a_zone_cannot_be_said() -> None:
    with pytest.raises(ValueError, match="zone"):
        declare.dump(Town(name="a", people=1, seen=datetime(2026, 1, 1)))  # noqa: DTZ001


# ---------------------------------------------------------------- merge patch


def changes(**given: Any) -> Any:
    return declare.load(ReviseTown, {"changes": given}).changes


def test_a_patch_holds_only_what_was_given_in_plain_json() -> None:
    assert changes(name=" Aveiro ", seen="2026-11-22T22:00:00+02:00") == {"name": "Aveiro", "seen": "2026-11-22T20:00:00.000Z"}
    assert changes() == {}


def test_null_in_a_patch_brings_a_default_back_and_cannot_empty_what_is_required() -> None:
    town = Town(name="a", people=1, main=Street(name="b", houses=3), size="large", streets=(Street(name="c"),))
    assert declare.patched(town, changes(main=None, size=None, streets=None)) == Town(name="a", people=1)
    assert errors_of(ReviseTown, {"changes": {"name": None}}) == {"/changes/name": "null"}


def test_a_patch_reaches_into_objects_and_replaces_lists() -> None:
    town = Town(
        name="a", people=1, main=Street(name="b", houses=3), streets=(Street(name="c"), Street(name="d")), texts={"en": "A", "fr": "B"}
    )
    patched = declare.patched(town, changes(main={"houses": 4}, streets=[{"name": "e"}], texts={"fr": None, "es": "C"}))
    assert patched.main == Street(name="b", houses=4)
    assert patched.streets == (Street(name="e"),)
    assert patched.texts == {"en": "A", "es": "C"}


def test_a_patch_names_wrong_unknown_and_half_said_things() -> None:
    wrong = {"people": "5", "odd": 1, "main": {"odd": 1, "houses": "x"}, "streets": [{"houses": 1}]}
    assert errors_of(ReviseTown, {"changes": wrong}) == {
        "/changes/people": "wrong_type",
        "/changes/odd": "unknown_field",
        "/changes/main/odd": "unknown_field",
        "/changes/main/houses": "wrong_type",
        "/changes/streets/0/name": "required",
    }
    assert errors_of(ReviseTown, {"changes": []}) == {"/changes": "wrong_type"}


def test_a_patch_that_leaves_a_half_said_thing_is_refused_when_applied() -> None:
    with pytest.raises(Invalid) as refused:
        declare.patched(Town(name="a", people=1), changes(main={"houses": 4}))
    assert refused.value.details["errors"] == [{"pointer": "/main/name", "code": "required", "message": "Missing data for required field."}]


@given(some.dictionaries(some.sampled_from(["name", "size", "open"]), some.sampled_from(["small", "large"])))
def test_an_applied_patch_says_what_it_said(given: dict[str, Any]) -> None:
    given.pop("open", None)
    town = declare.patched(Town(name="a", people=1, streets=(Street(name="s"),)), changes(**given))
    assert declare.dump(town) == declare.dump(Town(name="a", people=1, streets=(Street(name="s"),))) | given


# ---------------------------------------------------------------- declarations


def test_names_on_the_wire_come_from_the_class_and_nothing_else() -> None:
    said = declare.event_declaration(membership.CityAdmitted)
    assert (said.type, said.name, said.publisher) == ("membership.city_admitted.v1", "city_admitted.v1", "membership")
    asked = declare.request_declaration(membership.SubmitApplication)
    assert (asked.wire_name(), asked.kind) == ("membership.submit_application", "command")
    assert declare.request_declaration(standard.GetJob).wire_name("membership") == "membership.get_job"


def test_a_fact_knows_what_it_is_about() -> None:
    said = membership.ApplicationWithdrawn(application_id=SOME_ID)
    assert declare.event_declaration(said).subject_of(said) == f"applications/{SOME_ID}"


def test_every_service_answers_the_standard_requests() -> None:
    assert {"read_events", "read_sequences", "open_upload", "get_job"} <= set(declare.requests_of("technical_fund"))
    assert "submit_application" not in declare.requests_of("technical_fund")


def _with(decorate: Any, **members: Any) -> Any:
    made = dataclasses.make_dataclass("CityAdmitted", [("city_id", str)], frozen=True, kw_only=True, namespace=members)
    return decorate(made)


@pytest.mark.parametrize(
    "decorate",
    [
        event("membership", subject="cities/{city_id}"),
        event("elsewhere", subject="cities/{town_id}"),
        request("elsewhere", kind="query", may=(), answer=standard.Done),
    ],
    ids=["a name twice", "a subject without a field", "nobody may ask"],
)
def test_a_declaration_that_cannot_hold_is_refused_at_once(decorate: Any) -> None:
    before = dict(declare.EVENTS), dict(declare.REQUESTS)
    with pytest.raises(TypeError):
        _with(decorate)
    assert before == (declare.EVENTS, declare.REQUESTS)


def test_a_message_that_could_be_changed_is_refused() -> None:
    with pytest.raises(TypeError, match="frozen"):
        event("elsewhere", subject="x")(dataclasses.make_dataclass("Loose", []))
    with pytest.raises(TypeError, match="no field is known"):
        declare.schema_class(dataclasses.make_dataclass("Odd", [("what", complex)], frozen=True))
    with pytest.raises(TypeError, match="one type"):
        declare.schema_class(dataclasses.make_dataclass("Odd", [("what", int | str)], frozen=True))


def test_secrets_are_known_also_when_they_may_be_missing() -> None:
    assert declare.is_secret(membership.ApiKeyCreated, "token")
    assert declare.is_secret(membership.RegisterPerson, "password")
    assert declare.is_secret(membership.ChangePassword, "current_password")
    assert not declare.is_secret(membership.RegisterPerson, "email")


# ---------------------------------------------------------------- JSON Schema


def test_requests_are_closed_and_facts_and_answers_may_grow() -> None:
    asked = declare.json_schema(membership.StartApplication)
    assert asked["additionalProperties"] is False
    assert asked["$defs"]["ApplicationContentInput"]["additionalProperties"] is False
    assert asked["$defs"]["CityDraftInput"]["additionalProperties"] is False
    answered = declare.json_schema(membership.ApplicationView)
    assert "additionalProperties" not in answered
    assert "additionalProperties" not in answered["$defs"]["ApplicationContent"]
    for said in declare.EVENTS.values():
        assert "additionalProperties" not in declare.json_schema(said.message), said.type


def test_a_patch_is_described_field_by_field() -> None:
    described = declare.json_schema(membership.ReviseApplication)
    assert described["properties"]["changes"] == {"type": "object", "$ref": "#/$defs/ApplicationContentPatch"}
    patch = described["$defs"]["ContactPatch"]
    assert "required" not in patch
    assert patch["properties"]["name"]["type"] == "string"
    assert "null" in patch["properties"]["phone"]["type"]
    assert described["$defs"]["ThemingInput"]["required"] == ["theme"]


def test_the_schema_tells_limits_defaults_and_forms() -> None:
    described = declare.json_schema(Town)["properties"]
    assert described["people"] == {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
    assert described["size"] == {"type": "string", "enum": ["small", "large"], "default": "small"}
    assert described["open"]["default"] is True
    assert described["password"]["format"] == "password"
    assert described["password"]["description"] == "Hidden."
    assert described["seen"] == {"type": ["string", "null"], "format": "date-time"}
    assert described["texts"]["minProperties"] == 1
    assert described["texts"]["propertyNames"]["pattern"].startswith("^[a-z]{2,3}")


def test_the_two_families_of_schemas_do_not_mix() -> None:
    assert declare.schema_class(Town) is declare.schema_class(Town)
    assert declare.schema_class(Town, shape="closed") is not declare.schema_class(Town)
    assert declare.schema_class(Town).Meta.unknown == marshmallow.EXCLUDE  # type: ignore[attr-defined]
    assert declare.schema_class(membership.AdmitCity).Meta.unknown == marshmallow.RAISE  # type: ignore[attr-defined]


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("kind", [Invalid, NotAllowed, NotFound, Conflict, Unavailable])
def test_a_refusal_crosses_the_wire_as_words(kind: type[Refusal]) -> None:
    refusal = kind("membership.wrong_state", "not now", {"state": "draft"}, retryable=True)
    heard = Refusal.from_wire(json.loads(json.dumps(refusal.to_wire())))
    assert type(heard) is kind
    assert heard.to_wire() == refusal.to_wire()


def test_a_refusal_nobody_knows_promises_nothing() -> None:
    heard = Refusal.from_wire({"kind": "os.system", "details": "x"})
    assert isinstance(heard, Unavailable)
    assert (heard.code, heard.details) == ("unknown_refusal", {})


@dataclass(frozen=True, kw_only=True)
class Tagged:
    id: Id
    language: Language


def test_an_identifier_is_a_lower_case_uuid() -> None:
    assert declare.load(Tagged, {"id": SOME_ID, "language": "pt-BR"}).id == SOME_ID
    for wrong in (SOME_ID.upper(), SOME_ID[:-1], "../" + SOME_ID, SOME_ID + "\x00", "$id"):
        assert list(errors_of(Tagged, {"id": wrong, "language": "pt"})) == ["/id"]
