"""The plain case: one HTTP request is one question to a service, and its answer is the answer."""

from typing import Any, Final

from services.gateway import csv_lists, geojson
from services.gateway.asking import read_request
from services.gateway.http import Asked, Door, answer_with
from services.gateway.operations import CSV, GEOJSON

WHOLE_LISTS: Final = {CSV: csv_lists.write, GEOJSON: geojson.write_list}
"""Forms that have no pages."""


async def ask(asked: Asked, door: Door) -> None:
    if asked.media_type in WHOLE_LISTS:
        await WHOLE_LISTS[asked.media_type](asked, door)
        return
    conditions = asked.conditions()
    request = await read(asked)
    answer_with(asked, await door.client.call(request, asked.context(**conditions), asked.operation.service))


async def read(asked: Asked) -> Any:
    """The declared request, with what only the gateway may say filled in."""
    operation = asked.operation
    edge = {name: _at_edge(asked, origin) for name, origin in operation.from_edge.items()} if operation.from_edge else {}
    return await read_request(operation, asked.req, asked.path, edge)


def _at_edge(asked: Asked, origin: str) -> str | None:
    if origin == "address":
        return asked.address
    agent = asked.req.get_header("User-Agent") or ""
    return "".join(character for character in agent if character.isprintable()).strip()[:200] or None
