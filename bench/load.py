"""Load: so many keep-alive HTTP/1.1 connections, each asking again as soon as it is answered.

`wrk` makes it when it is installed, because it takes least of the machine it measures; otherwise `python -m bench.load URL SECONDS
CONNECTIONS`.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from bench.document import COUNT, DOCUMENT, identity

BODY = json.dumps(DOCUMENT, ensure_ascii=False).encode()
WARM_UP = 0.7

SCRIPT = """
local asked = 0
local body = %s
request = function()
  asked = asked + 1
  if wrk.path == "/echo" then return wrk.format("POST", nil, {["Content-Type"]="application/json"}, body) end
  return wrk.format("GET", string.format("/documents/%%04d", asked %% %d))
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format('FIGURES {"requests":%%d,"microseconds":%%d,"bad":%%d,"p50":%%d,"p99":%%d}\\n', summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Figures:
    """Requests per second; latencies in milliseconds; how many answers were no 200; processor time per request in microseconds."""

    rate: float
    p50: float
    p99: float
    bad: int
    cpu: float = 0.0


def generator() -> str:
    return "wrk" if shutil.which("wrk") else "bench.load"


def measure(url: str, seconds: float, connections: int, cpu_seconds: Callable[[], float]) -> Figures:
    """After a short warm-up that does not count."""
    once = _wrk if shutil.which("wrk") else _own
    once(url, WARM_UP, connections)
    before = cpu_seconds()
    found = once(url, seconds, connections)
    return replace(found, cpu=(cpu_seconds() - before) / (found.rate * max(1, round(seconds))) * 1e6)


def _wrk(url: str, seconds: float, connections: int) -> Figures:
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(SCRIPT % ("[==[" + BODY.decode() + "]==]", COUNT))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s", script.name, url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("FIGURES "))
    found = json.loads(line.removeprefix("FIGURES "))
    return Figures(found["requests"] / found["microseconds"] * 1e6, found["p50"] / 1000, found["p99"] / 1000, found["bad"])


def _own(url: str, seconds: float, connections: int) -> Figures:
    command = [sys.executable, "-m", "bench.load", url, str(seconds), str(connections)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True)
    return Figures(**json.loads(done.stdout))


class Connection(asyncio.Protocol):
    """Asks, counts, asks again."""

    def __init__(self, host: str, path: str, number: int, until: float) -> None:
        self._host, self._path, self._until = host, path, until
        self._asked = number
        self._asked_at = 0.0
        self._came = b""
        self._end = 0
        self.times: list[float] = []
        self.bad = 0
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        self._asked_at = time.perf_counter()
        self._transport.write(self._request())

    def _request(self) -> bytes:
        if self._path == "/echo":
            head = f"POST /echo HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
            return head.encode() + BODY
        return f"GET /documents/{identity(self._asked % COUNT)} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode()

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._end and (head := self._came.find(b"\r\n\r\n")) >= 0:
            self._end = head + 4 + _length(self._came[:head].lower())
        if not self._end or len(self._came) < self._end:
            return
        self.times.append(time.perf_counter() - self._asked_at)
        self.bad += not self._came.startswith(b"HTTP/1.1 200")
        self._came, self._end = b"", 0
        if time.perf_counter() < self._until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, why: Exception | None) -> None:
        self.bad += why is not None
        if not self.over.done():
            self.over.set_result(None)


def _length(head: bytes) -> int:
    return int(head.split(b"content-length:")[1].split(b"\r\n")[0])


async def _load(url: str, seconds: float, connections: int) -> dict[str, float]:
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    made = [Connection(parts.netloc, parts.path, number * 37, began + seconds) for number in range(connections)]
    for connection in made:
        await loop.create_connection(lambda each=connection: each, parts.hostname, parts.port)  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*(connection.over for connection in made)), seconds + 20)
    took = time.perf_counter() - began
    times = sorted(each for connection in made for each in connection.times)
    return {
        "rate": len(times) / took,
        "p50": times[len(times) // 2] * 1000,
        "p99": times[int(len(times) * 0.99)] * 1000,
        "bad": sum(connection.bad for connection in made),
    }


def main() -> None:
    import uvloop

    url, seconds, connections = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(_load(url, seconds, connections))))


if __name__ == "__main__":
    main()
