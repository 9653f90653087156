"""What the Fund says of an application reaches nobody who has a conflict of interest with it: in the feed, on a stream, nor half of it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import falcon.asgi
import falcon.testing
import pytest

from chassis.context import Actor, Context, Grant
from contracts.errors import Unavailable
from contracts.technical_fund import ListRecusals
from services.gateway import feed as feeds
from services.gateway.feed import Feed, FeedCursors, application_of, kept_from, list_events
from services.gateway.http import Asked
from services.gateway.stream import Bell, Listener, StreamEvents

UNIT = Actor(kind="person", person_id="u", grants=(Grant(role="management_unit", scope_kind="network"),))
PERSON = Actor(kind="person", person_id="p")
CURSORS = FeedCursors("a secret of at least thirty-two letters")
OURS, THEIRS = "application-of-ours", "application-of-theirs"


@dataclass
class Fund:
    """The Fund's log, and who is recused from what."""

    log: list[dict[str, Any]]
    recused: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    cannot_say: bool = False

    async def call(self, request: Any, context: Context, service: str | None = None) -> dict[str, Any]:
        await asyncio.sleep(0)
        if isinstance(request, ListRecusals):
            assert (service, context.actor.service) == ("technical_fund", "gateway")
            self.asked.append(request.person_id)
            if self.cannot_say:
                raise Unavailable("service_unavailable")
            return {"person_id": request.person_id, "application_ids": self.recused.get(request.person_id, [])}
        items = [record for record in self.log if record["position"] > request.after][: request.limit]
        return {"items": items, "last": items[-1]["position"] if items else request.after, "head": len(self.log)}


def said(position: int, type_: str, subject: str, data: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": f"e{position}",
        "type": f"technical_fund.{type_}.v1",
        "source": "/technical_fund",
        "subject": subject,
        "time": f"2027-01-01T00:00:{position:02}.000Z",
        "sequence": 1,
        "position": position,
        "data": data,
        "correlation_id": "c",
    }


def the_fund(**more: Any) -> Fund:
    log = [
        said(1, "application_submitted", f"fund-applications/{OURS}", {"application_id": OURS}),
        said(2, "reviewer_assigned", "fund-assignments/a", {"application_id": THEIRS, "reviewer_id": "r"}),
        said(3, "application_submitted", f"fund-applications/{THEIRS}", None),
        said(4, "reviewer_joined", "fund-reviewers/r", {"person_id": "r"}),
    ]
    return Fund(log, **more)


def page(fund: Fund, actor: Actor) -> Mapping[str, Any]:
    operation = next(entry for entry in feeds.OPERATIONS if entry.name == "list_events")
    request = falcon.testing.create_asgi_req(path="/v1/events")
    request.scope["scn.id"], request.scope["scn.trace"] = "id", None
    answer = falcon.asgi.Response()
    asked = Asked(operation, request, answer, {}, actor, None, "en", "application/json", "here")
    feed = Feed(fund, ("technical_fund",), CURSORS, "https://x")
    asyncio.run(list_events(asked, None, feed))  # type: ignore[arg-type]
    assert answer.data is not None
    found: Mapping[str, Any] = json.loads(answer.data)
    return found


def streamed(fund: Fund, actor: Actor) -> tuple[list[str], int]:
    """Ids of what one stream brings, and how far it has come."""

    async def story() -> tuple[list[str], int]:
        feed = Feed(fund, ("technical_fund",), CURSORS, "https://x")
        listener = Listener(StreamEvents(), None, None, feed, Bell(feed), {"technical_fund": 0})  # type: ignore[arg-type]
        brought = [json.loads(event.data)["id"] async for event in listener._news("technical_fund", actor)]  # type: ignore[arg-type]
        return brought, listener.positions["technical_fund"]

    return asyncio.run(story())


def test_whoever_is_recused_from_nothing_reads_everything() -> None:
    fund = the_fund(recused={"somebody else": [THEIRS]})
    assert [item["id"] for item in page(fund, UNIT)["items"]] == ["e1", "e2", "e3", "e4"]
    assert streamed(fund, UNIT) == (["e1", "e2", "e3", "e4"], 4)


def test_facts_about_an_application_are_left_out_whatever_their_subject_and_even_when_emptied() -> None:
    fund = the_fund(recused={"u": [THEIRS]})
    found = page(fund, UNIT)
    assert [item["id"] for item in found["items"]] == ["e1", "e4"]
    assert THEIRS not in json.dumps(found)
    assert streamed(fund, UNIT) == (["e1", "e4"], 4)


def test_the_cursor_goes_on_behind_what_was_left_out() -> None:
    fund = the_fund(recused={"u": [OURS, THEIRS]})
    assert CURSORS.read(page(fund, UNIT)["next"]) == {"technical_fund": 4}


def test_when_the_fund_cannot_say_nothing_is_shown_and_nothing_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.gateway.stream.AWAY_SECONDS", 0.0)
    fund = the_fund(cannot_say=True)
    with pytest.raises(Unavailable):
        page(fund, UNIT)
    assert streamed(fund, UNIT) == ([], 0)


def test_nobody_is_asked_about_for_a_page_that_tells_of_no_application_or_that_they_may_not_read() -> None:
    fund = Fund([said(1, "reviewer_joined", "fund-reviewers/r", {"person_id": "r"})])
    page(fund, UNIT)
    streamed(the_fund(), PERSON)
    assert fund.asked == []


def test_what_has_been_emptied_under_another_subject_is_kept_from_the_recused() -> None:
    emptied = said(1, "reviewer_assigned", "fund-assignments/a", None)
    assert application_of(emptied) == ""
    assert kept_from(emptied, frozenset({OURS}))
    assert not kept_from(emptied, frozenset())
    assert not kept_from(said(1, "call_published", "fund-calls/c", None), frozenset({OURS}))
