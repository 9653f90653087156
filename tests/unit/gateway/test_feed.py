"""One feed over several publishers."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import falcon.asgi
import falcon.testing
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.context import Actor, Context, Grant
from contracts.errors import Invalid, Unavailable
from services.gateway import feed as feeds
from services.gateway.feed import Feed, FeedCursors, list_events, may_read, shown, types_for
from services.gateway.http import Asked
from services.gateway.stream import Bell

UNIT = Actor(kind="person", person_id="u", grants=(Grant(role="management_unit", scope_kind="network"),))
PERSON = Actor(kind="person", person_id="p")
CURSORS = FeedCursors("a secret of at least thirty-two letters")


@dataclass
class Publishers:
    """Logs by publisher; answers `read_events` as a service does."""

    logs: dict[str, list[dict[str, Any]]]
    calls: list[str] = field(default_factory=list)
    away: str = ""

    async def call(self, request: Any, context: Context, service: str | None = None) -> dict[str, Any]:
        assert service is not None
        self.calls.append(service)
        await asyncio.sleep(0)
        if service == self.away:
            raise Unavailable("service_unavailable")
        log = self.logs[service]
        items = [record for record in log if record["position"] > request.after][: request.limit]
        head = len(log)
        return {"items": items, "last": items[-1]["position"] if items else min(request.after, head), "head": head}


def log_of(publisher: str, times: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{publisher}-{position}",
            "type": f"{publisher}.thing_done.v1",
            "source": f"/{publisher}",
            "subject": "things/1",
            "time": f"2026-01-01T00:00:{second:02}.000Z",
            "sequence": position,
            "position": position,
            "data": {},
            "correlation_id": "c",
        }
        for position, second in enumerate(sorted(times), start=1)
    ]


def page(feed: Feed, query: str) -> Mapping[str, Any]:
    operation = next(entry for entry in feeds.OPERATIONS if entry.name == "list_events")
    request = falcon.testing.create_asgi_req(path="/v1/events", query_string=query)
    request.scope["scn.id"], request.scope["scn.trace"] = "id", None
    answer = falcon.asgi.Response()
    asked = Asked(operation, request, answer, {}, UNIT, None, "en", "application/json", "here")
    asyncio.run(list_events(asked, None, feed))  # type: ignore[arg-type]
    assert answer.data is not None
    found: Mapping[str, Any] = json.loads(answer.data)
    return found


@given(
    first=st.lists(st.integers(0, 59), max_size=12),
    second=st.lists(st.integers(0, 59), max_size=12),
    limit=st.integers(1, 7),
)
def test_pages_hold_every_event_once_and_in_each_publishers_order(first: list[int], second: list[int], limit: int) -> None:
    publishers = Publishers({"membership": log_of("membership", first), "resources": log_of("resources", second)})
    seen: list[str] = []
    query = f"limit={limit}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "types_for", lambda *_: ())
        feed = Feed(publishers, ("membership", "resources"), CURSORS, "https://x")
        while items := (found := page(feed, query))["items"]:
            assert len(items) <= limit
            seen += [item["id"] for item in items]
            query = f"limit={limit}&after={found['next']}"
    assert len(seen) == len(set(seen)) == len(first) + len(second)
    for publisher in ("membership", "resources"):
        own = [name for name in seen if name.startswith(publisher)]
        assert own == [record["id"] for record in publishers.logs[publisher]]


def test_a_feed_that_would_leave_a_publisher_out_is_refused() -> None:
    publishers = Publishers({"membership": log_of("membership", [1]), "resources": []}, away="resources")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "types_for", lambda *_: ())
        with pytest.raises(Unavailable):
            page(Feed(publishers, ("membership", "resources"), CURSORS, "https://x"), "")


@given(positions=st.dictionaries(st.sampled_from(["membership", "resources", "technical_fund"]), st.integers(0, 2**53 - 1)))
def test_a_cursor_says_what_was_written_into_it(positions: dict[str, int]) -> None:
    assert CURSORS.read(CURSORS.write(positions)) == positions


@given(text=st.text(max_size=80), cut=st.integers(0, 40))
def test_a_forged_cursor_is_refused(text: str, cut: int) -> None:
    good = CURSORS.write({"membership": 5})
    for forged in (text, good[:cut], good[:-1] + ("A" if good[-1] != "A" else "E"), FeedCursors("another secret").write({"membership": 5})):
        with pytest.raises(Invalid):
            CURSORS.read(forged)


def test_readers_of_the_same_page_share_one_question() -> None:
    async def story() -> None:
        publishers = Publishers({"membership": log_of("membership", [1, 2])})
        feed = Feed(publishers, ("membership",), CURSORS, "https://x")
        await asyncio.gather(*(feed.read("membership", 0) for _ in range(60)))
        assert publishers.calls == ["membership"]

    asyncio.run(story())


def test_who_may_read_what() -> None:
    assert may_read("membership.city_admitted.v1", PERSON)
    assert not may_read("membership.city_admitted.v1", Actor())
    assert not may_read("membership.application_submitted.v1", PERSON)
    assert not may_read("membership.session_ended.v1", PERSON)
    assert may_read("membership.session_ended.v1", UNIT)
    assert not may_read("somebody.unknown.v1", PERSON), "what nobody declared is for the management unit"
    assert types_for("membership", (), UNIT) == ()
    assert types_for("membership", ("membership.grant_given.v1",), PERSON) is None


def test_reminders_about_cities_and_their_promises_are_for_the_networks_staff() -> None:
    focal_point, officer = (Actor(kind="person", person_id="m", grants=(Grant(role=role, scope_kind=kind, scope_id="1"),)) for role, kind in
                            (("focal_point", "city"), ("hub_officer", "hub")))  # fmt: skip
    for name in ("need_review_due", "offer_review_due", "progress_report_due"):
        due = f"membership.{name}.v1"
        assert [may_read(due, reader) for reader in (PERSON, focal_point, officer, UNIT)] == [False, False, True, True], name
        assert types_for("membership", (due,), PERSON) is None


def test_a_fact_is_shown_as_far_as_its_reader_may_know() -> None:
    member, officer = (Actor(kind="person", person_id="m", grants=(Grant(role=role, scope_kind=kind, scope_id="1"),)) for role, kind in
                       (("focal_point", "city"), ("hub_officer", "hub")))  # fmt: skip
    picture = {"type": "membership.city_profile_changed.v1", "data": {"population": 5, "tier": "city", "members_only": ["population"]}}
    shared = {
        "type": "membership.need_declared.v1",
        "data": {"need_id": "n", "theme": "misogyny", "priority": "low", "visibility": "members"},
    }
    public = {**shared, "data": {**shared["data"], "visibility": "public"}}
    status = {"type": "membership.city_suspended.v1", "data": {"city_id": "c", "reason": "silence"}}
    assert [shown(picture, reader)["population"] for reader in (PERSON, member, officer, UNIT)] == [None, 5, 5, 5]
    assert shown(picture, PERSON)["tier"] == "city"
    assert [shown(shared, reader)["theme"] for reader in (PERSON, member, officer, UNIT)] == [None, *["misogyny"] * 3]
    assert (shown(shared, PERSON)["need_id"], shown(shared, PERSON)["priority"]) == ("n", None)
    assert shown(public, PERSON) == public["data"]
    assert [shown(status, reader)["reason"] for reader in (PERSON, member, officer, UNIT)] == [None, None, "silence", "silence"]
    assert shown({**status, "data": None}, PERSON) is None
    assert picture["data"]["population"] == 5, "several readers share one page"


def test_the_bell_wakes_those_who_wait_for_news_and_all_when_it_stops() -> None:
    async def story() -> None:
        bell = Bell(Feed(Publishers({}), (), CURSORS, "https://x"))
        assert not await bell.wait({"membership": 3}, 0.01)
        waiting = [asyncio.create_task(bell.wait({"membership": 3}, 5)) for _ in range(3)]
        await asyncio.sleep(0)
        bell.ring("membership", 4)
        assert await asyncio.gather(*waiting) == [True] * 3
        assert await bell.wait({"membership": 3}, 5), "what has rung already is not waited for"
        last = asyncio.create_task(bell.wait({"membership": 4}, 5))
        await asyncio.sleep(0)
        bell.stop()
        assert await last

    asyncio.run(story())
