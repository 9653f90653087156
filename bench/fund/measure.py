"""Asks for each page in turn, one connection and eight, ours and the peer's; and tells how long they took."""

import json
import os
import statistics
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from typing import Any, Final
from urllib.parse import urlsplit

from rich.progress import Progress, SpinnerColumn, TextColumn

from bench.figures import machine, median, table, write
from bench.fund.place import Place, place
from bench.fund.seed import some_of
from tests.callers import Caller

PROMISE_MS: Final = 100
AT_ONCE: Final = 8
TARGETS: Final = ("reviewer's queue", "application page", "dossier for a review")
"""Pages with a promise."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page, under the addresses it is asked at by whom; `peer` are the addresses of what comes nearest, if anything does."""

    name: str
    who: Caller
    paths: Sequence[str]
    peer: Sequence[str] = ()


def pages(at: Place) -> list[Page]:
    seeded, manager, reviewer = at.seeded, at.manager, at.reviewer
    one = [id for id in some_of(seeded.applications) if _known(manager, f"/v1/fund/applications/{id}")]
    seats = [id for id in some_of(seeded.seats) if _known(reviewer, f"/v1/fund/assignments/{id}/dossier")]
    plain_one, calls = [f"/applications/{id}" for id in one], seeded.in_review
    return [
        Page(name="reviewer's queue", who=reviewer, paths=["/v1/fund/review-queue"], peer=[f"/queue/{reviewer.person_id}"]),
        Page(name="reviewer's queue, what is done too", who=reviewer, paths=["/v1/fund/review-queue?open=false"]),
        Page(name="application page", who=manager, paths=[f"/v1/fund/applications/{id}" for id in one], peer=plain_one),
        Page(name="dossier for a review", who=reviewer, paths=[f"/v1/fund/assignments/{id}/dossier" for id in seats], peer=plain_one),
        Page(name="reviews of an application", who=manager, paths=[f"/v1/fund/applications/{id}/reviews" for id in one]),
        Page(name="applications, newest first", who=manager, paths=["/v1/fund/applications"], peer=["/applications"]),
        Page(name="applications of an old call", who=manager, paths=[f"/v1/fund/applications?call_id={seeded.calls[0]}"]),
        Page(name="applications in one state", who=manager, paths=["/v1/fund/applications?state=funded"]),
        Page(name="calls, for everybody", who=at.anyone, paths=["/v1/fund/calls"], peer=["/calls"]),
        Page(name="register, for everybody", who=at.anyone, paths=["/v1/fund/register"], peer=["/awards"]),
        Page(
            name="reviews of a call at a glance",
            who=manager,
            paths=[f"/v1/fund/calls/{id}/review-table" for id in calls],
            peer=[f"/tables/{id}" for id in calls],
        ),
        Page(name="panels of a call", who=manager, paths=[f"/v1/fund/calls/{id}/panels" for id in calls]),
        Page(
            name="history of an application",
            who=manager,
            paths=[f"/v1/fund/applications/{id}/history" for id in seeded.told],
            peer=[f"/histories/{id}" for id in seeded.told],
        ),
    ]


def _known(who: Caller, path: str) -> bool:
    """Whoever is recused from it hears that it is not there."""
    return who.get(path).status == 200


def run(applications: int, rounds: int, asked: int) -> None:
    conditions = machine() | {"rounds": rounds, "asked": asked}
    found: dict[str, dict[str, Any]] = {}
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), transient=True) as progress:
        task = progress.add_task("")
        with place(applications, lambda what: progress.update(task, description=what)) as at:
            conditions |= {"applications": len(at.seeded.applications), "reviews": at.seeded.reviews, "awards": at.seeded.awards}
            for _ in range(rounds):
                for page in pages(at):
                    progress.update(task, description=page.name)
                    note(found.setdefault(page.name, {}), page, at.peer, asked)
            conditions |= {"load_after": round(os.getloadavg()[0], 2)}
    report(conditions, found)


def note(kept: dict[str, Any], page: Page, peer: str, asked: int) -> None:
    """One round of one page: one connection, the peer's one connection, eight at once."""
    ask(page.who.base_url, page.paths, page.who.headers, 5)
    alone, size = ask(page.who.base_url, page.paths, page.who.headers, asked)
    kept.setdefault("alone", []).extend(alone)
    kept["bytes"] = size
    if page.peer:
        ask(peer, page.peer, {}, 5)
        kept.setdefault("peer", []).extend(ask(peer, page.peer, {}, asked)[0])
    kept.setdefault("together", []).extend(together(page, asked))


def together(page: Page, asked: int) -> list[float]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        paths = list(page.paths)
        turns = [paths[turn % len(paths) :] + paths[: turn % len(paths)] for turn in range(AT_ONCE)]
        each = pool.map(lambda paths: ask(page.who.base_url, paths, page.who.headers, max(1, asked // AT_ONCE))[0], turns)
        return [took for some in each for took in some]


def ask(base_url: str, paths: Sequence[str], headers: Mapping[str, str], count: int) -> tuple[list[float], int]:
    """Milliseconds of each of `count` answers over one connection, and the bytes of the last. Raises for any that is no 200."""
    address = urlsplit(base_url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=60)
    took, size = [], 0
    for path, _ in zip(cycle(paths), range(count), strict=False):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "application/json", **headers})
        came = connection.getresponse()
        body = came.read()
        took.append((time.perf_counter() - began) * 1000)
        size = len(body)
        if came.status != 200:
            raise RuntimeError(f"{path} was answered with {came.status}: {body[:300]!r}")
    connection.close()
    return took, size


def report(conditions: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    rows = []
    for name, kept in found.items():
        beside = f"{median(kept['peer']):.1f}" if "peer" in kept else "–"
        promise = f"< {PROMISE_MS}" if name in TARGETS else ""
        rows.append([name, *_figures(kept["alone"]), *_figures(kept["together"]), f"{kept['bytes'] / 1024:.0f}", promise, beside])
    text = "\n".join(
        [
            "# The Fund at the gateway",
            "",
            f"{conditions['applications']} applications under ten calls, {conditions['reviews']} reviews by 120 people, "
            f"{conditions['awards']} awards; HTTP",
            "with an API key; gateway, service and store each a process of its own, together with who asks on one machine of",
            f"{conditions['cores']} cores. Milliseconds over {conditions['rounds']} rounds of {conditions['asked']} requests.",
            "Lists are pages of 50 (panels and reviews of a call: of its 500 applications). Beside it FastAPI over one plain collection",
            "for each page, one connection: no sign-in, no permission, no recusal, no anonymity, no process",
            "behind it, no names of cities asked of another service, histories in clear.",
            f"Load before: {conditions['load_before']}, after: {conditions['load_after']}. {conditions['at']}",
            "",
            table(["page", "p50", "p95", f"p50, {AT_ONCE} at once", "p95", "KiB", "promised", "plain, p50"], rows),
        ]
    )
    kept = {name: {what: value if what == "bytes" else _kept(value) for what, value in one.items()} for name, one in found.items()}
    write("fund", json.loads(json.dumps(conditions | {"pages": kept})), text)


def _figures(took: Sequence[float]) -> tuple[str, str]:
    return f"{median(took):.1f}", f"{statistics.quantiles(took, n=20)[-1]:.1f}"


def _kept(took: Sequence[float]) -> dict[str, float]:
    return {"p50": round(median(took), 2), "p95": round(statistics.quantiles(took, n=20)[-1], 2), "requests": len(took)}
