"""Screening: the rules of a call held against what is known of a city.

The facts are copied at submission, so that they can be asked as they stood then, whatever has changed since. What a person says of a rule
counts before what the fact says, and is kept beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.regions import within
from contracts.technical_fund import EligibilityRule
from services.technical_fund.domain.facts import CityFacts

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
NOT_RUN, CLEAR, TO_DECIDE, FAILING = "not_run", "clear", "to_decide", "failing"
SUBMISSION, NOW = "submission", "now"


@dataclass(frozen=True, kw_only=True)
class Known:
    """A fact and how old it is. `value` is JSON; None is not known."""

    value: Any
    as_of: datetime | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A rule of the call, the fact it was held against, and what came of it."""

    rule: str
    found: Any
    as_of: datetime | None
    result: str


@dataclass(frozen=True, kw_only=True)
class Override:
    """What a person says a rule comes to. The reason is closed with a key that goes with its author."""

    result: str
    text_id: str | None
    text: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Why an application was found ineligible, for the city to read. The letter that says so has its id."""

    id: str | None = None
    rules: tuple[str, ...]
    text_id: str | None
    text: str | None
    at: datetime
    found_by: str | None = None


@dataclass(kw_only=True)
class Screening(Aggregate):
    """One for each submitted application, under its id."""

    kind: ClassVar[str] = "fund-screenings"
    call_id: str
    submitted_at: datetime
    at_submission: dict[str, Known]
    facts: str | None = None
    findings: tuple[Finding, ...] = ()
    overrides: dict[str, Override] = field(default_factory=dict)
    outcome: Outcome | None = None
    runs: int = 0
    run_at: datetime | None = None

    def run(self, rules: tuple[EligibilityRule, ...], facts: str, sheet: Mapping[str, Known], *, at: datetime) -> None:
        self.facts, self.runs, self.run_at = facts, self.runs + 1, at
        self.findings = tuple(evaluate(rule, sheet.get(rule.fact, NOTHING_KNOWN)) for rule in rules)

    def override(self, rule: str, override: Override) -> None:
        """Raises `technical_fund.not_screened`, and `Invalid` for a rule that the call does not have."""
        self.require_run()
        self._finding(rule, "/rule")
        self.overrides = self.overrides | {rule: override}

    def counts(self, finding: Finding) -> str:
        override = self.overrides.get(finding.rule)
        return override.result if override else finding.result

    @property
    def result(self) -> str:
        if not self.runs:
            return NOT_RUN
        counted = {self.counts(finding) for finding in self.findings}
        return FAILING if FAIL in counted else TO_DECIDE if UNKNOWN in counted else CLEAR

    @property
    def overridden(self) -> tuple[str, ...]:
        """Rules that count otherwise than the facts say."""
        return tuple(finding.rule for finding in self.findings if self.counts(finding) != finding.result)

    def that_count(self, result: str) -> tuple[str, ...]:
        return tuple(finding.rule for finding in self.findings if self.counts(finding) == result)

    def require_run(self) -> None:
        if not self.runs:
            raise Conflict("technical_fund.not_screened", "the application has not been held against the rules yet")

    def require_clear(self) -> None:
        """Raises `technical_fund.rules_not_met` with the rules that stand against it."""
        self.require_run()
        if self.result != CLEAR:
            details = {"failing": list(self.that_count(FAIL)), "unknown": list(self.that_count(UNKNOWN))}
            raise Conflict("technical_fund.rules_not_met", "a rule is not met, or not known to be", details)

    def require_unmet(self, rules: tuple[str, ...]) -> None:
        """Raises `technical_fund.rule_is_met` when one of `rules` counts as met, `Invalid` for one that the call does not have."""
        self.require_run()
        found = {rule: self.counts(self._finding(rule, f"/rules/{number}")) for number, rule in enumerate(rules)}
        if met := sorted(rule for rule, result in found.items() if result == PASS):
            raise Conflict("technical_fund.rule_is_met", "a rule counts as met", {"rules": met})

    def _finding(self, rule: str, pointer: str) -> Finding:
        found = next((finding for finding in self.findings if finding.rule == rule), None)
        if found is None:
            raise Invalid.field(pointer, "not_an_option", "is not a rule of the call")
        return found


# ---------------------------------------------------------------- facts


NOTHING_KNOWN: Final = Known(value=None, as_of=None)


def sheet(city: CityFacts | None, *, open_awards: int, applications: int, at: datetime) -> dict[str, Known]:
    """What rules may ask about, by the fact's name. `open_awards` and `applications` are our own, and as of now."""
    ours = {"no_open_award": open_awards, "applications_per_city": applications}
    told = {name: read(city) for name, read in FACTS.items()} if city else {}
    return {name: Known(value=value, as_of=city.as_of if city else None) for name, value in told.items()} | {
        name: Known(value=value, as_of=at) for name, value in ours.items()
    }


FACTS: Final[Mapping[str, Callable[[CityFacts], Any]]] = {
    "country": lambda city: city.country,
    "region": lambda city: city.region,
    "tier": lambda city: city.tier,
    "hub": lambda city: city.hub_id,
    "population": lambda city: city.population,
    "member_since": lambda city: city.admitted_at.date().isoformat(),
    "status": lambda city: city.status,
    "principles_accepted": lambda city: True if city.has_accepted_principles else None,
    "prevention_network": lambda city: city.prevention_network,
    "mandate": lambda city: city.mandate,
    "strategy": lambda city: city.strategy,
    "need": lambda city: sorted(city.themes_needed),
}


# ---------------------------------------------------------------- rules


def evaluate(rule: EligibilityRule, known: Known) -> Finding:
    """A rule about something that is not known passes for nobody and fails nobody."""
    result = UNKNOWN if known.value is None else PASS if _holds(rule, known.value) else FAIL
    return Finding(rule=rule.code, found=known.value, as_of=known.as_of, result=result)


def _holds(rule: EligibilityRule, value: Any) -> bool:
    return OPERATORS[rule.op](_asked(rule), value)


def _asked(rule: EligibilityRule) -> Any:
    """The rule's value; a continent stands for its parts, and no open award for none at most."""
    value: Any = rule.value
    if rule.fact == "region":
        return [part for region in value for part in within(region)]
    return 0 if rule.fact == "no_open_award" else value


def _between(bounds: Any, value: int) -> bool:
    least, most = bounds
    return (least is None or value >= least) and (most is None or value <= most)


OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "in": lambda asked, value: value in asked,
    "not_in": lambda asked, value: value not in asked,
    "between": _between,
    "before": lambda asked, value: date.fromisoformat(value) < date.fromisoformat(asked),
    "is": lambda asked, value: value == asked,
    "among": lambda asked, value: not set(asked).isdisjoint(value),
    "at_most": lambda asked, value: value <= asked,
}
