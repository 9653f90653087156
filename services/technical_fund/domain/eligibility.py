"""The language of eligibility rules: which facts of a city a call may ask about, how, and with what. Screening evaluates them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast, get_args

import pycountry

from contracts.membership import CITY_STATUSES
from contracts.membership.shared import Tier
from contracts.regions import REGIONS
from contracts.technical_fund import EligibilityRule
from contracts.themes import THEME_CODES
from services.technical_fund.domain.faults import Fault, fault, repeats

TIERS: Final = tuple(get_args(Tier)[1].choices)
MOST_APPLICATIONS: Final = 20
MOST_PEOPLE: Final = 50_000_000
MOST_NAMED: Final = 300

Check = Callable[[Any, str], Iterator[Fault]]


@dataclass(frozen=True, kw_only=True)
class FactRule:
    """How one fact may be asked about: the operators, and what their value must be."""

    ops: tuple[str, ...]
    check: Check


def rule_faults(rules: tuple[EligibilityRule, ...], pointer: str) -> Iterator[Fault]:
    """Everything that is wrong with the rules of a call."""
    yield from repeats((f"{pointer}/{at}/code", rule.code) for at, rule in enumerate(rules))
    for at, rule in enumerate(rules):
        place, known = f"{pointer}/{at}", FACTS.get(rule.fact)
        if known is None:
            yield fault(f"{place}/fact", "technical_fund.unknown_fact", "is not a fact that rules may ask about")
        elif rule.op not in known.ops:
            yield fault(f"{place}/op", "not_an_option", f"must be one of {', '.join(known.ops)}")
        else:
            yield from known.check(rule.value, f"{place}/value")


def open_to(rules: tuple[EligibilityRule, ...]) -> tuple[str, ...]:
    """The countries whose cities no rule of the call shuts out by their country."""
    countries = {country.alpha_2 for country in pycountry.countries}
    for rule in rules:
        if rule.fact == "country":
            named: frozenset[str] = frozenset(cast(Any, rule.value))
            countries = countries & named if rule.op == "in" else countries - named
    return tuple(sorted(countries))


# ---------------------------------------------------------------- what a value must be


def _several_of(is_one: Callable[[str], bool], what: str) -> Check:
    """A list without repetition, each one of a vocabulary."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_NAMED:
            yield fault(pointer, "wrong_type", f"must be a list of {what}")
            return
        for at, one in enumerate(value):
            if not isinstance(one, str) or not is_one(one):
                yield fault(f"{pointer}/{at}", "not_an_option", f"is not one of the {what}")
            elif one in value[:at]:
                yield fault(f"{pointer}/{at}", "technical_fund.repeated_code", "is named twice")

    return check


def _between(value: Any, pointer: str) -> Iterator[Fault]:
    """`[least, most]`, either of which may be null."""
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(one is None or _is_whole(one) for one in value):
        yield fault(pointer, "wrong_type", "must be [least, most] in whole numbers or null")
        return
    least, most = value
    if any(one is not None and not 0 <= one <= MOST_PEOPLE for one in value) or value == [None, None]:
        yield fault(pointer, "range", f"must bound something from 0 to {MOST_PEOPLE}")
    elif least is not None and most is not None and least > most:
        yield fault(pointer, "technical_fund.bounds_crossed", "the least is above the most")


def _whole_up_to(most: int) -> Check:
    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not _is_whole(value):
            yield fault(pointer, "wrong_type", "must be a whole number")
        elif not 1 <= value <= most:
            yield fault(pointer, "range", f"must be from 1 to {most}")

    return check


def _day(value: Any, pointer: str) -> Iterator[Fault]:
    try:
        if value != date.fromisoformat(value).isoformat():
            raise ValueError(value)
    except (TypeError, ValueError):
        yield fault(pointer, "wrong_type", "must be a date; write YYYY-MM-DD")


def _only_true(value: Any, pointer: str) -> Iterator[Fault]:
    if value is not True:
        yield fault(pointer, "not_an_option", "must be true")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_id(value: str) -> bool:
    return len(value) == 36 and value == value.lower() and value.count("-") == 4


IN: Final = ("in", "not_in")
IS: Final = ("is",)

FACTS: Final[Mapping[str, FactRule]] = {
    "country": FactRule(ops=IN, check=_several_of(lambda code: pycountry.countries.get(alpha_2=code) is not None, "ISO 3166-1 codes")),
    "region": FactRule(ops=IN, check=_several_of(REGIONS.__contains__, "regions and continents")),
    "tier": FactRule(ops=IN, check=_several_of(TIERS.__contains__, "tiers")),
    "hub": FactRule(ops=IN, check=_several_of(_is_id, "ids of hubs")),
    "population": FactRule(ops=("between",), check=_between),
    "member_since": FactRule(ops=("before",), check=_day),
    "status": FactRule(ops=("in",), check=_several_of(CITY_STATUSES.__contains__, "statuses of a city")),
    "principles_accepted": FactRule(ops=IS, check=_only_true),
    "prevention_network": FactRule(ops=IS, check=_only_true),
    "mandate": FactRule(ops=IS, check=_only_true),
    "strategy": FactRule(ops=IS, check=_only_true),
    "need": FactRule(ops=("among",), check=_several_of(THEME_CODES.__contains__, "themes")),
    "no_open_award": FactRule(ops=IS, check=_only_true),
    "applications_per_city": FactRule(ops=("at_most",), check=_whole_up_to(MOST_APPLICATIONS)),
}
"""`region` covers the parts of a continent; `need` holds when the city needs one of the themes; dates and populations include their bounds,
except that `before` excludes its day."""
