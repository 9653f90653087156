"""Screening: each rule of the call against what is known of the city, with the fact it was held against, and what a person says of it."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, SIGNED_IN
from contracts.technical_fund.shared import PUBLISHER, Code
from contracts.words import Count, Country, Cursor, Doc, Id, Instant, Json, Length, Limit, Line, LongTexts, OneOf, Paragraph, Word

RuleResult = Annotated[str, OneOf(["pass", "fail", "unknown"]), Doc("`unknown` when the fact it asks for is not known.")]
FactsWhen = Annotated[str, OneOf(["submission", "now"]), Doc("Held against the facts as they stood at submission, or as they stand now.")]
ScreeningResult = Annotated[
    str,
    OneOf(["not_run", "clear", "to_decide", "failing"]),
    Doc("`failing`: a rule fails; `to_decide`: none fails, but one is unknown; overrides counted."),
]


@dataclass(frozen=True, kw_only=True)
class RuleOverride:
    """What a person says of a rule, whatever the fact."""

    result: Annotated[str, OneOf(["pass", "fail"])]
    reason: Annotated[Paragraph, Doc("Null once its author is forgotten.")] | None
    by: Id | None
    at: Instant


@dataclass(frozen=True, kw_only=True)
class RuleFinding:
    """A rule, the fact, and what came of it. `counts` is what counts: the override where there is one."""

    rule: Code
    texts: LongTexts | None
    fact: Code
    op: Code
    value: Json | None
    found: Annotated[Json, Doc("The fact it was held against; null when it is not known.")] | None
    as_of: Annotated[Instant, Doc("How old the fact is.")] | None
    result: RuleResult
    override: RuleOverride | None
    counts: RuleResult


@dataclass(frozen=True, kw_only=True)
class ScreeningView:
    """How an application stands under the rules of its call."""

    application_id: Id
    call_id: Id
    call_version: Count
    city_id: Id
    state: Word
    result: ScreeningResult
    facts: FactsWhen | None
    findings: tuple[RuleFinding, ...]
    runs: Annotated[Count, Doc("How often it was run.")]
    run_at: Instant | None
    possible: Annotated[tuple[Word, ...], Doc("Steps of the workflow that the reader may take now.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class ScreeningRow:
    """An application in the list of what is screened."""

    application_id: Id
    reference: Word | None
    call_id: Id
    city_id: Id
    city: Annotated[dict[str, Line], Doc("Its names by language; empty while nobody can be asked.")]
    country: Country | None
    title: Line | None
    state: Word
    result: ScreeningResult
    failing: tuple[Code, ...]
    unknown: tuple[Code, ...]
    overridden: tuple[Code, ...]
    submitted_at: Instant | None
    run_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class ScreeningsPage:
    items: tuple[ScreeningRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class UnmetRule:
    """A rule that the city's application does not meet."""

    rule: Code
    texts: LongTexts | None


@dataclass(frozen=True, kw_only=True)
class ScreeningOutcome:
    """Why an application was found ineligible; nothing of it while it was not."""

    application_id: Id
    state: Word
    rules: tuple[UnmetRule, ...]
    reason: Paragraph | None
    found_at: Instant | None
    letter_id: Annotated[Id, Doc("The letter that says so, once it is issued.")] | None = None


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ScreeningView)
@dataclass(frozen=True, kw_only=True)
class RunScreening:
    """Hold an application against its call's rules, again if need be; the first time begins the screening. Overrides stay."""

    application_id: Id
    facts: FactsWhen = "now"


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ScreeningView)
@dataclass(frozen=True, kw_only=True)
class OverrideScreeningRule:
    """Say what a rule comes to, whatever the fact, with the reason. Said again, the later word counts; both stay in the history."""

    application_id: Id
    rule: Code
    result: Annotated[str, OneOf(["pass", "fail"])]
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ScreeningView)
@dataclass(frozen=True, kw_only=True)
class FindApplicationEligible:
    """Let the application go to review. Refused while a rule fails or is unknown and nobody has overridden it."""

    application_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ScreeningView)
@dataclass(frozen=True, kw_only=True)
class FindApplicationIneligible:
    """Find that the application does not meet the call's rules, and name those it does not meet. The city is told in a letter."""

    application_id: Id
    rules: Annotated[tuple[Code, ...], Length(1, 30)]
    reason: Annotated[Paragraph, Doc("For the city, best in its language: it stands in the letter as it is.")]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ScreeningView)
@dataclass(frozen=True, kw_only=True)
class ReinstateFundApplication:
    """Take back that an application was found ineligible."""

    application_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ScreeningView)
@dataclass(frozen=True, kw_only=True)
class GetScreening:
    """How an application stands under its call's rules."""

    application_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=ScreeningOutcome)
@dataclass(frozen=True, kw_only=True)
class GetScreeningOutcome:
    """Why an application was found ineligible: for the applying city, its delegates and the management unit."""

    application_id: Id


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ScreeningsPage)
@dataclass(frozen=True, kw_only=True)
class ListScreenings:
    """The applications of a call under its rules, the longest waiting first."""

    call_id: Id
    state: Word | None = None
    result: ScreeningResult | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


# ---------------------------------------------------------------- what is said


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ScreeningBegun:
    """An application is held against the rules of its call."""

    application_id: Id
    call_id: Id
    city_id: Id


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationFoundEligible:
    """An application may be reviewed."""

    application_id: Id
    call_id: Id
    city_id: Id
    overridden: Annotated[tuple[Code, ...], Doc("Rules that count otherwise than the facts say.")]


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationFoundIneligible:
    """An application does not meet rules of its call."""

    application_id: Id
    call_id: Id
    city_id: Id
    rules: tuple[Code, ...]


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationReinstated:
    """An application that was found ineligible may be reviewed after all."""

    application_id: Id
    call_id: Id
    city_id: Id
