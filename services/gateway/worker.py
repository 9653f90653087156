"""gunicorn's asyncio worker, which on SIGTERM also ends what never ends by itself: live streams, and connections that wait for a request.

As it comes, gunicorn tells the application to stop only after the last connection has closed, and an idle keep-alive connection is one.
"""

import weakref
from typing import Any

from gunicorn.asgi import protocol
from gunicorn.workers import gasgi

protocol._CACHED_SERVER_HEADER = b""  # a stranger need not know what serves


class Connection(protocol.ASGIProtocol):
    """A client's connection that its worker can find again."""

    def connection_made(self, transport: Any) -> None:
        """A connection that never asks is closed like one that asks no more; gunicorn would wait for its first request for ever."""
        self.worker.connections.add(self)
        super().connection_made(transport)
        self._arm_keepalive_timer()

    def _is_websocket_upgrade(self, request: Any) -> bool:
        """Nothing here speaks WebSocket. Who asks to upgrade gets the plain answer (RFC 9110, section 7.8)."""
        return False

    def _send_error_response(self, status: int, message: str, extra_headers: Any = ()) -> None:
        """What cannot be read as a request is answered with a problem document too."""
        self._safe_write(self.worker.asgi.unread(status))

    def end_if_idle(self) -> None:
        """Close between two requests, as gunicorn does when the time for keeping alive is up."""
        if getattr(self, "_awaiting_request", False) and not self._finishing_calls:
            self._keepalive_timeout()


gasgi.ASGIProtocol = Connection


class GatewayWorker(gasgi.ASGIWorker):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.connections: weakref.WeakSet[Connection] = weakref.WeakSet()

    def handle_exit_signal(self) -> None:
        """Answers under way may finish; nothing else is waited for."""
        super().handle_exit_signal()
        self.asgi.stop()
        for connection in list(self.connections):
            connection.end_if_idle()
