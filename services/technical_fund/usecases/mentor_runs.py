"""Mentor cities and experts found for awards by the same solver that finds reviewers. Items are the awards' applications."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from contracts.regions import REGION_OF
from services.technical_fund.domain.awards.award import ENDED
from services.technical_fund.domain.facts import CityFacts
from services.technical_fund.domain.matching.problem import AWAY, CONFLICTS, LANGUAGE, LOAD, SEATS, Item, Limits, Person, Problem, Weights
from services.technical_fund.domain.mentors import CITY, EXPERT, Mentor, Mentoring
from services.technical_fund.domain.runs import EXPERTS, Run
from services.technical_fund.domain.seating import themes_of
from services.technical_fund.usecases import mentors
from services.technical_fund.usecases.ports import Fund

RULES = (SEATS, LOAD, LANGUAGE, CONFLICTS, AWAY)


def question_of(unit: Fund, run: Run, only: Iterable[str] | None = None) -> Problem:
    """The awards that miss helpers of one kind, and everybody who offers to be one."""
    helps_as = EXPERT if run.purpose == EXPERTS else CITY
    wanted = None if only is None else frozenset(only)
    waiting = [one for one in unit.mentorings.wanting(helps_as) if (wanted is None or one.application_id in wanted) and _runs(unit, one)]
    helpers = {one.id: one for one in unit.mentors.all_of(helps_as) if one.is_offering(unit.now.date())}
    facts = unit.city_facts.many({*(one.city_id for one in waiting), *(helpers if helps_as == CITY else ())})
    people = [person for one in helpers.values() if (person := _person(one, facts.get(one.id))) is not None]
    return Problem(
        items=tuple(_item(unit, one, helps_as, facts.get(one.city_id)) for one in waiting),
        people=tuple(people),
        bars=tuple(_bars(unit, waiting, frozenset(person.id for person in people), helps_as)),
        rules=RULES,
        weights=Weights(**asdict(run.weights)),
        limits=Limits(nodes=run.limits.nodes, gap=run.limits.gap, seconds=float(run.limits.seconds)),
        fair=run.fair,
        fill="most" if run.leave_vacant else "all",
        seed=run.seed,
    ).settled()


def match_all(unit: Fund, run: Run, now: Problem, pairs: Sequence[tuple[str, str]], by: str | None) -> None:
    """Whoever takes something on writes their own document, so that no two runs give the same room away."""
    chosen: dict[str, list[str]] = defaultdict(list)
    for application_id, mentor_id in pairs:
        chosen[application_id].append(mentor_id)
    for mentoring in unit.mentorings.of_applications(chosen):
        if mentoring.missing(EXPERT if run.purpose == EXPERTS else CITY):
            for mentor_id in sorted(chosen[mentoring.application_id]):
                mentors.match(unit, mentoring, unit.mentors.get(mentor_id), by=by, run_id=run.id)
            unit.mentorings.save(mentoring)


def _runs(unit: Fund, mentoring: Mentoring) -> bool:
    return unit.awards.get(mentoring.id).state not in ENDED


def _item(unit: Fund, mentoring: Mentoring, helps_as: str, facts: CityFacts | None) -> Item:
    application = unit.applications.get(mentoring.application_id)
    priorities = unit.call_versions.pinned(application.call_id, application.call_version).content.priorities
    return Item(
        id=mentoring.application_id,
        seats=mentoring.missing(helps_as),
        effort=max(1, mentoring.needs.half_days),
        languages=tuple(dict.fromkeys((application.language, *(facts.languages or () if facts else ())))),
        country=facts.country if facts else application.country or "",
        region=facts.region if facts else "",
        themes=mentoring.needs.themes or themes_of(facts, priorities),
    )


def _person(mentor: Mentor, facts: CityFacts | None) -> Person | None:
    """None for a city that membership tells nothing of, or that is a member in standing no more."""
    if mentor.helps_as == CITY:
        if facts is None or not facts.in_standing:
            return None
        return Person(
            id=mentor.id,
            capacity=mentor.left,
            languages=tuple(facts.languages or ()),
            country=facts.country,
            knows=(facts.country,),
            regions=(facts.region,),
            themes=tuple(sorted(facts.themes_offered)),
        )
    countries = tuple(sorted({mentor.country or "", *mentor.countries} - {""}))
    return Person(
        id=mentor.id,
        capacity=mentor.left,
        by_effort=True,
        languages=mentor.languages,
        country=mentor.country or "",
        knows=countries,
        regions=tuple(sorted({REGION_OF[one] for one in countries if one in REGION_OF})),
        themes=mentor.themes,
    )


def _bars(unit: Fund, waiting: Sequence[Mentoring], people: frozenset[str], helps_as: str) -> Iterable[tuple[str, str, str]]:
    """No city mentors itself; nobody helps for pay who judged the application or has a conflict over it; nobody helps twice."""
    for mentoring in waiting:
        item = mentoring.application_id
        yield from ((item, one.mentor_id, "helps_already") for one in mentoring.helping if one.mentor_id in people)
        if helps_as == CITY:
            yield from ((item, one, "same_city") for one in people & {mentoring.city_id})
        else:
            judges = {one.reviewer_id for one in unit.assignments.of_application(item)}
            yield from ((item, one, "judged_it") for one in people & judges)
            yield from ((item, one, "recused") for one in people & unit.recusals.of(item))
