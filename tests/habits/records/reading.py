"""How expectations are written: a row has one letter for each of the cast, in order, with blanks wherever they help the eye."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.habits.records.cast import NAMES

Row = str
Seen = dict[str, dict[str, Row | dict[str, Row]]]
"""Operation → what is asked about → one row for a single record, or a row for each record that a list may hold; `*` is every other one."""

EVERY_OTHER: Final = "*"


def letters(row: Row) -> dict[str, str]:
    """Name → letter."""
    return dict(zip(NAMES, row.replace(" ", ""), strict=True))


def rows(table: Mapping[str, Mapping[str, Row | dict[str, Row]]]) -> Iterator[tuple[str, str]]:
    """Every question of a table."""
    return ((title, asked) for title, asks in table.items() for asked in asks)
