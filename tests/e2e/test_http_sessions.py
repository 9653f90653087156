"""Signing in from a browser and with a key, and how soon it ends."""

from typing import Any

import pytest

from tests.e2e.http import Http
from tests.e2e.stories import PASSWORD, draft, register, session_of, unique
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
    eventually(lambda: person.get("/v1/people").status == 200, "the new role counts", within=5)
    unit.post(f"/v1/grants/{grant['id']}/endings", {"reason": "a test"}).ok()
    eventually(lambda: person.get("/v1/people").status == 403, "the ended role no longer counts", within=5)


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
