"""The life of a membership, between what people do and what time does: reckon the status, let it be known, and plan the next look.

There is one timer for each member, at the next day on which its facts alone would make something else, or on which somebody is to be
reminded. Nothing is looked at daily. A membership and its city are written together; other areas only note signs of life.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from chassis.context import new_id
from chassis.job_runner import RunningJob
from chassis.jobs import CANCELLED, DONE, FAILED
from chassis.timers import Timer
from contracts.errors import NotFound
from contracts.standard import Job
from services.membership.domain.application import Application
from services.membership.domain.city import City
from services.membership.domain.days import months_later, start_of
from services.membership.domain.grant import CITY_WITHDRAWN
from services.membership.domain.law import Law
from services.membership.domain.mandate import VERIFIED, CityMandate
from services.membership.domain.member import Member, change_status
from services.membership.domain.standing import SUSPENDED_BY_NETWORK, WITHDRAWN, Verdict
from services.membership.usecases.grants import end_all, guard_giving
from services.membership.usecases.law import law
from services.membership.usecases.open_work import recall_over
from services.membership.usecases.ports import Membership

STANDING_TIMER: Final = "membership_standing"
RECKON_JOB: Final = "reckon_standings"
"""Looks at every member again, because something that holds for all of them has changed."""

WATCH_TIMER: Final = "reckoning_watch"
WATCHED_EVERY: Final = timedelta(minutes=10)

AT_ONCE: Final = 50
"""Members looked at again in one transaction."""

SUSPENSION_UNRESOLVED: Final = "suspension_unresolved"
AREA_LEFT: Final = "area_left"
TERM_OVER: Final = "term_over"
LAPSED: Final = "lapsed"


# ---------------------------------------------------------------- for every area


def begin_membership(unit: Membership, city: City, application: Application | None = None, *, held: Law | None = None) -> None:
    """The membership of a city that has just been added, with what its application brought; without one, what is due counts from now.

    It is looked at first tomorrow, under whatever holds then: rules or principles may be changing at this very moment.
    """
    held = held or law(unit)
    today = unit.now.date()
    mandate_by = months_later(today, held.rules(today).mandate_months)
    member = Member.begin(
        city,
        basis_id=new_id(),
        mandate_by=mandate_by,
        mandate=_mandate_of(application, mandate_by, unit) if application else None,
        accepted_version=application.content.principles_version if application else None,
        at=unit.now,
    )
    unit.members.add(member)
    _look_on(unit, member.id, today + timedelta(days=1))


def note_sign_of_life(unit: Membership, city_id: str) -> None:
    """The city has shown that it is there. Its status follows in a moment, in a unit of its own, so that no caller's city is overtaken."""
    member = unit.members.find(city_id)
    if member is not None and member.own(unit.now.date()) and member.give_sign(unit.now.date()):
        unit.members.save(member)
        look_soon(unit, city_id)


# ---------------------------------------------------------------- by the clock


def review_standing(unit: Membership, timer: Timer) -> None:
    """The day planned has come, or something a membership rests on has changed."""
    member, city = unit.members.find(timer.data["city_id"]), unit.cities.find(timer.data["city_id"])
    if member is None or city is None:
        return
    held = law(unit)
    _remind(unit, member, held)
    for basis in member.run_out(unit.now.date()):
        member.end_affiliation(basis.id, basis.ends_on or unit.now.date(), TERM_OVER)
    settle(unit, member, city, held, touched=bool(member.news))
    if city.status == WITHDRAWN:
        _let_others_apply(unit, member, city, held)


def begin_reckoning(unit: Membership, because: str) -> Job:
    """Have every member looked at again. Should the job be cancelled or given up, another begins: members left out would wait for a day
    that was planned under what no longer holds."""
    job = unit.jobs.start(RECKON_JOB, {"because": because})
    _watch(unit, {"job_id": job.id, "because": because})
    return job


def watch_reckoning(unit: Membership, timer: Timer) -> None:
    state = unit.jobs.state(timer.data["job_id"])
    if state in (FAILED, CANCELLED):
        begin_reckoning(unit, timer.data["because"])
    elif state not in (None, DONE):
        _watch(unit, timer.data)


def reckon_standings(job: RunningJob[Any]) -> dict[str, Any]:
    """Look at every member again under what holds now. Goes on where it stopped."""
    memory = job.memory or {"after": None, "done": 0, "total": job.transact(lambda _, unit: unit.members.number())}
    while _reckon_some(job, memory):
        memory = job.memory
    return {"members": memory["done"]}


def _reckon_some(job: RunningJob[Any], memory: dict[str, Any]) -> bool:
    members = job.transact(lambda _, unit: [member.id for member in unit.members.after(memory["after"], AT_ONCE)])
    if not members:
        return False
    after = {"after": members[-1], "done": memory["done"] + len(members), "total": memory["total"]}
    job.step(
        lambda unit: _reckon(unit, members), phase="reckoning", done=after["done"], total=max(after["total"], after["done"]), memory=after
    )
    return True


def _reckon(unit: Membership, city_ids: list[str]) -> None:
    held = law(unit)
    with unit.in_bulk():
        for city_id in city_ids:
            member, city = unit.members.find(city_id), unit.cities.find(city_id)
            if member is not None and city is not None and city.status != WITHDRAWN:
                _remind(unit, member, held)
                settle(unit, member, city, held, touched=bool(member.news))


# ---------------------------------------------------------------- reckoning


def settle(
    unit: Membership,
    member: Member,
    city: City,
    held: Law | None = None,
    *,
    step: str | None = None,
    note: str | None = None,
    codes: tuple[str, ...] = (),
    because: str | None = None,
    touched: bool = True,
) -> Verdict:
    """Bring the status in line with the facts, save what has changed and plan the next look.

    `step` is what somebody did, with a note and codes, for the history; `because` says why the membership ends, where somebody ends it;
    `touched` that the membership is to be saved even if nothing comes of it.
    """
    held = held or law(unit)
    today = unit.now.date()
    verdict = reckon(unit, member, held)
    if verdict.own == WITHDRAWN:
        because = because or verdict.reasons[0]
        member.end_own(today, LAPSED)
        verdict, touched = reckon(unit, member, held), True
    if verdict.status == WITHDRAWN and member.leaving is None:
        because = because or (SUSPENSION_UNRESOLVED if SUSPENDED_BY_NETWORK in verdict.reasons else verdict.reasons[0])
        leave(unit, member, city, because, held)
    reasons = (because,) if because and verdict.status == WITHDRAWN else verdict.reasons
    changed = change_status(city, verdict.status, reasons[0], at=unit.now)
    if step or changed:
        by = unit.actor.person_id if step else None
        member.note(step or "status_changed", city.status, (*reasons, *codes), at=unit.now, by=by, note=note)
    if touched or changed:
        unit.members.save(member)
    if changed:
        unit.cities.save(city)
        for covered in unit.members.covered_by(city.id):
            look_soon(unit, covered.id)
    plan(unit, member, held)
    return verdict


def leave(unit: Membership, member: Member, city: City, because: str, held: Law) -> None:
    """End everything it rests on, every role over it, and what rested on it; `settle` does the rest."""
    today = unit.now.date()
    guard_giving(unit, city.id)
    member.leave(today, because, at=unit.now, undo_days=held.book.on(today).undo_days)
    roles = [grant for grant in unit.grants.over("city", city.id) if grant.ended_at is None]
    member.took_along(tuple(grant.id for grant in roles))
    recall_over(unit, city.id)
    end_all(unit, roles, CITY_WITHDRAWN)
    for covered in unit.members.covered_by(city.id):
        for basis in covered.bases:
            if basis.covering_city_id == city.id and basis.open(today):
                covered.end_affiliation(basis.id, today, AREA_LEFT)
        unit.members.save(covered)
        look_soon(unit, covered.id)


def reckon(unit: Membership, member: Member, held: Law) -> Verdict:
    today = unit.now.date()
    return held.verdict(member, statuses_of(unit, member), today)


def statuses_of(unit: Membership, member: Member) -> dict[str, str]:
    """The status of every area the member rests on."""
    areas = {area_id: unit.cities.find(area_id) for area_id in member.covering(unit.now.date())}
    return {area_id: area.status if area else WITHDRAWN for area_id, area in areas.items()}


def plan(unit: Membership, member: Member, held: Law) -> None:
    """Set the member's one timer to the next day that matters; none when no day does."""
    today = unit.now.date()
    gone = member.left_on is not None and not member.covering(today)
    day = _release_day(member, held, today) if gone else held.next_day(member, statuses_of(unit, member), today)
    if day is None:
        unit.timers.cancel(_key(member.id))
    else:
        _look_on(unit, member.id, day)


def look_soon(unit: Membership, city_id: str) -> None:
    unit.timers.set(_key(city_id), unit.now, STANDING_TIMER, {"city_id": city_id})


def require_member(unit: Membership, city_id: str) -> Member:
    """The membership of a city the caller may know of."""
    member = unit.members.find(city_id)
    if member is None:
        raise NotFound("membership.no_city", "there is no such city")
    return member


# ---------------------------------------------------------------- inside


def _watch(unit: Membership, data: Mapping[str, Any]) -> None:
    unit.timers.set(f"{WATCH_TIMER}:{data['job_id']}", unit.now + WATCHED_EVERY, WATCH_TIMER, dict(data))


def _look_on(unit: Membership, city_id: str, day: date) -> None:
    unit.timers.set(_key(city_id), start_of(day), STANDING_TIMER, {"city_id": city_id})


def _key(city_id: str) -> str:
    return f"{STANDING_TIMER}:{city_id}"


def _remind(unit: Membership, member: Member, held: Law) -> None:
    if member.own(unit.now.date()):
        member.remind(unit.now.date(), version=held.principles.id, accept_by=held.accept_by(member))


def _release_day(member: Member, held: Law, today: date) -> date | None:
    """When the city's names are free for a new application."""
    last = held.last_day_of_readmission(member, today)
    return last + timedelta(days=1) if last >= today else None


def _let_others_apply(unit: Membership, member: Member, city: City, held: Law) -> None:
    """A city that left too long ago to be readmitted applies anew: its names are free."""
    today = unit.now.date()
    if member.left_on is None or today <= held.last_day_of_readmission(member, today):
        return
    application = unit.applications.find(city.application_id) if city.application_id else None
    for identity in {*city.identities, *(application.identities if application else ())}:
        for owner in (city.id, city.application_id):
            if owner:
                unit.free_name("city", identity, owner)


def _mandate_of(application: Application, valid_until: date, unit: Membership) -> CityMandate | None:
    """The mandate that came with the application: the admission has verified it, and it counts from then on."""
    mandate = application.mandate
    if mandate is None or application.mandate_file_id is None:
        return None
    return CityMandate(
        id=new_id(),
        file_id=application.mandate_file_id,
        file_name=mandate.file_name,
        size=mandate.size,
        sha256=mandate.sha256,
        signatory=mandate.signatory,
        signed_on=mandate.signed_on,
        valid_until=valid_until,
        uploaded_at=application.submitted_at or unit.now,
        uploaded_by=application.applicant_id,
        state=VERIFIED,
        judged_at=unit.now,
        judged_by=unit.actor.person_id,
    )
