"""From being invited to being forgotten, over HTTP and by letter."""

from pathlib import Path

import pytest

from tests.e2e.demonstration import Demonstration, demonstration
from tests.e2e.http import Http
from tests.e2e.letters import letter, link
from tests.e2e.stories import PASSWORD, draft, enrol, register, session_of, tag, unique
from tests.eventually import eventually
from tests.platform import Platform

__all__ = ["demonstration"]

ANOTHER = "another sentence nobody guesses"


@pytest.fixture
def mail(platform: Platform) -> Path:
    return platform.folder / "data" / "mail"


@pytest.fixture
def anybody(gateway_url: str) -> Http:
    return Http(gateway_url)


def token_for(mail: Path, email: str, place: str) -> str:
    """The secret in the link of the last letter to somebody."""
    return link(letter(mail, email, f"/links/{place}#")).partition("#")[2]


def signed_in(client: Http, email: str, password: str = PASSWORD) -> Http:
    return Http(client.url, Cookie=session_of(client, email, password))


def test_an_invitation_makes_a_focal_point_once(demonstration: Demonstration, unit: Http, anybody: Http, mail: Path) -> None:
    city, email = demonstration.admit_a_city(), f"{unique('focal')}@city.example"
    asked = {"email": email, "language": "fr", "role": "focal_point", "scope_id": city}
    invitation = unit.post("/v1/invitations", asked).ok(201)
    assert unit.post("/v1/invitations", asked).ok(201)["id"] == invitation["id"], "asked for twice, it is the same invitation"
    token = token_for(mail, email, "invitation")
    seen = anybody.post("/v1/invitations/previews", {"token": token}).ok()
    assert (seen["next"], seen["role"], seen["scope_id"], seen["email"]) == ("create_account", "focal_point", city, email)

    without = anybody.post("/v1/invitations/acceptances", {"token": token}, Accept_Language="fr")
    without.problem(422, "invalid")
    assert without.fields() == {"/name", "/password"}
    assert without.headers["Content-Language"] == "fr"
    accepted = anybody.post("/v1/invitations/acceptances", {"token": token, "name": "Awa Diop", "password": PASSWORD}).ok(201)
    me = signed_in(anybody, email).get("/v1/me").ok()
    assert me["id"] == accepted["person_id"]
    assert [(grant["role"], grant["scope_id"]) for grant in me["grants"]] == [("focal_point", city)]
    assert me["email_confirmed_at"], "whoever holds the link has shown that the address is theirs"

    for way in ("previews", "acceptances", "declines"):
        anybody.post(f"/v1/invitations/{way}", {"token": token}).problem(409, "membership.invitation_used")
        anybody.post(f"/v1/invitations/{way}", {"token": f"{token}x"}).problem(404, "membership.no_invitation")


def test_an_invitation_that_was_taken_back_or_is_somebody_elses_gives_nothing(unit: Http, anybody: Http, mail: Path) -> None:
    email = f"{unique('reviewer')}@partner.example"
    invitation = unit.post("/v1/invitations", {"email": email, "role": "reviewer"}).ok(201)
    token = token_for(mail, email, "invitation")
    stranger = signed_in(anybody, register(anybody))
    stranger.post("/v1/invitations/acceptances", {"token": token}).problem(403, "membership.invitation_of_another")
    one = f"/v1/invitations/{invitation['id']}"
    looked = unit.get(one)
    unit.post(f"{one}/resendings", {}, If_Match=tag(looked)).ok()
    unit.post(f"{one}/revocations", {}, If_Match=tag(looked)).problem(412, "stale_version")
    unit.post(f"{one}/revocations", {}, If_Match=tag(unit.get(one))).ok()
    name = {"name": "Late Comer", "password": PASSWORD}
    anybody.post("/v1/invitations/acceptances", {"token": token, **name}).problem(409, "membership.invitation_revoked")
    anybody.post("/v1/sessions", {"email": email, "password": PASSWORD}).problem(403, "membership.sign_in_failed")


def test_a_code_of_the_second_factor_lets_one_in_once(unit: Http, anybody: Http) -> None:
    email = register(anybody)
    person = signed_in(anybody, email)
    me = person.get("/v1/me").ok()
    unit.post("/v1/grants", {"person_id": me["id"], "role": "management_unit"}).ok(201)
    assert person.get("/v1/me").ok()["second_factor"] == "required"
    eventually(lambda: person.get("/v1/people").json.get("code") == "second_factor_required", "the role to be withheld", 40)
    seed, recovery = enrol(person)
    assert person.get("/v1/me").ok()["second_factor"] == "done"
    eventually(lambda: person.get("/v1/people").status == 200, "the role to count", 40)

    asked = {"email": email, "password": PASSWORD}
    anybody.post("/v1/sessions", asked).problem(403, "membership.second_factor_code_wanted")
    anybody.post("/v1/sessions", {**asked, "password": "not the password"}).problem(403, "membership.sign_in_failed")
    anybody.post("/v1/sessions", {**asked, "code": recovery[0]}).ok(201)
    anybody.post("/v1/sessions", {**asked, "code": recovery[0]}).problem(403, "membership.code_already_used")
    anybody.post("/v1/sessions", {**asked, "code": "made-up-code"}).problem(403, "membership.second_factor_code_wrong")
    person.post("/v1/me/second-factor/removals", {"password": PASSWORD, "code": recovery[1]}).problem(
        409, "membership.second_factor_needed"
    )


def test_a_password_is_set_anew_by_letter(anybody: Http, mail: Path) -> None:
    email = register(anybody, language="es")
    before = signed_in(anybody, email)
    unknown = anybody.post("/v1/password-resets", {"email": f"{unique('nobody')}@city.example"})
    known = anybody.post("/v1/password-resets", {"email": email})
    assert (known.status, known.body) == (unknown.status, unknown.body) == (202, known.body), "nobody learns who has an account"
    token = token_for(mail, email, "password-reset")
    weak = anybody.post("/v1/password-resets/completions", {"token": token, "password": "short"}, Accept_Language="ar")
    weak.problem(422, "invalid")
    assert weak.fields() == {"/password"}
    anybody.post("/v1/password-resets/completions", {"token": token, "password": ANOTHER}).ok()
    before.get("/v1/me").problem(401, "not_signed_in")
    anybody.post("/v1/sessions", {"email": email, "password": PASSWORD}).problem(403, "membership.sign_in_failed")
    signed_in(anybody, email, ANOTHER).get("/v1/me").ok()
    again = {"token": token, "password": PASSWORD}
    anybody.post("/v1/password-resets/completions", again).problem(409, "membership.link_used")
    anybody.post("/v1/password-resets/completions", {**again, "token": "made-up"}).problem(404, "membership.link_unknown")


def test_whoever_is_erased_is_forgotten_by_every_service(unit: Http, anybody: Http, mail: Path) -> None:
    email = register(anybody, name="Nadia Nobody-Else")
    token_for(mail, email, "email-confirmation")
    person = signed_in(anybody, email)
    me, application = person.get("/v1/me").ok(), draft(person)
    person.post("/v1/me/erasures", {"password": "not the password"}).problem(403, "membership.wrong_password")
    person.get("/v1/me").ok()
    erasure = person.post("/v1/me/erasures", {"password": PASSWORD}).ok(202)
    person.get("/v1/me").problem(401, "not_signed_in")
    anybody.post("/v1/sessions", {"email": email, "password": PASSWORD}).problem(403, "membership.sign_in_failed")
    one = f"/v1/erasures/{erasure['id']}"
    eventually(lambda: unit.get(one).ok()["state"] == "done", "every service to confirm", 30)
    holders = unit.get(one).ok()["holders"]
    assert [holder["service"] for holder in holders if holder["confirmed_at"]] == [holder["service"] for holder in holders] != []
    assert unit.get(f"/v1/applications/{application['id']}").status == 404, "drafts vanish"
    assert unit.get(f"/v1/people?email={email}").ok()["items"] == []
    assert email not in unit.get(f"/v1/people/{me['id']}").body.decode()
    told = unit.get(f"/v1/events?subject=people/{me['id']}&limit=200").ok()["items"]
    assert "membership.person_erased.v1" in {event["type"] for event in told}
    assert not [file for file in mail.glob("*.eml") if email.encode() in file.read_bytes()], "no letter to them is left"
