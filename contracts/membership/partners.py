"""Partner organisations: who works with the network, apart from its cities."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.shared import PUBLISHER
from contracts.roles import ANYONE, MANAGEMENT_UNIT
from contracts.words import (
    Count,
    Country,
    Cursor,
    Doc,
    Email,
    Id,
    Instant,
    Length,
    Limit,
    Line,
    MergePatchOf,
    OneOf,
    Paragraph,
    Phone,
    Regexp,
    Search,
    Texts,
    Word,
)

PartnerVisibility = Annotated[
    str,
    OneOf(["public", "members", "network"]),
    Doc("Who may know of it: everybody, the people of member cities, or the network's staff only."),
]
OrganisationKind = Annotated[
    str, OneOf(["national_government", "multilateral", "city_network", "civil_society", "private", "donor"])
]  # fmt: skip
Website = Annotated[
    str, Length(10, 500), Regexp(r"^https?://[^\s/?#@:]+\.[^\s/?#@:]+(:[0-9]{1,5})?([/?#]\S*)?$", error="must be a web address")
]


@dataclass(frozen=True, kw_only=True)
class PartnerContact:
    """Whom the network's staff write to. Never shown to anybody else."""

    name: Line
    function: Line | None = None
    email: Email | None = None
    phone: Phone | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationContent:
    """What the management unit says about an organisation."""

    kind: OrganisationKind
    names: Texts
    country: Annotated[Country, Doc("None for one that belongs to no single country.")] | None = None
    website: Website | None = None
    contact: PartnerContact | None = None
    visibility: PartnerVisibility = "network"


@dataclass(frozen=True, kw_only=True)
class PartnerHistoryEntry:
    """One step in the life of an organisation or an agreement. Who and which words only for those who look after it."""

    step: Word
    at: Instant
    by: Id | None = None
    note: Paragraph | None = None
    fields: tuple[Word, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrganisationView:
    """An organisation, as far as the reader may know it."""

    id: Id
    kind: OrganisationKind
    names: Texts
    country: Country | None
    website: Website | None
    contact: Annotated[PartnerContact, Doc("For the network's staff.")] | None
    visibility: PartnerVisibility
    created_at: Instant
    updated_at: Instant
    history: Annotated[tuple[PartnerHistoryEntry, ...], Doc("For the network's staff.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """An organisation in a list."""

    id: Id
    kind: OrganisationKind
    names: Texts
    country: Country | None
    website: Website | None
    visibility: PartnerVisibility
    version: Count


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage:
    items: tuple[OrganisationRow, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=OrganisationView)
@dataclass(frozen=True, kw_only=True)
class RegisterOrganisation:
    """Take an organisation into the register of partners."""

    organisation: OrganisationContent


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=OrganisationView)
@dataclass(frozen=True, kw_only=True)
class ReviseOrganisation:
    """Change what is said about an organisation. Hiding it takes its kind and country back from what was said before."""

    organisation_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(OrganisationContent)]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=OrganisationsPage)
@dataclass(frozen=True, kw_only=True)
class ListOrganisations:
    """Organisations the reader may know of, by name. `q` matches the beginnings of words of their names, in any script, accents aside."""

    q: Search | None = None
    kind: OrganisationKind | None = None
    country: Country | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=OrganisationView)
@dataclass(frozen=True, kw_only=True)
class GetOrganisation:
    """One organisation."""

    organisation_id: Id


@event(PUBLISHER, subject="organisations/{organisation_id}")
@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered:
    """A partner organisation is in the register. Kind and country are null while only the network's staff may know of it."""

    organisation_id: Id
    kind: OrganisationKind | None
    country: Country | None
    visibility: PartnerVisibility
    registered_at: Instant


@event(PUBLISHER, subject="organisations/{organisation_id}")
@dataclass(frozen=True, kw_only=True)
class OrganisationRevised:
    """Something about a partner organisation has changed: what members may know of it now."""

    organisation_id: Id
    kind: OrganisationKind | None
    country: Country | None
    visibility: PartnerVisibility
    revised_at: Instant
