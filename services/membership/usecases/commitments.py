"""Declarations by the management unit; endorsements by mayor's offices; reports by the cities' people; reminders by time."""

from datetime import timedelta

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, NotFound
from contracts.membership import (
    CloseDeclaration,
    DeclarationView,
    DiscardDeclaration,
    DraftDeclaration,
    EndorseDeclaration,
    EndorsementView,
    Evidence,
    EvidenceGiven,
    PublishDeclaration,
    ReportProgress,
    ReviseDeclaration,
    WithdrawEndorsement,
)
from contracts.standard import Done
from services.membership.domain import declaration as declarations
from services.membership.domain.city import City
from services.membership.domain.clearance import may_know
from services.membership.domain.days import end_of
from services.membership.domain.declaration import DRAFT, PUBLISHED, Declaration
from services.membership.domain.endorsement import Endorsement, Report
from services.membership.domain.showing import declaration_view, endorsement_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.cities import city_bound, city_of_its_people
from services.membership.usecases.life import note_sign_of_life
from services.membership.usecases.ports import Membership

CLOSING_TIMER = "declaration_closing"
REPORT_TIMER = "progress_report"
LOOK_AGAIN = timedelta(days=30)
"""How long the reminder of a city outside the directory is put off at a time."""

EVIDENCE = "evidence"
"""What an uploaded PDF is for."""


# ---------------------------------------------------------------- declarations


def draft_declaration(unit: Membership, request: DraftDeclaration) -> DeclarationView:
    drafted = declarations.draft(request.declaration, id=new_id(), at=unit.now)
    unit.declarations.add(drafted)
    return _shown(unit, drafted)


def revise_declaration(unit: Membership, request: ReviseDeclaration) -> DeclarationView:
    declaration = _declaration(unit, request.declaration_id)
    declaration.check("revise_declaration")
    declaration.revise(apply_changes(declaration.content, request.changes))
    return _saved(unit, declaration)


def discard_declaration(unit: Membership, request: DiscardDeclaration) -> Done:
    declaration = _declaration(unit, request.declaration_id)
    declaration.check("discard_declaration")
    unit.declarations.remove(declaration)
    return Done()


def publish_declaration(unit: Membership, request: PublishDeclaration) -> DeclarationView:
    declaration = _declaration(unit, request.declaration_id)
    declaration.publish(unit.now)
    last_day = declaration.content.open_until
    if last_day is not None:
        over = end_of(last_day)
        unit.timers.set(f"{CLOSING_TIMER}:{declaration.id}", over, CLOSING_TIMER, {"declaration_id": declaration.id})
    return _saved(unit, declaration)


def close_declaration(unit: Membership, request: CloseDeclaration) -> DeclarationView:
    declaration = _declaration(unit, request.declaration_id)
    declaration.close(unit.now)
    unit.timers.cancel(f"{CLOSING_TIMER}:{declaration.id}")
    return _saved(unit, declaration)


def last_day_over(unit: Membership, timer: Timer) -> None:
    """One that was closed earlier stays as it is."""
    declaration = unit.declarations.find(timer.data["declaration_id"])
    if declaration is not None and declaration.state == PUBLISHED:
        declaration.close(unit.now)
        unit.declarations.save(declaration)


# ---------------------------------------------------------------- endorsements


def endorse_declaration(unit: Membership, request: EndorseDeclaration) -> EndorsementView:
    """One city stands by a declaration once, however many ask for it at the same time."""
    declaration = unit.declarations.find(request.declaration_id)
    if declaration is None or declaration.state == DRAFT:
        raise _no_declaration()
    city = _member(city_bound(unit, request.city_id))
    unit.expect(declaration)
    endorsement = Endorsement.endorse(declaration, id=new_id(), city_id=city.id, country=city.country, by=unit.actor.person_id, at=unit.now)
    if not unit.take_name("endorsement", _pair(endorsement), endorsement.id):
        raise Conflict("membership.already_endorsed", "the city has endorsed this declaration already")
    unit.endorsements.add(endorsement)
    _plan(unit, endorsement)
    note_sign_of_life(unit, city.id)
    return endorsement_view(endorsement, city, unit.now.date())


def withdraw_endorsement(unit: Membership, request: WithdrawEndorsement) -> EndorsementView:
    endorsement = _endorsement(unit, request.endorsement_id)
    city = city_bound(unit, endorsement.city_id)
    unit.expect(endorsement)
    endorsement.withdraw(request.reason, at=unit.now)
    unit.free_name("endorsement", _pair(endorsement), endorsement.id)
    return _kept(unit, endorsement, city)


def report_progress(unit: Membership, request: ReportProgress) -> EndorsementView:
    endorsement = _endorsement(unit, request.endorsement_id)
    city = _member(city_of_its_people(unit, endorsement.city_id))
    unit.expect(endorsement)
    endorsement.report(
        Report(
            id=new_id(),
            commitment=request.commitment,
            status=request.status,
            summary=request.summary,
            source_lang=request.source_lang,
            evidence=tuple(_evidence(unit, endorsement, given) for given in request.evidence),
            reported_at=unit.now,
            reported_by=unit.actor.person_id,
            supersedes=request.supersedes,
        )
    )
    note_sign_of_life(unit, city.id)
    return _kept(unit, endorsement, city)


def report_due(unit: Membership, timer: Timer) -> None:
    """Remind the city of what it has not reported on, once for each day it is due."""
    endorsement = unit.endorsements.find(timer.data["endorsement_id"])
    city = unit.cities.find(endorsement.city_id) if endorsement else None
    if endorsement is None or city is None:
        return
    if not city.listed:
        unit.timers.set(timer.key, unit.now + LOOK_AGAIN, REPORT_TIMER, timer.data)
        return
    endorsement.remind(unit.now.date())
    _plan(unit, endorsement)
    unit.endorsements.save(endorsement)


# ---------------------------------------------------------------- inside


def _declaration(unit: Membership, declaration_id: str) -> Declaration:
    declaration = unit.declarations.find(declaration_id)
    if declaration is None:
        raise _no_declaration()
    unit.expect(declaration)
    return declaration


def _no_declaration() -> NotFound:
    return NotFound("membership.no_declaration", "there is no such declaration")


def _endorsement(unit: Membership, endorsement_id: str) -> Endorsement:
    """Who may not know of its city hears that there is none."""
    endorsement = unit.endorsements.find(endorsement_id)
    city = unit.cities.find(endorsement.city_id) if endorsement else None
    if endorsement is None or city is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_endorsement", "there is no such endorsement")
    return endorsement


def _member(city: City) -> City:
    if not city.listed:
        raise Conflict("membership.city_not_listed", "the city does not stand in the directory", {"status": city.status})
    return city


def _evidence(unit: Membership, endorsement: Endorsement, given: EvidenceGiven) -> Evidence:
    """A file named twice by the same endorsement, as when a report is corrected, is simply there."""
    if given.upload_id is None:
        return Evidence(on=given.on, shows=given.shows, link=given.link)
    file = unit.files.claim(given.upload_id, f"endorsements/{endorsement.id}", purpose=EVIDENCE)
    return Evidence(on=given.on, shows=given.shows, link=given.link, file_id=file.id, file_name=file.file_name)


def _pair(endorsement: Endorsement) -> str:
    return f"{endorsement.declaration_id}/{endorsement.city_id}"


def _plan(unit: Membership, endorsement: Endorsement) -> None:
    key, due = f"{REPORT_TIMER}:{endorsement.id}", endorsement.remind_on(unit.now.date())
    if due is None:
        unit.timers.cancel(key)
    else:
        unit.timers.set(key, due, REPORT_TIMER, {"endorsement_id": endorsement.id})


def _kept(unit: Membership, endorsement: Endorsement, city: City) -> EndorsementView:
    _plan(unit, endorsement)
    unit.endorsements.save(endorsement)
    return endorsement_view(endorsement, city, unit.now.date())


def _saved(unit: Membership, declaration: Declaration) -> DeclarationView:
    unit.declarations.save(declaration)
    return _shown(unit, declaration)


def _shown(unit: Membership, declaration: Declaration) -> DeclarationView:
    return declaration_view(declaration, unit.endorsements.number_of(declaration.id), unit.now.date())
