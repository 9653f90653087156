"""Beginning an application, writing in it together, and taking its answers along to another call."""

from typing import Any, Final

from chassis.context import new_id
from contracts.declare import patched
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.standard import Done
from contracts.technical_fund import (
    CloneFundApplication,
    DiscardFundApplication,
    FundApplicationContent,
    FundApplicationView,
    FundClone,
    ReviseFundApplication,
    StartFundApplication,
)
from services.technical_fund.domain import access, writing
from services.technical_fund.domain.applications import CITY_ROLES, Application, differing
from services.technical_fund.domain.calls import Call, CallVersion
from services.technical_fund.domain.checks import check_saved
from services.technical_fund.domain.cloning import taken_over
from services.technical_fund.domain.facts import CityFacts
from services.technical_fund.domain.showing.applications import shown
from services.technical_fund.domain.window import check_writable, room_for
from services.technical_fund.domain.workflow import OUTCOME
from services.technical_fund.usecases import deadlines, history
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.steps import workflow_of

CLOSES: Final = "call_closes"


def start_fund_application(unit: Fund, request: StartFundApplication) -> FundApplicationView:
    application, version = _begun(unit, request.call_id, request.city_id)
    _write(unit, application, version, request.content, "/content")
    _add(unit, application, version)
    return shown(unit, application)


def revise_fund_application(unit: Fund, request: ReviseFundApplication) -> FundApplicationView:
    application, parts = access.known(unit, request.application_id)
    pen = writing.check_writing(application, workflow_of(unit, application), parts, "revise_fund_application")
    writing.check_seen(application, request.changes, unit.context.expected_version)
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    content = patched(application.content, request.changes)
    changed = _write(unit, application, version, content, "/changes", pen)
    if changed:
        _note_saving(unit, application)
        unit.applications.save(application)
    return shown(unit, application)


def discard_fund_application(unit: Fund, request: DiscardFundApplication) -> Done:
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    unit.expect(application)
    if not application.is_draft:
        details = {"state": application.state, "action": "discard_fund_application"}
        raise Conflict("technical_fund.wrong_state", "only drafts vanish", details)
    for attachment in unit.attachments.of_application(application.id):
        unit.files.release(attachment.id, subject_of(application))
        unit.attachments.remove(attachment)
    for version in unit.application_versions.of_application(application.id):
        unit.application_versions.remove(version)
    for delegation in application.delegations:
        unit.timers.cancel(f"fund-delegations.expire:{delegation.id}")
    deadlines.done_with(unit, application.id)
    history.note(unit, application.id, "discarded")
    unit.applications.remove(application)
    return Done()


def clone_fund_application(unit: Fund, request: CloneFundApplication) -> FundClone:
    """Answers go along where the new call asks the same question in the same way; files do not, they belong to the application they are
    under."""
    source = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    application, version = _begun(unit, request.call_id, source.city_id)
    form = unit.call_versions.pinned(source.call_id, source.call_version).form
    answers, not_copied = taken_over(source, form, version)
    application.cloned_from = source.id
    _write(unit, application, version, FundApplicationContent(title=source.title, language=source.language, answers=answers), "/content")
    _add(unit, application, version)
    return FundClone(application=shown(unit, application), copied=tuple(answers), not_copied=not_copied)


def subject_of(application: Application) -> str:
    """How a file names the record that holds it."""
    return f"fund-applications/{application.id}"


# ---------------------------------------------------------------- inside


def _begun(unit: Fund, call_id: str, city_id: str) -> tuple[Application, CallVersion]:
    """A new draft and the version of the call that it is written for."""
    if not any(unit.actor.has(role, city_id) for role in CITY_ROLES):
        raise NotAllowed("technical_fund.not_yours_to_do", "an application is begun by the city's own people")
    call, facts = _call(unit, call_id), _facts(unit, city_id)
    check_writable(call, unit.now, facts.country)
    version = unit.call_versions.pinned(call.id, call.number)
    _check_room(unit, version, city_id)
    application = Application(
        id=new_id(),
        call_id=call.id,
        call_version=version.number,
        city_id=city_id,
        country=facts.country,
        workflow_id=version.workflow.id,
        workflow_version=version.workflow.version,
        state=version.workflow.start,
        started_by=str(unit.actor.person_id),
        created_at=unit.now,
        updated_at=unit.now,
    )
    return application, version


def _add(unit: Fund, application: Application, version: CallVersion) -> None:
    unit.applications.add(application)
    data: dict[str, Any] = {"call_id": application.call_id, "call_version": application.call_version, "city_id": application.city_id}
    history.note(unit, application.id, "started", data=data | ({"cloned_from": application.cloned_from} if application.cloned_from else {}))
    closes_at = unit.calls.get(application.call_id).content.closes_at or version.content.closes_at
    if closes_at is not None:
        deadlines.set(unit, CLOSES, application.id, closes_at)


def _check_room(unit: Fund, version: CallVersion, city_id: str) -> None:
    """Two who begin at once write the same guard: one of them runs again and finds the other's."""
    unit.guard(f"fund applications of {city_id} under {version.call_id}")
    standing = [one for one in unit.applications.of_city_and_call(city_id, version.call_id) if not _is_over(unit, one)]
    most = room_for(version)
    if len(standing) >= most:
        details = {"most": most, "application_ids": [one.id for one in standing]}
        raise Conflict("technical_fund.already_applying", "the city has an application under this call already", details)


def _is_over(unit: Fund, application: Application) -> bool:
    """Come to rest without an award: the city may apply again while the call is open."""
    return workflow_of(unit, application).kind_of(application.state) == OUTCOME and unit.awards.of_application(application.id) is None


def _write(
    unit: Fund,
    application: Application,
    version: CallVersion,
    content: FundApplicationContent,
    pointer: str,
    pen: writing.Pen | None = None,
) -> frozenset[str]:
    """Take what was written, if it holds as far as it goes; the parts that changed."""
    content = FundApplicationContent(
        title=content.title,
        language=content.language,
        requested=content.requested,
        answers=writing.clean_answers(content, pointer),
    )
    changed = differing(application.content, content)
    if pen is not None:
        writing.check_parts(pen, changed)
    if faults := check_saved(version, content, changed):
        raise Invalid.fields([{**fault, "pointer": pointer + fault["pointer"]} for fault in faults])
    application.write(content, at=unit.now)
    return changed


def _note_saving(unit: Fund, application: Application) -> None:
    """Saves of one person within an hour are one entry of the history."""
    if application.notes_saving_of(str(unit.actor.person_id), at=unit.now):
        history.note(unit, application.id, "revised", data={"revision": application.revision})


def _call(unit: Fund, call_id: str) -> Call:
    call = unit.calls.find(call_id)
    if call is None:
        raise NotFound("technical_fund.no_call", "there is no such call")
    return call


def _facts(unit: Fund, city_id: str) -> CityFacts:
    facts = unit.city_facts.find(city_id)
    if facts is None:
        raise Conflict("technical_fund.city_not_known", "nothing has been heard of this city yet", {"city_id": city_id})
    return facts
