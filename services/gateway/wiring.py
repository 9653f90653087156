"""Builds the gateway. Routes are made once; everything that holds a connection is made in each worker, after it was forked."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import falcon
import falcon.asgi
import structlog
from falcon.constants import COMBINED_METHODS

from chassis.observe import Health
from chassis.rpc_client import RpcClient
from contracts.errors import Conflict, Invalid, NotFound, Refusal, Unavailable
from services.gateway import access_log, feed, files, geojson, jobs, metrics, plain, questions, sessions, stream
from services.gateway.asking import at_http_places
from services.gateway.auth import Principals
from services.gateway.edge import Edge
from services.gateway.http import Asked, Door, write_problem
from services.gateway.operations import EVENT_STREAM, Operation
from services.gateway.owners import Owners
from services.gateway.rates import Rates
from services.gateway.routes import OPERATIONS
from services.gateway.routes.standard import PUBLISHERS
from services.gateway.settings import Settings
from services.gateway.wakeups import WakeUps

_log = structlog.get_logger("gateway")
Handler = Callable[[Asked], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What one worker holds: its connections, its memory and its handlers by name."""

    client: RpcClient
    wakeups: WakeUps
    bell: stream.Bell
    door: Door
    handlers: dict[str, Handler]


class Gateway:
    """The application of one worker. `parts` exist from start-up on; nothing is shared between workers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.parts: Parts | None = None
        health = Health()
        health.watch("gateway", lambda: not self.waiting_for())
        self._window = metrics.Window(settings.health_port, settings.web_workers, health)

    async def process_startup(self, scope: Any, event: Any) -> None:
        self.parts = parts = build_parts(self.settings)
        await parts.client.start()
        parts.wakeups.start()
        parts.bell.start()
        metrics.watch_questions(parts.client.counts, lambda: parts.client.pending)
        self._window.open()
        _settle_memory()

    async def process_shutdown(self, scope: Any, event: Any) -> None:
        self._window.close()
        if self.parts is not None:
            await self.parts.bell.close()
            await self.parts.wakeups.close()
            await self.parts.client.close(self.settings.drain_seconds)

    def stop(self) -> None:
        """The worker has been told to stop: streams end now, everything else may finish."""
        if self.parts is not None:
            self.parts.bell.stop()

    def waiting_for(self) -> list[str]:
        """What keeps this worker from being useful."""
        parts = self.parts
        if parts is None:
            return ["start"]
        ready = {"broker": parts.client.connected, "events": parts.wakeups.connected, "running": not parts.bell.stopping.is_set()}
        return [name for name, here in ready.items() if not here]

    def responder(self, operation: Operation) -> Callable[..., Awaitable[None]]:
        """The Falcon responder of one operation."""

        async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **path: str) -> None:
            parts = self.parts
            assert parts is not None
            try:
                asked = await parts.door.enter(operation, req, resp, path)
                await parts.handlers[operation.served_by](asked)
            except Refusal as refusal:
                write_problem(req, resp, at_http_places(operation, refusal), self.settings.public_url)

        return respond


def _settle_memory() -> None:
    """What was made at start stays: looking through it again and again for garbage cost a tenth of the throughput."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def build_parts(settings: Settings) -> Parts:
    client = RpcClient(settings.amqp_uri, name="gateway", heartbeat=settings.heartbeat)
    principals = Principals(client)
    door = Door(client, principals, Rates(settings.rates), settings.public_url, settings.proxies)
    owners = Owners(PUBLISHERS)
    log = feed.Feed(client, PUBLISHERS, feed.FeedCursors(settings.secret_key), settings.public_url)
    bell = stream.Bell(log)
    streams = stream.Streams(settings.streams_per_person)

    def heard(publisher: str, name: str, position: int, data: Any) -> None:
        principals.forget(name, data)
        bell.ring(publisher, position)

    wakeups = WakeUps(settings.amqp_uri, settings.user, PUBLISHERS, heartbeat=settings.heartbeat, heard=heard, missed=principals.forget_all)
    handlers: dict[str, Handler] = {
        "question": partial(questions.ask, door=door),
        "sign_in": partial(sessions.sign_in, door=door),
        "sign_out": partial(sessions.sign_out, door=door),
        "own_account": partial(sessions.change_own_account, door=door),
        "open_upload": partial(files.open_upload, door=door, owners=owners),
        "upload": partial(files.show_upload, door=door, owners=owners),
        "upload_part": partial(files.send_part, door=door, owners=owners),
        "mandate": partial(files.mandate, door=door),
        "data_export": partial(files.mandate, door=door),
        "file": partial(files.mandate, door=door),
        "map": partial(geojson.write_map, door=door),
        "job": partial(jobs.job, door=door, owners=owners),
        "events": partial(feed.list_events, door=door, feed=log),
        "event_stream": partial(stream.stream_events, door=door, feed=log, bell=bell, streams=streams),
    }
    return Parts(client, wakeups, bell, door, handlers)


def build_app(settings: Settings, operations: tuple[Operation, ...] = OPERATIONS) -> Edge:
    gateway = Gateway(settings)
    app = falcon.asgi.App(middleware=[gateway])
    app.resp_options.secure_cookies_by_default = True
    app.req_options.strip_url_path_trailing_slash = False
    for path, methods in by_path(operations).items():
        app.add_route(path, route(gateway, methods))
    plain.add_routes(app, settings.public_url, gateway.waiting_for)
    add_error_handlers(app, settings.public_url)
    note = metrics.measured(access_log.writer(settings.log_format, settings.log_level))
    return Edge(app, public_url=settings.public_url, stop=gateway.stop, note=note)


def by_path(operations: tuple[Operation, ...]) -> dict[str, dict[str, Operation]]:
    found: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        found.setdefault(operation.path, {})[operation.method] = operation
    return found


def route(gateway: Gateway, methods: dict[str, Operation]) -> object:
    """A Falcon resource for one path: a responder for each method, and `HEAD` wherever there is `GET`."""
    responders = {f"on_{method.lower()}": gateway.responder(operation) for method, operation in methods.items()}
    if "on_get" in responders and EVENT_STREAM not in methods["GET"].answer_types:
        responders["on_head"] = responders["on_get"]
    resource = type("Route", (), {})()
    for name, responder in responders.items():
        setattr(resource, name, responder)
    return resource


def add_error_handlers(app: falcon.asgi.App, public_url: str) -> None:
    async def refused(req: Any, resp: Any, refusal: Refusal, params: Any, ws: Any = None) -> None:
        write_problem(req, resp, refusal, public_url)

    async def http_error(req: Any, resp: Any, error: falcon.HTTPError, params: Any, ws: Any = None) -> None:
        refusal = _refusal_of(error) if req.method in COMBINED_METHODS else Invalid("not_implemented", "nobody knows this method")
        write_problem(req, resp, refusal, public_url)

    async def surprise(req: Any, resp: Any, error: Exception, params: Any, ws: Any = None) -> None:
        if isinstance(error, asyncio.CancelledError):
            raise error
        _log.exception("request_failed", correlation_id=req.scope.get("scn.id"), path=req.path)
        write_problem(req, resp, Unavailable("internal_error", "something went wrong"), public_url)

    app.add_error_handler(Refusal, refused)
    app.add_error_handler(falcon.HTTPError, http_error)
    app.add_error_handler(Exception, surprise)


def _refusal_of(error: falcon.HTTPError) -> Refusal:
    """What Falcon itself refuses: unknown paths and methods, and requests it cannot read."""
    if isinstance(error, falcon.HTTPNotFound):
        return NotFound("not_found", "there is no such address")
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        allowed = str((error.headers or {}).get("Allow", "")).split(", ") if error.headers else []  # type: ignore[union-attr]
        return Conflict("method_not_allowed", "not here", {"allowed": [method for method in allowed if method]})
    return Invalid("bad_request", error.title or "the request cannot be read")
