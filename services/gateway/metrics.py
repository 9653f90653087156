"""What the gateway shows of itself to Prometheus, on a port of its own that only this machine reaches."""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Final

from prometheus_client import Counter, Histogram

from chassis.breaker import Counts
from chassis.observe import HTTP_ANSWERED, HTTP_SECONDS, RPC_CLIENT, Health, HealthServer
from services.gateway.access_log import Note

AGAIN_AFTER: Final = 5.0
"""Seconds before a worker without a port looks for one again: the one it replaces may still be finishing."""


def measured(note: Note) -> Note:
    """Counts every request on its way to the log."""

    def noted(method: str, path: str, operation: str, status: int, seconds: float, identity: str) -> None:
        answered, took = _children(operation or "none", status)
        answered.inc()
        took.observe(seconds)
        note(method, path, operation, status, seconds, identity)

    return noted


@cache
def _children(operation: str, status: int) -> tuple[Counter, Histogram]:
    """Looked up once: labels cost more than counting."""
    return HTTP_ANSWERED.labels(operation, str(status)), HTTP_SECONDS.labels(operation)


def watch_questions(counts: Counts, pending: Callable[[], int]) -> None:
    """Show what became of the questions this worker asked services."""
    RPC_CLIENT.labels("pending").set_function(pending)
    for name in ("calls", "late", "returned", "timed_out", "lost", "connections"):
        RPC_CLIENT.labels(name).set_function(lambda name=name: getattr(counts, name))  # type: ignore[misc]


class Window:
    """Where `/metrics`, `/healthz` and `/readyz` of one worker are seen. Workers share a range of ports: the first free one is theirs."""

    def __init__(self, first_port: int, workers: int, health: Health) -> None:
        self._ports = range(first_port, first_port + workers) if first_port else range(0)
        self._health = health
        self._server: HealthServer | None = None
        self._opening: asyncio.Task[None] | None = None

    @property
    def port(self) -> int | None:
        return self._server.port if self._server else None

    def open(self) -> None:
        """Take a free port, as soon as there is one."""
        if self._ports:
            self._opening = asyncio.create_task(self._open())

    async def _open(self) -> None:
        while not self._take_a_port():  # noqa: ASYNC110 - a port tells nobody that it is free
            await asyncio.sleep(AGAIN_AFTER)

    def _take_a_port(self) -> bool:
        for port in self._ports:
            try:
                self._server = HealthServer(self._health, port)
            except OSError:
                continue
            return True
        return False

    def close(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
        if self._server is not None:
            self._server.close()
            self._server = None
