"""Hubs for anyone, the calendars of their countries, and transfers for those they concern."""

from contracts.errors import Invalid, NotFound
from contracts.membership import (
    CountryCalendar,
    GetCalendar,
    GetHub,
    GetTransfer,
    HubsPage,
    HubView,
    ListHubs,
    ListTransfers,
    TransfersPage,
    TransferView,
)
from contracts.roles import HUB_OFFICER
from services.membership.domain import calendar, showing
from services.membership.domain.hub import Hub
from services.membership.domain.showing.transfers import transfer_view
from services.membership.views.ports import Reading


def list_hubs(unit: Reading, request: ListHubs) -> HubsPage:
    hubs = sorted(unit.hubs.all(), key=lambda hub: (hub.sort_name, hub.id))
    chosen = [hub for hub in hubs if request.country in (None, *hub.content.countries)]
    return HubsPage(items=tuple(_shown(unit, hub) for hub in chosen))


def get_hub(unit: Reading, request: GetHub) -> HubView:
    return _shown(unit, _hub(unit, request.hub_id))


def list_transfers(unit: Reading, request: ListTransfers) -> TransfersPage:
    """Whoever may see none of them sees an empty list: every hub has one."""
    found = unit.transfers.of_hub(_hub(unit, request.hub_id).id)
    return TransfersPage(items=tuple(transfer_view(transfer) for transfer in found if transfer.may_be_read_by(unit.actor)))


def get_transfer(unit: Reading, request: GetTransfer) -> TransferView:
    transfer = unit.transfers.find(request.transfer_id)
    if transfer is None or not transfer.may_be_read_by(unit.actor):
        raise NotFound("membership.no_transfer", "there is no such transfer")
    return transfer_view(transfer)


def get_calendar(unit: Reading, request: GetCalendar) -> CountryCalendar:
    if not calendar.known(request.country):
        raise Invalid.field("/country", "membership.unknown_country", "is not a country of ISO 3166-1")
    year = request.year or unit.now.year
    known = calendar.Calendar(request.country, unit.context.language)
    return CountryCalendar(
        country=request.country,
        year=year,
        weekend=known.weekend(year),
        holidays=tuple(known.in_year(year)),
        next_working_day=known.next_working_day(request.after or unit.now.date()),
    )


def _hub(unit: Reading, hub_id: str) -> Hub:
    hub = unit.hubs.find(hub_id)
    if hub is None:
        raise NotFound("membership.no_hub", "there is no such hub")
    return hub


def _shown(unit: Reading, hub: Hub) -> HubView:
    active = [grant for grant in unit.grants.over("hub", hub.id) if grant.role == HUB_OFFICER and grant.active(unit.now)]
    people = (unit.people.find(grant.person_id) for grant in active)
    names = tuple(person.name for person in people if person is not None)
    return showing.hub_view(hub, unit.cities.number_of(hub.id), names, unit.actor)
