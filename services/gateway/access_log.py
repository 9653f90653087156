"""One line per request. Written directly: through the general log it would cost more than the rest of the gateway's work for a request."""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

Note = Callable[[str, str, str, int, float, str], None]
"""method, path, operation, status, seconds, request id"""


def writer(log_format: str, level: str) -> Note:
    """Where lines go: the console's form for people, JSON for programs, nowhere when only warnings are wanted."""
    if level not in ("DEBUG", "INFO"):
        return _nowhere
    return _to_console if log_format == "console" else _to_json


def _nowhere(*_: Any) -> None:
    """Nobody wants to know."""


def _to_console(method: str, path: str, operation: str, status: int, seconds: float, identity: str) -> None:
    structlog.get_logger("gateway").info(
        "request", method=method, path=path, status=status, milliseconds=round(seconds * 1000, 1), correlation_id=identity
    )


def _to_json(method: str, path: str, operation: str, status: int, seconds: float, identity: str) -> None:
    line = orjson.dumps(
        {
            "method": method,
            "path": path,
            "operation": operation,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "correlation_id": identity,
            "process": "gateway",
            "level": "info",
            "logger": "gateway.access",
            "timestamp": datetime.fromtimestamp(time.time(), UTC),
            "message": "request",
        },
        option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z,
    )
    os.write(sys.stderr.fileno(), line)
