"""Who is asking, and what is remembered about them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import falcon.asgi
import falcon.testing
import pytest

from chassis.context import Actor, Context, Grant
from contracts.errors import NotAllowed, NotFound, Unavailable
from services.gateway.auth import KEPT_SECONDS, Credential, Principals, check_permission, check_same_site, credential
from services.gateway.operations import Operation
from services.gateway.routes import OPERATIONS

PERSON = "018f0000-0000-7000-8000-000000000001"
BY_NAME = {operation.name: operation for operation in OPERATIONS}


def asked(host: str = "localhost:8000", **headers: str) -> falcon.asgi.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request: falcon.asgi.Request = falcon.testing.create_asgi_req(
        host=host.partition(":")[0], port=int(host.partition(":")[2] or 80), headers=named
    )
    return request


class Membership:
    """Answers as membership would, and counts."""

    def __init__(self) -> None:
        self.calls = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.away = False

    async def call(self, request: Any, context: Context, service: str | None = None) -> dict[str, Any]:
        self.calls += 1
        await self.gate.wait()
        if self.away:
            raise Unavailable("service_unavailable")
        if request.token == "unknown":
            raise NotFound("not_found")
        return {
            "person_id": PERSON,
            "language": "fr",
            "grants": [{"role": "hub_officer", "scope_kind": "hub", "scope_id": "h"}],
            "session_id": "s",
            "expires_at": "2999-01-01T00:00:00.000Z",
        }


def test_a_role_that_waits_for_the_second_factor_is_said_so_at_the_edge() -> None:
    without = Actor(kind="person", person_id=PERSON, withheld=("management_unit",))
    with pytest.raises(NotAllowed) as refused:
        check_permission(BY_NAME["list_people"], without)
    assert refused.value.code == "second_factor_required"
    assert refused.value.details["enrol"] == "/v1/me/second-factor"


@pytest.mark.parametrize("event", ["second_factor_enrolled.v1", "second_factor_removed.v1", "second_factor_reset.v1", "person_erased.v1"])
def test_what_changes_somebodys_standing_is_not_remembered_past_it(event: str) -> None:
    async def story() -> None:
        membership, somebody = Membership(), Credential("session", "token", b"digest")
        principals = Principals(membership)
        await principals.identify(somebody)
        principals.forget(event, {"person_id": "018f0000-0000-7000-8000-00000000ffff"})
        assert principals.remembered(somebody) is not None, "somebody else"
        principals.forget(event, {"person_id": PERSON})
        assert principals.remembered(somebody) is None

    asyncio.run(story())


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def session(token: str) -> Credential:
    return Credential("session", token, token.encode())


def test_a_principal_is_asked_for_once_and_again_after_thirty_seconds() -> None:
    async def story() -> None:
        membership, clock = Membership(), Clock()
        principals = Principals(membership, clock)
        first = await principals.identify(session("a"))
        assert first.actor.has("hub_officer", "h")
        assert first.language == "fr"
        await principals.identify(session("a"))
        assert membership.calls == 1
        clock.now += KEPT_SECONDS + 0.1
        await principals.identify(session("a"))
        assert membership.calls == 2

    asyncio.run(story())


def test_many_at_the_same_moment_ask_once() -> None:
    async def story() -> None:
        membership = Membership()
        membership.gate.clear()
        principals = Principals(membership)
        waiting = [asyncio.create_task(principals.identify(session("a"))) for _ in range(20)]
        while membership.calls == 0:
            await asyncio.sleep(0)
        membership.gate.set()
        await asyncio.gather(*waiting)
        assert membership.calls == 1

    asyncio.run(story())


@pytest.mark.parametrize(
    ("event", "data", "forgotten"),
    [
        ("session_ended.v1", {"session_id": "s", "person_id": PERSON}, True),
        ("session_ended.v1", {"session_id": "other", "person_id": PERSON}, False),
        ("grant_given.v1", {"person_id": PERSON}, True),
        ("grant_ended.v1", {"person_id": PERSON}, True),
        ("grant_ended.v1", {"person_id": "somebody else"}, False),
        ("api_key_revoked.v1", {"key_id": "k", "person_id": PERSON}, False),
        ("city_admitted.v1", {"person_id": PERSON}, False),
    ],
)
def test_events_about_somebody_end_what_is_remembered(event: str, data: Mapping[str, Any], forgotten: bool) -> None:
    async def story() -> None:
        principals = Principals(Membership())
        await principals.identify(session("a"))
        principals.forget(event, data)
        assert (principals.remembered(session("a")) is None) == forgotten

    asyncio.run(story())


def test_an_answer_older_than_the_event_is_not_remembered() -> None:
    async def story() -> None:
        membership = Membership()
        membership.gate.clear()
        principals = Principals(membership)
        asking = asyncio.create_task(principals.identify(session("a")))
        while membership.calls == 0:
            await asyncio.sleep(0)
        principals.forget("grant_ended.v1", {"person_id": PERSON})
        membership.gate.set()
        await asking
        assert principals.remembered(session("a")) is None

    asyncio.run(story())


def test_a_token_of_nobody_is_refused_without_asking_again_at_once() -> None:
    async def story() -> None:
        membership = Membership()
        principals = Principals(membership)
        for _ in range(3):
            with pytest.raises(NotAllowed) as caught:
                await principals.identify(session("unknown"))
            assert caught.value.code == "not_signed_in"
        assert membership.calls == 1

    asyncio.run(story())


def test_when_membership_is_away_nobody_is_taken_for_nobody() -> None:
    async def story() -> None:
        membership = Membership()
        membership.away = True
        principals = Principals(membership)
        with pytest.raises(Unavailable):
            await principals.identify(session("a"))
        membership.away = False
        assert (await principals.identify(session("a"))).actor.person_id == PERSON

    asyncio.run(story())


def test_the_bearer_key_wins_over_the_cookie() -> None:
    found = credential(asked(authorization="Bearer scn_key", cookie="__Host-scn=session"))
    assert found is not None
    assert (found.kind, found.token) == ("key", "scn_key")


def test_the_cookie_is_found_among_others() -> None:
    found = credential(asked(cookie="a=b; __Host-scn=tok; c=d"))
    assert found is not None
    assert (found.kind, found.token) == ("session", "tok")
    assert credential(asked(cookie="scn=tok; x__Host-scn=no")) is None


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "scn_key", "Bearer " + "x" * 300])
def test_any_other_authorization_is_refused(header: str) -> None:
    with pytest.raises(NotAllowed):
        credential(asked(authorization=header))


@pytest.mark.parametrize(
    "headers", [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_another_site_cannot_make_a_browser_write(headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed) as caught:
        check_same_site(asked(**headers), "https://net.example")
    assert caught.value.code == "cross_site_request"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "https://net.example"},
        {"origin": "http://localhost:8000"},
    ],
)
def test_our_own_pages_and_programs_may_write(headers: dict[str, str]) -> None:
    check_same_site(asked(**headers), "https://net.example")


def may(operation: Operation, actor: Actor) -> str:
    try:
        check_permission(operation, actor)
    except NotAllowed as refusal:
        return refusal.code
    return "yes"


def test_permission_follows_role_and_key_scope() -> None:
    nobody = Actor()
    somebody = Actor(kind="person", person_id=PERSON)
    unit = replace(somebody, grants=(Grant(role="management_unit", scope_kind="network"),))
    reading_key = replace(unit, api_key_id="k", key_scopes=("read",))
    assert may(BY_NAME["list_cities"], nobody) == "yes"
    assert may(BY_NAME["get_me"], nobody) == "not_signed_in"
    assert may(BY_NAME["get_me"], somebody) == "yes"
    assert may(BY_NAME["admit_city"], somebody) == "not_allowed"
    assert may(BY_NAME["admit_city"], unit) == "yes"
    assert may(BY_NAME["admit_city"], reading_key) == "key_scope_missing"
    assert may(BY_NAME["list_applications"], reading_key) == "yes"
    assert may(BY_NAME["list_events"], reading_key) == "key_scope_missing"
    assert may(BY_NAME["list_cities"], replace(unit, api_key_id="k", key_scopes=())) == "yes"


def test_what_is_remembered_of_a_cookie_does_not_answer_for_a_key() -> None:
    cookie = credential(asked(Cookie="__Host-scn=token"))
    key = credential(asked(Authorization="Bearer token"))
    assert cookie is not None
    assert key is not None
    assert cookie.digest != key.digest
