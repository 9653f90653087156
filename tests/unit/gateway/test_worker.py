"""What our worker does differently from gunicorn's."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.asgi import protocol

from services.gateway.worker import Connection


class Loop:
    """Remembers what was to be done later."""

    def __init__(self) -> None:
        self.later: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, call: Callable[[], None]) -> Any:
        self.later.append((seconds, call))
        return SimpleNamespace(cancel=self.later.clear)


def test_a_connection_that_never_asks_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol.ASGIProtocol, "connection_made", lambda self, transport: None)
    closed: list[bool] = []
    monkeypatch.setattr(Connection, "_keepalive_timeout", lambda self: closed.append(True))
    connection, loop = Connection.__new__(Connection), Loop()
    connection.worker = SimpleNamespace(loop=loop, connections=set())
    connection._keepalive, connection._keepalive_handle = 75, None
    connection.connection_made(object())
    ((seconds, call),) = loop.later
    call()
    assert (seconds, closed) == (75, [True])
