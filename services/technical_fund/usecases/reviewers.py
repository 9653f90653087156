"""The pool of reviewers: joining, changing one's profile, leaving."""

from contracts.declare import patched
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund import (
    JoinReviewerPool,
    RetireReviewer,
    ReviewerProfile,
    ReviewerView,
    ReviseReviewerProfile,
    SetReviewerSeniority,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.assignment import OPEN
from services.technical_fund.domain.reviewers import RETIRED, ROLE_ENDED, Reviewer, check_profile
from services.technical_fund.domain.showing.reviewers import reviewer_view
from services.technical_fund.usecases import clearance, deriving, panels, repair
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.sealing import closed_text


def join_reviewer_pool(unit: Fund, request: JoinReviewerPool) -> ReviewerView:
    person_id = _whom(unit, request.person_id)
    _require_role(unit, person_id)
    check_profile(request.profile)
    reviewer = unit.reviewers.find(person_id)
    if reviewer is not None and reviewer.active:
        raise Conflict("technical_fund.already_in_pool", "is in the pool already")
    if reviewer is None:
        reviewer = Reviewer(id=person_id, profile=request.profile, joined_at=unit.now, updated_at=unit.now)
        unit.reviewers.add(reviewer.joined(at=unit.now))
    else:
        reviewer.returns(request.profile, at=unit.now)
        unit.reviewers.save(reviewer)
    deriving.find_for_person(unit, person_id)
    return _shown(unit, person_id)


def revise_reviewer_profile(unit: Fund, request: ReviseReviewerProfile) -> ReviewerView:
    reviewer = _reviewer(unit, _whom(unit, request.person_id))
    unit.expect(reviewer)
    profile = _patched(reviewer.profile, request.changes)
    check_profile(profile)
    if profile.away != reviewer.profile.away:
        repair.after_new_absence(unit, reviewer.id)
    reviewer.revise(profile, at=unit.now)
    unit.reviewers.save(reviewer)
    deriving.find_for_person(unit, reviewer.id)
    return _shown(unit, reviewer.id)


def set_reviewer_seniority(unit: Fund, request: SetReviewerSeniority) -> ReviewerView:
    reviewer = _reviewer(unit, request.person_id)
    if reviewer.id == unit.actor.person_id:
        raise access.not_yours()
    unit.expect(reviewer)
    reviewer.senior, reviewer.updated_at = request.senior, unit.now
    unit.reviewers.save(reviewer)
    return _shown(unit, reviewer.id)


def retire_reviewer(unit: Fund, request: RetireReviewer) -> ReviewerView:
    reviewer = _reviewer(unit, request.person_id)
    if not reviewer.active:
        raise Conflict("technical_fund.not_in_pool", "is not in the pool")
    unit.expect(reviewer)
    reviewer.left_text_id, reviewer.left_text = closed_text(unit, request.reason)
    _leave(unit, reviewer, RETIRED)
    return _shown(unit, reviewer.id)


def leave_without_role(unit: Fund, person_id: str) -> None:
    """Whoever no longer holds the role is out of the pool."""
    reviewer = unit.reviewers.find(person_id)
    if reviewer is not None and reviewer.active and not _holds_role(unit, person_id):
        _leave(unit, reviewer, ROLE_ENDED)


def _leave(unit: Fund, reviewer: Reviewer, because: str) -> None:
    clearance.guard_seats(unit, reviewer.id)
    reviewer.leave(because, at=unit.now)
    unit.reviewers.save(reviewer)
    for assignment in unit.assignments.of_reviewer(reviewer.id, OPEN):
        panels.release(unit, assignment, "left_the_pool")


def _whom(unit: Fund, person_id: str | None) -> str:
    """Oneself; for the management unit, anybody."""
    mine = unit.actor.person_id
    if mine is None:
        raise NotAllowed("not_signed_in", "sign in first")
    if person_id not in (None, mine) and not unit.actor.has(MANAGEMENT_UNIT):
        raise access.not_yours()
    return person_id or mine


def _require_role(unit: Fund, person_id: str) -> None:
    if person_id == unit.actor.person_id and unit.actor.has(REVIEWER):
        return
    if not _holds_role(unit, person_id):
        raise Conflict("technical_fund.not_a_reviewer", "does not hold the role of a reviewer")


def _holds_role(unit: Fund, person_id: str) -> bool:
    return any(tie.role == REVIEWER and tie.holds(unit.now) for tie in unit.role_ties.of_person(person_id))


def _reviewer(unit: Fund, person_id: str) -> Reviewer:
    reviewer = unit.reviewers.find(person_id)
    if reviewer is None:
        raise NotFound("technical_fund.no_reviewer", "there is no such reviewer")
    return reviewer


def _patched(profile: ReviewerProfile, changes: dict[str, str]) -> ReviewerProfile:
    """Faults are named under `/changes`."""
    try:
        return patched(profile, changes)
    except Invalid as wrong:
        errors = wrong.details.get("errors", [])
        raise Invalid.fields([{**error, "pointer": f"/changes{error['pointer']}"} for error in errors], wrong.code) from None


def _shown(unit: Fund, person_id: str) -> ReviewerView:
    """As of now: finding conflicts may have changed the reviewer, too."""
    reviewer = _reviewer(unit, person_id)
    return reviewer_view(reviewer, unit.loads.open([person_id], access.hidden(unit)).get(person_id, 0))
