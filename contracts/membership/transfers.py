"""A country goes from one hub to another, with its open work."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.shared import PUBLISHER
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT
from contracts.words import Count, Country, Cursor, Day, Doc, Id, Instant, OneOf, Paragraph

TransferState = Annotated[str, OneOf(["planned", "running", "done", "cancelled"])]


@dataclass(frozen=True, kw_only=True)
class TransferView:
    """A transfer of a country. From its day on new applications go to the new hub; live ones and cities follow in steps."""

    id: Id
    country: Country
    from_hub_id: Id
    to_hub_id: Id
    on: Day
    reason: Paragraph
    state: TransferState
    applications: Annotated[Count, Doc("Live applications moved so far.")]
    cities: Annotated[Count, Doc("Cities moved so far.")]
    job_id: Annotated[Id, Doc("The job that moves them, once it has begun.")] | None
    planned_at: Instant
    planned_by: Id | None
    begun_at: Instant | None
    ended_at: Instant | None
    note: Paragraph | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class TransfersPage:
    items: tuple[TransferView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=TransferView)
@dataclass(frozen=True, kw_only=True)
class PlanTransfer:
    """Give a country of this hub to another, today or on a day to come."""

    hub_id: Id
    country: Country
    to_hub_id: Id
    on: Annotated[Day, Doc("Today when left out; it begins with that day, in UTC.")] | None = None
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=TransferView)
@dataclass(frozen=True, kw_only=True)
class CancelTransfer:
    """Call off a transfer that has not begun."""

    transfer_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="query", may=(HUB_OFFICER, MANAGEMENT_UNIT), answer=TransferView)
@dataclass(frozen=True, kw_only=True)
class GetTransfer:
    """One transfer, for the officers of both hubs and the management unit."""

    transfer_id: Id


@request(PUBLISHER, kind="query", may=(HUB_OFFICER, MANAGEMENT_UNIT), answer=TransfersPage)
@dataclass(frozen=True, kw_only=True)
class ListTransfers:
    """Transfers from or to a hub, the latest first: officers see those of their own."""

    hub_id: Id


@event(PUBLISHER, subject="transfers/{transfer_id}")
@dataclass(frozen=True, kw_only=True)
class TransferPlanned:
    """A country will go to another hub."""

    transfer_id: Id
    country: Country
    from_hub_id: Id
    to_hub_id: Id
    on: Day


@event(PUBLISHER, subject="transfers/{transfer_id}")
@dataclass(frozen=True, kw_only=True)
class TransferBegun:
    """The country is the new hub's; its open work follows."""

    transfer_id: Id
    country: Country
    from_hub_id: Id
    to_hub_id: Id


@event(PUBLISHER, subject="transfers/{transfer_id}")
@dataclass(frozen=True, kw_only=True)
class TransferCancelled:
    """A transfer was called off before it began."""

    transfer_id: Id
    country: Country


@event(PUBLISHER, subject="transfers/{transfer_id}")
@dataclass(frozen=True, kw_only=True)
class CountryTransferred:
    """A country and all its open work are with the new hub."""

    transfer_id: Id
    country: Country
    from_hub_id: Id
    to_hub_id: Id
    applications: Count
    cities: Count
    transferred_at: Instant


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationRerouted:
    """Another hub looks after the application; what was begun stays begun."""

    application_id: Id
    from_hub_id: Id | None
    to_hub_id: Id
