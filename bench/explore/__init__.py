"""How long peers take to be told and everybody to be compared, as the network grows; scikit-learn's neighbours in the same run."""

import tempfile
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient

from bench.explore.cities import ready_for
from bench.explore.ours import Ours
from bench.explore.peer import neighbours
from bench.figures import machine, median, table, write
from deploy.store import Store

SIZES: Final = (1_000, 3_000, 10_000)
ASKED: Final = 300


def run(sizes: tuple[int, ...] = SIZES, asked: int = ASKED) -> None:
    """Measure, print, write."""
    began = machine()
    ours = [_measured(count, asked) for count in sizes]
    peers = [{"sklearn_seconds": neighbours(ready_for(count))} for count in sizes]  # afterwards: its memory is not ours
    figures: dict[str, Any] = {"machine": began, "sizes": [mine | theirs for mine, theirs in zip(ours, peers, strict=True)]}
    write("explore", figures, _told(figures))


def _measured(count: int, asked: int) -> dict[str, Any]:
    cities = ready_for(count)
    with tempfile.TemporaryDirectory(prefix="scn-bench-") as folder:
        store = Store.start(Path(folder) / "store", auth=False)
        try:
            with MongoClient[dict[str, Any]](store.uri(), tz_aware=True) as client:
                found = Ours(client["explore"]).measure(cities, asked)
        finally:
            store.stop()
    return {"cities": count, **found}


def _told(figures: dict[str, Any]) -> str:
    header = ("cities", "peers p50 ms", "p95 ms", "pair p50 ms", "rematch s", "one change s", "memory MiB", "NearestNeighbors s")
    rows = [
        (
            one["cities"],
            f"{median(one['peers_ms']):.1f}",
            f"{sorted(one['peers_ms'])[int(len(one['peers_ms']) * 0.95)]:.1f}",
            f"{median(one['pair_ms']):.1f}",
            f"{one['rematch_seconds']:.1f}",
            f"{median(one['change_seconds']):.2f}",
            f"{one['memory_mib']:.0f}",
            f"{one['sklearn_seconds']:.1f}",
        )
        for one in figures["sizes"]
    ]
    return "\n".join(
        [
            "# Peers",
            "",
            table(header, rows),
            "",
            "Peers and pair: one question in the service, store included, names not; always about another city, every score in turn.",
            "Rematch: 16 lists for each city (two audiences, four scores, with a common language and without), compared and written by the",
            "job. One change: from a changed need to the last list that the city enters or leaves. Memory: the most the process ever had.",
            "The peer does less: one list of 100 by Euclid's distance over the same columns; what is unknown counts as different, there",
            "are no gates, and nothing is written.",
            f"Machine: {figures['machine']}",
        ]
    )
