"""Calls for applications: what the Fund offers, to whom, until when, and by which rules it decides."""

from dataclasses import dataclass
from typing import Annotated, Final

from contracts.technical_fund.shared import Code, Currency, Pin, Support
from contracts.words import Doc, Email, Instant, Json, Length, LongTexts, OneOf, Range, SourceLang, Texts, TimeZone, Word

CallStage = Annotated[str, OneOf(["draft", "published", "open", "closed", "cancelled", "archived"])]
Anonymity = Annotated[
    str,
    OneOf(["open", "reviewers_hidden", "city_hidden"]),
    Doc("`reviewers_hidden`: the city never learns who reviewed. `city_hidden`: reviewers do not learn which city applies either."),
]

STANDARD_WORKFLOW_PIN: Final = Pin(id="standard", version=1)
"""The process that comes with the house."""


@dataclass(frozen=True, kw_only=True)
class EligibilityRule:
    """One condition on what the network knows of a city: `fact` stands to `value` as `op` says."""

    code: Code
    fact: Code
    op: Code
    value: Json = None
    texts: LongTexts | None = None


@dataclass(frozen=True, kw_only=True)
class CallContent:
    """What a call says. A draft may hold any part of it; publication checks that all of it is there."""

    titles: Texts | None = None
    summaries: LongTexts | None = None
    texts: LongTexts | None = None
    source_lang: SourceLang | None = None
    priorities: Annotated[tuple[Word, ...], Length(max=36), Doc("Themes of the network's vocabulary.")] = ()
    envelope: Support | None = None
    floor: Annotated[Support, Doc("The least one award may be.")] | None = None
    ceiling: Annotated[Support, Doc("The most one award may be.")] | None = None
    opens_at: Instant | None = None
    closes_at: Annotated[Instant, Doc("From this instant on, nothing is taken in.")] | None = None
    decides_by: Annotated[Instant, Doc("When applicants may expect a decision.")] | None = None
    time_zone: Annotated[TimeZone, Doc("The zone in which the call's own times are said.")] = "UTC"
    eligibility: Annotated[tuple[EligibilityRule, ...], Length(max=30)] = ()
    form: Pin | None = None
    rubric: Pin | None = None
    workflow: Pin = STANDARD_WORKFLOW_PIN
    anonymity: Anonymity = "reviewers_hidden"
    reviews_per_application: Annotated[int, Range(1, 10)] = 3
    contact: Email | None = None

    @property
    def currency(self) -> Currency | None:
        """The one currency of the call; None when it offers expert-days only."""
        return self.envelope.money.currency if self.envelope and self.envelope.money else None
