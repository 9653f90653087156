"""The outermost layer: every answer, whoever gives it, leaves with an id, the security headers and a line in the log."""

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

from chassis.context import new_id
from contracts.errors import Invalid
from services.gateway.access_log import Note
from services.gateway.languages import SOURCE
from services.gateway.problems import PROBLEM_JSON, encode, problem, status_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,80}")
_TRACEPARENT: Final = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
REQUEST_ID: Final = b"x-request-id"
CSP: Final = b"content-security-policy"
STRICT_CSP: Final = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
HSTS: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
UNREAD: Final = {414: "address_too_long", 431: "headers_too_large", 500: "internal_error", 501: "not_implemented"}
"""What the server refuses before there is a request, by its status; anything else is a bad request."""
QUIET_PATHS: Final = frozenset({"/healthz", "/readyz"})


class Edge:
    """Wraps the application. A client may name its request with `X-Request-Id` and its trace with `traceparent`; both travel on."""

    def __init__(self, app: App, *, public_url: str, stop: Callable[[], None], note: Note) -> None:
        self._app, self._note = app, note
        self.stop = stop
        self.public_url = public_url
        self._headers = [*SECURITY_HEADERS, *([HSTS] if public_url.startswith("https:") else [])]
        self._strict = [*self._headers, (CSP, STRICT_CSP)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        identity, trace = _names(scope["headers"])
        scope["scn.id"], scope["scn.trace"] = identity, trace
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = list(message["headers"])
                headers.extend(self._headers if any(name == CSP for name, _ in headers) else self._strict)
                headers.append((REQUEST_ID, identity.encode()))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            path = scope["path"]
            if status >= 400 or path not in QUIET_PATHS:
                self._note(scope["method"], path, scope.get("scn.operation", ""), status, time.perf_counter() - started, identity)

    def unread(self, status: int) -> bytes:
        """The whole answer to what could not even be read as a request; the connection ends with it."""
        refusal = Invalid(UNREAD.get(status, "bad_request"), "the request cannot be read")
        identity = new_id()
        body = encode(problem(refusal, language=SOURCE, public_url=self.public_url, request_id=identity))
        status = status_of(refusal)
        headers = [
            (b"content-type", PROBLEM_JSON.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"content-language", SOURCE.encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *self._strict,
            (REQUEST_ID, identity.encode()),
        ]
        self._note("", "", "", status, 0.0, identity)
        first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
        return first + b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + body


def _names(headers: Any) -> tuple[str, str | None]:
    """The request's id (the client's if it is a sane one) and its trace."""
    identity = trace = None
    for name, value in headers:
        if name == REQUEST_ID and _ID.fullmatch(value):
            identity = value.decode("ascii")
        elif name == b"traceparent" and _TRACEPARENT.fullmatch(value):
            trace = value.decode("ascii")
    return identity or new_id(), trace
