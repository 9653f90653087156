"""The terms of the Fund, which are ours until a management unit says otherwise."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import ANYONE, MANAGEMENT_UNIT
from contracts.technical_fund.shared import PUBLISHER, Currency
from contracts.words import LANGUAGES, Count, Doc, Instant, LongTexts, OneOf, Range, TimeZone


@dataclass(frozen=True, kw_only=True)
class FundTerms:
    """What holds for every call that does not say otherwise."""

    text: Annotated[LongTexts, Doc("What the Fund is for and how it decides, by language.")] | None = None
    currency: Annotated[Currency, Doc("What the Fund mostly gives in. Each call names its own currency with its amounts.")] = "EUR"
    time_zone: TimeZone = "UTC"
    reviews_per_application: Annotated[int, Range(1, 10)] = 3
    review_days: Annotated[int, Range(1, 180), Doc("How long a reviewer has for a review, from taking it on.")] = 21
    acceptance_days: Annotated[int, Range(1, 60), Doc("How long a reviewer has to say whether they take a review on.")] = 7
    vacated_seats: Annotated[
        str,
        OneOf(["tell", "propose", "fill"]),
        Doc("When a reviewer leaves a panel: only tell, have a repair proposed as well, or fill the vacant seat at once, moving nobody."),
    ] = "propose"
    appeal_days: Annotated[int, Range(1, 365), Doc("How long after a decision's letter a city may appeal.")] = 30
    letter_language: (
        Annotated[str, OneOf(list(LANGUAGES)), Doc("Letters come in the city's language and in this one; null: in the city's alone.")]
        | None
    ) = "en"
    conflict_years: Annotated[int, Range(0, 30), Doc("How long having worked for a city keeps somebody from judging its applications.")] = 3


@dataclass(frozen=True, kw_only=True)
class FundTermsView(FundTerms):
    """The terms as they stand. `version` is 0 while nobody has changed the defaults."""

    changed_at: Instant | None
    version: Count


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FundTermsView)
@dataclass(frozen=True, kw_only=True)
class GetFundTerms:
    """What the Fund is for and what holds for every call."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundTermsView)
@dataclass(frozen=True, kw_only=True)
class SetFundTerms:
    """Change the terms. A published call keeps its texts, its reviews per application and how long its applicants may appeal; the days that
    reviewers have, what becomes of vacated seats, years of conflict and the letters' second language hold for what is done from now on."""

    terms: FundTerms
