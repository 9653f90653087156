"""Two hundred awards at once out of one envelope that is enough for half of them: what is granted, and how long it takes.

Ours reserves, makes the award, notes it in the history and says two facts, in one transaction. Beside it, on the same store: a transaction
that adds up what was granted before and then grants (no document that all writers share), and one counter that is lowered while it holds
enough (no ledger, no award, no facts).
"""

import logging
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import structlog
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError
from rich.progress import Progress

from bench.figures import machine, median, table, write
from bench.ground import ground
from chassis import migrations
from chassis.context import Actor, Context, new_id
from chassis.cursors import Cursors
from chassis.sealing import Seal
from chassis.store import connect
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.errors import Refusal
from contracts.technical_fund import Money, Support
from services.technical_fund.domain.ledger import add_up
from services.technical_fund.domain.ledger.books import digest
from services.technical_fund.usecases import awards, ledger
from services.technical_fund.wiring import WIRING, FundUnit

EACH = 100_000
SECONDS = 120.0
WORKERS = 10
"""How many requests a service works on at once, unless it is set otherwise."""
OURS, COUNTER, ADDING_UP = "ours", "one guarded counter", "adding up, no shared document"
CROWD = "ours, as many workers as awards"


@dataclass(frozen=True, kw_only=True)
class Content:
    envelope: Support


@dataclass(frozen=True, kw_only=True)
class Call:
    content: Content
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True)
class Application:
    call_id: str
    id: str = field(default_factory=new_id)
    city_id: str = field(default_factory=new_id)
    country: str = "KE"
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class Decision:
    envelope_id: str
    support: Support
    id: str = field(default_factory=new_id)


def euros(minor: int) -> Support:
    return Support(money=Money(minor=minor, currency="EUR"))


class Ours:
    """The Fund's own use cases on a database of their own."""

    def __init__(self, uri: str, enough_for: int) -> None:
        self.database = connect(uri, f"ledger_{new_id()[-8:]}")
        migrations.run(self.database, "technical_fund", WIRING.migrations)
        cursors, seal = Cursors("a secret of the benchmark, long enough"), Seal("another secret of the benchmark", b"bench")
        self.work = UnitOfWork(self.database, lambda unit: FundUnit(unit, cursors, seal), service="technical_fund")
        self.call = Call(content=Content(envelope=euros(enough_for * EACH)))
        self.envelope = self._do(lambda unit: ledger.open_envelope(unit, self.call))

    def award(self) -> bool:
        application = Application(call_id=self.call.id)
        decision = Decision(envelope_id=self.envelope.id, support=euros(EACH))

        def grant(unit: Any) -> None:
            about = ledger.About(application_id=application.id)
            ledger.reserve(unit, self.envelope.id, decision.support, about=about, key=f"decision/{decision.id}")
            awards.make_award(unit, application, decision)

        try:
            self._do(grant)
        except Refusal as refused:
            if refused.code != "technical_fund.envelope_exceeded":
                raise
            return False
        return True

    def granted(self) -> int:
        return sum(int(row["amount"]["minor"]) for row in self.database["awards"].find({}))

    def holds(self) -> bool:
        """Chain, balances and what each application holds are the same added up from every entry."""

        def check(_: Unit, unit: FundUnit) -> bool:
            envelope = unit.envelopes.get(self.envelope.id)
            books = add_up((entry.facts, entry.hash) for entry in unit.ledger_entries.of_envelope(envelope.id))
            held = {holding.application_id: holding.held for holding in unit.holdings.of_envelope(envelope.id)}
            return books.broken_at is None and books.digest() == digest(envelope.balances, held, envelope.seq, envelope.head)

        return self.work.look(check, Context.for_service("technical_fund", seconds=SECONDS))

    def _do(self, body: Callable[[Any], Any]) -> Any:
        person = Actor(kind="person", person_id=new_id())
        context = Context(actor=person, correlation_id=new_id(), deadline=time.time() + SECONDS)
        return self.work.within(lambda _, unit: body(unit), context)


class Counter:
    """One document that is lowered only while it holds enough."""

    def __init__(self, database: Database[dict[str, Any]], enough_for: int) -> None:
        self.envelopes, self.whole = database["counter"], enough_for * EACH
        self.envelopes.drop()
        self.envelopes.create_index([("_id", 1), ("available", 1)])
        self.envelopes.insert_one({"_id": "one", "available": self.whole})

    def award(self) -> bool:
        while True:
            try:
                lowered = self.envelopes.update_one({"_id": "one", "available": {"$gte": EACH}}, {"$inc": {"available": -EACH}})
            except PyMongoError as error:
                if error.has_error_label("TransientTransactionError") or getattr(error, "code", None) == 112:
                    continue
                raise
            return lowered.modified_count == 1

    def granted(self) -> int:
        left = self.envelopes.find_one({"_id": "one"})
        assert left is not None
        return self.whole - int(left["available"])

    def holds(self) -> bool | None:
        return None


class AddingUp:
    """A transaction that adds up what was granted before, compares, and inserts: every reader sees its own snapshot."""

    def __init__(self, database: Database[dict[str, Any]], enough_for: int) -> None:
        self.client, self.grants, self.whole = database.client, database["grants"], enough_for * EACH
        self.grants.drop()
        self.grants.create_index("envelope_id")

    def award(self) -> bool:
        with self.client.start_session() as session:
            return bool(session.with_transaction(self._grant))

    def _grant(self, session: Any) -> bool:
        before = sum(row["minor"] for row in self.grants.find({"envelope_id": "one"}, session=session))
        if before + EACH > self.whole:
            return False
        self.grants.insert_one({"envelope_id": "one", "minor": EACH}, session=session)
        return True

    def granted(self) -> int:
        return sum(int(row["minor"]) for row in self.grants.find({}))

    def holds(self) -> bool | None:
        return None


def all_at_once(award: Callable[[], bool], count: int, workers: int) -> tuple[float, list[float], int]:
    """Seconds until all `count`, asked for at the same instant, are answered by so many workers; milliseconds until each was; how many
    were granted."""
    began = time.perf_counter()

    def one(_: int) -> tuple[bool, float]:
        granted = award()
        return granted, (time.perf_counter() - began) * 1000

    with ThreadPoolExecutor(workers) as pool:
        answers = list(pool.map(one, range(count)))
    return time.perf_counter() - began, sorted(took for _, took in answers), sum(granted for granted, _ in answers)


def run(rounds: int, count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    conditions = machine() | {"rounds": rounds, "count": count, "enough_for": count // 2}
    found: dict[str, dict[str, list[Any]]] = {}
    with (
        ground() as place,
        MongoClient[dict[str, Any]](place.mongodb_uri, maxPoolSize=count) as client,
        Progress(transient=True) as progress,
    ):
        task = progress.add_task("measuring", total=rounds * 4)
        for _ in range(rounds):
            contenders: dict[str, Any] = {
                OURS: Ours(place.mongodb_uri, count // 2),
                COUNTER: Counter(client["bench"], count // 2),
                ADDING_UP: AddingUp(client["bench"], count // 2),
            }
            for name, contender in contenders.items():
                note(found.setdefault(name, {}), contender, count, WORKERS)
                progress.advance(task)
            note(found.setdefault(CROWD, {}), Ours(place.mongodb_uri, count // 2), count, count)
            progress.advance(task)
    report(conditions, found)


def note(kept: dict[str, list[Any]], contender: Any, count: int, workers: int) -> None:
    seconds, took, granted = all_at_once(contender.award, count, workers)
    figures = {
        "seconds": seconds,
        "p50": statistics.median(took),
        "p99": took[int(len(took) * 0.99)],
        "granted": granted,
        "overspent": max(0, contender.granted() - (count // 2) * EACH) // EACH,
        "holds": contender.holds(),
    }
    for name, value in figures.items():
        kept.setdefault(name, []).append(value)


def report(conditions: dict[str, Any], found: dict[str, dict[str, list[Any]]]) -> None:
    rows = []
    for name, kept in found.items():
        holds = "no ledger" if None in kept["holds"] else "yes" if all(kept["holds"]) else "NO"
        rows.append(
            [
                name,
                f"{median(kept['seconds']):.2f}",
                f"{median(kept['p50']):.0f}",
                f"{median(kept['p99']):.0f}",
                f"{min(kept['granted'])}–{max(kept['granted'])}",
                max(kept["overspent"]),
                holds,
            ]
        )
    text = "\n".join(
        [
            "# Two hundred awards at once" if conditions["count"] == 200 else f"# {conditions['count']} awards at once",
            "",
            f"{conditions['count']} equal awards are asked for at the same instant out of one envelope that is enough for "
            f"{conditions['enough_for']}; {WORKERS} workers answer, as many",
            "as a service has. Milliseconds are from that instant to each answer. *overspent*: awards beyond the envelope, the worst",
            "round. *ledger holds*: chain, balances and holdings added up again from every entry.",
            f"{conditions['rounds']} rounds on {conditions['cores']} cores, load before {conditions['load_before']}.",
            conditions["at"],
            "",
            table(["what", "s for all", "p50 ms", "p99 ms", "granted", "overspent", "ledger holds"], rows),
        ]
    )
    write("ledger", conditions | {"found": found}, text)
