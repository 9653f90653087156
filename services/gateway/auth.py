"""Who is asking: a session cookie, an API key, or nobody. Membership knows; the gateway remembers for some seconds."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import falcon.asgi

from chassis.context import Actor, Context, Grant, new_id
from chassis.permissions import check_second_factor
from contracts.errors import NotAllowed, NotFound
from contracts.membership import IdentifyApiKey, IdentifySession
from contracts.roles import ANYONE, SIGNED_IN
from services.gateway.operations import Operation

COOKIE: Final = "__Host-scn"
COOKIE_RULES: Final = "Path=/; Secure; HttpOnly; SameSite=Lax"
KEPT_SECONDS: Final = 30.0
KEPT_UNKNOWN_SECONDS: Final = 5.0
MAX_KEPT: Final = 20_000
MAX_TOKEN: Final = 200
NOBODY: Final = Actor()
REVOKES: Final = {
    "grant_given.v1",
    "grant_ended.v1",
    "session_ended.v1",
    "api_key_revoked.v1",
    "second_factor_enrolled.v1",
    "second_factor_removed.v1",
    "second_factor_reset.v1",
    "person_erased.v1",
}
"""Events after which what we remember about somebody is no longer true."""


class Asks(Protocol):
    """The part of the RPC client that everything here uses."""

    async def call(self, request: Any, context: Context, service: str | None = None) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request came with. `digest` stands for it wherever it is remembered, so that no memory holds a secret."""

    kind: str
    token: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody we asked about. `until` is in monotonic seconds."""

    actor: Actor
    language: str
    until: float


def credential(req: falcon.asgi.Request) -> Credential | None:
    """The bearer key if there is one, else the session cookie. Raises `NotAllowed` for any other kind of authorization."""
    header = req.get_header("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > MAX_TOKEN:
            raise not_signed_in()
        return _credential("key", token)
    cookies = req.get_header("Cookie")
    if cookies is None or COOKIE not in cookies:
        return None
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE and value:
            return _credential("session", value[:MAX_TOKEN])
    return None


def check_same_site(req: falcon.asgi.Request, public_url: str) -> None:
    """Refuse a write that another site makes a browser send. Programs, which name neither site nor origin, are let through."""
    site = req.get_header("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise NotAllowed("cross_site_request", "another site asked for this")
        return
    origin = req.get_header("Origin")
    if origin is None:
        return
    asked = urlsplit(origin)
    own = urlsplit(public_url)
    if (asked.scheme, asked.netloc) != (own.scheme, own.netloc) and asked.netloc != req.get_header("Host"):
        raise NotAllowed("cross_site_request", "another site asked for this")


def check_permission(operation: Operation, actor: Actor) -> None:
    """The early answer, from the same declaration that the service enforces at its door."""
    if actor.key_scopes is not None and operation.scope not in actor.key_scopes and not operation.open:
        raise NotAllowed("key_scope_missing", f"the key may not {operation.scope}", {"scope": operation.scope})
    may = operation.may
    if ANYONE in may:
        return
    if actor.kind == "anonymous":
        raise not_signed_in()
    if SIGNED_IN not in may and not actor.roles & may:
        check_second_factor(may, actor)
        raise NotAllowed("not_allowed", "this needs another role", {"roles": sorted(may)})


def not_signed_in() -> NotAllowed:
    return NotAllowed("not_signed_in", "sign in, or send an API key")


def session_cookie(token: str, seconds: int) -> str:
    return f"{COOKIE}={token}; {COOKIE_RULES}; Max-Age={seconds}"


def ended_cookie() -> str:
    return f"{COOKIE}=; {COOKIE_RULES}; Max-Age=0"


class Principals:
    """Remembers who stands behind a token, at most 30 s, and forgets at once when an event says that it changed."""

    def __init__(self, client: Asks, clock: Any = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._known: OrderedDict[bytes, Known | None] = OrderedDict()
        self._until: dict[bytes, float] = {}
        self._asking: dict[bytes, asyncio.Future[Known | None]] = {}
        self._epoch = 0

    def remembered(self, credential: Credential) -> Known | None:
        """Somebody we know without asking."""
        known = self._known.get(credential.digest)
        return known if known is not None and known.until > self._clock() else None

    async def identify(self, credential: Credential, correlation_id: str | None = None) -> Known:
        """Who this is. Raises `NotAllowed` `not_signed_in` for a token that stands for nobody, `Unavailable` when membership is away."""
        if known := self.remembered(credential):
            return known
        if self._until.get(credential.digest, 0.0) > self._clock():
            raise not_signed_in()
        asking = self._asking.get(credential.digest)
        if asking is None:
            asking = asyncio.ensure_future(self._ask(credential, correlation_id))
            self._asking[credential.digest] = asking
            asking.add_done_callback(lambda _: self._asking.pop(credential.digest, None))
        known = await asyncio.shield(asking)
        if known is None:
            raise not_signed_in()
        return known

    async def _ask(self, credential: Credential, correlation_id: str | None) -> Known | None:
        question = IdentifyApiKey(token=credential.token) if credential.kind == "key" else IdentifySession(token=credential.token)
        epoch = self._epoch
        try:
            found = await self._client.call(question, as_gateway(correlation_id))
        except (NotAllowed, NotFound):
            self._remember_unknown(credential.digest)
            return None
        known = Known(actor_of(found), str(found["language"]), self._clock() + _kept_seconds(found))
        if epoch == self._epoch:
            self._keep(credential.digest, known)
        return known

    def _keep(self, digest: bytes, known: Known) -> None:
        self._known[digest] = known
        while len(self._known) > MAX_KEPT:
            self._known.popitem(last=False)

    def _remember_unknown(self, digest: bytes) -> None:
        if len(self._until) >= MAX_KEPT:
            self._until.clear()
        self._until[digest] = self._clock() + KEPT_UNKNOWN_SECONDS

    def forget(self, event: str, data: Mapping[str, Any]) -> None:
        """Drop what `event` makes untrue. Answers under way are not kept either: they may be older than the event."""
        if event not in REVOKES:
            return
        self._epoch += 1
        for digest in [digest for digest, known in self._known.items() if known is not None and _concerns(event, data, known.actor)]:
            del self._known[digest]

    def forget_credential(self, credential: Credential) -> None:
        self._epoch += 1
        self._known.pop(credential.digest, None)

    def forget_all(self) -> None:
        """When events may have been missed, nothing remembered can be trusted."""
        self._epoch += 1
        self._known.clear()

    def __len__(self) -> int:
        return len(self._known)


def actor_of(principal: Mapping[str, Any]) -> Actor:
    scopes = principal.get("key_scopes")
    return Actor(
        kind="person",
        person_id=principal["person_id"],
        grants=tuple(
            Grant(role=grant["role"], scope_kind=grant["scope_kind"], scope_id=grant.get("scope_id")) for grant in principal["grants"]
        ),
        session_id=principal.get("session_id"),
        api_key_id=principal.get("api_key_id"),
        key_scopes=None if scopes is None else tuple(scopes),
        withheld=tuple(principal.get("withheld") or ()),
    )


def as_gateway(correlation_id: str | None = None, seconds: float = 5.0) -> Context:
    """The gateway asking for itself."""
    return Context(
        actor=Actor(kind="service", service="gateway"), correlation_id=correlation_id or new_id(), deadline=time.time() + seconds
    )


def _concerns(event: str, data: Mapping[str, Any], actor: Actor) -> bool:
    if event == "session_ended.v1":
        return actor.session_id == data.get("session_id")
    if event == "api_key_revoked.v1":
        return actor.api_key_id == data.get("key_id")
    return actor.person_id == data.get("person_id")


def _kept_seconds(principal: Mapping[str, Any]) -> float:
    try:
        left = datetime.fromisoformat(principal["expires_at"]).timestamp() - time.time()
    except (KeyError, TypeError, ValueError):
        return KEPT_SECONDS
    return max(0.0, min(KEPT_SECONDS, left))


def _credential(kind: str, token: str) -> Credential:
    """The kind is part of the digest: what is remembered of a cookie must not answer for a key."""
    digest = hashlib.blake2b(token.encode("utf-8", "surrogateescape"), digest_size=16, person=kind.encode()).digest()
    return Credential(kind, token, digest)
