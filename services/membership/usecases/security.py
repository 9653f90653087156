"""The second factor: begun, confirmed, done without again, and taken away from somebody who has lost it."""

from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    ConfirmSecondFactor,
    Enrolment,
    EnrolSecondFactor,
    PersonView,
    RecoveryCodes,
    RemoveSecondFactor,
    RenewRecoveryCodes,
    ResetLastSecondFactor,
    ResetSecondFactor,
)
from services.membership.domain.person import Person
from services.membership.domain.second_factor import REQUIRED_FOR, SecondFactor, new_seed, no_second_factor, provisioning_uri
from services.membership.domain.showing import person_view
from services.membership.usecases.own_account import by_hand, end_sessions, own_view
from services.membership.usecases.ports import Membership
from services.membership.usecases.proof import PASSWORD, Heavy, Work, by_password, count_attempt, forgive, myself, seed_of, take_code


def enrol_second_factor(unit: Membership, request: EnrolSecondFactor) -> Enrolment:
    person = unit.people.get(by_hand(unit))
    factor = _factor(unit, person.id)
    seed = new_seed()
    factor.begin(unit.seal.close(seed))
    _keep(unit, factor)
    return Enrolment(secret=seed, uri=provisioning_uri(seed, person.email))


def start_second_factor(unit: Membership, person: Person) -> tuple[Enrolment, tuple[str, ...]]:
    """For an account that is made with its factor."""
    seed = new_seed()
    factor = SecondFactor(id=person.id)
    codes = factor.start_in_force(unit.seal.close(seed), at=unit.now)
    unit.second_factors.add(factor)
    return Enrolment(secret=seed, uri=provisioning_uri(seed, person.email)), codes


def take_into_force(unit: Membership, request: ConfirmSecondFactor) -> RecoveryCodes:
    person_id = by_hand(unit)
    factor = unit.second_factors.find(person_id)
    if factor is None or factor.sealed is None:
        raise no_second_factor()
    codes = factor.confirm(request.code, seed_of(unit, factor), at=unit.now)
    unit.second_factors.save(factor)
    forgive(unit, PASSWORD, person_id)
    _prove_session(unit, factor)
    return RecoveryCodes(recovery_codes=codes)


def put_recovery_codes(unit: Membership, request: RenewRecoveryCodes, *, proven: int | None) -> RecoveryCodes:
    person = myself(unit, proven)
    _prove(unit, person, request.code)
    factor = unit.second_factors.get(person.id)
    codes = factor.renew_recovery()
    unit.second_factors.save(factor)
    return RecoveryCodes(recovery_codes=codes)


def put_second_factor_away(unit: Membership, request: RemoveSecondFactor, *, proven: int | None) -> PersonView:
    person = myself(unit, proven)
    wanted = sorted({grant.role for grant in unit.grants.of_person(person.id) if grant.open(unit.now)} & REQUIRED_FOR)
    if wanted:
        raise Conflict("membership.second_factor_needed", "a role requires the second factor", {"roles": wanted})
    _prove(unit, person, request.code)
    factor = unit.second_factors.get(person.id)
    factor.remove()
    unit.second_factors.save(factor)
    return own_view(unit, person)


def reset_second_factor(unit: Membership, request: ResetSecondFactor) -> PersonView:
    if request.person_id == unit.actor.person_id:
        raise NotAllowed("membership.own_second_factor", "nobody resets a second factor of their own")
    return _reset(unit, unit.people.find(request.person_id), by="management_unit")


def reset_last_second_factor(unit: Membership, request: ResetLastSecondFactor) -> PersonView:
    return _reset(unit, unit.people.by_email(request.email), by="operator")


def _reset(unit: Membership, person: Person | None, *, by: str) -> PersonView:
    if person is None:
        raise NotFound("membership.no_person", "there is no such person")
    factor = _factor(unit, person.id)
    factor.reset(by)
    unit.second_factors.save(factor)
    end_sessions(unit, person.id)
    return person_view(person, list(unit.grants.of_person(person.id)))


def _factor(unit: Membership, person_id: str) -> SecondFactor:
    return unit.second_factors.find(person_id) or SecondFactor(id=person_id)


def _keep(unit: Membership, factor: SecondFactor) -> None:
    if factor.version:
        unit.second_factors.save(factor)
    else:
        unit.second_factors.add(factor)


def _prove(unit: Membership, person: Person, code: str) -> None:
    """Where there is no factor, there is nothing to prove or to change."""
    if take_code(unit, person.id, code) is None:
        raise no_second_factor()


def _prove_session(unit: Membership, factor: SecondFactor) -> None:
    """Whoever has just shown a code has shown it in this session."""
    session = unit.sessions.find(str(unit.actor.session_id))
    if session is not None:
        session.proof = factor.proof
        unit.sessions.save(session)


# ---------------------------------------------------------------- conversations


def confirm_second_factor(work: Work, request: ConfirmSecondFactor) -> RecoveryCodes:
    """The attempt is counted before it is judged."""
    work.note(count_attempt, request)
    return work.run(take_into_force, request)


def renew_recovery_codes(work: Work, heavy: Heavy, request: RenewRecoveryCodes) -> RecoveryCodes:
    return by_password(work, heavy, put_recovery_codes, request, request.password)


def remove_second_factor(work: Work, heavy: Heavy, request: RemoveSecondFactor) -> PersonView:
    return by_password(work, heavy, put_second_factor_away, request, request.password)
