"""Gateway → service through RPC, over HTTP: ours beside the usual nameko gateway and FastAPI + FastStream."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import psutil
from rich.progress import Progress

from bench.figures import machine, median, table, write
from bench.ground import Ground, answers, free, ground
from bench.load import Figures, generator, measure
from deploy.process import Child

SCENARIOS = {"echo": "/echo", "store read": "/documents/0001"}
OURS, NAMEKO = "ours", "nameko gateway"
FASTSTREAM, OWN_REPLIES = "FastAPI + FastStream", "same, own reply queue"
PROMISED = {"echo": 2.5, "store read": 2.0}


@dataclass(frozen=True)
class Contender:
    """One gateway and what works behind it."""

    name: str
    port: int
    processes: Sequence[Child]


def ours(place: Ground) -> Contender:
    port, begun = free(), len(place.children)
    place.once("services", "declare", "bench.ours")
    place.start("ours-service", ["services", "bench.ours", "--role", "serve"])
    gunicorn = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "bench.ours.gateway:app"]
    place.start("ours-gateway", gunicorn, {"SCN_HTTP_PORT": str(port), "SCN_PUBLIC_URL": f"http://127.0.0.1:{port}"}, port=port)
    return Contender(OURS, port, place.children[begun:])


def nameko(place: Ground) -> Contender:
    port, begun = free(), len(place.children)
    place.start("nameko-service", ["bench.peers.nameko_service"])
    place.start("nameko-gateway", ["bench.peers.nameko_gateway"], {"BENCH_HTTP_PORT": str(port)}, port=port)
    return Contender(NAMEKO, port, place.children[begun:])


def faststream(place: Ground) -> Contender:
    return fastapi(place, FASTSTREAM, "shared")


def own_replies(place: Ground) -> Contender:
    return fastapi(place, OWN_REPLIES, "own")


def fastapi(place: Ground, name: str, replies: str) -> Contender:
    """Both ways to ask share one FastStream service."""
    port = free()
    services = [child for child in place.children if child.name == "faststream-service"]
    service = services[0] if services else place.start("faststream-service", ["bench.peers.faststream_service"])
    uvicorn = ["uvicorn", "bench.peers.fastapi_gateway:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    gateway = place.start(f"fastapi-gateway-{replies}", uvicorn, {"BENCH_REPLIES": replies}, port=port)
    return Contender(name, port, [service, gateway])


MAKERS = {"ours": ours, "nameko": nameko, "faststream": faststream, "own-replies": own_replies}


def cpu_seconds(place: Ground, contender: Contender) -> float:
    """Processor time so far of the contender's processes, the broker and the store."""
    parts = [part for part in (place.broker, place.store) if part is not None]
    first = [psutil.Process(one.pid) for one in (*contender.processes, *parts)]
    every = {process for each in first for process in (each, *each.children(recursive=True))}
    return sum(_cpu_seconds_of(process) for process in every)


def _cpu_seconds_of(process: psutil.Process) -> float:
    """A helper of the broker's may end while we look."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def run(rounds: int, seconds: float, connections: int, only: list[str]) -> None:
    """Every round measures every contender in turn, so that a busy minute of the machine is everybody's."""
    conditions = machine() | {"rounds": rounds, "seconds": seconds, "connections": connections, "load_by": generator()}
    with ground() as place:
        place.fill()
        contenders = [make(place) for name, make in MAKERS.items() if not only or name in only]
        for contender in contenders:
            answers(contender.port, SCENARIOS["store read"])
        found: dict[tuple[str, str], list[Figures]] = {}
        with Progress(transient=True) as progress:
            task = progress.add_task("measuring", total=rounds * len(contenders) * len(SCENARIOS))
            for turn in range(rounds):
                for scenario, path in SCENARIOS.items():
                    for contender in contenders[turn % len(contenders) :] + contenders[: turn % len(contenders)]:
                        figures = measure(
                            f"http://127.0.0.1:{contender.port}{path}", seconds, connections, partial(cpu_seconds, place, contender)
                        )
                        found.setdefault((scenario, contender.name), []).append(figures)
                        progress.advance(task)
    report(conditions, found)


def middle_of(runs: list[Figures]) -> Figures:
    """The median of each figure by itself."""
    rate, p50, p99, cpu = (median([getattr(run, name) for run in runs]) for name in ("rate", "p50", "p99", "cpu"))
    return Figures(rate, p50, p99, sum(run.bad for run in runs), cpu)


def report(conditions: dict[str, Any], found: dict[tuple[str, str], list[Figures]]) -> None:
    middle = {key: middle_of(runs) for key, runs in found.items()}
    rows = []
    for (scenario, name), figures in middle.items():
        told = [scenario, name, f"{figures.rate:.0f}", f"{figures.p50:.1f}", f"{figures.p99:.1f}", figures.bad, f"{figures.cpu:.0f}"]
        mine = middle.get((scenario, OURS))
        if mine is None or name == OURS:
            rows.append([*told, "", "", ""])
        else:
            rows.append([*told, f"{mine.rate / figures.rate:.2f} ×", f"{PROMISED[scenario]} ×", f"{figures.cpu / mine.cpu:.2f} ×"])
    text = "\n".join(
        [
            "# Gateway → service through RPC",
            "",
            f"{conditions['connections']} keep-alive connections, load by {conditions['load_by']}, everything on one machine of",
            f"{conditions['cores']} cores; medians of {conditions['rounds']} interleaved runs of {conditions['seconds']:g} s.",
            conditions["at"],
            f"CPU is of all processes, broker and store included, per request. Load of the machine before: {conditions['load_before']}.",
            "FastStream's own `request` asks one question at a time; beside it the same with one reply queue and a future per question.",
            "",
            table(["scenario", "contender", "requests/s", "p50 ms", "p99 ms", "bad", "CPU µs", "ours is", "promised", "by CPU"], rows),
        ]
    )
    each = [{"scenario": scenario, "contender": name, "runs": [asdict(run) for run in runs]} for (scenario, name), runs in found.items()]
    write("rpc", conditions | {"figures": each}, text)
