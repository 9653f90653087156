"""The principles that every member accepts, version by version."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.shared import PUBLISHER
from contracts.roles import ANYONE, MANAGEMENT_UNIT
from contracts.words import Day, Doc, Id, Length, LongTexts, OneOf, Regexp, Word

PrinciplesState = Annotated[str, OneOf(["draft", "published"])]
VersionName = Annotated[
    str, Length(1, 40), Regexp(r"^[a-z0-9]+([.-][a-z0-9]+)*$", error="must be small letters and digits joined by - or .")
]


@dataclass(frozen=True, kw_only=True)
class PrinciplesRow:
    """A version of the principles, without its texts."""

    version: Word
    state: PrinciplesState
    published_on: Day | None
    accept_by: Day | None


@dataclass(frozen=True, kw_only=True)
class Principles:
    """What a city accepts on joining, by language, with its version. `versions` are all that the reader may know of, the latest first."""

    version: Word
    state: PrinciplesState = "published"
    published_on: Day | None
    accept_by: Annotated[Day, Doc("The last day on which members may still accept it; none where nobody had to.")] | None = None
    texts: LongTexts
    versions: tuple[PrinciplesRow, ...] = ()
    job_id: Annotated[Id, Doc("The job that looks at every city again, in the answer to the publication.")] | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=Principles)
@dataclass(frozen=True, kw_only=True)
class GetPrinciples:
    """The principles in force."""


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=Principles)
@dataclass(frozen=True, kw_only=True)
class GetPrinciplesVersion:
    """One version of the principles. Drafts are for the management unit."""

    version: Word


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Principles)
@dataclass(frozen=True, kw_only=True)
class DraftPrinciples:
    """Write a new version, or write its draft anew; once published it stays as it is."""

    version: VersionName
    texts: LongTexts


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Principles)
@dataclass(frozen=True, kw_only=True)
class PublishPrinciples:
    """Put a draft in force, in all of the network's languages: applications name it from now on, members accept it by a day."""

    version: Word
    accept_by: Day


@event(PUBLISHER, subject="principles/{version}")
@dataclass(frozen=True, kw_only=True)
class PrinciplesPublished:
    """Another version of the principles is in force; members accept it by a day."""

    version: Word
    published_on: Day
    accept_by: Day
