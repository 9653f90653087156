"""Finding conflicts of interest from what is known of people and cities: at submission, when somebody comes to judge, when facts change.

Whoever adds an application and whoever adds a tie write the guards of the same city, hub or country, so that neither passes the other
unseen. What is found late takes the seat away that it forbids.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable
from typing import Any, Final, TypeVar

from contracts.roles import DONOR, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, PARTNER, REVIEWER
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import SEATED
from services.technical_fund.domain.conflicts import DERIVED, Applicant, Conflict, Engagement, Ties, derived, grounds
from services.technical_fund.domain.facts import PartnerTie, RoleTie
from services.technical_fund.domain.reviewers import Reviewer
from services.technical_fund.usecases import history, repair
from services.technical_fund.usecases.clearance import guard_seats
from services.technical_fund.usecases.ports import Fund, RunningJob

FIND_ALL: Final = "find_conflicts"
CITY_ROLES: Final = (FOCAL_POINT, MAYORS_OFFICE)
PARTNER_ROLES: Final = (PARTNER, DONOR)
JUDGES: Final = (REVIEWER, MANAGEMENT_UNIT)
"""Roles that lead to other cities' applications."""

T = TypeVar("T", RoleTie, Engagement)


# ---------------------------------------------------------------- when


def find_for_application(unit: Fund, application: Application) -> None:
    """Everybody who may know nothing of it, before anybody hears of it. Asked again, it adds what is new."""
    applicant = applicant_of(unit, application)
    _guard(unit, cities=[applicant.city_id], countries=[applicant.country], hubs=[applicant.hub_id])
    everybody = ties_of(unit, who_may_judge(unit)).values()
    wanted = [derived(applicant, ties.person_id, ground, unit.now) for ties in everybody for ground in grounds(ties, applicant)]
    risen = _reconcile(unit, wanted, unit.conflicts.of_application(application.id))
    recuse(unit, risen, {(one.application_id, one.reviewer_id) for one in unit.assignments.of_application(application.id) if one.seated})


def find_for_person(unit: Fund, person_id: str) -> None:
    """Every application that somebody may know nothing of. For whoever judges nothing there is nothing to keep them from."""
    if not may_judge(unit, person_id):
        return
    ties = ties_of(unit, [person_id])[person_id]
    _guard(unit, cities=ties.all_cities, countries=ties.countries, hubs=ties.hubs)
    wanted = [derived(one, person_id, ground, unit.now) for one in _within_reach(unit, ties) for ground in grounds(ties, one)]
    recuse(unit, _reconcile(unit, wanted, unit.conflicts.of_person(person_id)), seats_of(unit, person_id))


def find_for_city(unit: Fund, city_id: str) -> None:
    """Another hub or country of the city: its applications are looked at again."""
    for application in unit.applications.of_city(city_id):
        if not application.is_draft:
            find_for_application(unit, application)


def note_engagement(unit: Fund, engagement: Engagement) -> None:
    """Somebody helps with an award. Those who work for a mentor city are kept from the helped city's applications as well."""
    unit.engagements.keep(engagement)
    helpers = [engagement.person_id] if engagement.person_id else _who_works_for(unit, engagement.mentor_city_id)
    for person_id in helpers:
        find_for_person(unit, person_id)


# ---------------------------------------------------------------- who


def who_may_judge(unit: Fund) -> frozenset[str]:
    """The pool, and everybody with a role that leads to other cities' applications."""
    roles = {tie.person_id for role in JUDGES for tie in unit.role_ties.of_role(role) if tie.holds(unit.now)}
    return frozenset(roles | {reviewer.id for reviewer in unit.reviewers.active()})


def may_judge(unit: Fund, person_id: str) -> bool:
    reviewer = unit.reviewers.find(person_id)
    if reviewer is not None and reviewer.active:
        return True
    return any(tie.role in JUDGES and tie.holds(unit.now) for tie in unit.role_ties.of_person(person_id))


def ties_of(unit: Fund, person_ids: Iterable[str]) -> dict[str, Ties]:
    """What binds each of these people to cities, in a handful of questions however many they are."""
    people = sorted(person_ids)
    years = unit.terms.current().content.conflict_years
    pool = {reviewer.id: reviewer for reviewer in unit.reviewers.many(people)}
    roles = _by_person(tie for tie in unit.role_ties.of_people(people) if tie.held_within(years, unit.now))
    let_in = _let_in(unit, people)
    cities = {one: _cities(pool.get(one), roles[one]) | let_in[one] for one in people}
    agreements = _agreements(unit, pool.values(), roles)
    helped = _by_person(unit.engagements.by_people(people))
    everywhere = frozenset[str]().union(*cities.values())
    mentored = unit.engagements.by_cities(everywhere)
    facts = unit.city_facts.many(everywhere)
    return {
        one: Ties(
            person_id=one,
            cities=cities[one],
            countries=frozenset(
                {pool[one].country, *(facts[city].country for city in cities[one] if city in facts)} if one in pool else ()
            ),
            hubs=frozenset(tie.scope_id for tie in roles[one] if tie.role == HUB_OFFICER and tie.holds(unit.now) and tie.scope_id),
            partner_cities=_partner_cities(pool.get(one), roles[one], agreements),
            helped=frozenset(engagement.city_id for engagement in helped[one]),
            mentored=frozenset(engagement.city_id for engagement in mentored if engagement.mentor_city_id in cities[one]),
        )
        for one in people
    }


def applicant_of(unit: Fund, application: Application) -> Applicant:
    call = unit.calls.find(application.call_id)
    facts = unit.city_facts.find(application.city_id)
    return Applicant(
        application_id=application.id,
        call_id=application.call_id,
        city_id=application.city_id,
        country=facts.country if facts else application.country,
        hub_id=facts.hub_id if facts else None,
        compatriots_may=call is not None and call.content.compatriots_may_review,
    )


def _cities(reviewer: Reviewer | None, roles: Iterable[RoleTie]) -> frozenset[str]:
    held = {tie.scope_id for tie in roles if tie.role in CITY_ROLES and tie.scope_id}
    return frozenset(held | set(reviewer.profile.city_ids if reviewer else ()))


def _let_in(unit: Fund, people: Collection[str]) -> dict[str, set[str]]:
    """Cities whose applications people help to write, by person."""
    found: dict[str, set[str]] = defaultdict(set)
    for application in unit.applications.delegated_to_any(people):
        for person_id in {one.person_id for one in application.delegations}.intersection(people):
            found[person_id].add(application.city_id)
    return found


def _agreements(unit: Fund, pool: Iterable[Reviewer], roles: dict[str, list[RoleTie]]) -> dict[str, PartnerTie]:
    """Agreements in force of the organisations people work for, and those they hold a role over."""
    organisations = {reviewer.profile.organisation_id for reviewer in pool if reviewer.profile.organisation_id}
    held = {tie.scope_id for ties in roles.values() for tie in ties if tie.role in PARTNER_ROLES and tie.scope_id}
    found = [*unit.partner_ties.of_organisations(organisations), *unit.partner_ties.many(held)]
    return {tie.agreement_id: tie for tie in found if tie.in_force(unit.now.date())}


def _partner_cities(reviewer: Reviewer | None, roles: Iterable[RoleTie], agreements: dict[str, PartnerTie]) -> frozenset[str]:
    organisation = reviewer.profile.organisation_id if reviewer else None
    held = {tie.scope_id for tie in roles if tie.role in PARTNER_ROLES}
    mine = (tie for tie in agreements.values() if tie.agreement_id in held or (organisation and organisation in tie.organisation_ids))
    return frozenset(city for tie in mine for city in tie.city_ids)


def _within_reach(unit: Fund, ties: Ties) -> list[Applicant]:
    """The submitted applications that a tie could lead to, with what is known of their cities now."""
    cities = ties.all_cities | frozenset(unit.city_facts.of_hubs(ties.hubs))
    headers = {one.application_id: one for one in (*unit.applicants.of_cities(cities), *unit.applicants.of_countries(ties.countries))}
    facts = unit.city_facts.many({one.city_id for one in headers.values()})
    compatriots = {call_id: _compatriots_may(unit, call_id) for call_id in {one.call_id for one in headers.values()}}
    return [
        Applicant(
            application_id=one.application_id,
            call_id=one.call_id,
            city_id=one.city_id,
            country=facts[one.city_id].country if one.city_id in facts else one.country,
            hub_id=facts[one.city_id].hub_id if one.city_id in facts else None,
            compatriots_may=compatriots[one.call_id],
        )
        for one in headers.values()
    ]


def _compatriots_may(unit: Fund, call_id: str) -> bool:
    call = unit.calls.find(call_id)
    return call is not None and call.content.compatriots_may_review


def _who_works_for(unit: Fund, city_id: str | None) -> list[str]:
    return sorted({tie.person_id for tie in unit.role_ties.over(city_id) if tie.role in CITY_ROLES}) if city_id else []


def _by_person(ties: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for tie in ties:
        if tie.person_id is not None:
            found[tie.person_id].append(tie)
    return found


# ---------------------------------------------------------------- what becomes of it


def seats_of(unit: Fund, person_id: str) -> set[tuple[str, str]]:
    return {(one.application_id, person_id) for one in unit.assignments.of_reviewer(person_id, SEATED)}


def recuse(unit: Fund, conflicts: Iterable[Conflict], seats: Container[tuple[str, str]]) -> None:
    """Conflicts stand from now on: seats that their people hold are given up, and nobody gives them one who has not seen this."""
    found = list(conflicts)
    for person_id in sorted({conflict.person_id for conflict in found}):
        guard_seats(unit, person_id)
    for conflict in found:
        if (conflict.application_id, conflict.person_id) in seats:
            _vacate(unit, conflict)


def _vacate(unit: Fund, conflict: Conflict) -> None:
    repair.after_recusal(unit, conflict.application_id, conflict.person_id)
    data = {"person_id": conflict.person_id, "ground": conflict.ground}
    history.note(unit, conflict.application_id, "reviewer_recused", data=data, person_id=conflict.declared_by)
    reviewer = unit.reviewers.find(conflict.person_id)
    if reviewer is not None:
        reviewer.recused_from(conflict.application_id, conflict.ground)
        unit.reviewers.save(reviewer)


def _reconcile(unit: Fund, wanted: list[Conflict], known: Iterable[Conflict]) -> list[Conflict]:
    """Add what is new, bring back what holds again, and mark what is derived no longer. Those that stand from now on."""
    there = {conflict.id: conflict for conflict in known if conflict.kind == DERIVED}
    new = [conflict for conflict in wanted if conflict.id not in there]
    unit.conflicts.add(new)
    holding = {conflict.id for conflict in wanted}
    risen = []
    for conflict in there.values():
        if conflict.id in holding and conflict.outdated_at is not None:
            risen += [conflict] if conflict.renew(at=unit.now) else []
            unit.conflicts.keep(conflict)
        elif conflict.id not in holding and conflict.outdated_at is None:
            conflict.outdated_at = unit.now
            unit.conflicts.keep(conflict)
    return [*new, *risen]


def _guard(unit: Fund, *, cities: Iterable[str], countries: Iterable[str | None], hubs: Iterable[str | None]) -> None:
    for kind, values in (("city", cities), ("country", countries), ("hub", hubs)):
        for value in sorted(one for one in values if one):
            unit.guard(f"conflicts:{kind}:{value}")


# ---------------------------------------------------------------- everybody


def find_all(job: RunningJob[Fund]) -> dict[str, Any]:
    """The job: everybody who may judge, one transaction for each. What was done is remembered by the last person's id."""
    people = job.step(lambda unit: sorted(who_may_judge(unit)), phase="conflicts", done=0)
    before = sum(1 for person_id in people if job.memory is not None and person_id <= job.memory)
    for place, person_id in enumerate(people[before:], before + 1):
        job.step(_finding(person_id), phase="conflicts", done=place, total=len(people), memory=person_id)
    return {"people": len(people)}


def _finding(person_id: str) -> Callable[[Fund], None]:
    return lambda unit: find_for_person(unit, person_id)


def when_facts_were_rebuilt_find_all(unit: Fund, same: bool | None) -> None:
    """Where the new facts are the old ones, so are the conflicts."""
    if not same:
        unit.jobs.start(FIND_ALL, {})
