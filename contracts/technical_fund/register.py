"""The public register: which awards the Fund has made, and what of them stays untold, or untold until a day, because telling would harm."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import ANYONE, MANAGEMENT_UNIT
from contracts.standard import Done, FilePart
from contracts.technical_fund.shared import PUBLISHER, Currency, Minor, Support
from contracts.words import Count, Country, Cursor, Day, Doc, Id, Instant, Length, Limit, Line, OneOf, Paragraph, Regexp, Texts, Word

RegisterField = Annotated[
    str,
    OneOf(["city", "title", "amount", "band", "location", "dates", "purpose"]),
    Doc("`amount` leaves a band of amounts, `band` not even that; `location` is the country."),
]
RegisterFields = Annotated[tuple[RegisterField, ...], Length(0, 7)]
RegisterStatus = Annotated[str, OneOf(["active", "suspended", "terminated", "closed"])]
RegisterFormat = Annotated[
    str,
    OneOf(["360giving.json", "360giving.csv", "common-grants-opportunities.json", "common-grants-awards.json"]),
    Doc("360Giving Data Standard 1.4; CommonGrants models of the calls that are open and of the awards."),
]


@dataclass(frozen=True, kw_only=True)
class AmountBand:
    """An amount lies in it: `from_minor` and above, below `below_minor`."""

    currency: Currency
    from_minor: Minor
    below_minor: Minor | None


@dataclass(frozen=True, kw_only=True)
class RegisterEntry:
    """An award as the public may know it. What is null because it is withheld is named in `withheld`."""

    id: Id
    reference: Word
    call_id: Id
    call_reference: Word | None
    call_titles: Texts | None
    city_id: Id | None
    city_names: Annotated[Texts | None, Doc("Null while the name cannot be asked, too.")]
    country: Country | None
    title: Line | None
    purpose: Annotated[tuple[Word, ...] | None, Doc("Priorities of the call.")]
    awarded: Annotated[Support | None, Doc("What was promised, as it holds now.")]
    disbursed: Support | None
    band: AmountBand | None
    awarded_on: Day | None
    in_force_on: Day | None
    ended_on: Day | None
    status: RegisterStatus
    withheld: RegisterFields


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    items: tuple[RegisterEntry, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=RegisterPage)
@dataclass(frozen=True, kw_only=True)
class ListRegister:
    """Awards whose agreement was signed on both sides, by reference. One that was terminated stays, with its status."""

    call_id: Id | None = None
    country: Country | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadRegisterFile:
    """The register in a form that other programs read. What a standard requires and we withhold keeps an award out of that file."""

    format: RegisterFormat
    offset: Count = 0


@dataclass(frozen=True, kw_only=True)
class RegisterSum:
    """Of one currency; expert-days stand under no currency. `published` and `withheld` make up `ledger`: committed and disbursed.

    To the public, `withheld` and `ledger` are null while fewer than three awards are withheld: a sum over one is that one.
    """

    currency: Currency | None
    unit: Annotated[str, OneOf(["minor", "half_days"])]
    published: Minor
    withheld: Minor | None
    ledger: Minor | None
    holds: Annotated[bool | None, Doc("Whether the two make up the third.")]


@dataclass(frozen=True, kw_only=True)
class RegisterTotals:
    """Whether the register tells the truth: what is published and what is withheld, beside what the ledger says was given."""

    published_awards: Count
    withheld_awards: Annotated[Count | None, Doc("Of which the amount is not told, or nothing is.")]
    sums: tuple[RegisterSum, ...]
    as_of: Instant
    partial: Annotated[bool, Doc("Whether applications that the reader is recused from are left out, on both sides.")]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=RegisterTotals)
@dataclass(frozen=True, kw_only=True)
class GetRegisterTotals:
    """The equation of the register: published + withheld = ledger."""


@dataclass(frozen=True, kw_only=True)
class RegisterWithholding:
    """What the public is not told of one award. Why stands in the history of its application."""

    award_id: Id
    fields: RegisterFields
    delay_until: Annotated[Day | None, Doc("Before this day the award is not on the register at all.")]
    review_on: Annotated[Day, Doc("When somebody looks at it again.")]
    set_by: Id | None
    set_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class RegisterWithholdings:
    items: tuple[RegisterWithholding, ...]


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=RegisterWithholdings)
@dataclass(frozen=True, kw_only=True)
class ListRegisterWithholdings:
    """What is withheld, the next to be looked at first."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=RegisterWithholding)
@dataclass(frozen=True, kw_only=True)
class WithholdFromRegister:
    """Keep fields of an award, or the whole award until a day, from the public. Replaces what was withheld of it before."""

    award_id: Id
    fields: RegisterFields = ()
    delay_until: Day | None = None
    review_on: Day
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class PublishWithheld:
    """Tell the public everything of an award that the register tells."""

    award_id: Id
    reason: Paragraph


@dataclass(frozen=True, kw_only=True)
class RegisterPublisher:
    """Who publishes the register, in the words of the standards. The defaults are placeholders until a prefix is registered."""

    name: Line = "Strong Cities Network"
    organisation_id: Annotated[str, Length(3, 80), Regexp(r"^[A-Z0-9][A-Za-z0-9_.\-]+$", error="must be an organisation identifier")] = (
        "SCN-FUND"
    )
    grant_prefix: Annotated[str, Length(3, 40), Regexp(r"^[A-Za-z0-9][A-Za-z0-9\-]+$", error="must be a prefix of identifiers")] = (
        "360G-strongcities"
    )


@dataclass(frozen=True, kw_only=True)
class RegisterPublisherView(RegisterPublisher):
    """As it stands. `version` is 0 while nobody has changed the defaults."""

    changed_at: Instant | None
    version: Count


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=RegisterPublisherView)
@dataclass(frozen=True, kw_only=True)
class GetRegisterPublisher:
    """Who publishes the register."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=RegisterPublisherView)
@dataclass(frozen=True, kw_only=True)
class SetRegisterPublisher:
    """Say under which name and identifiers the register is published."""

    publisher: RegisterPublisher
