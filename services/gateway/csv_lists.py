"""A list as CSV: every page of it, streamed, with nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson

from services.gateway.asking import read_request
from services.gateway.http import Asked, Door, write_common
from services.gateway.operations import CSV

PAGE: Final = 200
MAX_ROWS: Final = 20_000
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula, the full-width forms included, which some spreadsheets take for the same."""


async def write(asked: Asked, door: Door) -> None:
    """Answer with the whole list. The first page is read before anything is sent, so that a refusal is still a problem document."""
    request = await read_request(asked.operation, asked.req, asked.path, {})
    if "limit" in asked.operation.field_names:
        request = replace(request, limit=PAGE)
    first = await door.client.call(request, asked.context(), asked.operation.service)
    resp = asked.resp
    resp.status = asked.operation.status
    write_common(asked)
    resp.content_type = f"{CSV}; charset=utf-8"
    resp.set_header("content-disposition", f'attachment; filename="{asked.operation.path.rpartition("/")[2]}.csv"')
    resp.stream = _pages(asked, door, request, first)


async def _pages(asked: Asked, door: Door, request: Any, page: Mapping[str, Any]) -> AsyncIterator[bytes]:
    columns = asked.operation.csv
    yield row(columns)
    sent = 0
    while True:
        items = page["items"][: MAX_ROWS - sent]
        sent += len(items)
        if items:
            yield b"".join(row(cell(item.get(column)) for column in columns) for item in items)
        if not page.get("next") or sent >= MAX_ROWS:
            return
        request = replace(request, cursor=page["next"])
        page = await door.client.call(request, asked.context(), asked.operation.service)


def row(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode("utf-8", "replace")


def cell(value: Any) -> str:
    """One value as text. Lists of words are joined by spaces; texts by language and records become JSON.

    Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers are numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = " ".join(value)
    if not isinstance(value, str):
        value = orjson.dumps(value).decode()
    return f"'{value}" if value.startswith(DANGEROUS) else value
