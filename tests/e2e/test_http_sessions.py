"""Signing in from a browser and with a key, and how soon it ends."""

from typing import Any

import pyotp
import pytest

from tests.e2e.http import Http
from tests.e2e.stories import PASSWORD, draft, enrol, register, session_of, unique
from tests.eventually import eventually


@pytest.fixture
def client(gateway_url: str) -> Http:
    return Http(gateway_url)


@pytest.fixture
def browser(gateway_url: str, client: Http) -> Http:
    return Http(gateway_url, Cookie=session_of(client, register(client)))


def test_the_session_is_a_cookie_that_scripts_cannot_read_and_bodies_do_not_hold(client: Http) -> None:
    email = register(client)
    answer = client.post("/v1/sessions", {"email": email, "password": PASSWORD})
    name, _, rules = answer.headers["Set-Cookie"].partition("=")
    token, *attributes = [part.strip() for part in rules.split(";")]
    assert name == "__Host-scn"
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= set(attributes)
    assert token not in answer.body.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    me = client.get("/v1/me", Cookie=f"other=1; __Host-scn={token}")
    assert me.ok()["email"] == email
    assert me.headers["Cache-Control"] == "private, no-cache"


def test_signing_out_ends_it_at_once(client: Http, browser: Http) -> None:
    browser.get("/v1/me").ok()
    ended = browser.delete("/v1/sessions/current")
    assert ended.status == 204
    assert "Max-Age=0" in ended.headers["Set-Cookie"]
    browser.get("/v1/me").problem(401, "not_signed_in")


def test_a_session_ended_elsewhere_is_over_within_moments(gateway_url: str, client: Http) -> None:
    email = register(client)
    laptop, phone = (Http(gateway_url, Cookie=session_of(client, email)) for _ in range(2))
    phone.get("/v1/me").ok()
    laptop.get("/v1/me").ok()
    other = next(session for session in laptop.get("/v1/sessions").ok()["items"] if not session["current"])
    assert laptop.delete(f"/v1/sessions/{other['id']}").status == 204
    eventually(lambda: phone.get("/v1/me").status == 401, "the other session ends", within=5)
    assert laptop.get("/v1/me").status == 200


def test_a_wrong_password_and_an_unknown_address_look_the_same(client: Http) -> None:
    email = register(client)
    wrong = client.post("/v1/sessions", {"email": email, "password": "not it, but long"})
    unknown = client.post("/v1/sessions", {"email": "x" + email, "password": "not it, but long"})
    bodies = []
    for answer in (wrong, unknown):
        problem = answer.problem(answer.status, "membership.sign_in_failed")
        problem.pop("request_id")
        bodies.append(problem)
    assert bodies[0] == bodies[1]
    assert wrong.status in (401, 403)
    known, fresh = (client.post("/v1/people", {"name": "X", "email": address, "password": PASSWORD}) for address in (email, "y" + email))
    assert (known.status, known.body) == (fresh.status, fresh.body)


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "https://evil.example"}])
def test_another_site_cannot_write_with_our_cookie(browser: Http, headers: dict[str, str]) -> None:
    browser.post("/v1/applications", {}, **headers).problem(403, "cross_site_request")
    assert browser.get("/v1/applications").ok()["items"] == []
    assert browser.get("/v1/applications", **headers).status == 200, "reading is safe"


def test_our_own_pages_can(browser: Http) -> None:
    browser.post("/v1/applications", {}, Sec_Fetch_Site="same-origin").ok(201)
    browser.post("/v1/applications", {}, Origin=browser.url).ok(201)


def test_keys_do_what_their_scopes_say_until_they_are_revoked(gateway_url: str, browser: Http) -> None:
    made: dict[str, Any] = {}
    for scope in ("read", "write", "events"):
        made[scope] = browser.post("/v1/api-keys", {"name": scope, "scopes": [scope]}).ok(201)
    keys = {scope: Http(gateway_url).with_key(answer["token"]) for scope, answer in made.items()}
    keys["read"].get("/v1/me").ok()
    keys["read"].post("/v1/applications", {}).problem(403, "key_scope_missing")
    keys["read"].get("/v1/events").problem(403, "key_scope_missing")
    draft(keys["write"])
    keys["write"].get("/v1/me").problem(403, "key_scope_missing")
    keys["events"].get("/v1/events").ok()
    assert made["read"]["token"] not in browser.get("/v1/api-keys").body.decode()
    browser.delete(f"/v1/api-keys/{made['read']['key']['id']}").ok()
    eventually(lambda: keys["read"].get("/v1/me").status == 401, "the revoked key is refused", within=5)


@pytest.mark.parametrize("value", ["Bearer scn_not_a_key", "Bearer", "Basic abc", "Bearer " + "x" * 500])
def test_a_bad_key_is_refused_even_where_none_is_needed(client: Http, value: str) -> None:
    answer = client.get("/v1/cities", Authorization=value)
    answer.problem(401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_new_role_counts_at_once(gateway_url: str, client: Http, unit: Http) -> None:
    email = register(client)
    person = Http(gateway_url, Cookie=session_of(client, email))
    me = person.get("/v1/me").ok()
    person.get("/v1/people").problem(403, "not_allowed")
    grant = unit.post("/v1/grants", {"person_id": me["id"], "role": "management_unit"}).ok(201)
    eventually(lambda: person.get("/v1/people").json["code"] == "second_factor_required", "the role waits for a second factor", within=5)
    assert person.get("/v1/me").ok()["second_factor"] == "required"
    person.post("/v1/me/second-factor", {}).ok(201)
    person.post("/v1/me/second-factor/confirmations", {"code": "000000"}).problem(403, "membership.second_factor_code_wrong")
    seed, codes = enrol(person)
    assert len(codes) == 10
    assert person.get("/v1/people").status == 200, "in this session, without waiting"
    assert person.get("/v1/me").ok()["second_factor"] == "done"
    bare = client.post("/v1/sessions", {"email": email, "password": PASSWORD})
    bare.problem(403, "membership.second_factor_code_wanted")
    assert "Set-Cookie" not in bare.headers
    used = client.post("/v1/sessions", {"email": email, "password": PASSWORD, "code": pyotp.TOTP(seed).now()})
    assert used.status == 201 or used.json["code"] == "membership.code_already_used", "unless the half minute is over"
    removal = {"password": PASSWORD, "code": "000000"}
    person.post("/v1/me/second-factor/removals", removal).problem(409, "membership.second_factor_needed")
    unit.post(f"/v1/grants/{grant['id']}/endings", {"reason": "a test"}).ok()
    eventually(lambda: person.get("/v1/people").status == 403, "the ended role no longer counts", within=5)


def test_a_recovery_code_opens_one_session(client: Http, gateway_url: str) -> None:
    email = register(client)
    person = Http(gateway_url, Cookie=session_of(client, email))
    _, codes = enrol(person)
    told = {"email": email, "password": PASSWORD, "code": codes[0]}
    assert client.post("/v1/sessions", told).ok(201)["second_factor"] == "done"
    client.post("/v1/sessions", told).problem(403, "membership.code_already_used")


def test_ones_data_is_taken_along_and_then_forgotten(client: Http, gateway_url: str, unit: Http) -> None:
    email = register(client)
    person = Http(gateway_url, Cookie=session_of(client, email))
    me = person.get("/v1/me").ok()
    job = person.post("/v1/me/data-exports", {}).ok(202)
    done = eventually(lambda: finished(person, job["id"]), "the export", within=20)
    file = person.get(f"/v1/me/data-exports/{done['result']['export_id']}")
    assert file.type == "application/json"
    assert file.ok()["account"]["email"] == email
    assert client.get(f"/v1/me/data-exports/{done['result']['export_id']}").status == 401
    unit.get(f"/v1/me/data-exports/{done['result']['export_id']}").problem(404, "not_found")
    person.post("/v1/me/erasures", {"password": "not this one"}).problem(403, "membership.wrong_password")
    erasure = person.post("/v1/me/erasures", {"password": PASSWORD}).ok(202)
    eventually(lambda: person.get("/v1/me").status == 401, "the session to be over", within=5)
    client.post("/v1/sessions", {"email": email, "password": PASSWORD}).problem(403, "membership.sign_in_failed")
    seen = eventually(lambda: is_done(unit, erasure["id"]), "every service to have forgotten", within=30)
    assert all(holder["confirmed_at"] for holder in seen["holders"])
    unit.get(f"/v1/people/{me['id']}").problem(404, "membership.no_person")
    assert unit.get(f"/v1/people?email={email}").ok()["items"] == []


def finished(person: Http, job_id: str) -> Any:
    job = person.get(f"/v1/jobs/{job_id}").ok()
    return job if job["state"] == "done" else None


def is_done(unit: Http, erasure_id: str) -> Any:
    erasure = unit.get(f"/v1/erasures/{erasure_id}").ok()
    return erasure if erasure["state"] == "done" else None


def test_every_other_session_ends_at_once(browser: Http) -> None:
    assert browser.delete("/v1/sessions").status == 204
    assert len(browser.get("/v1/sessions").ok()["items"]) == 1


def test_who_asks_for_a_reset_learns_nothing_about_accounts(client: Http) -> None:
    known, unknown = (client.post("/v1/password-resets", {"email": email}) for email in (register(client), f"{unique()}@example.org"))
    assert known.ok(202) == unknown.ok(202) == {"status": "accepted"}
    used = client.post("/v1/password-resets/completions", {"token": "never drawn", "password": "a long new sentence"})
    used.problem(404, "membership.link_unknown")


def test_ones_name_and_language_are_changed_with_the_version_that_was_read(browser: Http) -> None:
    read = browser.get("/v1/me")
    tag = str(read.headers["ETag"])
    assert browser.patch("/v1/me", {"language": "fr"}).status == 428
    changed = browser.patch("/v1/me", {"language": "fr"}, If_Match=tag)
    assert changed.ok()["language"] == "fr"
    browser.patch("/v1/me", {"name": "Again"}, If_Match=tag).problem(412, "stale_version")


def test_a_cookie_that_outlived_its_session_keeps_nobody_out(gateway_url: str, client: Http) -> None:
    email = register(client)
    cookie = session_of(client, email)
    Http(gateway_url, Cookie=cookie).delete("/v1/sessions/current")
    stale = Http(gateway_url, Cookie=cookie)
    eventually(lambda: stale.get("/v1/me").status == 401, "the session ends", within=5)
    assert "Max-Age=0" in stale.get("/v1/me").headers["Set-Cookie"], "the browser is told to let go of it"
    public = stale.get("/v1/themes")
    public.ok()
    assert "Max-Age=0" in public.headers["Set-Cookie"]
    again = stale.post("/v1/sessions", {"email": email, "password": PASSWORD})
    again.ok(201)
    (fresh,) = again.headers.get_all("Set-Cookie") or []
    assert "Max-Age=0" not in fresh


def test_a_sessions_token_is_no_key(client: Http) -> None:
    cookie = session_of(client, register(client))
    client.get("/v1/me", Cookie=cookie).ok()
    client.with_key(cookie.partition("=")[2]).get("/v1/me").problem(401, "not_signed_in")


def test_strangers_retry_keys_do_not_meet(client: Http) -> None:
    for email in (f"{unique('p')}@example.org", f"{unique('p')}@example.org"):
        answer = client.post("/v1/people", {"name": "A Person", "email": email, "password": PASSWORD}, Idempotency_Key="1")
        assert answer.ok(202) == {"status": "accepted"}
