"""The event log of all publishers as one feed: `GET /v1/events`."""

import asyncio
import base64
import binascii
import hashlib
import heapq
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from chassis.context import Actor
from contracts.declare import EVENTS, RequestDeclaration
from contracts.errors import NotAllowed
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, SIGNED_IN
from contracts.standard import ReadEvents
from contracts.technical_fund import ListRecusals
from contracts.words import Count, Cursor, Doc, Id, Instant, Json, Limit, Line, Position
from services.gateway.asking import read_request
from services.gateway.auth import Asks, as_gateway
from services.gateway.http import Asked, Door, answer_with
from services.gateway.operations import Operation
from services.gateway.problems import wrong_parameter

AUDIENCE: Final[Mapping[str, frozenset[str]]] = {
    "cities": frozenset({SIGNED_IN}),
    "hubs": frozenset({SIGNED_IN}),
    "principles": frozenset({SIGNED_IN}),
    "memberships": frozenset({MANAGEMENT_UNIT, HUB_OFFICER}),
    "transfers": frozenset({MANAGEMENT_UNIT, HUB_OFFICER}),
    "declarations": frozenset({SIGNED_IN}),
    "endorsements": frozenset({SIGNED_IN}),
    "fund-calls": frozenset({SIGNED_IN}),
    "applications": frozenset({MANAGEMENT_UNIT, HUB_OFFICER}),
    "fund-draws": frozenset({SIGNED_IN}),
}
"""Who may read facts about what, by the first half of their subject. Anything else is for the management unit: grants, sessions, keys."""

MEMBERS: Final = frozenset({FOCAL_POINT, MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT})
STAFF: Final = frozenset({HUB_OFFICER, MANAGEMENT_UNIT})

REMINDERS: Final = frozenset({"membership.need_review_due.v1", "membership.offer_review_due.v1", "membership.progress_report_due.v1"})
"""About cities and what they promise, but for the network's staff: a city is asked for something, maybe about a need it hides."""

FOR_STAFF: Final[Mapping[str, tuple[str, ...]]] = {
    "membership.city_status_changed.v1": ("reason",),
    "membership.city_suspended.v1": ("reason",),
    "membership.city_withdrawn.v1": ("reason",),
}
"""Fields of facts about cities that come with null for everybody but the network's staff."""

FOR_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "membership.need_declared.v1": ("theme", "priority"),
    "membership.offer_declared.v1": ("theme", "priority"),
}
"""Fields that come with null for those who are no members, unless the fact's own `visibility` is public. A fact that has
`members_only` names its fields itself."""

_SIGNATURE_BYTES: Final = 16


@dataclass(frozen=True, kw_only=True)
class ListEvents:
    """Everything published after a cursor, over all publishers, in order within each.

    `next` is always given: ask again with it to go on, for ever. Facts about cities, hubs and what cities promise are for everybody who is
    signed in, with null for what a city lets only members know, and for reasons that are the staff's; reminders of them and facts about
    memberships, transfers and applications are for hub officers and the management unit, all others for the management unit. Facts about an
    application to the Fund are left out for whoever has a conflict of interest with it.
    """

    after: Annotated[Cursor, Doc("`next` of an earlier answer, or the id of a streamed event; without it, from the beginning.")] | None = (
        None
    )
    type: Annotated[tuple[Line, ...], Doc("Only these types, such as `membership.city_admitted.v1`.")] = ()
    subject: Annotated[Line, Doc("Only facts about this, such as `cities/<id>`.")] | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class StreamEvents:
    """The same events as they happen, as server-sent events whose ids are cursors; resumes after `Last-Event-ID`, or after `after`."""

    after: Annotated[Cursor, Doc("Where to begin; without it and without `Last-Event-ID`, now.")] | None = None
    type: Annotated[tuple[Line, ...], Doc("Only these types.")] = ()
    subject: Annotated[Line, Doc("Only facts about this.")] | None = None


@dataclass(frozen=True, kw_only=True)
class CloudEvent:
    """An event in CloudEvents 1.0, structured mode. `data` is null when it was redacted."""

    specversion: Line
    id: Id
    type: Line
    source: Line
    subject: Line
    time: Instant
    datacontenttype: Line
    dataschema: Line
    sequence: Count
    position: Position
    correlationid: Line
    causationid: Line | None = None
    traceparent: Line | None = None
    data: Json | None = None


@dataclass(frozen=True, kw_only=True)
class EventsFeed:
    """A page of the feed."""

    items: tuple[CloudEvent, ...]
    next: Cursor


def _own(message: type, method: str, answer: type) -> RequestDeclaration:
    return RequestDeclaration(
        message=message,
        service="gateway",
        method=method,
        kind="query",
        may=frozenset({SIGNED_IN}),
        answer=answer,
        seconds=10.0,
        summary=message.__doc__ or "",
    )


OPERATIONS: Final = (
    Operation(
        request=ListEvents,
        declared=_own(ListEvents, "list_events", EventsFeed),
        method="GET",
        path="/v1/events",
        tag="Events",
        key_scope="events",
        served_by="events",
    ),
    Operation(
        request=StreamEvents,
        declared=_own(StreamEvents, "stream_events", CloudEvent),
        method="GET",
        path="/v1/events/stream",
        tag="Events",
        key_scope="events",
        cache="never",
        served_by="event_stream",
    ),
)


class FeedCursors:
    """A position per publisher, opaque to clients and signed, so that a forged one is refused and not guessed at."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(b"feed:" + secret.encode()).digest()

    def write(self, positions: Mapping[str, int]) -> str:
        body = json.dumps(dict(sorted(positions.items())), separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(body) + body).decode().rstrip("=")

    def read(self, text: str) -> dict[str, int]:
        """Raises `Invalid` naming the parameter `after`."""
        try:
            raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise _bad_cursor() from None
        body = raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(raw[:_SIGNATURE_BYTES], self._sign(body)):
            raise _bad_cursor()
        return {str(name): int(position) for name, position in json.loads(body).items()}

    def _sign(self, body: bytes) -> bytes:
        return hmac.new(self._secret, body, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _bad_cursor() -> Exception:
    return wrong_parameter("after", "bad_cursor", "is not a cursor of this list")


class Feed:
    """Reads the publishers' logs. Readers who ask for the same page at the same moment share one question."""

    def __init__(self, client: Asks, publishers: Sequence[str], cursors: FeedCursors, public_url: str) -> None:
        self.publishers = tuple(publishers)
        self.cursors = cursors
        self._client, self._public_url = client, public_url
        self._reading: dict[tuple[Any, ...], asyncio.Future[dict[str, Any]]] = {}

    async def read(
        self, publisher: str, after: int, limit: int = 200, types: tuple[str, ...] = (), subject: str | None = None
    ) -> dict[str, Any]:
        """One page of one publisher: `items`, `last` and `head`."""
        key = (publisher, after, limit, types, subject)
        reading = self._reading.get(key)
        if reading is None:
            request = ReadEvents(after=after, limit=limit, types=types, subject=subject)
            reading = asyncio.ensure_future(self._client.call(request, as_gateway(seconds=10.0), publisher))
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        return await asyncio.shield(reading)

    async def recused(self, actor: Actor, records: Iterable[Mapping[str, Any]]) -> frozenset[str]:
        """Ids of applications to be kept from the reader, asked where `records` tell of any. Raises a `Refusal` when the Fund cannot say:
        then nothing of them may be shown."""
        told = (record for record in records if may_read(record["type"], actor))
        if actor.person_id is None or all(application_of(record) is None for record in told):
            return frozenset()
        answer = await self._client.call(ListRecusals(person_id=actor.person_id), as_gateway(seconds=10.0), RECUSING)
        return frozenset(answer["application_ids"])

    def structured(self, record: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        """A log record as a CloudEvent in structured mode, as far as this reader may know it."""
        event = {
            "specversion": "1.0",
            "id": record["id"],
            "type": record["type"],
            "source": record["source"],
            "subject": record["subject"],
            "time": record["time"],
            "datacontenttype": "application/json",
            "dataschema": f"{self._public_url}/schemas/{record['type']}.json",
            "sequence": record["sequence"],
            "position": record["position"],
            "correlationid": record["correlation_id"],
            "causationid": record.get("causation_id"),
            "traceparent": record.get("traceparent"),
        }
        return {**{name: value for name, value in event.items() if value is not None}, "data": shown(record, actor)}


RECUSING: Final = "technical_fund"
"""Whose facts about applications are kept from people with a conflict of interest."""


def application_of(record: Mapping[str, Any]) -> str | None:
    """The application of the Fund that a fact is about; "" where that cannot be told any more, None for a fact about no application."""
    if not record["type"].startswith(f"{RECUSING}."):
        return None
    kind, _, about = record["subject"].partition("/")
    if kind == "fund-applications":
        return str(about)
    if record["data"] is None:
        return None if SIGNED_IN in AUDIENCE.get(kind, frozenset()) else ""
    return record["data"].get("application_id")


def kept_from(record: Mapping[str, Any], recused: frozenset[str]) -> bool:
    """Whether a fact is about an application that its reader may know nothing of. What has been emptied might be."""
    about = application_of(record)
    return about in recused or (about == "" and bool(recused))


def may_read(event_type: str, actor: Actor) -> bool:
    """Whether facts of this type are for this reader."""
    audience = _audience(event_type)
    return (SIGNED_IN in audience and actor.kind == "person") or bool(actor.roles & audience)


def _audience(event_type: str) -> frozenset[str]:
    if event_type in REMINDERS:
        return STAFF
    declared = EVENTS.get(event_type)
    about = declared.subject.partition("/")[0] if declared else ""
    return AUDIENCE.get(about, frozenset({MANAGEMENT_UNIT}))


def shown(record: Mapping[str, Any], actor: Actor) -> dict[str, Any] | None:
    """The data of a fact, with null for what others alone may know. The log is one for all; its readers are not."""
    data: dict[str, Any] | None = record["data"]
    if data is None:
        return None
    hidden: set[str] = set()
    if not actor.roles & STAFF:
        hidden.update(FOR_STAFF.get(record["type"], ()))
    if not actor.roles & MEMBERS:
        hidden.update(data.get("members_only") or ())
        hidden.update(() if data.get("visibility") == "public" else FOR_MEMBERS.get(record["type"], ()))
    return {name: None if name in hidden else value for name, value in data.items()}


def check_types(types: Sequence[str], actor: Actor) -> None:
    """Raises `NotAllowed` when somebody asks by name for what is not for them, `Invalid` for types that nobody says."""
    for event_type in types:
        if event_type not in EVENTS:
            raise wrong_parameter("type", "not_an_option", "Nobody says this.")
        if not may_read(event_type, actor):
            raise NotAllowed("not_allowed", f"{event_type} is not for this reader", {"type": event_type})


def types_for(publisher: str, asked: Sequence[str], actor: Actor) -> tuple[str, ...] | None:
    """Which types to ask a publisher for: `()` means every one, None that there is nothing for this reader."""
    own = [name for name, declared in EVENTS.items() if declared.publisher == publisher and (not asked or name in asked)]
    visible = tuple(name for name in own if may_read(name, actor))
    if not visible:
        return None
    return () if not asked and actor.has(MANAGEMENT_UNIT) else visible


async def list_events(asked: Asked, door: Door, feed: Feed) -> None:
    """Merge the publishers' pages by time. Every publisher asked must answer: a feed that leaves one out would seem complete."""
    request: ListEvents = await read_request(asked.operation, asked.req, asked.path, {})
    check_types(request.type, asked.actor)
    positions = dict.fromkeys(feed.publishers, 0) | (feed.cursors.read(request.after) if request.after else {})
    wanted = {name: types for name in feed.publishers if (types := types_for(name, request.type, asked.actor)) is not None}
    pages = await asyncio.gather(
        *(feed.read(name, positions[name], request.limit, types, request.subject) for name, types in wanted.items())
    )
    read = dict(zip(wanted, pages, strict=True))
    taken = merge({name: page["items"] for name, page in read.items()})[: request.limit]
    for name, page in read.items():
        last = [item["position"] for owner, item in taken if owner == name]
        if len(last) == len(page["items"]):
            positions[name] = page["last"]
        elif last:
            positions[name] = last[-1]
    recused = await feed.recused(asked.actor, [item for _, item in taken])
    items = [feed.structured(item, asked.actor) for _, item in taken if not kept_from(item, recused)]
    answer_with(asked, {"items": items, "next": feed.cursors.write(positions)})


def merge(pages: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, Mapping[str, Any]]]:
    """All publishers' records as one list, by time between publishers and by position within each.

    A position may be older than the one before it: what is committed first is not always begun first. Sorted by time alone, a page cut
    short would end behind an event it has left out.
    """
    own = [[(name, item) for item in items] for name, items in sorted(pages.items())]
    return list(heapq.merge(*own, key=lambda entry: str(entry[1]["time"])))
