"""What the gateway answers by itself: its health, its documents and the pages that show them."""

import asyncio
import json
import pathlib
from collections.abc import Callable
from typing import Any, Final

import falcon.asgi
from falcon.routing import StaticRouteAsync

from contracts import asyncapi
from contracts.declare import EVENTS, json_schema
from contracts.errors import NotFound
from services.gateway import openapi
from services.gateway.languages import catalogue, say, wanted
from services.gateway.link_pages import LinkPages
from services.gateway.operations import JSON

STATIC: Final = pathlib.Path(__file__).with_name("static")
DOCS_CSP: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
MINUTES: Final = "public, max-age=300"
DOCS_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Strong Cities platform: the interface</title>
<link rel="icon" href="/static/swagger-ui/favicon-32x32.png">
<link rel="stylesheet" href="/static/swagger-ui/swagger-ui.css">
<link rel="stylesheet" href="/static/docs.css">
<body>
<main id="swagger-ui"></main>
<script src="/static/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/static/docs.js"></script>
</body>
</html>
"""

Responder = Callable[..., Any]


class Health:
    """`/healthz`: the process answers. `/readyz`: it can also ask the services."""

    def __init__(self, ready: Callable[[], list[str]]) -> None:
        self._waiting_for = ready

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.cache_control = ["no-store"]
        resp.media = {"status": "alive"}

    async def on_get_ready(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        waiting = self._waiting_for()
        resp.status = 503 if waiting else 200
        resp.cache_control = ["no-store"]
        resp.media = {"status": "not ready" if waiting else "ready", "waiting_for": waiting}

    on_head = on_get
    on_head_ready = on_get_ready


class Documents:
    """Documents for programs, written from the declarations; open to every site."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url

    async def on_get_openapi(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        self._write(resp, await asyncio.to_thread(openapi.document, self._public_url), JSON)

    async def on_get_asyncapi(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        self._write(resp, await asyncio.to_thread(asyncapi.document, public_url=self._public_url), JSON)

    async def on_get_schema(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, name: str) -> None:
        """The JSON Schema that `ce-dataschema` of an event points to."""
        declared = EVENTS.get(name.removesuffix(".json")) if name.endswith(".json") else None
        if declared is None:
            raise NotFound("not_found", "no event has this type")
        schema = {"$id": f"{self._public_url}/schemas/{name}", **json_schema(declared.message)}
        self._write(resp, schema, "application/schema+json")

    async def on_get_problem(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, code: str) -> None:
        """What the `type` of a problem document points to."""
        language = wanted(req.get_header("Accept-Language"))
        if code not in catalogue("en"):
            raise NotFound("not_found", "no problem has this code")
        resp.set_header("content-language", language)
        resp.set_header("vary", "Accept-Language")
        self._write(resp, {"code": code, "detail": say(language, code)}, JSON)

    on_head_openapi = on_get_openapi
    on_head_asyncapi = on_get_asyncapi
    on_head_schema = on_get_schema
    on_head_problem = on_get_problem

    def _write(self, resp: falcon.asgi.Response, document: Any, media_type: str) -> None:
        resp.data = json.dumps(document, ensure_ascii=False).encode()
        resp.content_type = media_type
        resp.set_header("cache-control", MINUTES)
        resp.set_header("access-control-allow-origin", "*")


class Docs:
    """swagger-ui, served from here, allowed nothing but itself."""

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.text = DOCS_PAGE
        resp.content_type = "text/html; charset=utf-8"
        resp.set_header("content-security-policy", DOCS_CSP)
        resp.set_header("cache-control", MINUTES)

    on_head = on_get


def static_files() -> Responder:
    """Falcon's own file server, which by itself would answer any method."""
    files = StaticRouteAsync("/static", STATIC)

    async def serve(req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        if req.method not in ("GET", "HEAD", "OPTIONS"):
            raise falcon.HTTPMethodNotAllowed(["GET", "HEAD"])
        resp.set_header("cache-control", MINUTES)
        await files(req, resp)

    return serve


def add_routes(app: falcon.asgi.App, public_url: str, waiting_for: Callable[[], list[str]]) -> None:
    health, documents = Health(waiting_for), Documents(public_url)
    app.add_route("/healthz", health)
    app.add_route("/readyz", health, suffix="ready")
    app.add_route("/openapi.json", documents, suffix="openapi")
    app.add_route("/asyncapi.json", documents, suffix="asyncapi")
    app.add_route("/schemas/{name}", documents, suffix="schema")
    app.add_route("/problems/{code}", documents, suffix="problem")
    app.add_route("/docs", Docs())
    app.add_route("/links/{kind}", LinkPages())
    app.add_sink(static_files(), "/static/")
