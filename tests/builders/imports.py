"""Tables as people write them, sent, checked and confirmed."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from chassis.context import Actor, new_id
from chassis.job_runner import JobRunner
from contracts.membership import ConfirmImport, GetImport, ImportProblem, ImportView, ListImportProblems, StartImport
from services.gateway.csv_lists import cell, row
from services.gateway.routes.membership.imports import CITY_COLUMNS, PERSON_COLUMNS
from services.membership import reactions
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person
from services.membership.usecases import imports
from services.membership.views import imports as views
from tests.builders.partners import paper
from tests.fakes.membership import Membership

COLUMNS = {"cities": CITY_COLUMNS, "people": PERSON_COLUMNS}


def city(name: str = "Mombasa", **cells: str) -> dict[str, str]:
    return {"name_en": name, "country": "KE", "tier": "municipality", "admitted_on": "2024-05-17", **cells}


def somebody(email: str = "amina@city.example", **cells: str) -> dict[str, str]:
    return {"email": email, "name": "Amina Said", "role": "focal_point", "country": "KE", "city": "Mombasa", **cells}


def table(rows: Iterable[Mapping[str, str]], columns: Iterable[str] | None = None) -> bytes:
    """A file with these cells as they are; nothing is neutralised."""
    listed = list(rows)
    named = list(columns or dict.fromkeys(name for one in listed for name in one))
    text = io.StringIO()
    writer = csv.DictWriter(text, named, restval="")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()


def exported(kind: str, items: Iterable[Any]) -> bytes:
    """What the gateway writes of an export."""
    from contracts.declare import dump

    columns = COLUMNS[kind]
    lines = [[cell(dump(item).get(column)) for column in columns] for item in items]
    return b"".join([row(columns), *(row(line) for line in lines)])


def in_charge(membership: Membership, by: Actor) -> None:
    """Let the account behind `by` hold the management unit's role in the store too, as in life."""

    def give(_: Any, unit: Any) -> None:
        unit.people.add(
            Person(id=by.person_id, name="Unit", email=f"{new_id()}@network.example", language="en", password_hash="h", created_at=unit.now)
        )
        unit.grants.add(Grant.give(id=new_id(), person_id=by.person_id, role="management_unit", scope_id=None, by=None, at=unit.now))

    membership.work.within(give, membership.context(by))


def run_jobs(membership: Membership) -> None:
    runner = JobRunner(membership.work, reactions.JOBS)
    while runner.run_next():
        pass


def started(membership: Membership, by: Actor, kind: str, data: bytes) -> ImportView:
    upload = paper(membership, by, purpose="import", media_type="text/csv", data=data)
    view: ImportView = membership.ask(imports.start_import, StartImport(kind=kind, upload_id=upload), by)
    return view


def checked(membership: Membership, by: Actor, kind: str, data: bytes) -> ImportView:
    """After the dry run."""
    run = started(membership, by, kind, data)
    run_jobs(membership)
    return shown(membership, by, run.id)


def shown(membership: Membership, by: Actor, id: str) -> ImportView:
    view: ImportView = membership.see(views.get_import, GetImport(import_id=id), by)
    return view


def problems(membership: Membership, by: Actor, id: str) -> list[ImportProblem]:
    found: list[ImportProblem] = []
    cursor: str | None = None
    while True:
        page = membership.see(views.list_import_problems, ListImportProblems(import_id=id, limit=200, cursor=cursor), by)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


def confirmed(membership: Membership, by: Actor, run: ImportView) -> ImportView:
    """After everything has been brought in, or refused."""
    membership.ask(imports.confirm_import, ConfirmImport(import_id=run.id, sha256=run.sha256), by)
    run_jobs(membership)
    return shown(membership, by, run.id)
