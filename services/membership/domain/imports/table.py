"""A CSV file as rows of cells, and everything that is wrong with it as a file: encoding, header, lengths, hidden and dangerous cells.

A cell that a spreadsheet would take for a formula is refused. Our own exports put an apostrophe in front of such a text; here it is taken
away again, so that what was exported comes back as it was. An apostrophe in front of anything else ('s-Hertogenbosch) is part of the text.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.membership import ImportProblem
from contracts.text import normalise

MOST_ROWS: Final = 2_000
LONGEST_CELL: Final = 4_000
MARK: Final = b"\xef\xbb\xbf"
COMMENT: Final = "#"
_FORMULA: Final = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NEUTRALISED: Final = re.compile(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record of the file: where it begins, and its cells by column. Cells that could not be read are None and have been named."""

    line: int
    cells: dict[str, str | None]
    raw: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[ImportProblem, ...]


def problem(line: int, column: str | None, code: str, detail: str, *, byte: int | None = None) -> ImportProblem:
    return ImportProblem(line=line, column=column and column[:200], code=code, detail=detail[:200], byte=byte)


def read(data: bytes, *, columns: Sequence[str], required: Sequence[str], numbers: frozenset[str]) -> Table:
    """The file's rows, or what keeps it from having any. `numbers` are columns whose cells are numbers and may begin with a minus."""
    bare = data.removeprefix(MARK)
    try:
        text = bare.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return Table(columns=(), rows=(), problems=(_not_utf8(bare, wrong.start, len(data) - len(bare)),))
    records = _records(text)
    header = next(records, None)
    if header is None:
        return Table(columns=(), rows=(), problems=(problem(1, None, "membership.empty_file", "holds no line"),))
    if isinstance(header, ImportProblem):
        return Table(columns=(), rows=(), problems=(header,))
    named = tuple(cell.strip().lower() for cell in header[1])
    if faults := tuple(_header_faults(named, header[0], columns, required)):
        return Table(columns=_printable(named), rows=(), problems=faults)
    return _body(records, named, numbers)


def _not_utf8(bare: bytes, start: int, skipped: int) -> ImportProblem:
    line = bare.count(b"\n", 0, start) + 1
    byte = start - (bare.rfind(b"\n", 0, start) + 1) + 1 + (skipped if line == 1 else 0)
    return problem(line, None, "membership.not_unicode", f"byte {byte} of the line (0x{bare[start]:02x}) is not UTF-8", byte=byte)


Record = tuple[int, list[str]]


def _records(text: str) -> Iterator[Record | ImportProblem]:
    """Records with the line each begins on; a problem, and nothing after it, where quotes do not close."""
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield problem(line, None, "membership.bad_csv", str(wrong))
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header_faults(named: tuple[str, ...], line: int, columns: Sequence[str], required: Sequence[str]) -> Iterator[ImportProblem]:
    for place, name in enumerate(named):
        if name not in columns:
            yield problem(line, _shown(name), "membership.unknown_column", f"is none of: {', '.join(columns)}")
        elif name in named[:place]:
            yield problem(line, name, "membership.repeated_column", "is there twice")
    for name in required:
        if name not in named:
            yield problem(line, name, "membership.missing_column", "is not there")


def _body(records: Iterator[Record | ImportProblem], named: tuple[str, ...], numbers: frozenset[str]) -> Table:
    rows: list[Row] = []
    problems: list[ImportProblem] = []
    for record in records:
        if isinstance(record, ImportProblem):
            problems.append(record)
            break
        line, cells = record
        if cells[0].lstrip().startswith(COMMENT):
            continue
        if len(rows) == MOST_ROWS:
            problems.append(problem(line, None, "membership.too_many_rows", f"a file holds at most {MOST_ROWS} lines of data"))
            break
        if len(cells) != len(named):
            problems.append(problem(line, None, "membership.wrong_number_of_cells", f"holds {len(cells)} cells instead of {len(named)}"))
            cells = (cells + [""] * len(named))[: len(named)]
        by_column = {name: _cell(line, name, cell, numbers, problems) for name, cell in zip(named, cells, strict=True)}
        rows.append(Row(line=line, cells=by_column, raw=tuple(cells)))
    if not rows and not problems:
        problems.append(problem(2, None, "membership.empty_file", "holds no line of data"))
    return Table(columns=named, rows=tuple(rows), problems=tuple(problems))


def _cell(line: int, column: str, cell: str, numbers: frozenset[str], problems: list[ImportProblem]) -> str | None:
    """The cell's text as we keep texts; None, and a problem, for what may not be kept."""
    if len(cell) > LONGEST_CELL:
        problems.append(problem(line, column, "length", f"holds {len(cell)} characters; at most {LONGEST_CELL} fit"))
        return None
    if "\0" in cell:
        problems.append(problem(line, column, "membership.nul", "holds a NUL"))
        return None
    if column not in numbers and (_FORMULA.match(cell) or _FORMULA.match(cell.lstrip())):
        problems.append(
            problem(line, column, "membership.formula_cell", "begins like a formula; put an apostrophe in front to mean the text")
        )
        return None
    restored = cell[1:] if _NEUTRALISED.match(cell) else cell
    try:
        return normalise(restored)
    except ValueError as wrong:
        problems.append(problem(line, column, "format", str(wrong)))
        return None


def preview(rows: Sequence[Row], most: int = 5) -> list[tuple[int, tuple[str, ...]]]:
    """The first rows, as far as they can be shown."""
    return [(row.line, tuple(_visible(cell) for cell in row.raw)) for row in rows[:most]]


def _visible(cell: str) -> str:
    try:
        return normalise(cell[:LONGEST_CELL], multiline=True)
    except ValueError:
        return ""


def _shown(name: str) -> str:
    return _visible(name)[:200] or "?"


def _printable(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_shown(name) for name in names)
