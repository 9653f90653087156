"""A list as CSV: every page of it, streamed, with nothing in it that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from services.gateway import whole_lists
from services.gateway.http import Asked, Door, write_common
from services.gateway.operations import CSV

DANGEROUS: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What begins a formula, the full-width forms included, which some spreadsheets take for the same.

Also a text that looks as if an apostrophe had been put in front of one: an import takes one away again, and finds what there was.
"""


async def write(asked: Asked, door: Door) -> None:
    """Answer with the whole list, streamed."""
    pages = await whole_lists.begin(asked, door)
    resp = asked.resp
    resp.status = asked.operation.status
    write_common(asked)
    resp.content_type = f"{CSV}; charset=utf-8"
    resp.set_header("content-disposition", f'attachment; filename="{asked.operation.path.rpartition("/")[2]}.csv"')
    resp.stream = _streamed(pages, asked.operation.csv)


async def _streamed(pages: AsyncIterator[Sequence[Mapping[str, Any]]], columns: Sequence[str]) -> AsyncIterator[bytes]:
    yield row(columns)
    async for items in pages:
        if items:
            yield b"".join(row(cell(item.get(column)) for column in columns) for item in items)


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
    return f"'{value}" if DANGEROUS.match(value) else value
