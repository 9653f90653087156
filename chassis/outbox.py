"""The relay: what was committed is published, at least once, in one gap-free order per publisher.

Rows go `new` → `positioned` → `published`. Positions are assigned in a transaction that checks the lease's fencing token and are durable
before anything is sent, so whoever takes over sends the same event under the same position.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis.context import Context
from chassis.envelope import Envelope
from chassis.event_log import page_of
from chassis.leases import Held, Lease, fenced_row, seal
from chassis.loops import keep_going
from chassis.repository import OUTBOX
from chassis.store import STORE_SECONDS, Document, bounded
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.errors import Refusal

log = structlog.get_logger(__name__)

LEASE: Final = "relay"
LEASE_SECONDS: Final = 10.0
BATCH: Final = 500
NEW, POSITIONED, PUBLISHED = "new", "positioned", "published"
_SHAPE: Final = ["subject", "sequence"]

Publish = Callable[[Envelope], None]
PublishBatch = Callable[[Sequence[Envelope]], None]
Observe = Callable[[str, float], None]


class Relay:
    """One per service at a time; any number may stand by.

    `publish` sends one event and returns when the broker has confirmed it, or raises; `publish_batch`, when given, does so for several
    at once. `observe(name, number)` hears `published` (events), `waiting` (rows not yet published) and `oldest_seconds`.
    """

    def __init__(
        self,
        database: Database[Document],
        publish: Publish,
        service: str,
        *,
        publish_batch: PublishBatch | None = None,
        poll_seconds: float = 1.0,
        lease_seconds: float = LEASE_SECONDS,
        batch: int = BATCH,
        store_timeout: float = STORE_SECONDS,
        observe: Observe | None = None,
        holder: str | None = None,
    ) -> None:
        self._database = database
        self._service = service
        self._publish_batch = publish_batch or _one_by_one(publish)
        self._poll_seconds = poll_seconds
        self._batch = batch
        self._store_timeout = store_timeout
        self._observe = observe or (lambda name, number: None)
        self._work: UnitOfWork[Unit] = UnitOfWork(database, service=service, store_timeout=store_timeout)
        self._lease = Lease(self._work, LEASE, lease_seconds, holder=holder)
        self._renew_at = self._report_at = 0.0
        self._wake = threading.Event()
        self._leftovers = True

    # ---------------------------------------------------------------- life

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop`; then hand the lease on."""
        watcher = threading.Thread(target=self._watch, args=(stop,), name=f"{self._service}.outbox-watch", daemon=True)
        watcher.start()
        try:
            keep_going(f"{self._service}.relay", self.relay_once, stop, every=self._poll_seconds, wake=self._wake)
        finally:
            self._hand_over()
            watcher.join(timeout=2)

    def wake(self) -> None:
        """Something was committed: look now instead of at the next poll."""
        self._wake.set()

    def relay_once(self) -> int:
        """One round as the leader: publish what was positioned before, position what is new, publish it. How many were published."""
        held = self._hold()
        if held is None:
            return 0
        try:
            rows = self._positioned() if self._leftovers else []
            if not rows:
                self._leftovers = False
                rows = self._assign(held)
            return self._send(rows)
        except Exception as failure:
            self._leftovers = True
            if isinstance(failure, Refusal) and failure.code == "lease_lost":
                self._lease.held = None
                return 0
            raise
        finally:
            self._report()

    # ---------------------------------------------------------------- leadership

    def _hold(self) -> Held | None:
        """The lease, renewed in good time. Who has not got it asks again at the poll, not at every wake-up."""
        if time.monotonic() >= self._renew_at:
            before = self._lease.held
            held = self._lease.take()
            self._renew_at = time.monotonic() + (self._lease.seconds / 3 if held else min(self._poll_seconds, self._lease.seconds / 3))
            if held is not None and held != before:
                self._leftovers = True
                log.info("relay_leads", service=self._service, token=held.token)
        return self._lease.held

    def _hand_over(self) -> None:
        try:
            self._lease.give_up()
        except (Refusal, PyMongoError) as away:
            log.info("relay_lease_left_to_expire", service=self._service, reason=str(away))

    # ---------------------------------------------------------------- positions

    def _assign(self, held: Held) -> list[Document]:
        """Give the next positions to what is new, as its leader; whoever has lost the lease assigns nothing (`lease_lost`)."""
        if not self._anything_new():
            return []
        context = Context.for_service(self._service, seconds=self._store_timeout)
        return self._work.within(lambda unit, _: self._assign_in(unit, held), context)

    def _anything_new(self) -> bool:
        with bounded(self._store_timeout):
            return self._database[OUTBOX].find_one({"state": NEW}, ["_id"]) is not None

    def _assign_in(self, unit: Unit, held: Held) -> list[Document]:
        position = int(fenced_row(unit, held).get("position", 0))
        rows = in_order(self._new_rows(unit))
        for offset, row in enumerate(rows, start=1):
            row["position"] = position + offset
            row["page"] = page_of(position + offset)
            row["state"] = POSITIONED
        unit.collection(OUTBOX).update_each({row["_id"]: {name: row[name] for name in ("position", "page", "state")} for row in rows})
        seal(unit, held, self._lease.seconds, position=position + len(rows))
        return rows

    def _new_rows(self, unit: Unit) -> list[Document]:
        """The oldest new rows, and every older sequence of their subjects: clocks differ, and n+1 must not go before n."""
        outbox = unit.collection(OUTBOX)
        rows = list(outbox.find({"state": NEW}, sort=(("_id", 1),), limit=self._batch))
        if len(rows) == self._batch:
            rows += _stragglers(outbox.find({"state": NEW}, _SHAPE), rows, outbox.find_one)
        return rows

    def _positioned(self) -> list[Document]:
        with bounded(self._store_timeout):
            found = self._database[OUTBOX].find({"state": POSITIONED}, sort=[("position", 1)], limit=self._batch)
            return list(found)

    # ---------------------------------------------------------------- publishing

    def _send(self, rows: Sequence[Document]) -> int:
        if rows:
            self._publish_batch([Envelope.from_row(row, self._service) for row in rows])
            self._mark([row["_id"] for row in rows])
            self._observe("published", len(rows))
        return len(rows)

    def _mark(self, ids: Sequence[str]) -> None:
        changes = [UpdateOne({"_id": event_id}, {"$set": {"state": PUBLISHED}}) for event_id in ids]
        with bounded(self._store_timeout):
            self._database[OUTBOX].bulk_write(changes, ordered=True)

    # ---------------------------------------------------------------- watching

    def _report(self) -> None:
        if time.monotonic() < self._report_at:
            return
        self._report_at = time.monotonic() + min(1.0, self._poll_seconds)
        try:
            with bounded(self._store_timeout):
                outbox = self._database[OUTBOX]
                waiting = sum(outbox.count_documents({"state": state}) for state in (NEW, POSITIONED))
                oldest = self._oldest() if waiting else None
            self._observe("waiting", waiting)
            self._observe("oldest_seconds", 0.0 if oldest is None else max(0.0, (self._work.clock() - oldest["time"]).total_seconds()))
        except PyMongoError as away:
            log.debug("relay_cannot_count", reason=str(away))

    def _oldest(self) -> Document | None:
        """What has a position already came before what has none."""
        outbox = self._database[OUTBOX]
        return outbox.find_one({"state": POSITIONED}, ["time"], sort=[("position", 1)]) or outbox.find_one(
            {"state": NEW}, ["time"], sort=[("_id", 1)]
        )

    def _watch(self, stop: threading.Event) -> None:
        """Wake the relay when a row is committed. Only a hint: without it the poll finds the row a moment later."""
        while not stop.is_set():
            try:
                self._listen(stop)
            except (PyMongoError, OSError) as away:
                log.debug("outbox_watch_lost", service=self._service, reason=str(away))
                stop.wait(self._poll_seconds)

    def _listen(self, stop: threading.Event) -> None:
        wanted: list[Document] = [
            {"$match": {"operationType": "insert"}},
            {"$project": {"documentKey": 1}},
        ]
        with bounded(self._store_timeout):
            stream = self._database[OUTBOX].watch(wanted, max_await_time_ms=500)
        with stream:
            self._wake.set()
            while stream.alive and not stop.is_set():
                with bounded(self._store_timeout):
                    committed = stream.try_next() is not None
                if committed:
                    self._wake.set()


def in_order(rows: Sequence[Document]) -> list[Document]:
    """Rows by age, except that every subject's go by sequence: its rows share out the places they have among them."""
    by_age = sorted(rows, key=lambda row: row["_id"])
    queues: dict[str, list[Document]] = {}
    for row in sorted(by_age, key=lambda row: (row["sequence"], row["_id"])):
        queues.setdefault(row["subject"], []).append(row)
    turns = {subject: iter(queue) for subject, queue in queues.items()}
    return [next(turns[row["subject"]]) for row in by_age]


def _stragglers(shapes: Any, rows: Sequence[Document], find_one: Callable[[Document], Document | None]) -> list[Document]:
    """New rows outside the batch whose sequence is below one inside it."""
    inside = {row["_id"] for row in rows}
    highest: dict[str, int] = {}
    for row in rows:
        highest[row["subject"]] = max(row["sequence"], highest.get(row["subject"], 0))
    late = [shape["_id"] for shape in shapes if shape["_id"] not in inside and shape["sequence"] < highest.get(shape["subject"], 0)]
    found = (find_one({"_id": event_id}) for event_id in late)
    return [row for row in found if row is not None]


def _one_by_one(publish: Publish) -> PublishBatch:
    def publish_all(envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            publish(envelope)

    return publish_all
