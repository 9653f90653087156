"""Gateway → service through RPC, over HTTP: ours beside the usual nameko gateway and FastAPI + FastStream."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.progress import Progress

from bench.figures import machine, median, table, write
from bench.ground import Ground, answers, free, ground
from bench.load import Figures, generator, measure

SCENARIOS = {"echo": "/echo", "store read": "/documents/0001"}
OURS, NAMEKO = "ours", "nameko gateway"
FASTSTREAM, OWN_REPLIES = "FastAPI + FastStream", "same, own reply queue"
PROMISED = {"echo": 2.5, "store read": 2.0}


@dataclass(frozen=True)
class Contender:
    name: str
    port: int


def ours(place: Ground) -> Contender:
    port = free()
    place.once("services", "declare", "bench.ours")
    place.start("ours-service", ["services", "bench.ours", "--role", "serve"])
    gunicorn = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "bench.ours.gateway:app"]
    place.start("ours-gateway", gunicorn, {"SCN_HTTP_PORT": str(port), "SCN_PUBLIC_URL": f"http://127.0.0.1:{port}"}, port=port)
    return Contender(OURS, port)


def nameko(place: Ground) -> Contender:
    port = free()
    place.start("nameko-service", ["bench.peers.nameko_service"])
    place.start("nameko-gateway", ["bench.peers.nameko_gateway"], {"BENCH_HTTP_PORT": str(port)}, port=port)
    return Contender(NAMEKO, port)


def faststream(place: Ground) -> Contender:
    place.start("faststream-service", ["bench.peers.faststream_service"])
    return fastapi(place, FASTSTREAM, "shared")


def fastapi(place: Ground, name: str, replies: str = "own") -> Contender:
    port = free()
    uvicorn = ["uvicorn", "bench.peers.fastapi_gateway:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    place.start(f"fastapi-gateway-{replies}", uvicorn, {"BENCH_REPLIES": replies}, port=port)
    return Contender(name, port)


MAKERS = {"ours": ours, "nameko": nameko, "faststream": faststream, "own-replies": lambda place: fastapi(place, OWN_REPLIES)}


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
                        figures = measure(f"http://127.0.0.1:{contender.port}{path}", seconds, connections)
                        found.setdefault((scenario, contender.name), []).append(figures)
                        progress.advance(task)
    report(conditions, found)


def report(conditions: dict[str, Any], found: dict[tuple[str, str], list[Figures]]) -> None:
    middle = {
        key: Figures(*(median([getattr(run, name) for run in runs]) for name in ("rate", "p50", "p99", "bad")))
        for key, runs in found.items()
    }
    rows = []
    for (scenario, name), figures in middle.items():
        mine = middle.get((scenario, OURS))
        ratio = "" if mine is None or name == OURS else f"{mine.rate / figures.rate:.2f} ×"
        promised = "" if mine is None or name == OURS else f"{PROMISED[scenario]} ×"
        rows.append([scenario, name, f"{figures.rate:.0f}", f"{figures.p50:.1f}", f"{figures.p99:.1f}", int(figures.bad), ratio, promised])
    text = "\n".join(
        [
            "# Gateway → service through RPC",
            "",
            f"{conditions['connections']} keep-alive connections, load by {conditions['load_by']}, everything on one machine of "
            f"{conditions['cores']} cores; medians of {conditions['rounds']} interleaved runs of {conditions['seconds']:g} s. {conditions['at']}",
            "",
            table(["scenario", "contender", "requests/s", "p50 ms", "p99 ms", "bad", "ours is", "promised"], rows),
        ]
    )
    each = [{"scenario": scenario, "contender": name, "runs": [asdict(run) for run in runs]} for (scenario, name), runs in found.items()]
    write("rpc", conditions | {"figures": each}, text)
