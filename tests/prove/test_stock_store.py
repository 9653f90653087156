"""PyMongo with its defaults under eventlet, and with a store that stands still. README.md names ours beside each."""

import subprocess
import sys
import time

from pymongo import MongoClient

from tests.faults import frozen

PATCHED_LATE = """
import sys
from pymongo import MongoClient
import eventlet
eventlet.monkey_patch()
MongoClient(sys.argv[1], serverSelectionTimeoutMS=4000).admin.command("ping")
"""

UNPATCHED = """
import sys, threading, time
import eventlet
from pymongo import MongoClient
client = MongoClient(sys.argv[1])
ticks = []
def tick():
    while True:
        ticks.append(time.monotonic())
        eventlet.sleep(0.01)
eventlet.spawn(tick)
eventlet.sleep(0.1)
with client.t.c.watch(max_await_time_ms=3000) as stream:
    before = len(ticks)
    stream.try_next()
    stream.try_next()
print(len(ticks) - before)
"""


def run(script: str, uri: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script, uri], capture_output=True, text=True, timeout=90, check=False)


def test_patched_after_pymongo_it_cannot_connect(store):
    """Landmine 22."""
    done = run(PATCHED_LATE, store.uri())
    assert done.returncode != 0
    assert "has no attribute 'poll'" in done.stderr or "ServerSelectionTimeoutError" in done.stderr, done.stderr[-1500:]


def test_unpatched_a_wait_for_the_store_freezes_every_worker(store):
    """Landmine 22: hundreds of ticks were due."""
    done = run(UNPATCHED, store.uri())
    assert done.returncode == 0, done.stderr[-1500:]
    print(f"{done.stdout.strip()} ticks while the store was waited for")
    assert int(done.stdout) < 20


def test_a_client_with_defaults_waits_as_long_as_the_store_stands_still(new_store):
    """Landmine 23."""
    store = new_store(auth=False)
    with MongoClient(store.uri()) as client:
        client.t.c.find_one({"_id": 1})
        with frozen(store.pid):
            import threading

            asked = threading.Thread(target=client.t.c.find_one, args=({"_id": 1},), daemon=True)
            began = time.monotonic()
            asked.start()
            asked.join(12)
            assert asked.is_alive(), f"it gave up after {time.monotonic() - began:.1f} s"
        asked.join(20)
