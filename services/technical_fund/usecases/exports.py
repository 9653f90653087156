"""Making spreadsheets of a call, with the eyes of whoever asked: what they may not know when it is made is not in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from chassis.context import Actor
from chassis.unit import owner_of
from contracts.errors import Invalid, NotFound
from contracts.standard import Job
from contracts.technical_fund import ExportFundCall
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.calls import Call
from services.technical_fund.domain.exports import (
    Export,
    Row,
    Sheet,
    application_row,
    as_csv,
    as_xlsx,
    award_row,
    decision_row,
    ledger_row,
    review_row,
    score_row,
    sheet,
)
from services.technical_fund.domain.score_runs import DONE
from services.technical_fund.usecases.ports import Fund, RunningJob

JOB: Final = "fund_export"
FILE: Final = "fund_export"
KEPT: Final = timedelta(hours=24)
MEDIA_TYPES: Final = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
CITY_HIDDEN: Final = "city_hidden"


def export_fund_call(unit: Fund, request: ExportFundCall) -> Job:
    _call(unit, request.call_id)
    if request.format == "csv" and len(request.sheets) > 1:
        raise Invalid.field("/sheets", "length", "a CSV file holds one sheet")
    params = {
        "call_id": request.call_id,
        "sheets": list(dict.fromkeys(request.sheets)),
        "format": request.format,
        "identities": request.identities,
        "actor": unit.actor.to_wire(),
    }
    return unit.jobs.start(JOB, params)


def _call(unit: Fund, call_id: str) -> Call:
    call = unit.calls.find(call_id)
    if call is None:
        raise NotFound("technical_fund.no_call", "there is no such call")
    return call


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What whoever asked may know of a call. Reviewers are numbered, unless their identities were asked for."""

    call_id: str
    applications: tuple[Application, ...]
    shows_city: bool
    identities: bool

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(one.id for one in self.applications)


def make_export(job: RunningJob[Fund]) -> dict[str, Any]:
    """The file has the id of the job: made again after a crash, it is there already."""
    seen: Seen = job.step(lambda unit: _seen(unit, job), phase="applications", done=0, memory=job.memory)
    wanted = job.params["sheets"]
    sheets = []
    for number, name in enumerate(wanted, 1):
        made = job.step(lambda unit, name=name: SHEETS[name](unit, seen), phase=name, done=number, total=len(wanted), memory=job.memory)  # type: ignore[misc]
        sheets.append(made)
    data = as_csv(sheets[0]) if job.params["format"] == "csv" else as_xlsx(sheets)
    job.step(lambda unit: _keep(unit, job, seen, data), phase="keep", done=len(wanted), total=len(wanted), memory=job.memory)
    return {"export_id": job.id}


def _seen(unit: Fund, job: RunningJob[Fund]) -> Seen:
    """Of what was handed in: nothing the asker is recused from, and nothing of a city they work for, whose applicant they are."""
    actor = Actor.from_wire(job.params["actor"])
    call = _call(unit, job.params["call_id"])
    left_out = unit.recusals.from_person(actor.person_id)
    found = unit.applications.of_call(call.id, without=left_out)
    known = tuple(one for one in found if not one.is_draft and not one.is_of(actor))
    identities = bool(job.params["identities"])
    return Seen(
        call_id=call.id,
        applications=known,
        shows_city=identities or call.content.anonymity != CITY_HIDDEN,
        identities=identities,
    )


def _keep(unit: Fund, job: RunningJob[Fund], seen: Seen, data: bytes) -> None:
    actor = Actor.from_wire(job.params["actor"])
    if unit.exports.find(job.id) is None:
        unit.exports.add(Export(id=job.id, person_id=str(actor.person_id), call_id=seen.call_id, application_ids=tuple(sorted(seen.ids))))
    unit.files.keep(
        job.id,
        owner=owner_of(actor),
        purpose=FILE,
        file_name=f"call-{seen.call_id[:8]}-{unit.now:%Y-%m-%d}.{job.params['format']}",
        media_type=MEDIA_TYPES[job.params["format"]],
        data=data,
        until=unit.now + KEPT,
    )


# ---------------------------------------------------------------- sheets


def _applications(unit: Fund, seen: Seen) -> Sheet:
    rows = (application_row(one, city=seen.shows_city) for one in sorted(seen.applications, key=lambda one: one.reference or one.id))
    return sheet("applications", rows, ("application_id", "reference", "state"))


def _reviews(unit: Fund, seen: Seen) -> Sheet:
    found = sorted(
        (one for one in unit.reviews.of_call(seen.call_id) if one.counts and one.application_id in seen.ids),
        key=lambda one: (one.application_id, one.round, one.id),
    )
    numbers = {person: f"Reviewer {number}" for number, person in enumerate(dict.fromkeys(one.reviewer_id for one in found), 1)}
    rows = (review_row(one, one.reviewer_id if seen.identities else numbers[one.reviewer_id]) for one in found)
    return sheet("reviews", rows, ("review_id", "application_id", "reviewer", "round", "points", "recommendation"))


def _scores(unit: Fund, seen: Seen) -> Sheet:
    """Of the latest run in which nothing counts that the asker may not know of: every figure depends on every other."""
    rows: list[Row] = []
    for run in unit.score_runs.of_call(seen.call_id):
        kept = unit.score_sheets.find(run.id) if run.state == DONE else None
        if kept is not None and kept.included <= seen.ids:
            rows = [score_row(one) for one in kept.rows]
            break
    return sheet("scores", rows, ("application_id", "reviews", "raw", "calibrated", "rank", "band", "flipped"))


def _decisions(unit: Fund, seen: Seen) -> Sheet:
    rows = (decision_row(one) for one in unit.exports.decisions(seen.call_id) if one.application_id in seen.ids)
    return sheet("decisions", rows, ("decision_id", "application_id", "state", "outcome"))


def _ledger(unit: Fund, seen: Seen) -> Sheet:
    """With what was put in and taken out of the envelope itself, which is about no application."""
    envelope = unit.envelopes.of_call(seen.call_id)
    entries = () if envelope is None else unit.ledger_entries.of_envelope(envelope.id)
    rows = (ledger_row(one) for one in entries if one.movement.application_id is None or one.movement.application_id in seen.ids)
    return sheet("ledger", rows, ("seq", "posted_at", "kind", "from_account", "to_account", "minor", "currency", "half_days"))


def _awards(unit: Fund, seen: Seen) -> Sheet:
    rows = (award_row(one) for one in unit.exports.awards(seen.call_id) if one.application_id in seen.ids)
    return sheet("awards", rows, ("award_id", "reference", "application_id", "state"))


SHEETS: Final[dict[str, Callable[[Fund, Seen], Sheet]]] = {
    "applications": _applications,
    "reviews": _reviews,
    "scores": _scores,
    "decisions": _decisions,
    "ledger": _ledger,
    "awards": _awards,
}

JOBS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {JOB: make_export}
