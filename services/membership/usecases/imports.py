"""Bringing in a table: the dry run is asked for, read, confirmed; the work itself is done by jobs (`importing`)."""

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import NotFound
from contracts.membership import CheckImport, ConfirmImport, ImportView, StartImport
from contracts.standard import PART_BYTES
from services.membership.domain.imports.run import KEPT, Import
from services.membership.domain.showing.imports import import_view
from services.membership.usecases.ports import Membership

CHECK_JOB = "check_import"
APPLY_JOB = "apply_import"
FORGET_TIMER = "import_forgotten"


def start_import(unit: Membership, request: StartImport) -> ImportView:
    id = new_id()
    file = unit.files.claim(request.upload_id, file_holder(id), purpose="import")
    run = Import(
        id=id,
        table=request.kind,
        file_id=file.id,
        file_name=file.file_name,
        size=file.size,
        sha256=file.sha256,
        job_id=unit.jobs.start(CHECK_JOB, {"import_id": id}).id,
        started_by=str(unit.actor.person_id),
        started_at=unit.now,
        forgotten_on=unit.now + KEPT,
    )
    unit.imports.add(run)
    unit.timers.set(f"{FORGET_TIMER}:{id}", run.forgotten_on, FORGET_TIMER, {"import_id": id})
    return import_view(run)


def check_import(unit: Membership, request: CheckImport) -> ImportView:
    """Also what a job left behind that failed or was stopped may be checked again."""
    run = _found(unit, request.import_id)
    if run.state in ("checking", "applying") and unit.imports.job_has_ended(run.job_id):
        run.left_behind()
    run.check_again(unit.jobs.start(CHECK_JOB, {"import_id": run.id}).id)
    unit.imports.save(run)
    return import_view(run)


def confirm_import(unit: Membership, request: ConfirmImport) -> ImportView:
    run = _found(unit, request.import_id)
    job = unit.jobs.start(APPLY_JOB, {"import_id": run.id})
    run.confirm(request.sha256, by=str(unit.actor.person_id), job_id=job.id)
    unit.imports.save(run)
    return import_view(run)


def forget_import(unit: Membership, timer: Timer) -> None:
    """The time is over for which the file is kept."""
    run = unit.imports.find(timer.data["import_id"])
    if run is None:
        return
    if run.state == "applying" and unit.imports.job_has_ended(run.job_id):
        run.left_behind()
    if run.state == "applying":
        unit.timers.set(timer.key, unit.now + KEPT, FORGET_TIMER, timer.data)
        return
    let_go(unit, run)


def let_go(unit: Membership, run: Import) -> None:
    """The file, the preview and the problems may hold names and addresses: they go, what was done stays known."""
    run.forget()
    unit.files.release(run.file_id, file_holder(run.id))
    unit.imports.drop_problems(run.id)
    unit.imports.save(run)


def whole_file(unit: Membership, run: Import) -> bytes:
    return b"".join(unit.files.read(run.file_id, offset).part for offset in range(0, run.size, PART_BYTES))


def file_holder(import_id: str) -> str:
    """How the file names the record that holds it."""
    return f"imports/{import_id}"


def _found(unit: Membership, import_id: str) -> Import:
    run = unit.imports.find(import_id)
    if run is None:
        raise NotFound("membership.no_import", "there is no such import")
    unit.expect(run)
    return run
