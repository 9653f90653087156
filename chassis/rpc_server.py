"""Answering requests: nameko's container and protocol, our own ends of the wire.

One desk per process takes requests from `rpc-<service>`, checks the envelope, the deadline and the door, and gives what is welcome to a
nameko worker. The reply and the acknowledgement leave in one write: transient and unconfirmed, since a caller that gets none asks again.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeVar

import eventlet
import orjson
import structlog
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from chassis import permissions, wire
from chassis.consumer import Delivery
from chassis.context import Actor, Context
from chassis.desk import Desk
from chassis.observe import IN_FLIGHT, REPLIES_LOST, REQUEST_SECONDS, REQUESTS_ANSWERED
from chassis.topology import RPC_EXCHANGE, rpc_dead_letters, rpc_queue
from chassis.undertaker import Undertaker
from contracts.declare import RequestDeclaration, dump, load, request_declaration
from contracts.errors import Invalid, NotFound, Refusal, Unavailable

F = TypeVar("F", bound=Callable[..., Any])

_log = structlog.get_logger(__name__)

LONGEST_SECONDS: Final = 300.0
GATEWAY: Final = "gateway"
_REPLY_FLAGS: Final = wire.CONTENT_TYPE | wire.CONTENT_ENCODING | wire.DELIVERY_MODE | wire.CORRELATION_ID


class Carried(dict[str, Any]):
    """What travels with a nameko worker. Empty as a mapping on purpose: nameko would send its entries on with every message."""

    def __init__(self, context: Context, heard: Any = None) -> None:
        super().__init__()
        self.context = context
        self.heard = heard


@dataclass(slots=True)
class Call:
    """One request on its way through the desk."""

    delivery: Delivery
    declaration: RequestDeclaration | None
    reply_to: str
    correlation_id: str
    context: Context
    began: float = field(default_factory=time.monotonic)
    answer: bytes | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.reply_to, self.correlation_id


class RequestDesk(Desk):
    """Consumes the service's request queue. What is being worked on survives a broken connection: the broker's second copy joins the
    first."""

    label = "requests"

    def __init__(self) -> None:
        super().__init__()
        self._entrypoints: dict[str, Answers] = {}
        self._open: dict[tuple[str, str], Call] = {}

    def add(self, entrypoint: "Answers") -> None:
        self._entrypoints[entrypoint.declaration.method] = entrypoint

    def setup(self) -> None:
        parts = self._parts = self.parts
        self._service = parts.name
        self._undertaker = Undertaker(parts.publisher, parts.name, rpc_dead_letters(parts.name))
        self.open(rpc_queue(parts.name))

    # ---------------------------------------------------------------- in

    def take(self, delivery: Delivery) -> None:
        """Whatever comes, this neither raises nor waits."""
        IN_FLIGHT.labels("requests").inc()
        try:
            call = self._call(delivery)
            if call is not None:
                self._serve(call)
        except Exception as surprise:
            _log.exception("a request could not be looked at", routing_key=delivery.routing_key)
            self._bury(delivery, f"unreadable: {type(surprise).__name__}")

    def _call(self, delivery: Delivery) -> Call | None:
        try:
            properties = delivery.properties
        except wire.BrokenStream:
            self._bury(delivery, "unreadable_properties")
            return None
        reply_to = properties.get("reply_to")
        if not reply_to:
            self._bury(delivery, "no_reply_to")
            return None
        correlation_id = properties.get("correlation_id") or ""
        if not (wire.fits(reply_to) and wire.fits(correlation_id)):
            self._bury(delivery, "unreadable_reply_to")
            return None
        sender = properties.get("user_id")
        settings = self._parts.settings
        context = Context.from_headers(properties.get("headers"), sender=sender, trusted_gateway=settings.gateway_user)
        method = delivery.routing_key.rpartition(".")[2]
        entrypoint = self._entrypoints.get(method)
        return Call(
            delivery=delivery,
            declaration=entrypoint.declaration if entrypoint else None,
            reply_to=reply_to,
            correlation_id=correlation_id,
            context=_named_gateway(_bounded(context), sender, settings.gateway_user),
        )

    def _serve(self, call: Call) -> None:
        if self._joins(call):
            return
        try:
            request = self._welcome(call)
        except Refusal as refusal:
            self._answer(call, refused(refusal), refusal.code)
            return
        if call.correlation_id:
            self._open[call.key] = call
        self.slots.begin(partial(self._spawn, call, request))

    def _joins(self, call: Call) -> bool:
        """Whether this is a second copy of what we work on or have done: then the answer, when there is one, is for both."""
        earlier = self._open.get(call.key)
        if earlier is None or not call.correlation_id:
            return False
        IN_FLIGHT.labels("requests").dec()
        if not earlier.delivery.gone:
            call.delivery.finish()
            return True
        earlier.delivery = call.delivery
        if earlier.answer is not None:
            self._send(earlier)
        return True

    def _welcome(self, call: Call) -> Any:
        """The request, checked. Raises the `Refusal` its sender is to get."""
        declaration, context = call.declaration, call.context
        if declaration is None:
            raise NotFound("unknown_request", f"{self._service} does not answer {call.delivery.routing_key}")
        if context.remaining() <= 0:
            raise _too_late()
        permissions.check(declaration, context.actor)
        if call.delivery.redelivered and declaration.kind == "command" and context.idempotency_key is None:
            raise Unavailable("outcome_unknown", "an earlier taker of this request vanished; it may have been carried out")
        return load(declaration.message, fields_of(call.delivery), unknown="exclude")

    def _spawn(self, call: Call, request: Any) -> None:
        if call.context.remaining() <= 0:
            self._finish(call, refused(_too_late()), "deadline_exceeded")
            return
        assert call.declaration is not None
        try:
            self.container.spawn_worker(
                self._entrypoints[call.declaration.method],
                (request,),
                {},
                context_data=Carried(call.context),
                handle_result=partial(self._done, call),
            )
        except ContainerBeingKilled:
            call.delivery.give_back()

    # ---------------------------------------------------------------- out

    def _done(self, call: Call, _worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Called by nameko in the worker. Whatever it raised would end the process, so it raises nothing."""
        try:
            body, code = self._outcome(call, result, exc_info[1] if exc_info else None)
            self._finish(call, body, code)
        except Exception:
            _log.exception("an answer could not be given", correlation_id=call.context.correlation_id)
        return result, exc_info

    def _outcome(self, call: Call, result: Any, error: BaseException | None) -> tuple[bytes, str]:
        if isinstance(error, Refusal):
            return refused(error), error.code
        if error is None:
            try:
                return answered(result), "ok"
            except Exception as unanswerable:
                error = unanswerable
        correlation_id = call.context.correlation_id
        _log.error("a request failed", request=call.delivery.routing_key, correlation_id=correlation_id, exc_info=error)
        return refused(Unavailable("internal_error", "the service failed", {"correlation_id": correlation_id})), "internal_error"

    def _finish(self, call: Call, body: bytes, code: str) -> None:
        try:
            self._answer(call, body, code)
        finally:
            self.slots.end()

    def _answer(self, call: Call, body: bytes, code: str) -> None:
        IN_FLIGHT.labels("requests").dec()
        method = call.declaration.method if call.declaration else "unknown"
        REQUESTS_ANSWERED.labels(method, code).inc()
        REQUEST_SECONDS.labels(method).observe(time.monotonic() - call.began)
        call.answer = body
        self._send(call)

    def _send(self, call: Call) -> None:
        """Reply and acknowledge in one write. If the connection has ended, the answer waits for the broker's second copy until the
        deadline."""
        link, delivery = call.delivery.link, call.delivery
        assert call.answer is not None
        method = wire.publish_method(link.channel_id, RPC_EXCHANGE, call.reply_to, False)
        properties = wire.JSON_TYPE + wire.TRANSIENT + wire.short(call.correlation_id)
        if delivery.finish(wire.message(method, link.channel_id, _REPLY_FLAGS, properties, call.answer, link.frame_max)):
            self._open.pop(call.key, None)
        elif call.key in self._open:
            eventlet.spawn_after(max(call.context.remaining(), 0.0), self._forget, call)
        else:
            REPLIES_LOST.inc()

    def _forget(self, call: Call) -> None:
        if self._open.get(call.key) is call:
            del self._open[call.key]
            REPLIES_LOST.inc()

    def _bury(self, delivery: Delivery, reason: str) -> None:
        IN_FLIGHT.labels("requests").dec()
        self.aside(partial(self._undertaker.bury_request, delivery, reason))


class Answers(Entrypoint):
    """`@answers(SubmitApplication)` on the method of that name: called with the request, returns its answer."""

    desk = RequestDesk()

    def __init__(self, request: type, **options: Any) -> None:
        self.request = request
        self.declaration = request_declaration(request)
        super().__init__(expected_exceptions=(Refusal,), **options)

    def setup(self) -> None:
        if self.method_name != self.declaration.method:
            raise TypeError(f"{self.request.__name__} is answered by a method named {self.declaration.method}, not {self.method_name}")
        self.desk.add(self)

    def stop(self) -> None:
        self.desk.drain()


def answers(request: type) -> Callable[[F], F]:
    """The method answers `request`; it has the request's name in snake case."""
    mark: Callable[[F], F] = Answers.decorator(request)
    return mark


def fields_of(delivery: Delivery) -> Mapping[str, Any]:
    """The request's fields, plain JSON whatever markers it holds. Raises `Invalid` with `malformed_request`."""
    properties = delivery.properties
    kind = str(properties.get("content_type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _malformed("the body is not application/json")
    try:
        body = orjson.loads(delivery.body)
    except ValueError:
        raise _malformed("the body is not JSON") from None
    if not isinstance(body, dict) or not isinstance(body.get("kwargs"), dict):
        raise _malformed('the body is not {"args": [], "kwargs": {…}}')
    if body.get("args"):
        raise _malformed("fields are given by name, not by place")
    fields: Mapping[str, Any] = body["kwargs"]
    return fields


def answered(result: Any) -> bytes:
    """A reply that says yes. Raises `TypeError` when the answer is no JSON."""
    plain = dump(result) if hasattr(result, "__dataclass_fields__") else result
    return b'{"result":' + orjson.dumps(plain) + b',"error":null}'


def refused(refusal: Refusal) -> bytes:
    """A reply that says no, in nameko's form: any nameko client raises `RemoteError` with kind and message."""
    told = refusal.to_wire()
    error = {"exc_type": told["kind"], "exc_path": told["code"], "exc_args": [], "value": told["message"], **told}
    try:
        return orjson.dumps({"result": None, "error": error})
    except TypeError:
        return orjson.dumps({"result": None, "error": {**error, "details": {}}})


def _malformed(message: str) -> Invalid:
    return Invalid("malformed_request", message)


def _too_late() -> Unavailable:
    return Unavailable("deadline_exceeded", "the deadline passed before the request was begun; nothing was changed", retryable=True)


def _bounded(context: Context) -> Context:
    """Nobody may keep a worker for longer than some minutes."""
    latest = time.time() + LONGEST_SECONDS
    return replace(context, deadline=latest) if context.deadline > latest else context


def _named_gateway(context: Context, sender: str | None, gateway_user: str) -> Context:
    """The gateway's broker user may have any name; in declarations it is `gateway`. It speaks for people and for itself, for no other
    service."""
    if sender == gateway_user and context.actor.kind == "service" and context.actor.service != GATEWAY:
        return replace(context, actor=Actor(kind="service", service=GATEWAY))
    return context
