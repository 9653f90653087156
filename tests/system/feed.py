"""The event feed, read to its head and checked for holes."""

import itertools
from collections import defaultdict
from typing import Any

from tests.callers import Caller


def read_feed(reader: Caller, after: str | None = None) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while True:
        page = reader.insist("GET", f"/v1/events?limit=200{f'&after={after}' if after else ''}")
        assert page.status == 200, page
        events += page.json["items"]
        if not page.json["items"]:
            return events
        after = page.json["next"]


def check_gap_free(events: list[dict[str, Any]]) -> None:
    """Each publisher's positions run from 1 without holes, each aggregate's sequences too, and every event stands once."""
    positions: dict[str, list[int]] = defaultdict(list)
    sequences: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in events:
        positions[event["source"]].append(int(event["position"]))
        sequences[event["source"], event["subject"]].append(int(event["sequence"]))
    odd = {source: _steps(found) for source, found in positions.items() if _steps(found)}
    assert odd == {}, f"positions do not follow one another: {odd}"
    assert len({event["id"] for event in events}) == len(events)
    holes = {subject: found for subject, found in sequences.items() if found != list(range(1, len(found) + 1))}
    assert holes == {}


def _steps(positions: list[int]) -> list[tuple[int, int]]:
    """Where one position is not followed by the next."""
    return [(before, after) for before, after in itertools.pairwise([0, *positions]) if after != before + 1]
