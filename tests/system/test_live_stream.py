"""The live stream while its gateway goes: it ends at once when asked to stop, and a reader who comes back misses nothing."""

import contextlib
import json
import threading
import time
from typing import Any

import urllib3

from tests.callers import Caller
from tests.eventually import at_most, eventually
from tests.platform import Platform
from tests.system.journeys import Applicant

SUBMITTED = "membership.application_submitted.v1"


class Reader:
    """Reads `GET /v1/events/stream` in a thread, as a browser would: comes back with the id of the last event it has seen."""

    def __init__(self, caller: Caller) -> None:
        self.events: list[dict[str, Any]] = []
        self.last_id = ""
        self.ended_at: list[float] = []
        self.connected = threading.Event()
        self._caller = caller
        self._stop = threading.Event()
        self._pool = urllib3.PoolManager(retries=False)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._pool.clear()

    def _run(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(urllib3.exceptions.HTTPError, OSError):
                self._read()
            self.connected.clear()
            self.ended_at.append(time.monotonic())
            self._stop.wait(0.2)

    def _read(self) -> None:
        headers = {**self._caller.headers, "Accept": "text/event-stream"} | ({"Last-Event-ID": self.last_id} if self.last_id else {})
        url = f"{self._caller.base_url}/v1/events/stream?type={SUBMITTED}"
        with self._pool.request("GET", url, headers=headers, preload_content=False, timeout=urllib3.Timeout(connect=5, read=30)) as answer:
            if answer.status != 200:
                return
            block: dict[str, str] = {}
            rest = b""
            for piece in iter(lambda: answer.read1(65536), b""):
                rest += piece
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    self._take(line.decode().rstrip("\r"), block)

    def _take(self, line: str, block: dict[str, str]) -> None:
        if line:
            name, _, value = line.partition(":")
            block[name] = value.strip()
            return
        self.last_id = block.get("id", self.last_id)
        if "data" in block:
            self.events.append(json.loads(block["data"]))
        if block:
            self.connected.set()
        block.clear()

    def seen(self) -> list[str]:
        return [event["data"]["application_id"] for event in self.events]


def test_a_stream_ends_within_a_second_of_sigterm(platform: Platform, administrator: Caller):
    reader = Reader(administrator)
    try:
        assert reader.connected.wait(10)
        asked = time.monotonic()
        platform.terminate("gateway")
        eventually(lambda: reader.ended_at, "the stream to end", within=5, every=0.01)
        assert reader.ended_at[0] - asked < 1.0
        with at_most(5, "the gateway's own end"):
            eventually(lambda: not platform.alive("gateway"), "the gateway to end", within=8)
    finally:
        reader.close()


def test_a_reader_misses_nothing_and_sees_nothing_twice_when_the_gateway_is_killed(platform, administrator, applicant):
    me = Applicant.of(applicant)
    drafts = [me.draft(f"stream {n}") for n in range(12)]
    reader = Reader(administrator)
    try:
        assert reader.connected.wait(10)
        for n, application_id in enumerate(drafts):
            assert me.submit(f"stream {n}", application_id).status == 200
            if n in (3, 8):
                platform.kill("gateway")
                platform.start("gateway")
        eventually(lambda: set(drafts) <= set(reader.seen()), "every event on the stream", within=20)
        mine = [id for id in reader.seen() if id in drafts]
        assert mine == drafts
        assert len(reader.ended_at) >= 2, "the stream was cut, or this shows nothing"
    finally:
        reader.close()
