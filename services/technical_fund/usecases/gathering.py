"""Gathering the question: which applications of a call want whom, and who there is, as of now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Final

from contracts.regions import REGION_OF
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.matching.problem import AWAY, FORMER_ROUND, GIVEN_BACK, RULES, Item, Limits, Person, Problem, Weights
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.reviewers import Reviewer
from services.technical_fund.domain.runs import REPAIR, Run
from services.technical_fund.domain.seating import Table, Tables, themes_of
from services.technical_fund.usecases.ports import Fund

MOST_AWAY: Final = 0.5
"""Whoever is away for more of the days a review may take is not asked for one."""


def question_of(unit: Fund, run: Run, only: Iterable[str] | None = None) -> Problem:
    """The run's question as things stand; `only` for some of its applications."""
    tables = waiting_tables(unit, str(run.call_id), run.asked or None if only is None else tuple(only))
    moving = run.way == REPAIR
    items = [_item(unit, table, priorities, moving) for table, priorities in _with_priorities(unit, tables)]
    pool = {reviewer.id: reviewer for reviewer in unit.reviewers.active()}
    sitting = frozenset(person for item in items for person in item.fixed) - pool.keys()
    known = {**pool, **{reviewer.id: reviewer for reviewer in unit.reviewers.many(sitting)}}
    return Problem(
        items=tuple(items),
        people=_people(unit, known, pool.keys(), sitting, items),
        bars=tuple(_bars(unit, tables, pool.values())),
        bids=tuple(_bids(unit, run, tables, pool.keys())),
        rules=tuple(rule for rule in RULES if rule not in run.lifted),
        weights=Weights(**asdict(run.weights)),
        limits=Limits(nodes=run.limits.nodes, gap=run.limits.gap, seconds=float(run.limits.seconds)),
        fair=run.fair,
        fill="most" if run.leave_vacant else "all",
        seed=run.seed,
    ).settled()


def waiting_tables(unit: Fund, call_id: str, only: Iterable[str] | None = None) -> list[Table]:
    """The panels of a call that may still change, by application."""
    wanted = None if only is None else frozenset(only)
    seats: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in unit.assignments.of_call(call_id):
        seats[assignment.application_id].append(assignment)
    panels = {panel.id: panel for panel in unit.panels.of_call(call_id)}
    tables = Tables(unit)
    return [
        tables.of(application, panels.get(application.id) or Panel(id=application.id, call_id=call_id), seats[application.id])
        for application in sorted(unit.applications.of_call(call_id), key=lambda one: one.id)
        if (wanted is None or application.id in wanted) and tables.wants_reviewers(application)
    ]


def disturbed(unit: Fund, call_id: str, *, absent: bool) -> tuple[str, ...]:
    """Applications that have lost a reviewer; with `absent` also those that wait for one who is away. Panels that were never begun are not
    among them."""
    tables = waiting_tables(unit, call_id)
    away = frozenset(_away(unit, unit.reviewers.active())) if absent else frozenset()
    return tuple(
        table.application.id
        for table in tables
        if table.all and (table.missing or any(one.untouched and one.how == "run" and one.reviewer_id in away for one in table.seated))
    )


# ---------------------------------------------------------------- applications


def _with_priorities(unit: Fund, tables: Sequence[Table]) -> Iterable[tuple[Table, tuple[str, ...]]]:
    versions = {(table.application.call_id, table.application.call_version) for table in tables}
    priorities = {version: unit.call_versions.pinned(*version).content.priorities for version in versions}
    return [(table, priorities[table.application.call_id, table.application.call_version]) for table in tables]


def _item(unit: Fund, table: Table, priorities: tuple[str, ...], moving: bool) -> Item:
    application, seated = table.application, table.seated
    facts = unit.city_facts.find(application.city_id)
    kept = tuple(one.reviewer_id for one in seated if moving and one.untouched and one.how == "run")
    return Item(
        id=application.id,
        seats=max(table.seats, len(seated)),
        seniors=1,
        languages=(application.language,),
        country=(facts.country if facts else application.country) or "",
        region=facts.region if facts else "",
        themes=themes_of(facts, priorities),
        fixed=tuple(one.reviewer_id for one in seated if one.reviewer_id not in kept),
        kept=kept,
    )


# ---------------------------------------------------------------- people


def _people(
    unit: Fund, known: Mapping[str, Reviewer], pool: Iterable[str], sitting: Iterable[str], items: Sequence[Item]
) -> tuple[Person, ...]:
    loads = unit.loads.open(pool, frozenset())
    kept = Counter(person for item in items for person in item.kept)
    there = [_person(known[id], known[id].max_load - loads.get(id, 0) + kept[id]) for id in pool]
    gone = [_person(known[id], 0) if id in known else Person(id=id, capacity=0) for id in sitting]
    return (*there, *gone)


def _person(reviewer: Reviewer, capacity: int) -> Person:
    countries = (reviewer.country, *reviewer.countries)
    return Person(
        id=reviewer.id,
        capacity=max(0, capacity),
        senior=reviewer.senior,
        languages=tuple(reviewer.languages),
        country=reviewer.country,
        knows=tuple(sorted(set(countries))),
        regions=tuple(sorted({REGION_OF[country] for country in countries if country in REGION_OF})),
        themes=tuple(reviewer.themes),
    )


# ---------------------------------------------------------------- what forbids, and what people said


def _bars(unit: Fund, tables: Sequence[Table], pool: Iterable[Reviewer]) -> Iterable[tuple[str, str, str]]:
    ids = frozenset(reviewer.id for reviewer in pool)
    for conflict in unit.conflicts.of_applications(table.application.id for table in tables):
        if conflict.stands and conflict.person_id in ids:
            yield conflict.application_id, conflict.person_id, conflict.ground
    away = _away(unit, pool)
    for table in tables:
        item_id = table.application.id
        yield from ((item_id, person, AWAY) for person in away)
        yield from ((item_id, person, FORMER_ROUND) for person in ids & frozenset(table.panel.barred))
        yield from ((item_id, person, GIVEN_BACK) for person in ids & table.gave_it_back())


def _away(unit: Fund, pool: Iterable[Reviewer]) -> list[str]:
    today, days = unit.now.date(), unit.terms.current().content.review_days
    return [reviewer.id for reviewer in pool if _days_away(reviewer, today, days) > MOST_AWAY * days]


def _days_away(reviewer: Reviewer, first: date, days: int) -> int:
    window = [first + timedelta(days=number) for number in range(days)]
    return sum(any(away.first <= day <= away.last for away in reviewer.profile.away) for day in window)


def _bids(unit: Fund, run: Run, tables: Sequence[Table], pool: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    ids, items = frozenset(pool), frozenset(table.application.id for table in tables)
    for bid in unit.bids.of_call(str(run.call_id)):
        if bid.person_id in ids and bid.application_id in items:
            yield bid.application_id, bid.person_id, bid.bid
