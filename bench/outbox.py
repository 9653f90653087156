"""From a commit to its effect elsewhere, through outbox, relay and inbox, beside a bare kombu publisher with confirms.

The two do not promise the same: the bare publisher loses what it had not yet sent when it dies, and knows no transaction. The ratio is the
price.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import kombu
from rich.progress import Progress

from bench.figures import machine, median, table, write
from bench.ground import START_SECONDS, Ground, free, ground
from bench.saying.wiring import take_note
from chassis.context import Context
from chassis.store import connect
from chassis.unit_of_work import UnitOfWork
from deploy.process import wait_until

PAUSE = 0.03
THREADS = 4
PATIENCE = 60.0
BARE = "bench.bare"


class Listener:
    """Anybody's consumer: an exclusive queue on the exchange; notes when each number came."""

    def __init__(self, uri: str, exchange: str) -> None:
        self.came: dict[int, float] = {}
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(uri, exchange), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _listen(self, uri: str, name: str) -> None:
        with kombu.Connection(uri) as connection:
            exchange = kombu.Exchange(name, "topic", durable=True)
            queue = kombu.Queue(f"bench-{uuid.uuid4()}", exchange, routing_key="#", exclusive=True, auto_delete=True)
            with connection.Consumer(queue, on_message=self._note, no_ack=True):
                self._ready.set()
                while not self._stop.is_set():
                    try:
                        connection.drain_events(timeout=0.2)
                    except TimeoutError:
                        continue

    def _note(self, message: Any) -> None:
        self.came[json.loads(message.body)["number"]] = time.time()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)


class Effects:
    """When each number's effect was committed by the hearing service."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def came(self) -> dict[int, float]:
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return {int(number): float(at) for number, _, at in (line.partition(" ") for line in lines) if at}


def bare_publisher(uri: str) -> tuple[Callable[[int], None], Callable[[], None]]:
    connection = kombu.Connection(uri, transport_options={"confirm_publish": True})
    producer = connection.Producer(exchange=kombu.Exchange(BARE, "topic", durable=True))

    def publish(number: int) -> None:
        body = {"note_id": str(uuid.uuid4()), "number": number, "country": "XK"}
        producer.publish(body, routing_key="note_taken.v1", delivery_mode=2, serializer="json")

    return publish, connection.close


def committer(place: Ground) -> Callable[[int], None]:
    database = connect(place.mongodb_uri, "saying")
    work: UnitOfWork[Any] = UnitOfWork(database, service="saying")
    return lambda number: work.within(lambda unit, _: take_note(unit, number), Context.for_service("saying", seconds=30)) and None


def latency(say: Callable[[int], None], came: Callable[[], dict[int, float]], first: int, count: int, *, commits: bool) -> list[float]:
    """Milliseconds from the commit, or for the bare publisher from sending: it is delivered before it is confirmed."""
    said: dict[int, float] = {}
    for number in range(first, first + count):
        sent = time.time()
        say(number)
        said[number] = time.time() if commits else sent
        time.sleep(PAUSE)
    await_all(came, said)
    found = came()
    return sorted((found[number] - at) * 1000 for number, at in said.items())


def throughput(say: Callable[[int], None], came: Callable[[], dict[int, float]], first: int, count: int, threads: int) -> float:
    """Numbers per second, from the first said to the last come."""
    numbers = range(first, first + count)
    began = time.time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(say, numbers))
    await_all(came, numbers)
    found = came()
    return count / (max(found[number] for number in numbers) - began)


def await_all(came: Callable[[], dict[int, float]], numbers: Any) -> None:
    if not wait_until(lambda: came().keys() >= set(numbers), PATIENCE):
        raise RuntimeError(f"{len(set(numbers) - came().keys())} of {len(numbers)} never came")


def run(rounds: int, count: int) -> None:
    conditions = machine() | {"rounds": rounds, "count": count}
    with ground() as place:
        effects = Effects(place.folder / "effects.txt")
        start(place, place.folder / "effects.txt")
        commit = committer(place)
        publish, close = bare_publisher(place.amqp_uri)
        outside, bare = Listener(place.amqp_uri, "saying.events"), Listener(place.amqp_uri, BARE)
        commit(0)
        publish(0)
        await_all(lambda: effects.came, [0])
        found = measure(rounds, count, commit, publish, outside, effects, bare)
        close()
        for listener in (outside, bare):
            listener.close()
    report(conditions, found)


def start(place: Ground, effects: Path) -> None:
    env = {"SCN_HEALTH_PORT": str(free()), "BENCH_EFFECTS": str(effects)}
    place.once("services", "declare", "bench.saying", "bench.hearing")
    for name in ("saying", "hearing"):
        place.once("services", f"bench.{name}", "--role", "migrate", SCN_MONGODB_DATABASE=name, BENCH_EFFECTS=str(effects))
    place.start("relay", ["services", "bench.saying", "--role", "background"], {"SCN_MONGODB_DATABASE": "saying"})
    hearing = ["services", "bench.hearing", "--role", "serve"]
    child = place.start("hearing", hearing, env | {"SCN_MONGODB_DATABASE": "hearing"}, port=int(env["SCN_HEALTH_PORT"]))
    assert child.alive, START_SECONDS


def measure(
    rounds: int,
    count: int,
    commit: Callable[[int], None],
    publish: Callable[[int], None],
    outside: Listener,
    effects: Effects,
    bare: Listener,
) -> dict[str, Any]:
    found: dict[str, Any] = {"p50": {}, "p99": {}, "rate": {}}

    def note(name: str, times: list[float]) -> None:
        found["p50"].setdefault(name, []).append(times[len(times) // 2])
        found["p99"].setdefault(name, []).append(times[int(len(times) * 0.99)])

    with Progress(transient=True) as progress:
        task = progress.add_task("measuring", total=rounds * 4)
        few = max(50, count // 10)
        for turn in range(rounds):
            first = 1 + turn * (3 * few + 2 * count)
            note("bare publisher", latency(publish, lambda: bare.came, first, few, commits=False))
            progress.advance(task)
            said = latency(commit, lambda: outside.came, first, few, commits=True)
            note("outbox, delivered", said)
            progress.advance(task)
            note("outbox, effect committed", latency(commit, lambda: effects.came, first + few, few, commits=True))
            progress.advance(task)
            rates = found["rate"]
            rates.setdefault("bare publisher", []).append(throughput(publish, lambda: bare.came, first + 3 * few, count, 1))
            rates.setdefault("outbox, delivered", []).append(throughput(commit, lambda: outside.came, first + 3 * few, count, THREADS))
            began_second = first + 3 * few + count
            rates.setdefault("outbox, effect committed", []).append(throughput(commit, lambda: effects.came, began_second, count, THREADS))
            progress.advance(task)
    return found


def report(conditions: dict[str, Any], found: dict[str, Any]) -> None:
    bare = {kind: median(values["bare publisher"]) for kind, values in found.items()}
    rows = []
    for name in found["p50"]:
        p50, p99, rate = (median(found[kind][name]) for kind in ("p50", "p99", "rate"))
        rows.append([name, f"{p50:.1f}", f"{p99:.1f}", f"{rate:.0f}", f"{p50 / bare['p50']:.1f} ×", f"{rate / bare['rate']:.2f} ×"])
    text = "\n".join(
        [
            "# Commit → delivered",
            "",
            "Latency: one fact at a time on an otherwise idle platform, from the commit (the bare publisher: from sending) to an outside",
            "listener, and to the committed effect in another service. Rate: as many facts as fit, from the first commit to the last",
            f"delivery or effect; {THREADS} threads commit, the bare publisher waits for each confirmation.",
            f"Medians of {conditions['rounds']}",
            f"interleaved runs of {conditions['count']} facts on {conditions['cores']} cores, load before {conditions['load_before']}.",
            conditions["at"],
            "",
            table(["what", "p50 ms", "p99 ms", "events/s", "p50 to bare", "rate to bare"], rows),
        ]
    )
    write("outbox", conditions | found, text)
