"""What a city says of itself, who may see which part of it, and how what is public is approved."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.fields import Entries
from contracts.membership.directory import CityView
from contracts.membership.needs import KEEPERS
from contracts.membership.partners import Website
from contracts.membership.shared import PUBLISHER, Tier
from contracts.membership.structures import AT_FIRST, CityVisibility, Structure
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.words import (
    Count,
    Cursor,
    Doc,
    Id,
    Instant,
    Json,
    Language,
    Length,
    Limit,
    MergePatchOf,
    OneOf,
    Paragraph,
    Range,
    Subdivision,
    Word,
)

ProfileField = Annotated[
    str,
    OneOf(
        [
            "names",
            "tier",
            "subdivision",
            "population",
            "languages",
            "location",
            "prevention_network",
            "mandate",
            "strategy",
            "website",
        ]
    ),
]
ProfileFields = Annotated[tuple[ProfileField, ...], Length(max=10), Doc("Only these fields; without it, all that wait.")]


@dataclass(frozen=True, kw_only=True)
class CityProfile:
    """What a city says of itself. Names and tier are public; everything else is shown to whom `visibility` says."""

    names: Annotated[dict[Language, Annotated[str, Length(1, 200)]], Doc("The city's name by language."), Entries(1, 50)]
    tier: Tier
    subdivision: Subdivision | None = None
    population: Annotated[int, Range(1, 100_000_000)] | None = None
    population_year: Annotated[int, Range(1950, 2100), Doc("The year of the count.")] | None = None
    languages: Annotated[tuple[Language, ...], Length(max=20)] = ()
    latitude: Annotated[float, Range(-90, 90), Doc("Degrees; kept to a tenth.")] | None = None
    longitude: Annotated[float, Range(-180, 180), Doc("Degrees; kept to a tenth.")] | None = None
    prevention_network: Structure | None = None
    mandate: Structure | None = None
    strategy: Structure | None = None
    website: Website | None = None
    visibility: CityVisibility = AT_FIRST


@request(PUBLISHER, kind="command", may=KEEPERS, answer=CityView)
@dataclass(frozen=True, kw_only=True)
class ReviseProfile:
    """Change what a city says of itself, and who may see it.

    What changes the public picture waits for the mayor's office, unless the mayor's office itself says it. What is not public applies at
    once, and so does hiding or emptying a field. A later word about a field replaces what waited.
    """

    city_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(CityProfile)]


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT), answer=CityView)
@dataclass(frozen=True, kw_only=True)
class ApproveProposal:
    """Make public what waits. Where nobody holds the mayor's office, the hub or the management unit approves on its behalf."""

    city_id: Id
    fields: ProfileFields = ()
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT), answer=CityView)
@dataclass(frozen=True, kw_only=True)
class ReturnProposal:
    """Turn down what waits, saying why."""

    city_id: Id
    note: Paragraph
    fields: ProfileFields = ()


@request(PUBLISHER, kind="command", may=KEEPERS, answer=CityView)
@dataclass(frozen=True, kw_only=True)
class WithdrawProposal:
    """Take back what waits and is of one's own writing."""

    city_id: Id
    fields: ProfileFields = ()


@dataclass(frozen=True, kw_only=True)
class ProfileStep:
    """One step in the history of one field.

    `changed` at once, `proposed`, `approved`, `returned`, `withdrawn`, or `superseded` by a later word. `by` took the step, `author`
    wrote the value. `approval` says how the public picture came to change: `own` by the mayor's office itself, `given` by it,
    `on_behalf` of it. Whoever acted as staff is shown to staff only.
    """

    id: Id
    version: Annotated[Count, Doc("The city's version after the step.")]
    at: Instant
    step: Word
    field: Word
    before: Json
    after: Json
    visibility_before: Word
    visibility_after: Word
    by: Id | None
    by_part: Word
    author: Id | None
    author_part: Word
    approval: Word | None
    note: Paragraph | None


@dataclass(frozen=True, kw_only=True)
class ProfileHistory:
    items: tuple[ProfileStep, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=KEEPERS, answer=ProfileHistory)
@dataclass(frozen=True, kw_only=True)
class ListProfileHistory:
    """Who changed what of a city's profile, newest first: for its own people, its hub and the management unit, who may see every field."""

    city_id: Id
    field: ProfileField | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class ProfileProposed:
    """Something a city would say in public waits for a decision. Said once, until nothing waits any more."""

    city_id: Id
    waits_for: Annotated[str, OneOf(["mayors_office", "hub"]), Doc("The hub decides where nobody holds the mayor's office.")]
    proposed_at: Instant


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class ProposalReturned:
    """What waited was turned down, at least in part; why stands in the city's history."""

    city_id: Id
    returned_at: Instant
