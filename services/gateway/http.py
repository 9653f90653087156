"""One request at the gateway: who asks, whether they may, what they said, and how the answer leaves."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import falcon.asgi
import orjson

from chassis.context import Actor, Context
from contracts.errors import NotAllowed, Refusal
from services.gateway import auth, conditional
from services.gateway.addresses import Network, client_address
from services.gateway.asking import negotiated
from services.gateway.languages import wanted
from services.gateway.operations import JSON, Operation, location_of
from services.gateway.problems import PROBLEM_JSON, encode, headers_of, problem, status_of
from services.gateway.rates import Rates, Standing

VARY: Final = "Accept, Accept-Language, Authorization, Cookie"
PUBLIC_SECONDS: Final = 30
EXPOSED: Final = "Content-Language, ETag, Link, RateLimit, RateLimit-Policy, X-Request-Id"


@dataclass(slots=True)
class Asked:
    """What the gateway knows about one request once it has let it in."""

    operation: Operation
    req: falcon.asgi.Request
    resp: falcon.asgi.Response
    path: Mapping[str, str]
    actor: Actor
    credential: auth.Credential | None
    language: str
    media_type: str
    address: str

    @property
    def correlation_id(self) -> str:
        return str(self.req.scope["scn.id"])

    def context(self, **more: Any) -> Context:
        """What travels with a question asked on behalf of this request."""
        return Context(
            actor=self.actor,
            correlation_id=self.correlation_id,
            deadline=time.time() + self.operation.declaration.seconds,
            traceparent=self.req.scope["scn.trace"],
            language=self.language,
            **more,
        )

    def conditions(self) -> dict[str, Any]:
        """The retry key and the expected version, as far as this operation knows them."""
        found: dict[str, Any] = {}
        if self.operation.takes_key and (key := conditional.idempotency_key(self.req.get_header("Idempotency-Key"))):
            found["idempotency_key"] = key
        if self.operation.takes_version:
            version = conditional.expected_version(self.req.get_header("If-Match"), required=self.operation.needs_version)
            if version is not None:
                found["expected_version"] = version
        return found


@dataclass(frozen=True, slots=True)
class Door:
    """Lets requests in, in the order that tells strangers least: rate, credentials, origin, permission, form."""

    client: auth.Asks
    principals: auth.Principals
    rates: Rates
    public_url: str
    proxies: tuple[Network, ...]

    async def enter(self, operation: Operation, req: falcon.asgi.Request, resp: falcon.asgi.Response, path: Mapping[str, str]) -> Asked:
        """Raises the refusal that keeps a request out."""
        req.scope["scn.operation"] = operation.name
        address = client_address(req.scope, self.proxies)
        credential = auth.credential(req)
        try:
            actor, language = await self._who(operation, req, resp, credential, address)
        except NotAllowed as refusal:
            if credential is None or credential.kind != "session" or refusal.code != "not_signed_in":
                raise
            self._let_go(operation, resp)
            if not operation.public:
                raise
            credential = None
            actor, language = await self._who(operation, req, resp, None, address)
        language = wanted(req.get_header("Accept-Language"), language)
        req.scope["scn.language"] = language
        if operation.unsafe and (credential is None or credential.kind == "session"):
            auth.check_same_site(req, self.public_url)
        auth.check_permission(operation, actor)
        media_type = negotiated(req.get_header("Accept"), operation.answer_types)
        return Asked(operation, req, resp, path, actor, credential, language, media_type, address)

    @staticmethod
    def _let_go(operation: Operation, resp: falcon.asgi.Response) -> None:
        """A cookie may outlive its session, and no script can take it away: we do, or its owner could neither read nor sign in again."""
        if operation.served_by != "sign_in":
            resp.append_header("set-cookie", auth.ended_cookie())

    async def _who(
        self,
        operation: Operation,
        req: falcon.asgi.Request,
        resp: falcon.asgi.Response,
        credential: auth.Credential | None,
        address: str,
    ) -> tuple[Actor, str]:
        if credential is None:
            self._count(resp, operation.limit, address)
            return auth.NOBODY, "en"
        known = self.principals.remembered(credential)
        if known is None:
            self._count(resp, "default", address)
            known = await self.principals.identify(credential, req.scope["scn.id"])
        who = address if operation.limit != "default" else str(known.actor.person_id)
        self._count(resp, operation.limit, who)
        return known.actor, known.language

    def _count(self, resp: falcon.asgi.Response, name: str, who: str) -> None:
        if standing := self.rates.take(name, who):
            show_standing(resp, standing)


def show_standing(resp: falcon.asgi.Response, standing: Standing) -> None:
    resp.set_header("ratelimit-policy", standing.policy)
    resp.set_header("ratelimit", standing.limit)


def answer_with(asked: Asked, answer: Mapping[str, Any]) -> None:
    """Write the service's answer: the body as it came, and the headers that belong to it."""
    operation, resp = asked.operation, asked.resp
    if operation.status == 204:
        resp.status = falcon.HTTP_204
        resp.set_header("cache-control", "no-store")
        return
    body = orjson.dumps(answer)
    resp.content_type = JSON
    resp.status = operation.status
    write_common(asked)
    if operation.location:
        resp.set_header("location", location_of(operation.location, answer))
    if operation.versioned:
        tag = conditional.etag(answer["version"], body, JSON, asked.language)
        resp.set_header("etag", tag)
        if not operation.unsafe and conditional.matches(asked.req.get_header("If-None-Match"), tag):
            resp.status = 304
            return
    elif "next" in answer and not operation.unsafe:
        link_next(asked, answer["next"])
    resp.data = body


def write_common(asked: Asked) -> None:
    """Headers of every successful answer: for whom it may be kept, and what it depends on."""
    operation, resp = asked.operation, asked.resp
    resp.set_header("content-language", asked.language)
    resp.set_header("vary", VARY)
    if operation.unsafe or operation.cache == "never":
        resp.set_header("cache-control", "no-store")
    elif operation.cache == "public" and asked.credential is None:
        resp.set_header("cache-control", f"public, max-age={PUBLIC_SECONDS}")
    else:
        resp.set_header("cache-control", "private, no-cache")
    if operation.public and not operation.unsafe:
        resp.set_header("access-control-allow-origin", "*")
        resp.set_header("access-control-expose-headers", EXPOSED)


def link_next(asked: Asked, cursor: str | None) -> None:
    """`Link: <…>; rel="next"` (RFC 8288) with the same filters."""
    if not cursor:
        return
    kept = [(name, value) for name, value in parse_qsl(asked.req.query_string, keep_blank_values=True) if name != "cursor"]
    asked.resp.set_header("link", f'<{asked.req.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"')


def write_problem(req: falcon.asgi.Request, resp: falcon.asgi.Response, refusal: Refusal, public_url: str) -> None:
    """Turn a refusal into the answer; whatever was written before goes, except what tells about rates."""
    language = req.scope.get("scn.language") or wanted(req.get_header("Accept-Language"))
    status = status_of(refusal)
    kept = {name: value for name in ("ratelimit", "ratelimit-policy") if (value := resp.get_header(name))}
    resp._headers.clear()
    resp.text, resp.stream, resp.sse, resp.media = None, None, None, None
    resp.data = encode(problem(refusal, language=language, public_url=public_url, request_id=req.scope.get("scn.id")))
    resp.status = status
    resp.content_type = PROBLEM_JSON
    resp.set_headers({**kept, **headers_of(refusal, status), "content-language": language, "vary": VARY, "cache-control": "no-store"})
