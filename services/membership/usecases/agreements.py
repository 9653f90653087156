"""Agreements, step by step, and what the calendar does with them."""

from datetime import date

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Invalid, NotFound
from contracts.membership import (
    AgreementContent,
    AgreementPaper,
    AgreementRenewed,
    AgreementRevised,
    AgreementSigned,
    AgreementView,
    BeginAgreementReview,
    BeginNegotiation,
    EndAgreement,
    OpenAgreement,
    RenewAgreement,
    ReviseAgreement,
    SignAgreement,
)
from services.membership.domain import themes
from services.membership.domain.agreement import HIDDEN_WITH_IT, Agreement, Term
from services.membership.domain.days import start_of
from services.membership.domain.faults import fault, source_faults
from services.membership.domain.regions import known_country
from services.membership.domain.showing.partners import agreement_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.ports import Membership

REVIEW_TIMER = "agreement_review_due"
END_TIMER = "agreement_over"
DAYS_OF_A_TERM = ("signed_on", "starts_on", "ends_on")


def open_agreement(unit: Membership, request: OpenAgreement) -> AgreementView:
    _check_content(unit, request.agreement, "/agreement")
    year = unit.now.year
    agreement = Agreement.open(
        request.agreement,
        id=new_id(),
        reference=f"AGR-{year}-{unit.count_up(f'agreements:{year}'):04d}",
        note=request.note,
        by=unit.actor,
        at=unit.now,
    )
    unit.agreements.add(agreement)
    return _shown(unit, agreement)


def revise_agreement(unit: Membership, request: ReviseAgreement) -> AgreementView:
    agreement = _found(unit, request.agreement_id)
    content = apply_changes(agreement.content, request.changes)
    _check_content(unit, content, "/changes")
    if agreement.revise(content, by=unit.actor, at=unit.now):
        _take_back(unit, agreement)
    return _saved(unit, agreement)


def begin_negotiation(unit: Membership, request: BeginNegotiation) -> AgreementView:
    agreement = _found(unit, request.agreement_id)
    agreement.begin_negotiation(request.note, by=unit.actor, at=unit.now)
    return _saved(unit, agreement)


def sign_agreement(unit: Membership, request: SignAgreement) -> AgreementView:
    agreement = _found(unit, request.agreement_id)
    agreement.check_step("sign_agreement")
    agreement.sign(_term(unit, agreement, request), request.note, by=unit.actor, at=unit.now)
    return _saved(unit, agreement)


def begin_agreement_review(unit: Membership, request: BeginAgreementReview) -> AgreementView:
    agreement = _found(unit, request.agreement_id)
    agreement.begin_review(request.note, by=unit.actor, at=unit.now)
    return _saved(unit, agreement)


def renew_agreement(unit: Membership, request: RenewAgreement) -> AgreementView:
    agreement = _found(unit, request.agreement_id)
    agreement.check_step("renew_agreement")
    agreement.renew(_term(unit, agreement, request), request.note, by=unit.actor, at=unit.now)
    return _saved(unit, agreement)


def end_agreement(unit: Membership, request: EndAgreement) -> AgreementView:
    agreement = _found(unit, request.agreement_id)
    agreement.end(request.note, by=unit.actor, at=unit.now)
    return _saved(unit, agreement)


# ---------------------------------------------------------------- when the day has come


def call_for_review(unit: Membership, timer: Timer) -> None:
    """Say that a review is due, once for each due day, however often the timer fires."""
    agreement = unit.agreements.find(timer.data["agreement_id"])
    if agreement is not None and agreement.call_for_review(by=unit.actor, at=unit.now):
        unit.agreements.save(agreement)


def expire_agreement(unit: Membership, timer: Timer) -> None:
    """The last day has passed. One that was renewed or ended meanwhile stays as it is."""
    agreement = unit.agreements.find(timer.data["agreement_id"])
    if agreement is not None and agreement.expire(by=unit.actor, at=unit.now):
        _plan(unit, agreement)
        unit.agreements.save(agreement)


TIMERS = {REVIEW_TIMER: call_for_review, END_TIMER: expire_agreement}


def _plan(unit: Membership, agreement: Agreement) -> None:
    """Have the calendar call at the next review and at the end, and no longer at days that have moved."""
    review = agreement.review_due_on
    _call(unit, REVIEW_TIMER, agreement, None if review == agreement.review_said_for else review)
    _call(unit, END_TIMER, agreement, agreement.over_on)


def _call(unit: Membership, name: str, agreement: Agreement, on: date | None) -> None:
    key = f"{name}:{agreement.id}"
    if on is None:
        unit.timers.cancel(key)
    else:
        unit.timers.set(key, start_of(on), name, {"agreement_id": agreement.id})


# ---------------------------------------------------------------- inside


def _found(unit: Membership, agreement_id: str) -> Agreement:
    agreement = unit.agreements.find(agreement_id)
    if agreement is None:
        raise NotFound("membership.no_agreement", "there is no such agreement")
    unit.expect(agreement)
    return agreement


def _term(unit: Membership, agreement: Agreement, request: SignAgreement | RenewAgreement) -> Term:
    paper, file_id = None, request.upload_id
    if file_id is not None:
        file = unit.files.claim(file_id, f"agreements/{agreement.id}", purpose="agreement")
        paper = AgreementPaper(file_name=file.file_name, size=file.size, sha256=file.sha256)
    return Term(
        number=len(agreement.terms) + 1,
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        signed_on=request.signed_on,
        paper=paper,
        file_id=file_id,
    )


def _take_back(unit: Membership, agreement: Agreement) -> None:
    subject = f"agreements/{agreement.id}"
    unit.redact(subject, HIDDEN_WITH_IT, (AgreementSigned, AgreementRevised))
    unit.redact(subject, DAYS_OF_A_TERM, (AgreementRenewed,))


def _check_content(unit: Membership, content: AgreementContent, pointer: str) -> None:
    """Raises `Invalid` naming everything that the agreement names and nobody knows, or names twice."""
    known = {
        "organisation_ids": ("membership.no_organisation", lambda id: unit.organisations.find(id) is not None),
        "city_ids": ("membership.no_city", lambda id: unit.cities.find(id) is not None),
        "hub_ids": ("membership.no_hub", lambda id: unit.hubs.find(id) is not None),
        "themes": ("membership.unknown_theme", lambda code: code in themes.CODES),
        "countries": ("membership.unknown_country", known_country),
    }
    errors = []
    for field, (code, is_known) in known.items():
        named = getattr(content, field)
        for position, value in enumerate(named):
            where = f"{pointer}/{field}/{position}"
            if value in named[:position]:
                errors.append(fault(where, "membership.named_twice", "is named twice"))
            elif not is_known(value):
                errors.append(fault(where, code, "is not known to the network"))
    errors += source_faults(pointer, content.source_lang, [content.scope])
    if errors:
        raise Invalid.fields(errors)


def _saved(unit: Membership, agreement: Agreement) -> AgreementView:
    _plan(unit, agreement)
    unit.agreements.save(agreement)
    return _shown(unit, agreement)


def _shown(unit: Membership, agreement: Agreement) -> AgreementView:
    return agreement_view(agreement, unit.actor, to_staff=True, to_party=True)
