"""How well a person fits an item, in whole points.

    themes    weight × shared themes ÷ themes of the item; half the weight where the item names none
    language  weight, when the person's first language is one of the item's; half, when another is
    region    weight, when the person knows the item's country; half, when only its region
    bid       weight for eager, half for can, a quarter for nothing said, none for rather not
    senior    weight, for a senior

Divisions round down. The sum lies between 0 and the sum of the weights, 1000 by default. The parts are ours: a management unit sets the
weights.
"""

from dataclasses import dataclass

from services.technical_fund.domain.matching.problem import Item, Person, Problem, Weights


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The points of one pair, part by part."""

    themes: int
    language: int
    region: int
    bid: int
    senior: int

    @property
    def total(self) -> int:
        return self.themes + self.language + self.region + self.bid + self.senior


def fit(problem: Problem, item: Item, person: Person) -> Fit:
    weights = problem.weights
    return Fit(
        themes=_themes(weights, item, person),
        language=_language(weights, item, person),
        region=_region(weights, item, person),
        bid=_bid(weights, problem.bid_of.get((item.id, person.id))),
        senior=weights.senior if person.senior else 0,
    )


def _themes(weights: Weights, item: Item, person: Person) -> int:
    if not item.themes:
        return weights.themes // 2
    return weights.themes * len(frozenset(item.themes) & frozenset(person.themes)) // len(frozenset(item.themes))


def _language(weights: Weights, item: Item, person: Person) -> int:
    if person.languages and person.languages[0] in item.languages:
        return weights.language
    return weights.language // 2 if not frozenset(person.languages).isdisjoint(item.languages) else 0


def _region(weights: Weights, item: Item, person: Person) -> int:
    if item.country and item.country in person.knows:
        return weights.region
    return weights.region // 2 if item.region and item.region in person.regions else 0


def _bid(weights: Weights, bid: str | None) -> int:
    return {"eager": weights.bid, "can": weights.bid // 2, "rather_not": 0}.get(bid or "", weights.bid // 4)
