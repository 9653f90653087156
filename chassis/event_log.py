"""The outbox read as a log: everything a publisher has said, in order, from any position, for as long as it is kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from pymongo import UpdateOne
from pymongo.database import Database

from chassis.leases import LEASES
from chassis.repository import OUTBOX
from chassis.store import STORE_SECONDS, Document, bounded
from contracts.standard import EventRecord, EventsPage

PAGE: Final = 256
PAGES_LOOKED_AT: Final = 40
"""How far one call looks for events that a filter lets through; the caller goes on from `last`."""


def page_of(position: int) -> int:
    """The bucket of a position. Pages are read by equality, which every store does well; ranges over the whole log are not."""
    return position // PAGE


def head_of(database: Database[Document]) -> int:
    """The last position assigned. Everything up to it is durable and keeps its place, whether the broker has confirmed it yet or not."""
    lease = database[LEASES].find_one({"_id": "relay"}, ["position"])
    return int((lease or {}).get("position", 0))


def read_events(
    database: Database[Document],
    service: str,
    after: int = 0,
    limit: int = 50,
    types: Sequence[str] | None = None,
    subject: str | None = None,
    *,
    seconds: float = STORE_SECONDS,
) -> EventsPage:
    """Events after a position, in order and without gaps; never one whose position is not assigned for good.

    `last` is where to go on from: the last event given, or, when filters left nothing, how far was looked.
    """
    with bounded(seconds):
        head = head_of(database)
        items: list[EventRecord] = []
        last = min(after, head)
        for row in _rows_after(database, after, head):
            if len(items) == limit:
                break
            last = row["position"]
            if (not types or row["type"] in types) and subject in (None, row["subject"]):
                items.append(record(row, service))
        return EventsPage(items=tuple(items), last=last, head=head)


def read_sequences(
    database: Database[Document], service: str, subject: str, first: int, last: int, *, seconds: float = STORE_SECONDS
) -> EventsPage:
    """One aggregate's events from `first` to `last`, both included, that have a position."""
    # `$lt`, not `$lte`: SecantusDB leaves the bound out when the ranged field is not the last of its index.
    where = {"subject": subject, "sequence": {"$gte": first, "$lt": min(last, first + PAGE) + 1}}
    with bounded(seconds):
        rows = [row for row in database[OUTBOX].find(where, sort=[("sequence", 1)]) if row["position"] is not None]
        head = head_of(database)
    items = tuple(record(row, service) for row in rows)
    return EventsPage(items=items, last=max((item.position for item in items), default=0), head=head)


def redact(
    database: Database[Document], now: datetime, *, subject: str | None = None, ids: Sequence[str] = (), seconds: float = STORE_SECONDS
) -> int:
    """Null the data of one subject's events, or of these; how many. Id, position and sequence stay, so that no listener sees a gap."""
    with bounded(seconds):
        outbox = database[OUTBOX]
        chosen = list(ids) + ([row["_id"] for row in outbox.find({"subject": subject}, ["_id"])] if subject is not None else [])
        changes = [UpdateOne({"_id": event_id}, {"$set": {"data": None, "redacted_at": now}}) for event_id in chosen]
        return outbox.bulk_write(changes).matched_count if changes else 0


def record(row: Document, service: str) -> EventRecord:
    fields: dict[str, Any] = {name: row[name] for name in _COPIED}
    return EventRecord(id=row["_id"], source=f"/{service}", **fields)


_COPIED: Final = (
    "type",
    "subject",
    "time",
    "sequence",
    "position",
    "data",
    "correlation_id",
    "causation_id",
    "traceparent",
    "redacted_at",
)


def _rows_after(database: Database[Document], after: int, head: int) -> Iterator[Document]:
    """Rows from the position after `after` to the head, stopping before any gap and after a bounded number of pages."""
    expected = after + 1
    first = page_of(expected)
    for page in range(first, min(page_of(head), first + PAGES_LOOKED_AT - 1) + 1):
        for row in database[OUTBOX].find({"page": page}, sort=[("position", 1)]):
            if row["position"] < expected:
                continue
            if row["position"] != expected or row["position"] > head:
                return
            yield row
            expected += 1
