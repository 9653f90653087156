"""The feed and the stream."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.e2e.http import Http
from tests.e2e.stories import unique
from tests.eventually import eventually

NewPerson = Callable[[], Http]

FOR_EVERYBODY_SIGNED_IN = {
    "membership.city_admitted.v1",
    "membership.city_hub_changed.v1",
    "membership.city_profile_changed.v1",
    "membership.city_readmitted.v1",
    "membership.city_status_changed.v1",
    "membership.city_suspended.v1",
    "membership.city_withdrawn.v1",
    "membership.commitment_endorsed.v1",
    "membership.declaration_closed.v1",
    "membership.declaration_published.v1",
    "membership.endorsement_withdrawn.v1",
    "membership.hub_closed.v1",
    "membership.hub_opened.v1",
    "membership.hub_reopened.v1",
    "membership.hub_revised.v1",
    "membership.need_declared.v1",
    "membership.need_withdrawn.v1",
    "membership.offer_declared.v1",
    "membership.offer_withdrawn.v1",
    "membership.principles_published.v1",
    "membership.progress_reported.v1",
    "technical_fund.call_archived.v1",
    "technical_fund.call_cancelled.v1",
    "technical_fund.call_closed.v1",
    "technical_fund.call_extended.v1",
    "technical_fund.call_opened.v1",
    "technical_fund.call_published.v1",
    "technical_fund.call_revised.v1",
    "technical_fund.draw_committed.v1",
    "technical_fund.tie_drawn.v1",
}
"""Written by hand and not taken from the gateway, so that nothing becomes public by a slip: whoever adds a name here has meant to."""

NEVER_FOR_EVERYBODY = (
    "explore.matches_recomputed.v1",
    "membership.agreement_signed.v1",
    "membership.api_key_revoked.v1",
    "membership.application_submitted.v1",
    "membership.city_without_focal_point.v1",
    "membership.election_declared.v1",
    "membership.email_changed.v1",
    "membership.erasure_completed.v1",
    "membership.grant_given.v1",
    "membership.introduction_requested.v1",
    "membership.invitation_issued.v1",
    "membership.mandate_renewed.v1",
    "membership.need_review_due.v1",
    "membership.offer_review_due.v1",
    "membership.organisation_registered.v1",
    "membership.password_reset_requested.v1",
    "membership.person_registered.v1",
    "membership.principles_accepted.v1",
    "membership.profile_proposed.v1",
    "membership.progress_report_due.v1",
    "membership.review_begun.v1",
    "membership.second_factor_enrolled.v1",
    "membership.session_ended.v1",
    "membership.transfer_planned.v1",
    "notifications.message_failed.v1",
    "notifications.person_forgotten.v1",
    "technical_fund.application_submitted.v1",
    "technical_fund.award_made.v1",
    "technical_fund.ledger_entry_posted.v1",
    "technical_fund.review_submitted.v1",
    "technical_fund.reviewer_assigned.v1",
)
"""At least one of every kind that is for the network's staff, or for the management unit alone."""


def open_hub(unit: Http) -> dict[str, Any]:
    body = {
        "names": {"en": unique("Hub ")},
        "countries": [],
        "languages": ["en"],
        "time_zone": "UTC",
        "region": "south_america",
    }
    hub: dict[str, Any] = unit.post("/v1/hubs", body).ok(201)
    return hub


def read_on(client: Http, limit: int = 200) -> tuple[list[dict[str, Any]], str]:
    """Everything from the beginning to the head, and the cursor to go on from there."""
    events: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.get(f"/v1/events?limit={limit}{'&after=' + cursor if cursor else ''}").ok()
        cursor = str(page["next"])
        if not page["items"]:
            return events, cursor
        events += page["items"]


def head(client: Http) -> str:
    return read_on(client)[1]


def test_the_feed_is_read_to_its_head_and_goes_on_from_there(unit: Http) -> None:
    cursor = head(unit)
    hubs = [open_hub(unit) for _ in range(3)]
    subjects = [f"hubs/{hub['id']}" for hub in hubs]

    def read() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = unit.get(f"/v1/events?after={cursor}&type=membership.hub_opened.v1").ok()["items"]
        return [event for event in found if event["subject"] in subjects]

    eventually(lambda: len(read()) == 3, "the three events are in the feed", within=10)
    events = read()
    assert [event["subject"] for event in events] == subjects
    for event in events:
        assert event["specversion"] == "1.0"
        assert event["source"] == "/membership"
        assert event["sequence"] == 1
        assert event["dataschema"].endswith("/schemas/membership.hub_opened.v1.json")
        assert event["data"]["hub_id"] == event["subject"].partition("/")[2]
    positions = [event["position"] for event in events]
    assert positions == sorted(positions)


def test_an_event_can_be_followed_back_to_the_request_that_led_to_it(unit: Http) -> None:
    cursor, request, trace = head(unit), unique("asked-"), f"{int(unique(''), 16):032x}"
    body = {"names": {"en": unique("Hub ")}, "countries": [], "languages": ["en"], "time_zone": "UTC", "region": "south_america"}
    hub = unit.post("/v1/hubs", body, X_Request_Id=request, traceparent=f"00-{trace}-00f067aa0ba902b7-01").ok(201)

    def said() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = unit.get(f"/v1/events?after={cursor}").ok()["items"]
        return [event for event in found if event["subject"] == f"hubs/{hub['id']}"]

    event = eventually(said, "the event in the feed", within=10)[0]
    assert event["correlationid"] == request
    assert event["traceparent"].split("-")[1] == trace


def test_pages_join_without_gap_or_double(unit: Http) -> None:
    for _ in range(3):
        open_hub(unit)
    positions: dict[str, list[int]] = defaultdict(list)
    for event in read_on(unit, limit=2)[0]:
        positions[event["source"]].append(event["position"])
    assert "/membership" in positions
    for source, seen in positions.items():
        assert seen == list(range(1, len(seen) + 1)), f"the management unit sees every position of {source} once, in order"


def test_a_forged_cursor_is_refused(unit: Http) -> None:
    good = unit.get("/v1/events?limit=1").ok()["next"]
    for bad in ("x", good[:-3] + "AAA", good + "A", "%00", "é"):
        answer = unit.get(f"/v1/events?after={bad}" if bad.isascii() else "/v1/events?after=%C3%A9")
        answer.problem(422, "invalid")
        assert answer.fields() == {"after"}


def test_people_see_facts_about_cities_and_hubs_and_no_others(gateway_url: str, unit: Http, new_person: NewPerson) -> None:
    person = new_person()
    open_hub(unit)
    eventually(lambda: person.get("/v1/events?type=membership.hub_opened.v1").ok()["items"], "a public fact is there", within=10)
    seen = {event["type"] for event in read_on(person)[0]}
    assert seen - FOR_EVERYBODY_SIGNED_IN == set()
    assert FOR_EVERYBODY_SIGNED_IN.isdisjoint(NEVER_FOR_EVERYBODY)
    for hidden in NEVER_FOR_EVERYBODY:
        person.get(f"/v1/events?type={hidden}").problem(403, "not_allowed")
    person.get("".join(["/v1/events?limit=1", *(f"&type={shown}" for shown in sorted(FOR_EVERYBODY_SIGNED_IN))])).ok()
    person.get("/v1/events?type=membership.no_such_thing.v1").problem(422, "invalid")
    Http(gateway_url).get("/v1/events").problem(401, "not_signed_in")


def test_events_arrive_as_they_happen_and_a_reader_resumes_where_it_was(unit: Http) -> None:
    with unit.stream("/v1/events/stream?type=membership.hub_opened.v1") as stream:
        assert stream.response.status == 200
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        assert next(stream.blocks())[""] == "events follow"
        began = time.monotonic()
        first = open_hub(unit)
        events = stream.events()
        event = next(event for event in events if first["id"] in event["data"])
        assert time.monotonic() - began < 2.0
        assert event["event"] == "membership.hub_opened.v1"
    missed = [open_hub(unit) for _ in range(2)]
    with unit.stream("/v1/events/stream?type=membership.hub_opened.v1", Last_Event_ID=event["id"]) as stream:
        later = stream.events()
        seen = [next(later) for _ in range(2)]
    assert [hub["id"] in event["data"] for hub, event in zip(missed, seen, strict=True)] == [True, True]


def test_a_stream_ends_when_its_reader_may_no_longer_read(unit: Http, gateway_url: str) -> None:
    from tests.e2e.stories import register, session_of

    client = Http(gateway_url)
    browser = Http(gateway_url, Cookie=session_of(client, register(client)))
    made = browser.post("/v1/api-keys", {"name": "s", "scopes": ["events"]}).ok(201)
    with client.with_key(made["token"]).stream("/v1/events/stream", timeout=20) as stream:
        blocks = stream.blocks()
        next(blocks)
        browser.delete(f"/v1/api-keys/{made['key']['id']}").ok()
        for _ in blocks:
            pass  # ends, instead of timing out


def test_one_person_has_only_so_many_streams(gateway_url: str, new_person: NewPerson) -> None:
    person = new_person()
    held = []
    try:
        for _ in range(5):
            stream = person.stream("/v1/events/stream")
            next(stream.blocks())
            held.append(stream)
        answer = person.get("/v1/events/stream")
        answer.problem(429, "too_many_streams")
        assert int(answer.headers["Retry-After"]) >= 1
    finally:
        for stream in held:
            stream.__exit__()
    eventually(lambda: reopened(person), "a closed stream gives its place back", within=30)


def reopened(person: Http) -> bool:
    with person.stream("/v1/events/stream") as stream:
        return bool(stream.response.status == 200)


def test_many_listeners_hear_the_same_event(unit: Http, new_person: NewPerson) -> None:
    heard: list[str] = []
    ready = threading.Barrier(11, timeout=30)
    people = [new_person() for _ in range(10)]

    def listen(person: Http) -> None:
        with person.stream("/v1/events/stream?type=membership.hub_opened.v1") as stream:
            next(stream.blocks())
            ready.wait()
            heard.append(next(stream.events())["id"])

    listeners = [threading.Thread(target=listen, args=(person,)) for person in people]
    for listener in listeners:
        listener.start()
    ready.wait()
    open_hub(unit)
    for listener in listeners:
        listener.join(20)
    assert len(heard) == 10
    assert len(set(heard)) == 1
