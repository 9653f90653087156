"""Making an application into one paper, or an archive with its files. Whoever lost the right to see it meanwhile gets nothing."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any, Final

from chassis.context import Actor
from contracts.declare import load
from contracts.errors import Conflict
from contracts.membership import CityNames, NameCities
from contracts.standard import Job
from contracts.technical_fund import MakeFundDossier
from services.technical_fund.domain import access, dossier
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.attachments import Attachment
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.in_words import chosen
from services.technical_fund.domain.knowing import Recusals
from services.technical_fund.domain.showing.applications import hides_city, seen
from services.technical_fund.usecases.ports import Fund, Papers, RunningJob
from services.technical_fund.usecases.versioning import attached

JOB: Final = "fund-applications.dossier"
FILE: Final = dossier.FILE
KEPT: Final = timedelta(hours=24)
AT_ONCE: Final = 4 * 1024 * 1024
IN_MEMORY: Final = 8 * 1024 * 1024
PDF, ZIP = "application/pdf", "application/zip"
STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The time that every entry of an archive bears, so that the same words make the same bytes."""


def make_fund_dossier(unit: Fund, request: MakeFundDossier) -> Job:
    application = access.readable(unit, request.application_id)
    if request.form == "zip":
        _check_size(dossier.readable_files(attached(unit, application)))
    params = {"application_id": application.id, "form": request.form, "actor": unit.actor.to_wire(), "language": unit.context.language}
    return unit.jobs.start(JOB, params)


def _check_size(files: Sequence[Attachment]) -> None:
    if sum(file.size for file in files) > dossier.MOST_BYTES:
        raise Conflict("technical_fund.dossier_too_large", "the files are too large for one archive", {"most": dossier.MOST_BYTES})


# ---------------------------------------------------------------- the job


@dataclass(frozen=True, kw_only=True)
class Asker:
    """The unit of work with the eyes of whoever asked."""

    actor: Actor
    now: datetime
    applications: access.Applications
    assignments: access.Assignments
    recusals: Recusals
    calls: access.Calls


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a dossier is made of."""

    application: Application
    version: CallVersion
    files: Sequence[Attachment]
    hidden: bool
    at: datetime
    papers: Papers


def make_dossier(job: RunningJob[Fund]) -> dict[str, Any]:
    """The file has the id of the job: made again after a crash, it is the same."""
    language = str(job.params["language"])
    found = job.step(lambda unit: _material(unit, job), phase="read", done=0, total=3)
    city = None if found.hidden else _city_name(job, found.application.city_id, language)
    context = dossier.paper(found.application, found.version, found.files, language=language, city=city, hidden=found.hidden, at=found.at)
    printed = found.papers.pdf("dossier", context, language)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:
        if job.params["form"] == "zip":
            _archive(job, found, printed, whole)
        else:
            whole.write(printed)
        _keep(job, found.application, whole)
    return {"application_id": found.application.id, "dossier_id": job.id}


def _material(unit: Fund, job: RunningJob[Fund]) -> Material:
    """Raises `technical_fund.no_application` when whoever asked may not see it any more."""
    asker = Asker(
        actor=Actor.from_wire(job.params["actor"]),
        now=unit.now,
        applications=unit.applications,
        assignments=unit.assignments,
        recusals=unit.recusals,
        calls=unit.calls,
    )
    application, parts = access.known(asker, job.params["application_id"])
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    application, files = seen(unit, application, parts)
    return Material(
        application=application, version=version, files=files, hidden=hides_city(version, parts), at=unit.now, papers=unit.papers
    )


def _city_name(job: RunningJob[Fund], city_id: str, language: str) -> str | None:
    told = load(CityNames, job.ask(NameCities(city_ids=(city_id,))), unknown="exclude")
    return next((chosen(city.names, language)[0] for city in told.items), None)


def _archive(job: RunningJob[Fund], found: Material, printed: bytes, whole: IO[bytes]) -> None:
    """The paper, the answers as data, and every file that the scanner has nothing against; the others are named in the data."""
    files = dossier.readable_files(found.files)
    data = dossier.as_data(found.application, found.files, hidden=found.hidden)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("application.pdf"), printed)
        archive.writestr(_entry("application.json"), json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))
        for number, file in enumerate(files, 1):
            with archive.open(_entry(dossier.name_in_archive(number, file, hidden=found.hidden)), "w", force_zip64=True) as place:
                _copy(job, file, place, number, len(files))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _copy(job: RunningJob[Fund], file: Attachment, place: IO[bytes], number: int, total: int) -> None:
    offset = 0
    while offset < file.size:
        at = offset
        piece = job.step(lambda unit, at=at: _piece(unit, file, at), phase="pack", done=number, total=total)  # type: ignore[misc]
        place.write(piece)
        offset += len(piece)


def _piece(unit: Fund, file: Attachment, offset: int) -> bytes:
    """Up to four mebibytes from `offset`."""
    read = b""
    while len(read) < AT_ONCE and offset + len(read) < file.size:
        part = unit.files.read(file.id, offset + len(read)).part
        if not part:
            raise Conflict("technical_fund.no_attachment", "a file went away while it was packed", {"attachment_id": file.id})
        read += part
    return read


def _keep(job: RunningJob[Fund], application: Application, whole: IO[bytes]) -> None:
    size = whole.seek(0, 2)
    sha256 = _digest(whole)
    job.step(lambda unit: _begin(unit, job, application, size), phase="keep", done=0, total=size)
    whole.seek(0)
    offset = 0
    while offset < size:
        piece, at = whole.read(AT_ONCE), offset
        last = sha256 if at + len(piece) == size else None
        job.step(
            lambda unit, at=at, piece=piece, last=last: unit.files.go_on_keeping(job.id, at, piece, sha256=last),  # type: ignore[misc]
            phase="keep",
            done=at + len(piece),
            total=size,
        )
        offset += len(piece)


def _begin(unit: Fund, job: RunningJob[Fund], application: Application, size: int) -> None:
    ending, media_type = ("zip", ZIP) if job.params["form"] == "zip" else ("pdf", PDF)
    unit.files.begin_keeping(
        job.id,
        owner=job.owner,
        purpose=FILE,
        file_name=f"{application.reference or application.id}.{ending}",
        media_type=media_type,
        size=size,
        until=unit.now + KEPT,
    )


def _digest(whole: IO[bytes]) -> str:
    whole.seek(0)
    digest = hashlib.sha256()
    while piece := whole.read(AT_ONCE):
        digest.update(piece)
    return digest.hexdigest()


JOBS: Final = {JOB: make_dossier}
