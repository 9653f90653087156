"""What a city says of itself, needs, agrees with others, and how it may come in by the table: over HTTP as its people do it."""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.demonstration import Demonstration, demonstration
from tests.e2e.http import Answer, Http
from tests.e2e.stories import PDF, newcomer, tag, unique, upload
from tests.eventually import eventually

__all__ = ["demonstration"]

CSV = "text/csv"


@dataclass(frozen=True)
class Member:
    """A city with somebody in its mayor's office and a focal point."""

    id: str
    mayor: Http
    focal: Http

    @property
    def path(self) -> str:
        return f"/v1/cities/{self.id}"


@pytest.fixture
def anybody(gateway_url: str) -> Http:
    return Http(gateway_url)


@pytest.fixture
def new_member(demonstration: Demonstration, unit: Http, gateway_url: str) -> Callable[[], Member]:
    def make() -> Member:
        city, (mayor, focal) = demonstration.admit_a_city(), (newcomer(gateway_url) for _ in range(2))
        for person, role in ((mayor, "mayors_office"), (focal, "focal_point")):
            given = {"person_id": person.get("/v1/me").ok()["id"], "role": role, "scope_id": city}
            unit.post("/v1/grants", given).ok(201)
            eventually(lambda person=person: person.get(f"/v1/cities/{city}/people").status == 200, "the role to count", 40)
        return Member(city, mayor, focal)

    return make


def revised(person: Http, path: str, changes: dict[str, Any]) -> Any:
    return person.patch(path, changes, If_Match=tag(person.get(path))).ok()


def test_what_is_public_waits_for_the_mayors_office(new_member: Callable[[], Member], anybody: Http) -> None:
    city = new_member()
    stale = tag(city.focal.get(city.path))
    view = revised(city.focal, city.path, {"population": 4321, "population_year": 2025})
    assert "population" in str(view["proposal"])
    assert anybody.get(city.path).ok()["population"] == 1200
    assert "proposal" not in {name for name, value in anybody.get(city.path).json.items() if value}
    city.focal.post(f"{city.path}/approvals", {}).problem(403, "not_allowed")
    city.focal.patch(city.path, {"tier": "city"}).problem(428, "version_required")
    city.focal.patch(city.path, {"population": 1}, If_Match=stale).problem(412, "stale_version")
    city.mayor.post(f"{city.path}/approvals", {}).ok()
    city.mayor.post(f"{city.path}/approvals", {}).problem(409, "membership.nothing_proposed")
    assert anybody.get(city.path).ok()["population"] == 4321
    steps = [(step["step"], step["field"]) for step in city.focal.get(f"{city.path}/history").ok()["items"]]
    assert ("approved", "population") in steps
    assert ("proposed", "population") in steps


def test_what_a_city_hides_is_gone_from_every_answer(new_member: Callable[[], Member], unit: Http, anybody: Http) -> None:
    city, secret = new_member(), 987_654
    revised(city.mayor, city.path, {"population": secret, "population_year": 2021})
    assert str(secret) in anybody.get(city.path).body.decode()
    revised(city.mayor, city.path, {"visibility": {"population": "network"}})
    name = anybody.get(city.path).ok()["names"]["en"].split()[1]
    places = (
        city.path,
        f"/v1/cities?q={name}&limit=200",
        f"/v1/cities/facets?q={name}",
        f"/v1/cities/map?q={name}",
        f"{city.path}/history",
        f"{city.path}/membership",
        f"{city.path}/peers",
    )
    for path in places:
        for accept in ("application/json", CSV, "application/geo+json"):
            assert str(secret) not in anybody.get(path, Accept=accept).body.decode(), (path, accept)
    assert anybody.get(f"/v1/cities?q={name}&min_population={secret}").ok()["items"] == []
    told = unit.get(f"/v1/events?subject=cities/{city.id}&limit=200").body.decode()
    assert str(secret) not in told
    assert unit.get(city.path).ok()["population"] == secret
    inside, outside = city.mayor.get(city.path), anybody.get(city.path)
    assert tag(inside) != tag(outside)
    assert {"Authorization", "Cookie"} <= {name.strip() for name in str(outside.headers["Vary"]).split(",")}
    assert "public" not in str(inside.headers["Cache-Control"])


def test_an_offer_comes_after_a_need_and_changes_who_the_peers_are(new_member: Callable[[], Member], anybody: Http) -> None:
    city, other = new_member(), new_member()
    themed = {"theme": "hate_crime", "priority": "high", "visibility": "public"}
    refused = city.focal.post(f"{city.path}/offers", themed, Accept_Language="es")
    refused.problem(409, "membership.offer_without_need")
    assert refused.headers["Content-Language"] == "es"
    unknown = city.focal.post(f"{city.path}/needs", {**themed, "theme": "weather"})
    unknown.problem(422, "invalid")
    assert unknown.fields() == {"/theme"}
    need = city.focal.post(f"{city.path}/needs", themed).ok(201)
    twice = city.focal.post(f"{city.path}/needs", themed)
    twice.problem(422, "invalid")
    assert (twice.fields(), twice.json["errors"][0]["code"]) == ({"/theme"}, "membership.repeated_theme")
    other.focal.post(f"{other.path}/needs", {**themed, "theme": "youth_engagement"}).ok(201)
    other.focal.post(f"{other.path}/offers", themed).ok(201)
    pair = f"{city.path}/peers/{other.id}"

    def help_with() -> list[str]:
        return [reason["theme"] for reason in anybody.get(pair).ok()["mentoring"]["reasons"]]

    eventually(lambda: anybody.get(pair).status == 200 and help_with() == ["hate_crime"], "the need and the offer to meet", 30)
    revised(city.focal, f"{city.path}/needs/{need['id']}", {"visibility": "network"})
    eventually(lambda: "hate_crime" not in anybody.get(pair).body.decode(), "the hidden need to be gone", 30)
    assert anybody.get(f"{city.path}/needs").ok()["items"] == []
    anybody.get(f"{city.path}/needs/{need['id']}").problem(404, "membership.no_need")
    assert other.focal.get(f"{city.path}/needs").ok()["items"] == []


def contacts(person: Http, introduction: str) -> list[str]:
    return [contact["email"] for contact in person.get(f"{introduction}/contacts").ok()["items"]]


def test_no_contact_leaves_before_both_cities_agree(new_member: Callable[[], Member], unit: Http) -> None:
    city, other = new_member(), new_member()
    asked = {"from_city_id": city.id, "to_city_id": other.id, "themes": ["hate_crime"], "message": "May we learn from you?"}
    with_address = city.focal.post("/v1/introductions", {**asked, "message": "Write to me: me@city.example"})
    with_address.problem(422, "invalid")
    assert with_address.fields() == {"/message"}
    other.focal.post("/v1/introductions", asked).problem(403, "membership.not_yours_to_do")
    made = city.focal.post("/v1/introductions", asked, Idempotency_Key="one").ok(201)
    assert city.focal.post("/v1/introductions", asked, Idempotency_Key="one").ok(201)["id"] == made["id"]
    reused = {**asked, "message": "Something else"}
    city.focal.post("/v1/introductions", reused, Idempotency_Key="one").problem(422, "idempotency_key_reused")
    one = f"/v1/introductions/{made['id']}"
    addresses = [person.get("/v1/me").ok()[name] for person in (city.focal, other.focal) for name in ("email", "id")]

    def say_nothing(*answers: Answer) -> None:
        for answer in answers:
            assert not [word for word in addresses if word in answer.body.decode()], answer.body

    for person in (city.focal, other.focal, other.mayor, unit):
        early = person.get(f"{one}/contacts")
        assert early.status in (403, 409), early.body
        say_nothing(early, person.get(one), person.get("/v1/introductions"))
    say_nothing(unit.get(f"/v1/events?subject=introductions/{made['id']}&limit=200"))
    city.focal.post(f"{one}/acceptances", {}).problem(403, "membership.not_yours_to_do")
    version = tag(other.focal.get(one))
    other.mayor.post(f"{one}/acceptances", {}, If_Match=version).ok()
    other.focal.post(f"{one}/declines", {"reason": "other"}, If_Match=version).problem(412, "stale_version")
    assert addresses[2] in contacts(city.focal, one)
    assert addresses[0] in contacts(other.focal, one)
    unit.get(f"{one}/contacts").problem(403, "not_allowed")


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def imported(unit: Http, data: bytes) -> tuple[str, Any]:
    """The dry run of a table of cities: its address and what it found."""
    sent = upload(unit, data, purpose="import", name="cities.csv", type=CSV)
    one = f"/v1/imports/{unit.post('/v1/imports', {'kind': 'cities', 'upload_id': sent['id']}).ok(202)['id']}"
    return one, eventually(lambda: (seen := unit.get(one).ok())["state"] != "checking" and seen, "the dry run", 30)


def test_a_table_comes_in_whole_or_not_at_all(unit: Http, anybody: Http) -> None:
    name = unique("Tabled ")
    line = {"name_en": name, "country": "SN", "tier": "town", "population": "1000", "population_year": "2024", "admitted_on": "2024-01-01"}
    broken = table(line, {**line, "name_en": "=cmd|' /C calc'!A1", "country": "XX"}) + b"Caf\xe9,SN,town,1,2024,2024-01-01\r\n"
    one, seen = imported(unit, broken)
    assert seen["state"] == "faulty"
    problems = [(row["line"], row["column"]) for row in unit.get(f"{one}/problems").ok()["items"]]
    assert {line for line, _ in problems} >= {4}
    rows = csv.reader(io.StringIO(unit.get(f"{one}/problems", Accept=CSV).body.decode()))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    unit.post(f"{one}/confirmations", {"sha256": seen["sha256"]}).problem(409, "membership.import_state")

    mixed = table(line, {**line, "name_en": "=1+1"}, {**line, "name_en": unique("Other "), "country": "XX"})
    one, seen = imported(unit, mixed)
    assert {(row["line"], row["column"]) for row in unit.get(f"{one}/problems").ok()["items"]} >= {(3, "name_en"), (4, "country")}

    good = table(line)
    one, seen = imported(unit, good)
    assert (seen["state"], seen["rows"], seen["sha256"]) == ("ready", 1, hashlib.sha256(good).hexdigest())
    found = f"/v1/cities?q={name.split()[1]}"
    assert anybody.get(found).ok()["items"] == [], "a dry run brings nothing in"
    unit.post(f"{one}/confirmations", {"sha256": "0" * 64}).problem(409, "membership.import_of_another_file")
    unit.post(f"{one}/confirmations", {"sha256": seen["sha256"]}).ok(202)
    eventually(lambda: unit.get(one).ok()["state"] == "applied", "the table to be brought in", 30)
    assert [city["names"] for city in anybody.get(found).ok()["items"]] == [{"en": name}]
    unit.post(f"{one}/confirmations", {"sha256": seen["sha256"]}).problem(409, "membership.import_state")
    assert imported(unit, good)[1]["state"] == "faulty", "the city is a member already"


def test_an_agreement_goes_from_a_first_word_to_its_end(unit: Http, anybody: Http) -> None:
    organisation = unit.post(
        "/v1/organisations", {"kind": "donor", "names": {"en": unique("Fund ")}, "visibility": "public", "contact": CONTACT}
    ).ok(201)
    assert CONTACT["email"] not in anybody.get(f"/v1/organisations/{organisation['id']}").body.decode()
    content = {"type": "funding", "organisation_ids": [organisation["id"]], "scope": {"en": "Youth"}, "visibility": "public"}
    agreement = unit.post("/v1/agreements", {"agreement": content}).ok(201)
    one = f"/v1/agreements/{agreement['id']}"
    assert anybody.get(one).status == 404, "nobody hears of what is not signed"
    signature = {"upload_id": upload(unit, PDF, purpose="agreement")["id"], "signed_on": "2026-01-02", "starts_on": "2026-01-02"}
    unit.post(f"{one}/signatures", signature).problem(409, "membership.agreement_state")
    unit.post(f"{one}/negotiations", {}).ok()
    late = unit.post(f"{one}/signatures", {**signature, "ends_on": "2025-12-31"})
    late.problem(422, "invalid")
    assert late.fields() == {"/ends_on"}
    unit.post(f"{one}/signatures", {**signature, "ends_on": "2099-12-31"}).ok()
    seen = anybody.get(one).ok()
    assert (seen["state"], seen["terms"][0]["paper"], seen["history"]) == ("signed", None, [])
    anybody.get(f"{one}/paper").problem(401, "not_signed_in")
    assert unit.get(f"{one}/paper").body == PDF
    gift = {"organisation_id": organisation["id"], "received_on": "2026-02-02", "amount": {"minor": 100, "currency": "EUR"}}
    given = unit.post(f"{one}/contributions", gift).ok(201)
    correction = {"reason": "A slip of the pen.", "replacement": {**gift, "amount": {"minor": 200, "currency": "EUR"}}}
    unit.post(f"/v1/contributions/{given['id']}/corrections", correction).ok(201)
    unit.post(f"/v1/contributions/{given['id']}/corrections", correction).problem(409, "membership.corrected_already")
    unit.post(f"{one}/reviews", {}).ok()
    unit.post(f"{one}/renewals", {"signed_on": "2026-03-01", "starts_on": "2100-01-01"}).ok()
    unit.post(f"{one}/endings", {"note": "It is over."}).ok()
    unit.post(f"{one}/renewals", {"signed_on": "2026-03-01", "starts_on": "2100-01-01"}).problem(409, "membership.agreement_state")


CONTACT = {"name": "Somebody Private", "email": "private@fund.example"}
