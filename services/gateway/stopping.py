"""Hears the worker's SIGTERM. gunicorn tells the application after every connection has closed, and a stream never closes by itself."""

import signal
from typing import Any


def watch(worker: Any) -> None:
    """Call from gunicorn's `post_worker_init`: the application's streams end at once, then gunicorn drains as it always does."""
    stop = worker.asgi.stop

    def told() -> None:
        stop()
        worker.handle_exit_signal()

    worker.loop.add_signal_handler(signal.SIGTERM, told)


def hide_server_name() -> None:
    """gunicorn names itself in every answer; a stranger need not know."""
    from gunicorn.asgi import protocol

    protocol._CACHED_SERVER_HEADER = b""
