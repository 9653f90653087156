"""Whether a proposal still fits what is there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from services.technical_fund.domain.matching.problem import Problem
from services.technical_fund.domain.matching.solution import Pair, breaches


@dataclass(frozen=True, kw_only=True)
class Change:
    """`what` is a word: `item_gone`, `panel_changed`, `person_gone`, or the rule or ground that forbids a pair by now."""

    what: str
    item_id: str | None = None
    person_id: str | None = None


def changes(then: Problem, now: Problem, items: Collection[str], pairs: Sequence[Pair]) -> tuple[Change, ...]:
    """What keeps `pairs` from being made for `items`. What has changed without touching them is no reason: other applications, new
    reviewers, conflicts of people who were not chosen."""
    gone = [*_items_gone(now, items), *_people_gone(now, pairs)]
    if gone:
        return tuple(gone)
    moved = [Change(what="panel_changed", item_id=one) for one in sorted(items) if _panel(then, one) != _panel(now, one)]
    return tuple(moved) or tuple(_forbidden(now, pairs))


def _items_gone(now: Problem, items: Iterable[str]) -> Iterable[Change]:
    return (Change(what="item_gone", item_id=one) for one in sorted(items) if one not in now.item_by_id)


def _people_gone(now: Problem, pairs: Iterable[Pair]) -> Iterable[Change]:
    people = {person for item, person in pairs}
    return (Change(what="person_gone", person_id=one) for one in sorted(people) if one not in now.person_by_id)


def _panel(problem: Problem, item_id: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    item = problem.item_by_id[item_id]
    return item.seats, tuple(sorted(item.fixed)), tuple(sorted(item.kept))


def _forbidden(now: Problem, pairs: Sequence[Pair]) -> Iterable[Change]:
    """Seats left vacant are no breach: how many there are is what the panel says."""
    for breach in breaches(replace(now, fill="most"), pairs):
        yield Change(what=breach.rule, item_id=breach.item, person_id=breach.person)
