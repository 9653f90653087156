"""The structures a city has for prevention, and who may see what of its profile."""

from dataclasses import dataclass
from typing import Annotated

from contracts.fields import Entries
from contracts.membership.partners import Website
from contracts.words import Doc, Id, Instant, Json, Language, Length, OneOf, Range, SourceLang, Word

Visibility = Annotated[str, OneOf(["public", "members", "network"]), Doc("Who may see it: anyone, members, or the network's staff.")]
Sentences = Annotated[dict[Language, Annotated[str, Length(1, 1000)]], Doc("A sentence or two by language tag."), Entries(1, 50)]
Link = Website


@dataclass(frozen=True, kw_only=True)
class Structure:
    """A prevention network, a mandate for prevention, or a strategy: whether there is one, since when, and where to read about it."""

    exists: bool
    since: Annotated[int, Range(1900, 2100), Doc("A year.")] | None = None
    detail: Sentences | None = None
    source_lang: SourceLang | None = None
    link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class CityVisibility:
    """Who may see each field of a city's profile. Names, country, region, tier, hub and the day of admission are always public."""

    subdivision: Visibility = "public"
    population: Visibility = "public"
    languages: Visibility = "public"
    location: Visibility = "public"
    prevention_network: Visibility = "members"
    mandate: Visibility = "members"
    strategy: Visibility = "members"
    website: Visibility = "public"


AT_FIRST = CityVisibility()
"""Who may see what until a city says otherwise."""


@dataclass(frozen=True, kw_only=True)
class ProposedField:
    """What a field of the public picture shall be once it is approved."""

    field: Word
    value: Json
    visibility: Visibility
    by: Annotated[Id, Doc("Staff are shown to staff only.")] | None
    by_part: Annotated[Word, Doc("`focal_point`, `mayors_office`, `hub` or `management_unit`.")]
    at: Instant
