"""`make test`, `make prove`, `make bench`, `make docs`: what is run, in which order, in how many processes.

Tests inside a nameko container patch their process for eventlet, so they have one of their own; everything else runs unpatched.
"""

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from deploy.broker import Broker, find_program
from deploy.install import can_print, find_browser, install_broker, install_browser, install_press
from deploy.lifeline import Lifeline
from deploy.process import CannotStart
from deploy.services import SERVICE_NAMES
from deploy.settings import ROOT
from deploy.store import Store

# Cheapest first: what a mistake breaks in milliseconds should not wait for minutes.
GROUPS: dict[str, tuple[str, ...]] = {
    "unit, habits, contract": ("tests/unit", "tests/habits", "tests/contract"),
    "service": ("tests/service",),
    "system": ("tests/system",),
    "e2e": ("tests/e2e",),
}
# Before anything else is imported: a plugin of the command line comes even before the first conftest.
PATCHED = {"service": ("-p", "tests.service.greenlets")}
SHARED = {"unit, habits, contract": ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile")}
"""What needs no platform is shared out by file among as many processes as there are processors, each with a store of its own."""
NOTHING_COLLECTED = 5


def test() -> int:
    try:
        _install_missing()
    except CannotStart as failure:
        print(failure.explain(), file=sys.stderr)
        return 1
    results = {name: _pytest(name, folders, *PATCHED.get(name, ()), *SHARED.get(name, ())) for name, folders in GROUPS.items()}
    return _summary({name: result for name, result in results.items() if result})


def _install_missing() -> None:
    log = Path(tempfile.gettempdir()) / f"scn-install-{os.getuid()}.log"
    if not os.environ.get("AMQP_URI") and find_program() is None:
        print("  broker       installing RabbitMQ (a minute or two)", flush=True)
        install_broker(log)
    if not can_print():
        print("  papers       installing Pango and the Noto fonts (a minute)", flush=True)
        install_press(log)
    if find_browser() is None:
        print("  browser      installing Chromium (a minute or two)", flush=True)
        install_browser(log)


def prove() -> int:
    folders = tuple(folder for group in GROUPS.values() for folder in group if folder != "tests/service")
    results = {
        "prove": _pytest("prove", (*folders, "tests/prove"), "-m", "prove", "--timeout=1800"),
        "prove, in containers": _pytest("prove, in containers", ("tests/service",), *PATCHED["service"], "-m", "prove", "--timeout=1800"),
    }
    return _summary({name: result for name, result in results.items() if result})


def _pytest(name: str, folders: tuple[str, ...], *options: str) -> tuple[int, float] | None:
    there = [folder for folder in folders if any((ROOT / folder).rglob("test_*.py"))]
    if not there:
        return None
    print(f"\n  {name}: {' '.join(there)}", flush=True)
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "pytest", *there, *options], cwd=ROOT, check=False)
    return done.returncode, time.monotonic() - began


def _summary(results: dict[str, tuple[int, float]]) -> int:
    print()
    for name, (code, seconds) in results.items():
        print(f"  {name:<24} {'passed' if code in (0, NOTHING_COLLECTED) else 'FAILED'} ({seconds:.0f} s)", flush=True)
    return int(not results or any(code not in (0, NOTHING_COLLECTED) for code, _ in results.values()))


def bench() -> int:
    return subprocess.run([sys.executable, "-m", "bench"], cwd=ROOT, check=False).returncode


def docs() -> int:
    if importlib.util.find_spec("docs.generate") is None:
        print("docs/generate.py is missing", file=sys.stderr)
        return 1
    modules = ("contracts.compatibility", "docs.generate")
    return max(subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=False).returncode for module in modules)


def hold_parts() -> int:
    folder = Path(tempfile.mkdtemp(prefix="scn-parts-"))
    lifeline = Lifeline(folder)
    broker = Broker.start(folder / "broker", services=SERVICE_NAMES, management=True)
    store = Store.start(folder / "store", services=SERVICE_NAMES)
    print(f"AMQP_URI={broker.uri()}\nAMQP_MANAGEMENT_URI={broker.management_uri}\nMONGODB_URI={store.uri()}", flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(3600):
        pass
    broker.stop()
    store.stop()
    lifeline.done()
    subprocess.run(["rm", "-rf", os.fspath(folder)], check=False)
    return 0
