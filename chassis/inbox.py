"""Hear twice, act once, and in order: the mark that an event was heard is written with its effect, behind a gate per aggregate.

The gate knows the last sequence that was taken. The next is applied, an older one acknowledged; for one further on, the missing are read
from the publisher's feed first. What cannot be applied for good is parked, and holds everything of its aggregate that comes after.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Generic, Literal, TypeVar

import structlog

from chassis.context import Context
from chassis.envelope import Envelope
from chassis.unit import Document, Unit, Work
from contracts.declare import event_declaration, load
from contracts.errors import Refusal, Unavailable

log = structlog.get_logger(__name__)

U = TypeVar("U")
T = TypeVar("T")
Outcome = Literal["applied", "duplicate", "older", "held", "parked"]
Reaction = Callable[[Any, Any], Any]
FetchMissing = Callable[[str, str, int, int], Iterable[Envelope]]
"""`fetch_missing(source, subject, first, last)`: the publisher's events of one aggregate, every type of them, both ends included."""

INBOX: Final = "inbox"
GATES: Final = "inbox_gates"
HELD: Final = "inbox_held"
KEPT: Final = timedelta(days=30)
"""Longer than anything waits among the dead letters before it is replayed or discarded."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """How far one aggregate of one publisher has been taken. `waiting` is the furthest sequence held or parked; `skipped` says that nothing
    was done for `sequence`, so that another version of the same fact may still be applied."""

    id: str
    sequence: int = 0
    skipped: bool = False
    waiting: int = 0


class Inbox(Generic[U]):
    """What one subscriber has heard. A read model that is rebuilt takes a namespace of its own and hears everything again."""

    def __init__(
        self,
        work: Work[U],
        subscriber: str,
        namespace: str | Callable[[Unit], str] = "live",
        *,
        reactions: Mapping[type, Reaction] | None = None,
        bury: Callable[[Envelope, str], None] | None = None,
    ) -> None:
        """`reactions` serve events that were held or fetched; `bury(envelope, reason)` is told of each of those that have to be parked, and
        raises a retryable `Refusal` when it cannot lay it aside now. A `namespace` that may change is asked for in every transaction."""
        self._work = work
        self._subscriber = subscriber
        self._namespace = namespace
        self._reactions = {event_declaration(event).type: (event, react) for event, react in (reactions or {}).items()}
        self._bury = bury or (lambda envelope, reason: None)

    # ---------------------------------------------------------------- hearing

    def receive(self, envelope: Envelope, react: Reaction | None, context: Context, fetch_missing: FetchMissing) -> Outcome:
        """Take one event in and everything that waited for it. When this returns, the outcome stands in the store: acknowledge.

        `held`: kept until its predecessors are there; `parked`: kept behind a parked predecessor. Raises whatever the reaction raises for
        this event, and a retryable `Refusal` when the feed cannot give what is missing yet; the event is then to be delivered again.
        """
        outcome, gate = self._within(envelope, context, lambda unit, built: self._offer(unit, built, envelope, react))
        if outcome == "held":
            return self._close_gap(envelope, react, context, fetch_missing)
        if gate.waiting > gate.sequence:
            self._release(gate, context)
        return outcome

    def park(self, envelope: Envelope, reason: str, context: Context) -> None:
        """Keep an event that was given up (and lies among the dead letters): its successors wait for a replay or a discard."""

        def hold_back(unit: Unit, _: U) -> Gate:
            gate = self._gate(unit, envelope)
            return gate if _is_behind(gate, envelope) else self._hold(unit, gate, envelope, "parked", reason)

        self._within(envelope, context, hold_back)

    def discard(self, envelope: Envelope, context: Context) -> None:
        """Go on without this event; its successors are released. One whose turn has not come yet is kept empty, as if redacted."""

        def step_over(unit: Unit, _: U) -> Gate:
            gate = self._gate(unit, envelope)
            if envelope.sequence > gate.sequence + 1:
                return self._hold(unit, gate, replace(envelope, data=None), "held", None)
            return self._advance(unit, gate, envelope.sequence, skipped=True) if envelope.sequence == gate.sequence + 1 else gate

        gate = self._within(envelope, context, step_over)
        if gate.waiting > gate.sequence:
            self._release(gate, context)

    def release_waiting(self, context: Context, fetch_missing: FetchMissing) -> int:
        """Try again to let held events through, for the background process: after a crash nobody else may come by. How many gates moved."""
        moved = 0
        for row_id in self._one_held_per_gate(context):
            if context.remaining() <= 0:
                break
            row = self._work.look(lambda unit, _, row_id=row_id: unit.collection(HELD).find_one({"_id": row_id}), context)  # type: ignore[misc]
            try:
                if row is not None:
                    moved += self._close_gap(Envelope.from_kept(row["event"]), None, context, fetch_missing, delivered=False) == "applied"
            except Refusal as refused:
                log.info("held_events_still_wait", gate=row["gate"], code=refused.code)
        return moved

    def _one_held_per_gate(self, context: Context) -> list[str]:
        """In any order, so that gates which cannot move do not always come before those which can."""

        def look(unit: Unit, _: U) -> list[Document]:
            held = unit.collection(HELD).find({"state": "held"}, ["gate"])
            return [row for row in held if row["gate"].startswith(f"{self._prefix(unit)}:")]

        chosen = list({row["gate"]: row["_id"] for row in self._work.look(look, context)}.values())
        random.shuffle(chosen)
        return chosen

    def parked(self, context: Context, most: int = 200) -> list[tuple[Envelope, str]]:
        """Parked events with their reasons, oldest first."""

        def look(unit: Unit, _: U) -> list[Document]:
            rows = unit.collection(HELD).find({"state": "parked"}, sort=(("at", 1),), limit=most)
            return [row for row in rows if row["gate"].startswith(f"{self._prefix(unit)}:")]

        return [(Envelope.from_kept(row["event"]), row["reason"]) for row in self._work.look(look, context)]

    # ---------------------------------------------------------------- one transaction

    def replay(self, unit: Unit, built: U, envelopes: Iterable[Envelope]) -> int:
        """Take in events from a publisher's log, in its order, within the caller's transaction; how many were news.

        Raises a retryable `Unavailable` over a gap: the log was not read from where this inbox stands.
        """
        taken = 0
        for envelope in envelopes:
            outcome, _ = self._offer(unit, built, envelope, None)
            if outcome == "held":
                raise Unavailable("gap_not_closed", f"{envelope.subject} lacks what comes before {envelope.sequence}", retryable=True)
            taken += outcome == "applied"
        return taken

    def progress(self, unit: Unit) -> dict[str, int]:
        """How far every aggregate has been taken, by the part of its gate's name that is the same in every namespace."""
        start = f"{self._prefix(unit)}:"
        rows = unit.collection(GATES).find({"_id": {"$gte": start, "$lt": f"{start}\uffff"}}, ["sequence"])
        return {row["_id"].removeprefix(start): row["sequence"] for row in rows}

    def _offer(self, unit: Unit, built: U, envelope: Envelope, react: Reaction | None) -> tuple[Outcome, Gate]:
        gate = self._gate(unit, envelope)
        if envelope.sequence > gate.sequence + 1:
            return "held", self._hold(unit, gate, envelope, "held", None)
        if envelope.sequence <= gate.sequence:
            if unit.collection(INBOX).find_one({"_id": self._heard(unit, envelope)}, ["_id"]) is not None:
                return "duplicate", gate
            if _is_behind(gate, envelope):
                return "older", gate
        return self._apply(unit, built, gate, envelope, react)

    def _apply(self, unit: Unit, built: U, gate: Gate, envelope: Envelope, react: Reaction | None) -> tuple[Outcome, Gate]:
        """The mark first: whoever delivers the same event at the same time meets a conflict here, before the effect."""
        event, react = self._reaction(envelope, react)
        if react is None or event is None:
            return "applied", self._advance(unit, gate, envelope.sequence, skipped=True)
        unit.collection(INBOX).insert_one({"_id": self._heard(unit, envelope), "at": unit.now, "expires_at": unit.now + KEPT})
        unit.may_run_again = True
        react(built, event)
        return "applied", self._advance(unit, gate, envelope.sequence, skipped=False)

    def _reaction(self, envelope: Envelope, react: Reaction | None) -> tuple[Any, Reaction | None]:
        """The event as declared and what to do about it; nothing when it is not for us or has been redacted."""
        declared, known = self._reactions.get(envelope.type, (None, None))
        if envelope.data is None or (react is None and known is None):
            return None, None
        if declared is None:
            declared = _declared(envelope.type)
        return load(declared, envelope.data, unknown="exclude"), react or known

    def _advance(self, unit: Unit, gate: Gate, sequence: int, *, skipped: bool) -> Gate:
        if gate.waiting >= sequence:
            unit.collection(HELD).delete_many({"gate": gate.id, "sequence": sequence})
        moved = replace(gate, sequence=sequence, skipped=skipped)
        self._keep(unit, moved)
        return moved

    def _hold(self, unit: Unit, gate: Gate, envelope: Envelope, state: str, reason: str | None) -> Gate:
        row = {"_id": f"{gate.id}:{envelope.sequence:012d}:{envelope.name}", "gate": gate.id, "sequence": envelope.sequence, "state": state}
        row |= {"reason": reason, "at": unit.now, "event": envelope.to_row()}
        known = unit.collection(HELD).find_one({"_id": row["_id"]}, ["state"])
        if known is None or known["state"] != state:  # one that was parked and comes again has been replayed
            unit.collection(HELD).replace_one({"_id": row["_id"]}, row, upsert=True)
        further = replace(gate, waiting=max(gate.waiting, envelope.sequence))
        if further != gate:
            self._keep(unit, further)
        return further

    # ---------------------------------------------------------------- gaps

    def _close_gap(
        self, envelope: Envelope, react: Reaction | None, context: Context, fetch_missing: FetchMissing, *, delivered: bool = True
    ) -> Outcome:
        """Take everything up to `envelope`, which is held, in order: from what is held, else from the feed, page by page.

        `delivered` says that somebody waits to hear of the envelope's own failure; if nobody does, it is parked and buried like the others.
        """
        fetched: dict[int, list[Envelope]] = {}
        fetched_at = -1
        while True:
            gate, held = self._next_held(envelope, context)
            if gate.sequence >= envelope.sequence:
                self._release(gate, context)
                return "applied"
            following = gate.sequence + 1
            if any(row["state"] == "parked" for row in held):
                return "parked"
            versions = [Envelope.from_kept(row["event"]) for row in held] or fetched.get(following, [])
            if versions:
                if not self._take(versions, envelope if delivered else None, react, context):
                    return "parked"
            elif gate.sequence != fetched_at:
                fetched_at = gate.sequence
                fetched = _by_sequence(fetch_missing(envelope.source, envelope.subject, following, envelope.sequence - 1))
            else:
                raise Unavailable("gap_not_closed", f"{envelope.subject} lacks sequence {following}", retryable=True)

    def _release(self, gate: Gate, context: Context) -> None:
        """Apply what was waiting right behind the gate. What fails for the moment stays held for the next occasion."""
        while gate.waiting > gate.sequence:
            gate, held = self._next_held(gate, context)
            if not held or any(row["state"] == "parked" for row in held):
                return
            try:
                if not self._take([Envelope.from_kept(row["event"]) for row in held], None, None, context):
                    return
            except Refusal as refused:
                log.info("held_event_waits", gate=gate.id, code=refused.code)
                return
            gate = replace(gate, sequence=gate.sequence + 1)

    def _take(self, versions: list[Envelope], wanted: Envelope | None, react: Reaction | None, context: Context) -> bool:
        """Apply one fact, of whose versions at most one is ours. False when it had to be parked; a passing failure is raised."""
        mine = next((version for version in versions if self._is_mine(version, wanted, react)), versions[0])
        is_wanted = wanted is not None and mine.id == wanted.id
        try:
            self._within(mine, context, lambda unit, built: self._offer(unit, built, mine, react if is_wanted else None))
        except Exception as failure:
            if is_wanted or (isinstance(failure, Refusal) and failure.retryable):
                raise
            reason = failure.code if isinstance(failure, Refusal) else type(failure).__name__
            log.exception("event_parked", id=mine.id, type=mine.type, subject=mine.subject, reason=reason)
            self._bury(mine, reason)  # first: parked and in no queue, nobody would find it again
            self.park(mine, reason, context)
            return False
        return True

    def _is_mine(self, version: Envelope, wanted: Envelope | None, react: Reaction | None) -> bool:
        return version.type in self._reactions or (react is not None and wanted is not None and version.id == wanted.id)

    def _next_held(self, about: Envelope | Gate, context: Context) -> tuple[Gate, list[Document]]:
        """The gate as it stands and what is held right behind it."""

        def look(unit: Unit, _: U) -> tuple[Gate, list[Document]]:
            gate = self._gate(unit, about)
            return gate, list(unit.collection(HELD).find({"gate": gate.id, "sequence": gate.sequence + 1}))

        return self._work.look(look, context)

    # ---------------------------------------------------------------- rows

    def _within(self, envelope: Envelope, context: Context, body: Callable[[Unit, U], T]) -> T:
        heard = replace(
            context, correlation_id=envelope.correlation_id, causation_id=envelope.id, idempotency_key=None, expected_version=None
        )
        return self._work.within(body, heard)

    def _gate(self, unit: Unit, about: Envelope | Gate) -> Gate:
        gate_id = about.id if isinstance(about, Gate) else f"{self._prefix(unit)}:{about.source}:{about.subject}"
        row = unit.collection(GATES).find_one({"_id": gate_id})
        if row is None:
            return Gate(id=gate_id)
        return Gate(id=gate_id, sequence=row["sequence"], skipped=row["skipped"], waiting=row["waiting"])

    def _keep(self, unit: Unit, gate: Gate) -> None:
        row = {"_id": gate.id, "sequence": gate.sequence, "skipped": gate.skipped, "waiting": gate.waiting, "at": unit.now}
        unit.collection(GATES).replace_one({"_id": gate.id}, row, upsert=True)

    def _heard(self, unit: Unit, envelope: Envelope) -> str:
        return f"{self._prefix(unit)}:{envelope.source}:{envelope.id}"

    def _prefix(self, unit: Unit) -> str:
        namespace = self._namespace if isinstance(self._namespace, str) else self._namespace(unit)
        return f"{self._subscriber}/{namespace}"


def _is_behind(gate: Gate, envelope: Envelope) -> bool:
    """Whether the fact was taken already, in this version or another."""
    return envelope.sequence < gate.sequence or (envelope.sequence == gate.sequence and not gate.skipped)


def _declared(type_: str) -> type:
    from contracts.declare import EVENTS

    return EVENTS[type_].message


def _by_sequence(envelopes: Iterable[Envelope]) -> dict[int, list[Envelope]]:
    found: dict[int, list[Envelope]] = {}
    for envelope in envelopes:
        found.setdefault(envelope.sequence, []).append(envelope)
    return found
