"""Words that several of the Fund's messages share."""

from dataclasses import dataclass
from typing import Annotated

from contracts.words import Count, Cursor, Doc, Instant, Length, Line, Range, Regexp, Texts, Word

PUBLISHER = "technical_fund"

MOST_MINOR = 2**53 - 1

Currency = Annotated[str, Regexp(r"^[A-Z]{3}$", error="must be an ISO 4217 code")]
Minor = Annotated[int, Range(0, MOST_MINOR), Doc("In the currency's smallest unit: cents of EUR, yen of JPY.")]
HalfDays = Annotated[int, Range(0, 1_000_000), Doc("Expert-days, counted in halves: 3 is a day and a half.")]
Reference = Annotated[str, Regexp(r"^[A-Z]{2,4}-[0-9]{4}-[0-9]{4,}$", error="must be a reference such as TSF-2027-0042")]
Code = Annotated[str, Length(1, 60), Regexp(r"^[a-z][a-z0-9_]*\Z", error="must be a word of small letters, digits and underscores")]
VersionNumber = Annotated[int, Range(1, 100_000), Doc("Published versions are counted from 1 and never change.")]


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One published version of a form, a rubric or a workflow."""

    id: Code
    version: VersionNumber


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount. Two amounts are compared and added only in one currency."""

    minor: Minor
    currency: Currency


@dataclass(frozen=True, kw_only=True)
class Support:
    """What the Fund gives: money, the time of experts, or both."""

    money: Money | None = None
    half_days: HalfDays = 0


@dataclass(frozen=True, kw_only=True)
class FundFault:
    """Something that is missing or does not hold, at a place in what somebody wrote."""

    pointer: Line
    code: Word
    message: Line


@dataclass(frozen=True, kw_only=True)
class LibraryVersion:
    """A published version of a form, a rubric or a workflow. No new call pins a retired one. What came with the house has no instants."""

    number: VersionNumber
    published_at: Instant | None
    retired_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class LibraryRow:
    """A form, a rubric or a workflow in a list. `latest` counts its published versions."""

    id: Code
    titles: Texts | None
    latest: Count
    drafted: Annotated[bool, Doc("Whether there is a draft of the next version.")]
    changed_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class LibraryPage:
    items: tuple[LibraryRow, ...]
    next: Cursor | None = None
