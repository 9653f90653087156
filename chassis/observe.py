"""What a process shows of itself: one JSON line per thing that happened, numbers for Prometheus, health, and the thread of a trace.

Every metric stands here, so that the list in the documentation is this list.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import structlog
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

LOOPBACK: Final = "127.0.0.1"
TIMES: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REGISTRY: Final = CollectorRegistry()

REQUESTS_ANSWERED: Final = Counter(
    "scn_requests_answered", "Requests answered, by method and by the code of the refusal, or `ok`.", ["method", "code"], registry=REGISTRY
)
REQUEST_SECONDS: Final = Histogram("scn_request_seconds", "Time from delivery to reply.", ["method"], buckets=TIMES, registry=REGISTRY)
REQUESTS_REJECTED: Final = Counter(
    "scn_requests_rejected", "Dead letters: requests nobody could be told about.", ["reason"], registry=REGISTRY
)
REPLIES_LOST: Final = Counter("scn_replies_lost", "Answers that could not be sent before their deadline.", registry=REGISTRY)
EVENTS_HEARD: Final = Counter("scn_events_heard", "Events received, by type and outcome.", ["type", "outcome"], registry=REGISTRY)
EVENT_LAG: Final = Histogram(
    "scn_event_lag_seconds", "From the fact to its effect here.", buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600), registry=REGISTRY
)
IN_FLIGHT: Final = Gauge("scn_in_flight", "Messages taken from a queue and not finished.", ["queue"], registry=REGISTRY)
BROKER_UP: Final = Gauge("scn_broker_connected", "1 while the connection that consumes a queue stands.", ["queue"], registry=REGISTRY)
BROKER_LOST: Final = Counter("scn_broker_connections_lost", "Connections to the broker that broke.", ["queue"], registry=REGISTRY)
PUBLISHED: Final = Counter("scn_published", "Messages published with confirmation, by outcome.", ["outcome"], registry=REGISTRY)
RELAYED: Final = Counter("scn_events_relayed", "Events of our own, published and confirmed.", registry=REGISTRY)
OUTBOX_WAITING: Final = Gauge("scn_outbox_waiting", "Events committed and not yet published.", registry=REGISTRY)
OUTBOX_AGE: Final = Gauge("scn_outbox_oldest_seconds", "Age of the oldest event not yet published.", registry=REGISTRY)
PART_FAILED: Final = Counter("scn_background_failures", "Failures of a part of the background process.", ["part"], registry=REGISTRY)
PART_UP: Final = Gauge("scn_background_running", "1 while a part of the background process runs.", ["part"], registry=REGISTRY)
MAILS: Final = Counter("scn_mails", "Mails, by which and by what came of an attempt.", ["mail", "outcome"], registry=REGISTRY)
MAILS_WAITING: Final = Gauge("scn_mails_waiting", "Mails not yet sent, those that rest after a failure included.", registry=REGISTRY)
HTTP_ANSWERED: Final = Counter(
    "scn_http_answered", "HTTP requests answered, by operation and status.", ["operation", "status"], registry=REGISTRY
)
HTTP_SECONDS: Final = Histogram("scn_http_seconds", "Time from request to answer.", ["operation"], buckets=TIMES, registry=REGISTRY)
RPC_CLIENT: Final = Gauge(
    "scn_rpc_client", "Questions the gateway asked services since it began, by what became of them.", ["what"], registry=REGISTRY
)

_PROPAGATOR: Final = TraceContextTextMapPropagator()
_TRACER: Final = trace.get_tracer("strong-cities")


def configure_logging(log_format: str, level: str, **always: str) -> None:
    """One line per record on standard error, from structlog and from the libraries alike; `always` goes into every line."""

    def say_always(_logger: Any, _method: str, line: Any) -> Any:
        for name, value in always.items():
            line.setdefault(name, value)
        return line

    shared: list[Any] = [
        say_always,
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.UnicodeDecoder(),
    ]
    render: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)]
        if log_format == "console"
        else [
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(default=str),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("nameko.containers", "amqp", "pymongo"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL if noisy.startswith("nameko") else logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def new_traceparent() -> str:
    """The beginning of a trace (W3C Trace Context, sampled)."""
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"


@contextmanager
def span(name: str, traceparent: str | None, *, link: bool = False, **attributes: Any) -> Iterator[str | None]:
    """Do something inside a span and yield the traceparent to pass on.

    The span is a child of `traceparent`; with `link` (events: the cause may be long over) it only points to it. Without an SDK this
    costs nothing and passes the trace on.
    """
    came = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
    told = trace.get_current_span(came).get_span_context() if came is not None else None
    links = [trace.Link(told)] if link and told is not None and told.is_valid else None
    with _TRACER.start_as_current_span(name, context=None if links else came, links=links, attributes=attributes):
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        yield carrier.get("traceparent") or traceparent


class Health:
    """What can be said about a process: alive, ready and why not. Every part reports through its own name."""

    def __init__(self) -> None:
        self._parts: dict[str, Callable[[], bool]] = {}
        self.draining = False
        self.drained = False

    def watch(self, name: str, ready: Callable[[], bool]) -> None:
        self._parts[name] = ready

    def not_ready(self) -> list[str]:
        """What keeps this process from being useful; empty when it is ready."""
        waiting = [name for name, ready in self._parts.items() if not ready()] if self._parts else ["starting"]
        return ["stopping", *waiting] if self.draining else waiting


class HealthServer:
    """`/healthz`, `/readyz` and `/metrics` on the loopback address. Under eventlet its threads are greenlets."""

    def __init__(self, health: Health, port: int, registry: CollectorRegistry = REGISTRY) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = _answer(self.path, health, registry)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """A probe every second is no news."""

        self._server = ThreadingHTTPServer((LOOPBACK, port), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _answer(path: str, health: Health, registry: CollectorRegistry) -> tuple[int, str, bytes]:
    if path == "/metrics":
        return 200, CONTENT_TYPE_LATEST, generate_latest(registry)
    if path == "/healthz":
        return 200, "application/json", b'{"status":"alive"}'
    if path == "/readyz":
        waiting = health.not_ready()
        body = json.dumps({"status": "not ready" if waiting else "ready", "waiting_for": waiting})
        return (503 if waiting else 200), "application/json", body.encode()
    return 404, "text/plain", b"not here"
