"""What is matched with what, and under which rules. Plain values in a settled order, so that the same question has the same digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Final

SEATS: Final = "seats"
LOAD: Final = "load"
SENIOR: Final = "senior"
COUNTRY: Final = "country"
LANGUAGE: Final = "language"
CONFLICTS: Final = "conflicts"
AWAY: Final = "away"
FORMER_ROUND: Final = "former_round"
DECLINED: Final = "declined"

RULES: Final = (SEATS, LOAD, SENIOR, COUNTRY, LANGUAGE, CONFLICTS, AWAY, FORMER_ROUND, DECLINED)
"""Every rule there is: as many people as there are seats, nobody over their load, a senior in each panel, no two from one country, a shared
language, no conflict of interest, nobody who is away, nobody of a former round, nobody who has given this very seat back."""

GIVEN_BACK: Final = "given_back"
"""The ground of `declined`; `declared` is one of the conflicts."""

BIDS: Final = ("eager", "can", "rather_not")


@dataclass(frozen=True, kw_only=True)
class Item:
    """What wants people: an application with seats in its panel, or an award that wants mentors.

    `fixed` people have a seat that nothing moves; they count towards every rule of the panel. `kept` people have one that is kept if it can
    be.
    """

    id: str
    seats: int
    effort: int = 1
    seniors: int = 0
    languages: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    themes: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def open_seats(self) -> int:
        return max(0, self.seats - len(self.fixed))


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who can be given. `capacity` is how many more items they take, or, with `by_effort`, how much of the effort that items ask for, fixed
    seats already taken off. `country` is where they are based,
    `knows` the countries and `regions` the regions they know."""

    id: str
    capacity: int
    by_effort: bool = False
    senior: bool = False
    languages: tuple[str, ...] = ()
    country: str = ""
    knows: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The most that each part adds to the fit of one pair, in points. The defaults add up to 1000."""

    themes: int = 450
    language: int = 100
    region: int = 150
    bid: int = 200
    senior: int = 100


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When the search stops. `nodes` and `gap` stop it at the same place on any machine; `seconds` is a fuse, and a run that it stopped is
    not promised to replay."""

    nodes: int = 2000
    gap: float = 0.0001
    seconds: float = 600.0
    rounds: int = 6


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A whole question. `bars` are pairs that may not be, with the ground of each; `bids` what people said of items."""

    items: tuple[Item, ...]
    people: tuple[Person, ...]
    bars: tuple[tuple[str, str, str], ...] = ()
    bids: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[str, ...] = RULES
    weights: Weights = field(default_factory=Weights)
    limits: Limits = field(default_factory=Limits)
    fair: bool = False
    fill: str = "all"
    seed: int = 0

    def settled(self) -> "Problem":
        """The same question with everything in its settled order, whatever order it was gathered in."""
        return replace(
            self,
            items=tuple(sorted((_settled_item(item) for item in self.items), key=lambda item: item.id)),
            people=tuple(sorted((_settled_person(person) for person in self.people), key=lambda person: person.id)),
            bars=tuple(sorted(set(self.bars))),
            bids=tuple(sorted(set(self.bids))),
            rules=tuple(rule for rule in RULES if rule in self.rules),
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the settled question, in lower-case hexadecimal."""
        return digest(to_data(self.settled()))

    @cached_property
    def grounds(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for item_id, person_id, ground in sorted(set(self.bars)):
            found[item_id, person_id] = (*found.get((item_id, person_id), ()), ground)
        return found

    @cached_property
    def bid_of(self) -> Mapping[tuple[str, str], str]:
        return {(item_id, person_id): bid for item_id, person_id, bid in self.bids}

    @cached_property
    def item_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    def has(self, rule: str) -> bool:
        return rule in self.rules

    def within(self, item_ids: Iterable[str], rules: Iterable[str]) -> "Problem":
        """The part of the question that concerns some items under some of the rules."""
        wanted, kept = frozenset(item_ids), frozenset(rules)
        return replace(
            self,
            items=tuple(item for item in self.items if item.id in wanted),
            rules=tuple(rule for rule in self.rules if rule in kept),
        )


def rule_of_ground(ground: str) -> str:
    """The rule under which a pair is barred."""
    return {AWAY: AWAY, FORMER_ROUND: FORMER_ROUND, GIVEN_BACK: DECLINED}.get(ground, CONFLICTS)


def grounds_against(problem: Problem, item: Item, person: Person) -> tuple[str, ...]:
    """Why this pair may never be, whatever else is chosen: grounds of bars and a missing language, under the rules that hold."""
    given = problem.grounds.get((item.id, person.id), ())
    found = tuple(ground for ground in given if problem.has(rule_of_ground(ground)))
    return found if shares_language(item, person) or not problem.has(LANGUAGE) else (*found, LANGUAGE)


def load_of(item: Item, person: Person) -> int:
    """How much of the person's capacity a seat takes."""
    return item.effort if person.by_effort else 1


def shares_language(item: Item, person: Person) -> bool:
    return not item.languages or not frozenset(item.languages).isdisjoint(person.languages)


def to_data(value: Any) -> dict[str, Any]:
    """As JSON values."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(value)))
    return data


def problem_from(data: Mapping[str, Any]) -> Problem:
    """The question again, from what `to_data` made of it."""
    return Problem(
        items=tuple(_built(Item, item) for item in data["items"]),
        people=tuple(_built(Person, person) for person in data["people"]),
        bars=tuple((str(item), str(person), str(ground)) for item, person, ground in data["bars"]),
        bids=tuple((str(item), str(person), str(bid)) for item, person, bid in data["bids"]),
        rules=tuple(data["rules"]),
        weights=Weights(**data["weights"]),
        limits=Limits(**data["limits"]),
        fair=bool(data["fair"]),
        fill=str(data["fill"]),
        seed=int(data["seed"]),
    )


def digest(data: Any) -> str:
    """SHA-256 of canonical JSON: keys sorted, no spaces, no escapes but the needed ones, UTF-8."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _built(kind: Any, data: Mapping[str, Any]) -> Any:
    return kind(**{each.name: tuple(value) if isinstance(value := data[each.name], list) else value for each in fields(kind)})


def _settled_item(item: Item) -> Item:
    """Languages keep their order (the first counts for more), sets lose theirs."""
    return replace(item, themes=tuple(sorted(item.themes)), fixed=tuple(sorted(item.fixed)), kept=tuple(sorted(item.kept)))


def _settled_person(person: Person) -> Person:
    return replace(person, knows=tuple(sorted(person.knows)), regions=tuple(sorted(person.regions)), themes=tuple(sorted(person.themes)))
