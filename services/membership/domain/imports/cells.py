"""Reads the cells of one row as values, and names each that is not one."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from contracts.declare import load
from contracts.errors import Invalid
from contracts.fields import YEARS
from contracts.membership import ImportProblem
from services.membership.domain.imports.table import Row, problem

_WHOLE: Final = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

T = TypeVar("T")


class Cells:
    """One row while it is read. `problems` grows; a cell that was named once is not named again."""

    def __init__(self, row: Row) -> None:
        self.line = row.line
        self.problems: list[ImportProblem] = []
        self._cells = row.cells
        self._spoiled = {column for column, cell in row.cells.items() if cell is None}

    def fault(self, column: str, code: str, detail: str) -> None:
        if column not in self._spoiled:
            self._spoiled.add(column)
            self.problems.append(problem(self.line, column, code, detail))

    @property
    def sound(self) -> bool:
        return not self._spoiled

    def spoiled(self, column: str) -> bool:
        return column in self._spoiled

    def text(self, column: str) -> str | None:
        return self._cells.get(column) or None

    def needed(self, column: str) -> str | None:
        value = self.text(column)
        if value is None:
            self.fault(column, "required", "is missing")
        return value

    def words(self, column: str) -> tuple[str, ...]:
        return tuple((self.text(column) or "").split())

    def whole(self, column: str) -> int | None:
        value = self.text(column)
        if value is not None and not _WHOLE.fullmatch(value):
            self.fault(column, "wrong_type", "is not a whole number")
            return None
        return None if value is None else int(value)

    def number(self, column: str) -> float | None:
        value = self.text(column)
        if value is not None and not _NUMBER.fullmatch(value):
            self.fault(column, "wrong_type", "is not a number with a point for its decimals")
            return None
        return None if value is None else float(value)

    def day(self, column: str) -> date | None:
        value = self.text(column)
        if value is None:
            return None
        try:
            if _DAY.fullmatch(value) and (day := date.fromisoformat(value)).year in YEARS:
                return day
        except ValueError:
            pass
        self.fault(column, "wrong_type", "is not a date; write YYYY-MM-DD")
        return None

    def truth(self, column: str) -> bool:
        value = (self.text(column) or "no").lower()
        if value not in ("yes", "no"):
            self.fault(column, "not_an_option", "is one of: yes, no")
        return value == "yes"

    def build(self, message: type[T], values: Mapping[str, Any], columns: Mapping[str, str]) -> T | None:
        """The message; None when it is not one. `columns` says which column a field's fault belongs to."""
        try:
            return load(message, values)
        except Invalid as wrong:
            self.blame(wrong.details["errors"], columns)
            return None

    def blame(self, faults: Iterable[Mapping[str, str]], columns: Mapping[str, str]) -> None:
        for fault in faults:
            column = next((columns[start] for start in _starts(fault["pointer"]) if start in columns), None)
            self.fault(column or "", fault["code"], fault["message"])


def _starts(pointer: str) -> Iterable[str]:
    """`/names/en` may be known as `names/en` or as `names`."""
    steps = pointer.strip("/").split("/")
    return ("/".join(steps[:length]) for length in range(len(steps), 0, -1))
