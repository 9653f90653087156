"""The jobs behind an import: read the file, hold every line against the network, and bring everything in at once or nothing.

The dry run compares in small transactions, with progress. Bringing in is one transaction that compares everything once more: what has
changed since the dry run stops it before anything is written, and what changes meanwhile meets it in the names both write.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from chassis.job_runner import RunningJob
from chassis.unit import Unit
from contracts.errors import Conflict, NotAllowed
from contracts.membership import ImportCount, ImportProblem, ImportRow
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain.imports import cities, people
from services.membership.domain.imports.run import Import
from services.membership.domain.imports.table import Row, Table, preview, problem, read
from services.membership.usecases import import_cities, import_people
from services.membership.usecases.imports import APPLY_JOB, CHECK_JOB, file_holder, whole_file
from services.membership.usecases.ports import Membership

AT_ONCE: Final = 200
"""Lines held against the network in one transaction of a dry run."""

APPLY_SECONDS: Final = 50.0
"""The store gives a transaction up after 60."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a table may hold: how its lines are read, held against the network, and brought in."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    numbers: frozenset[str]
    read_row: Callable[[Row, datetime], tuple[Any, Any]]
    compare: Callable[[Membership, Sequence[Any]], list[Any]]
    bring_in: Callable[[Membership, Sequence[Any], str], None]
    count: Callable[[Sequence[Any]], Counter[str]]
    repeated: str


KINDS: Final = {
    "cities": Kind(
        columns=cities.COLUMNS,
        required=cities.REQUIRED,
        numbers=cities.NUMBERS,
        read_row=lambda row, at: cities.read_row(row, at.date()),
        compare=import_cities.compare,
        bring_in=import_cities.bring_in,
        count=import_cities.count,
        repeated="membership.repeated_city",
    ),
    "people": Kind(
        columns=people.COLUMNS,
        required=people.REQUIRED,
        numbers=people.NUMBERS,
        read_row=people.read_row,
        compare=import_people.compare,
        bring_in=import_people.bring_in,
        count=import_people.count,
        repeated="membership.repeated_row",
    ),
}


@dataclass(kw_only=True)
class Reading:
    """A file as it was understood: its table, the rows that are sound by themselves, and what is wrong with the others."""

    run: Import
    kind: Kind
    table: Table
    rows: list[Any] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)


# ---------------------------------------------------------------- the dry run


def check(job: RunningJob[Any]) -> dict[str, Any]:
    """Every problem of the file, by line and column."""
    reading = _read(job)
    if reading.run.state != "checking":
        return _summary(reading.run)
    found: list[Any] = []
    for start in range(0, len(reading.rows), AT_ONCE):
        part = reading.rows[start : start + AT_ONCE]
        found += job.transact(partial(_compare, kind=reading.kind, rows=part), seconds=APPLY_SECONDS)
        job.progress("comparing", start + len(part), len(reading.rows))
    problems = _in_order((*reading.problems, *_problems_of(reading.kind, found)))
    run = job.transact(partial(_note, reading=reading, found=found, problems=problems), seconds=APPLY_SECONDS)
    return _summary(run)


def _compare(_: Unit, unit: Membership, *, kind: Kind, rows: Sequence[Any]) -> list[Any]:
    return kind.compare(unit, rows)


def _note(_: Unit, unit: Membership, *, reading: Reading, found: Sequence[Any], problems: Sequence[ImportProblem]) -> Import:
    run = unit.imports.get(reading.run.id)
    shown = [ImportRow(line=line, cells=cells) for line, cells in preview(reading.table.rows)]
    run.checked(
        rows=len(reading.table.rows),
        problems=len(problems),
        columns=reading.table.columns,
        preview=shown,
        counts=_counts(reading.kind, found),
        at=unit.now,
    )
    unit.imports.put_problems(run.id, problems)
    unit.imports.save(run)
    return run


# ---------------------------------------------------------------- bringing in


def apply(job: RunningJob[Any]) -> dict[str, Any]:
    """Everything in one transaction. Begun again after a kill it finds everything done, or nothing."""
    reading = _read(job)
    if reading.run.state != "applying":
        return _summary(reading.run)
    job.progress("bringing_in", 0, len(reading.rows))
    try:
        run = job.transact(partial(_apply, reading=reading), seconds=APPLY_SECONDS)
    except (NotAllowed, Conflict):
        job.transact(partial(_stop, import_id=reading.run.id, problems=()))
        raise
    if run.state == "out_of_date":
        raise Conflict("membership.import_out_of_date", "the network has changed since the dry run: nothing was brought in")
    job.progress("done", len(reading.rows), len(reading.rows))
    return _summary(run)


def _apply(_: Unit, unit: Membership, *, reading: Reading) -> Import:
    kind, run = reading.kind, unit.imports.get(reading.run.id)
    run.require("apply")
    _require_still_in_charge(unit, run)
    with unit.in_bulk():
        found = kind.compare(unit, reading.rows)
        problems = _in_order((*reading.problems, *_problems_of(kind, found)))
        if not problems:
            kind.bring_in(unit, found, str(run.confirmed_by))
    if problems:
        return _stop(_, unit, import_id=run.id, problems=problems)
    run.applied(at=unit.now)
    unit.files.release(run.file_id, file_holder(run.id))
    unit.imports.save(run)
    return run


def _stop(_: Unit, unit: Membership, *, import_id: str, problems: Sequence[ImportProblem]) -> Import:
    run = unit.imports.get(import_id)
    run.overtaken(len(problems), at=unit.now)
    unit.imports.put_problems(run.id, problems)
    unit.imports.save(run)
    return run


def _require_still_in_charge(unit: Membership, run: Import) -> None:
    """A job may begin long after it was asked for."""
    held = unit.grants.of_person(str(run.confirmed_by))
    if not any(grant.role == MANAGEMENT_UNIT and grant.active(unit.now) for grant in held):
        raise NotAllowed("membership.not_yours_to_do", "whoever confirmed the import is no longer of the management unit")


# ---------------------------------------------------------------- both


def _read(job: RunningJob[Any]) -> Reading:
    import_id = job.params["import_id"]
    run, data, at = job.transact(partial(_load, import_id=import_id))
    reading = Reading(run=run, kind=KINDS[run.table], table=Table(columns=(), rows=(), problems=()))
    if run.state not in ("checking", "applying"):
        return reading
    if hashlib.sha256(data).hexdigest() != run.sha256:
        raise Conflict("membership.import_of_another_file", "the file is no longer the one that was sent")
    job.progress("reading", 0)
    reading.table = read(data, columns=reading.kind.columns, required=reading.kind.required, numbers=reading.kind.numbers)
    reading.problems = list(reading.table.problems)
    for number, row in enumerate(reading.table.rows, 1):
        sound, cells = reading.kind.read_row(row, at)
        reading.problems += cells.problems
        if sound is not None:
            reading.rows.append(sound)
        if number % AT_ONCE == 0:
            job.progress("reading", number, len(reading.table.rows))
    return reading


def _load(_: Unit, unit: Membership, *, import_id: str) -> tuple[Import, bytes, datetime]:
    run = unit.imports.get(import_id)
    if run.state not in ("checking", "applying"):
        return run, b"", unit.now
    return run, whole_file(unit, run), unit.now


def _problems_of(kind: Kind, found: Iterable[Any]) -> list[ImportProblem]:
    """What the network has against the rows, and where rows say the same as an earlier one."""
    problems: list[ImportProblem] = []
    first: dict[str, int] = {}
    for one in found:
        problems += one.problems
        earlier = next((first[key] for key in one.keys if key in first), None)
        if earlier is not None:
            problems.append(problem(one.row.line, None, kind.repeated, f"line {earlier} says the same"))
        for key in one.keys:
            first.setdefault(key, one.row.line)
    return problems


def _in_order(problems: Iterable[ImportProblem]) -> list[ImportProblem]:
    return sorted((replace(one, column=one.column or None) for one in problems), key=lambda one: one.line)


def _counts(kind: Kind, found: Sequence[Any]) -> list[ImportCount]:
    return [ImportCount(name=name, number=number) for name, number in sorted(kind.count([one.row for one in found]).items())]


def _summary(run: Import) -> dict[str, Any]:
    return {"import_id": run.id, "state": run.state, "rows": run.rows, "problems": run.problems}


JOBS: Final = {CHECK_JOB: check, APPLY_JOB: apply}
