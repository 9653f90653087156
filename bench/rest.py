"""What the platform of `make up` takes while nobody asks it anything, and how soon it is ready."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from bench.figures import machine, table, write
from bench.ground import ROOT, free
from deploy.process import wait_until

FIRST_SECONDS = 420.0
SETTLE_SECONDS = 12.0
STOP_SECONDS = 60.0
MIB = 1024 * 1024


class Launched:
    """`make up` without make, in a folder and on a port of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        env = {**os.environ, "SCN_DATA_DIR": str(folder), "SCN_HTTP_PORT": str(port), "PYTHONPATH": str(ROOT)}
        env.pop("SCN_PUBLIC_URL", None)
        self._port = port
        self._began = time.monotonic()
        self._log = (folder.parent / "up.log").open("a")
        command = [sys.executable, "-m", "deploy", "up"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=self._log, stderr=self._log, start_new_session=True)

    def await_ready(self, seconds: float) -> float:
        """Seconds from the command until the gateway says it is ready."""
        if not wait_until(lambda: self._process.poll() is not None or self._ready(), seconds, 0.1) or self._process.poll() is not None:
            raise RuntimeError(f"the platform did not come up:\n{Path(self._log.name).read_text()[-2000:]}")
        return time.monotonic() - self._began

    def _ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def await_said(self, words: str, seconds: float) -> bool:
        """Whether the launcher says `words` in time."""
        return wait_until(lambda: words in Path(self._log.name).read_text(), seconds, 0.2)

    def memory(self) -> list[tuple[str, float]]:
        """Proportional set size of every process, in MiB: shared pages count once in all."""
        launcher = psutil.Process(self._process.pid)
        return sorted(
            ((name_of(one), pss(one) / MIB) for one in [launcher, *launcher.children(recursive=True)]), key=lambda found: -found[1]
        )

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()


def pss(process: psutil.Process) -> float:
    found: Any = process.memory_full_info()
    return float(getattr(found, "pss", None) or found.uss)


def name_of(process: psutil.Process) -> str:
    command = process.cmdline()
    words = [word for word in command[1:] if not word.startswith("-")]
    if "beam" in command[0]:
        return "broker"
    if "python" in Path(command[0]).name:
        return " ".join(Path(word).name if "/" in word else word for word in words[:3]) or "python"
    return Path(command[0]).name


def run() -> None:
    folder = Path(tempfile.mkdtemp(prefix="scn-bench-rest-"))
    port, figures = free(), machine()
    try:
        first = Launched(folder / "data", port)
        figures["first_start_seconds"] = round(first.await_ready(FIRST_SECONDS), 1)
        first.await_said("Accounts of the demonstration", 180)
        first.stop()
        second = Launched(folder / "data", port)
        figures["second_start_seconds"] = round(second.await_ready(FIRST_SECONDS), 1)
        time.sleep(SETTLE_SECONDS)
        found = second.memory()
        second.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(figures, found)


def report(figures: dict[str, Any], found: list[tuple[str, float]]) -> None:
    total = sum(size for _, size in found)
    rows = [[name, f"{size:.0f}"] for name, size in found] + [["in all (promised: below 1229)", f"{total:.0f}"]]
    text = "\n".join(
        [
            "# At rest",
            "",
            f"Ready {figures['second_start_seconds']} s after `make up` with its data there (promised: below 20), "
            f"{figures['first_start_seconds']} s into an empty folder. {figures['cores']} cores, {figures['at']}",
            "",
            table(["process", "PSS MiB"], rows),
        ]
    )
    each = [{"process": name, "pss_mib": round(size, 1)} for name, size in found]
    write("rest", figures | {"processes": each, "total_mib": round(total, 1)}, text)
