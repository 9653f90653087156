"""Being forgotten: asked for by oneself or the management unit, begun at once, finished in the background, confirmed by every service."""

from chassis.context import new_id
from chassis.scrubbing import Identity, scrubbed
from chassis.timers import Timer
from contracts.errors import NotFound
from contracts.holders import HOLDERS
from contracts.membership import EraseMe, ErasePerson, ErasureView, ExportMyData
from contracts.standard import Job
from services.membership.domain.erasure import PATIENCE, Erasure
from services.membership.domain.grant import ERASED
from services.membership.domain.person import Person
from services.membership.domain.showing import erasure_view
from services.membership.usecases.grants import end_all
from services.membership.usecases.open_work import KINDS
from services.membership.usecases.own_account import by_hand, end_sessions
from services.membership.usecases.ports import Membership
from services.membership.usecases.proof import Heavy, Work, attempt, by_password, myself, take_code

ERASE_JOB = "erase_person"
EXPORT_JOB = "export_my_data"
OVERDUE_TIMER = "erasure_overdue"
OWNER = "service:membership"
"""Nobody's own job: its person cannot sign in any more, and is shown the erasure instead."""

EXPORTS = "data_export"
MOST_EXPORTS = 3


def export_my_data(unit: Membership, request: ExportMyData) -> Job:
    """A few in a quarter of an hour: each is a file that lies here for a week."""
    person_id = by_hand(unit)
    attempt(unit, EXPORTS, person_id, MOST_EXPORTS)
    return unit.jobs.start(EXPORT_JOB, {"person_id": person_id})


def begin_own_erasure(unit: Membership, request: EraseMe, *, proven: int | None) -> ErasureView:
    by_hand(unit)
    person = myself(unit, proven)
    take_code(unit, person.id, request.code)
    return _begin(unit, person, "own_wish")


def erase_person(unit: Membership, request: ErasePerson) -> ErasureView:
    person = unit.people.find(request.person_id)
    if person is None:
        raise NotFound("membership.no_person", "there is no such person")
    if person.erasing_at is not None:
        return erasure_view(unit.erasures.of_person(person.id))
    return _begin(unit, person, request.reason)


def _begin(unit: Membership, person: Person, reason: str) -> ErasureView:
    """Everything with which the person could act ends now. Raises `Conflict` while they are the last of the management unit."""
    _clean_open_work(unit, person)
    end_all(unit, unit.grants.of_person(person.id), ERASED)
    end_sessions(unit, person.id)
    for key in unit.api_keys.of_person(person.id):
        if key.revoked_at is None:
            key.revoke(unit.now)
            unit.api_keys.save(key)
    person.begin_erasure(at=unit.now)
    unit.people.save(person)
    erasure = Erasure.begin(id=new_id(), person_id=person.id, reason=reason, others=HOLDERS, at=unit.now)
    unit.erasures.add(erasure)
    unit.jobs.start(ERASE_JOB, {"erasure_id": erasure.id}, owner=OWNER)
    unit.timers.set(f"{OVERDUE_TIMER}:{erasure.id}", unit.now + PATIENCE, OVERDUE_TIMER, {"erasure_id": erasure.id})
    return erasure_view(erasure)


def _clean_open_work(unit: Membership, person: Person) -> None:
    """Work that is handed over names its new holder only, and nobody could tell later that it was theirs."""
    identity = Identity(person.id, person.name, person.email)
    for piece in [piece for kind in KINDS.values() for piece in kind.of_person(unit, person.id)]:
        records = unit.unit.collection(piece.subject.partition("/")[0])
        record = records.find_one({"_id": piece.id})
        clean = None if record is None else scrubbed(record, identity)
        if clean is not None:
            records.replace_one({"_id": piece.id}, clean)


def look_after_erasure(unit: Membership, timer: Timer) -> None:
    """A day has passed, and another after that, for as long as somebody has not confirmed. Our own part is begun again: a job gives up
    when its process has died too often."""
    erasure = unit.erasures.get(timer.data["erasure_id"])
    if erasure.erased_at is None:
        unit.jobs.start(ERASE_JOB, {"erasure_id": erasure.id}, owner=OWNER)
    if erasure.look_after():
        unit.erasures.save(erasure)
        unit.timers.set(timer.key, unit.now + PATIENCE, OVERDUE_TIMER, dict(timer.data))


def confirm_forgotten(unit: Membership, erasure_id: str, service: str) -> None:
    """A service has forgotten somebody. A word about an erasure that we do not know is none of ours."""
    erasure = unit.erasures.find(erasure_id)
    if erasure is not None and service in erasure.missing:
        erasure.confirm(service, at=unit.now)
        unit.erasures.save(erasure)


# ---------------------------------------------------------------- conversation


def erase_me(work: Work, heavy: Heavy, request: EraseMe) -> ErasureView:
    return by_password(work, heavy, begin_own_erasure, request, request.password)
