"""Languages, addresses, tables and places of errors."""

import pytest

from contracts.errors import Conflict, Invalid, NotAllowed, Refusal, Unavailable
from services.gateway.addresses import client_address, networks
from services.gateway.asking import at_http_places, negotiated
from services.gateway.csv_lists import cell, row
from services.gateway.languages import say, wanted
from services.gateway.operations import location_of
from services.gateway.problems import headers_of, problem, status_of
from services.gateway.routes import OPERATIONS

BY_NAME = {operation.name: operation for operation in OPERATIONS}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("es", "es"),
        ("AR-EG,ar;q=0.9", "ar"),
        ("de, fr;q=0.5, es;q=0.4", "fr"),
        ("de", "en"),
        ("fr;q=0, es;q=0.1", "es"),
        ("fr;q=nonsense", "en"),
        ("*", "en"),
    ],
)
def test_the_best_of_our_languages_is_chosen(header: str | None, language: str) -> None:
    assert wanted(header) == language


def test_a_reader_without_a_wish_gets_their_own_language() -> None:
    assert wanted(None, "fr") == "fr"
    assert wanted("de", "fr") == "fr"


def test_a_missing_detail_does_not_break_the_sentence() -> None:
    assert say("en", "body_too_large", {}) is not None
    assert say("xx", "not_found") == say("en", "not_found")
    assert say("en", "no such code") is None


@pytest.mark.parametrize(
    ("header", "address"),
    [
        (None, "10.0.0.1"),
        ("203.0.113.5", "203.0.113.5"),
        ("6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("6.6.6.6, 203.0.113.5, 10.9.9.9", "203.0.113.5"),
        ("nonsense, 10.9.9.9", "10.9.9.9"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_believed_from_known_proxies_only(header: str | None, address: str) -> None:
    headers = [] if header is None else [(b"x-forwarded-for", header.encode())]
    assert client_address({"client": ("10.0.0.1", 1), "headers": headers}, networks(["10.0.0.0/8"])) == address
    assert client_address({"client": ("10.0.0.1", 1), "headers": headers}, ()) == "10.0.0.1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (1.5, "1.5"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("a=1", "a=1"),
        (["es", "en"], "es en"),
        (["=x", "y"], "'=x y"),
        ({"es": "x"}, '{"es":"x"}'),
    ],
)
def test_no_cell_is_a_formula(value: object, text: str) -> None:
    assert cell(value) == text


def test_rows_are_quoted() -> None:
    assert row(["a", 'b"c', "d,e", "f\ng"]) == b'a,"b""c","d,e","f\ng"\r\n'


@pytest.mark.parametrize(
    ("name", "pointer", "place"),
    [
        ("create_hub", "/hub/names/$x", {"pointer": "/names/$x"}),
        ("create_hub", "/hub", {"pointer": ""}),
        ("revise_hub", "/changes/countries/0", {"pointer": "/countries/0"}),
        ("revise_hub", "/hub_id", {"parameter": "hub_id"}),
        ("revise_application", "/changes/city/population", {"pointer": "/content/city/population"}),
        ("submit_application", "/content/city/tier", {"pointer": "/content/city/tier"}),
        ("list_cities", "/limit", {"parameter": "limit"}),
    ],
)
def test_errors_are_where_the_client_wrote_them(name: str, pointer: str, place: dict[str, str]) -> None:
    placed = at_http_places(BY_NAME[name], Invalid.field(pointer, "format", "m"))
    assert placed.details["errors"] == [{**place, "code": "format", "message": "m"}]


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Invalid("invalid"), 422),
        (Invalid("malformed_body"), 400),
        (NotAllowed("not_signed_in"), 401),
        (NotAllowed("anything.else"), 403),
        (NotAllowed("too_many_attempts", details={"retry_after": 3.2}), 429),
        (Conflict("stale_version"), 412),
        (Conflict("membership.wrong_state"), 409),
        (Unavailable("deadline_exceeded"), 503),
        (Unavailable("internal_error"), 500),
        (Refusal("new.kind"), 500),
    ],
)
def test_every_refusal_has_a_status(refusal: Refusal, status: int) -> None:
    assert status_of(refusal) == status
    document = problem(refusal, language="en", public_url="https://x")
    assert (document["status"], document["code"]) == (status, refusal.code)


def test_who_must_wait_is_told_how_long() -> None:
    refusal = NotAllowed("too_many_attempts", details={"retry_after": 3.2})
    assert headers_of(refusal, 429)["retry-after"] == "4"
    assert headers_of(Unavailable("service_unavailable"), 503)["retry-after"] == "2"


def test_a_details_field_cannot_take_the_place_of_the_problems_own() -> None:
    document = problem(Conflict("c", details={"status": 200, "title": "x", "version": 3}), language="en", public_url="https://x")
    assert document["status"] == 409
    assert document["title"] != "x"
    assert document["version"] == 3


def test_media_types_are_negotiated() -> None:
    offered = ("application/json", "text/csv")
    assert negotiated(None, offered) == "application/json"
    assert negotiated("text/csv", offered) == "text/csv"
    assert negotiated("application/*;q=0.5, text/csv;q=0.9", offered) == "text/csv"
    for accept in ("image/png", "nonsense", "application/json;q=0"):
        with pytest.raises(Invalid):
            negotiated(accept, offered)


def test_locations_reach_into_the_answer() -> None:
    assert location_of("/v1/api-keys/{key.id}", {"key": {"id": "k"}}) == "/v1/api-keys/k"
