"""A list read to its end, page by page, for forms that have no pages."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from services.gateway.asking import read_request
from services.gateway.http import Asked, Door

PAGE: Final = 200
MAX_ROWS: Final = 20_000


async def begin(asked: Asked, door: Door) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    """The list's pages. The first is read before this returns, so that a refusal is still a problem document."""
    request = await read_request(asked.operation, asked.req, asked.path, {})
    if "limit" in asked.operation.field_names:
        request = replace(request, limit=PAGE)
    first = await door.client.call(request, asked.context(), asked.operation.service)
    return _pages(asked, door, request, first)


async def _pages(asked: Asked, door: Door, request: Any, page: Mapping[str, Any]) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    sent = 0
    while True:
        items = page["items"][: MAX_ROWS - sent]
        sent += len(items)
        yield items
        if not page.get("next") or sent >= MAX_ROWS:
            return
        request = replace(request, cursor=page["next"])
        page = await door.client.call(request, asked.context(), asked.operation.service)
