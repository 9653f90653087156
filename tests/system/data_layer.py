"""The data layer at work in one process: `python -m tests.system.data_layer patched|unpatched URI DATABASE`.

Many units at once count one document up (each loses races and runs again) while a change stream is waited on, and a clock ticks beside
them. Prints what came of it as JSON.
"""

import sys

if sys.argv[1] == "patched":
    import eventlet

    eventlet.monkey_patch()

import itertools
import json
import threading
import time
from typing import Any

from pymongo import MongoClient

from chassis.context import Context
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork

WORKERS, TIMES = 5, 8


def main(uri: str, name: str) -> None:
    with MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        database = client[name]
        database.create_collection("counters")
        work: UnitOfWork[Unit] = UnitOfWork(database, service="test")
        ticks: list[float] = []
        seen: list[Any] = []
        done = threading.Event()
        beside = [threading.Thread(target=tick, args=(ticks, done)), threading.Thread(target=watch, args=(database, seen, done))]
        workers = [threading.Thread(target=count, args=(work,)) for _ in range(WORKERS)]
        for thread in [*beside, *workers]:
            thread.start()
        for thread in workers:
            thread.join()
        stored = database["counters"].find_one({"_id": "all"}) or {}
        until = time.monotonic() + 10
        while len(seen) < WORKERS * TIMES and time.monotonic() < until:
            time.sleep(0.01)
        done.set()
        for thread in beside:
            thread.join()
        longest = max(after - before for before, after in itertools.pairwise(ticks))
        print(json.dumps({"counted": stored.get("value"), "seen": len(seen), "longest_pause": longest}))


def count(work: UnitOfWork[Unit]) -> None:
    for _ in range(TIMES):
        work.within(lambda unit, _: unit.count_up("all"), Context.for_service("test", seconds=30))


def tick(ticks: list[float], done: threading.Event) -> None:
    while not done.is_set():
        ticks.append(time.monotonic())
        time.sleep(0.01)


def watch(database: Any, seen: list[Any], done: threading.Event) -> None:
    with database["counters"].watch(max_await_time_ms=500) as stream:
        while not done.is_set():
            if (change := stream.try_next()) is not None:
                seen.append(change["_id"])


if __name__ == "__main__":
    main(sys.argv[2], sys.argv[3])
