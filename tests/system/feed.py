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
    """Positions run from 1 without holes, each aggregate's sequences too, and every event stands once."""
    positions = [int(event["position"]) for event in events]
    odd = [(before, after) for before, after in itertools.pairwise([0, *positions]) if after != before + 1]
    assert odd == [], f"positions do not follow one another: {odd[:10]}"
    assert len({event["id"] for event in events}) == len(events)
    sequences: dict[str, list[int]] = defaultdict(list)
    for event in events:
        sequences[event["subject"]].append(int(event["sequence"]))
    holes = {subject: found for subject, found in sequences.items() if found != list(range(1, len(found) + 1))}
    assert holes == {}
