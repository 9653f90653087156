"""Versions of an application: as handed in, as answered, or kept under a name."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import SIGNED_IN
from contracts.technical_fund.applications import FundApplicationContent
from contracts.technical_fund.shared import PUBLISHER, Code
from contracts.words import Cursor, Doc, Id, Instant, Json, Line, Multiline, OneOf, Range, Sha256

VersionNo = Annotated[int, Range(1, 100_000), Doc("Versions of one application are counted from 1.")]


@dataclass(frozen=True, kw_only=True)
class FundVersionFile:
    id: Id
    question: Code
    file_name: Line
    sha256: Sha256


@dataclass(frozen=True, kw_only=True)
class FundVersionRow:
    """A version in the list."""

    number: VersionNo
    occasion: Annotated[str, OneOf(["submission", "resubmission", "named"])]
    name: Line | None
    made_at: Instant
    digest: Annotated[Sha256, Doc("SHA-256 over what is written and the digests of the files.")]


@dataclass(frozen=True, kw_only=True)
class FundVersions:
    items: tuple[FundVersionRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundVersionView(FundVersionRow):
    """An application as it was. `whole` is false when it is not what its digest was taken of."""

    content: FundApplicationContent
    files: tuple[FundVersionFile, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class FundWords:
    """A run of words that is in both texts, in the older one only, or in the newer one only."""

    change: Annotated[str, OneOf(["same", "gone", "new"])]
    text: Annotated[str, Multiline()]


@dataclass(frozen=True, kw_only=True)
class FundDifference:
    """One part in which the versions differ: `answers/<question>`, `files/<question>`, `title`, `language` or `requested`."""

    part: Line
    before: Json | None
    after: Json | None
    words: tuple[FundWords, ...]


@dataclass(frozen=True, kw_only=True)
class FundDifferences:
    number: VersionNo
    against: VersionNo
    items: tuple[FundDifference, ...]


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=FundVersionRow)
@dataclass(frozen=True, kw_only=True)
class NameFundVersion:
    """Keep the application as it is now under a name."""

    application_id: Id
    name: Line


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundVersions)
@dataclass(frozen=True, kw_only=True)
class ListFundVersions:
    """The versions of an application, the latest first. Those kept under a name are the city's own."""

    application_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundVersionView)
@dataclass(frozen=True, kw_only=True)
class GetFundVersion:
    """One version."""

    application_id: Id
    number: VersionNo


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundDifferences)
@dataclass(frozen=True, kw_only=True)
class CompareFundVersions:
    """What changed from version `against` to version `number`, question by question and word by word."""

    application_id: Id
    number: VersionNo
    against: VersionNo
