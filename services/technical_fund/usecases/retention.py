"""Keeping nothing longer than the rules say: rules, holds, and the work of a night, in short transactions that may break off anywhere."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from contracts.errors import Conflict, NotFound
from contracts.standard import Done
from contracts.technical_fund import FundLegalHold, FundRetentionView, HoldFundApplication, LiftFundHold, SetFundRetention
from services.technical_fund.domain.access import MANAGEMENT, acting
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.history import thinned
from services.technical_fund.domain.retention import Hold, Kept, Run, months_before, run_id
from services.technical_fund.domain.showing.privacy import hold_view, retention_view
from services.technical_fund.domain.workflow import OUTCOME
from services.technical_fund.usecases import deadlines, history
from services.technical_fund.usecases.applications import subject_of
from services.technical_fund.usecases.ports import Fund, RunningJob
from services.technical_fund.usecases.steps import workflow_of

JOB: Final = "fund_retention"
OWNER: Final = "service:technical_fund"
PIECE: Final = 20


# ---------------------------------------------------------------- what people may ask


def set_fund_retention(unit: Fund, request: SetFundRetention) -> FundRetentionView:
    rules = unit.retention.current()
    unit.expect(rules)
    rules.set(request.retention, at=unit.now)
    unit.retention.save(rules) if rules.version else unit.retention.add(rules)
    return retention_view(rules)


def hold_fund_application(unit: Fund, request: HoldFundApplication) -> FundLegalHold:
    application = acting(unit, request.application_id, MANAGEMENT)
    if unit.legal_holds.find(application.id) is not None:
        raise Conflict("technical_fund.held_already", "this application is held already")
    hold = Hold(id=application.id, since=unit.now, set_by=unit.actor.person_id)
    unit.legal_holds.add(hold)
    history.note(unit, application.id, "hold", texts={"reason": request.reason})
    return hold_view(hold)


def lift_fund_hold(unit: Fund, request: LiftFundHold) -> Done:
    application = acting(unit, request.application_id, MANAGEMENT)
    hold = unit.legal_holds.find(application.id)
    if hold is None:
        raise NotFound("technical_fund.not_held", "this application is not held")
    unit.legal_holds.remove(hold)
    history.note(unit, application.id, "lift_hold", texts={"reason": request.reason})
    return Done()


# ---------------------------------------------------------------- the work of a night


def begin_night(unit: Fund) -> int:
    """Once a day; of two who begin at once, one does."""
    day = unit.now.date()
    if unit.retention_runs.find(run_id(day)) is not None:
        return 0
    unit.retention_runs.add(Run(id=run_id(day), day=day, started_at=unit.now))
    unit.jobs.start(JOB, {"run_id": run_id(day)}, owner=OWNER)
    return 1


def carry_out(job: RunningJob[Fund]) -> dict[str, Any]:
    run: Run = job.step(lambda unit: unit.retention_runs.get(job.params["run_id"]), phase="begin", done=0, memory=job.memory)
    if run.finished_at is None:
        for call_id in job.step(_closed_calls, phase="drafts", done=0, memory=job.memory):
            while job.step(lambda unit, call_id=call_id: _drafts(unit, run.id, call_id), phase="drafts", done=0, memory=job.memory):  # type: ignore[misc]
                pass
        _walk(job, run.id)
        job.step(lambda unit: _finish(unit, run.id), phase="done", done=2, memory=job.memory)
    return {"run_id": run.id}


def _walk(job: RunningJob[Fund], night: str) -> None:
    """Through every application that rests, in the order of their ids; the memory names the last."""
    after: str | None = (job.memory or {}).get("after")
    while True:
        place = after

        def piece(unit: Fund, place: str | None = place) -> str | None:
            return _page(unit, night, place)

        after = job.step(piece, phase="applications", done=1, memory={"after": place})
        if after is None:
            break


def _closed_calls(unit: Fund) -> Sequence[str]:
    return unit.kept.calls_closed_before(months_before(unit.now, unit.retention.current().content.drafts))


def _drafts(unit: Fund, night: str, call_id: str) -> int:
    found = unit.kept.drafts_of(call_id, PIECE, unit.legal_holds.ids())
    for application in found:
        _empty_content(unit, application)
        deadlines.done_with(unit, application.id)
        _thin_history(unit, application.id)
        unit.applications.remove(unit.applications.get(application.id))
    _count(unit, night, "drafts", len(found))
    return len(found)


def _page(unit: Fund, night: str, after: str | None) -> str | None:
    rules = unit.retention.current().content
    shortest = min(rules.unsuccessful, rules.reviews, rules.awarded, rules.history)
    found = unit.kept.handed_in_and_still_since(months_before(unit.now, shortest), after, PIECE)
    held = unit.legal_holds.ids()
    for application in found:
        if application.id not in held and not application.is_draft and _is_over(unit, application):
            _keep_what_may_be_kept(unit, night, application)
    return found[-1].id if len(found) == PIECE else None


def _is_over(unit: Fund, application: Application) -> bool:
    return workflow_of(unit, application).kind_of(application.state) == OUTCOME


def _keep_what_may_be_kept(unit: Fund, night: str, application: Application) -> None:
    rules = unit.retention.current().content
    kept = unit.kept.find(application.id) or Kept(id=application.id)
    awarded = unit.awards.of_application(application.id) is not None

    def is_due(gone_at: datetime | None, months: int, since: datetime) -> bool:
        return gone_at is None and since < months_before(unit.now, months)

    if is_due(kept.content_gone_at, rules.awarded if awarded else rules.unsuccessful, application.updated_at):
        _empty_content(unit, application)
        kept.content_gone_at = unit.now
        _count(unit, night, "applications", 1)
    if is_due(kept.reviews_gone_at, max(rules.reviews, rules.awarded if awarded else 0), application.updated_at):
        _count(unit, night, "reviews", _empty_reviews(unit, application.id))
        kept.reviews_gone_at = unit.now
    last = unit.histories.last_at(application.id)
    if last is not None and is_due(kept.history_gone_at, rules.history, last):
        _thin_history(unit, application.id)
        kept.history_gone_at = unit.now
        _count(unit, night, "histories", 1)
    unit.kept.save(kept) if kept.version else unit.kept.add(kept)


def _empty_content(unit: Fund, application: Application) -> None:
    """What was written, every version of it, appeals, and the files; nobody wrote that today, so nothing says it was changed."""
    for attachment in unit.attachments.of_application(application.id):
        unit.files.release(attachment.id, subject_of(application))
        unit.attachments.remove(attachment)
    for appeal in unit.appeals.of_application(application.id):
        for file in appeal.files:
            unit.files.release(file.id, f"fund-appeals/{appeal.id}")
        appeal.empty()
        unit.appeals.save(appeal)
    for version in unit.application_versions.of_application(application.id):
        unit.application_versions.remove(version)
    application.empty()
    unit.applications.save(application)


def _empty_reviews(unit: Fund, application_id: str) -> int:
    """With what was said about them."""
    for post in unit.posts.of_application(application_id):
        unit.posts.remove(post)
    reviews = unit.reviews.of_application(application_id)
    for review in reviews:
        review.empty()
        unit.reviews.save(review)
    return len(reviews)


def _thin_history(unit: Fund, application_id: str) -> None:
    for row in list(unit.histories.entries(application_id)):
        unit.person_keys.destroy_text(row["_id"])
        unit.histories.thin(thinned(row, unit.now))


def _count(unit: Fund, night: str, what: str, number: int) -> None:
    if number:
        run = unit.retention_runs.get(night)
        run.count(what, number)
        unit.retention_runs.save(run)


def _finish(unit: Fund, night: str) -> None:
    run = unit.retention_runs.get(night)
    if run.finished_at is None:
        run.finish(at=unit.now)
        unit.retention_runs.save(run)


JOBS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {JOB: carry_out}
