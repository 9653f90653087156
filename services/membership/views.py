"""Reads, shaped for screens: no transaction, nothing written. Who may see what is part of the question put to the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.context import Actor
from chassis.cursors import Cursors
from chassis.files import Files
from contracts.errors import Invalid, NotFound
from contracts.membership import (
    ApiKeysPage,
    ApplicationsPage,
    ApplicationView,
    CitiesPage,
    CityView,
    GetApplication,
    GetCity,
    GetHub,
    GetMe,
    GetPerson,
    GetPrinciples,
    GrantsPage,
    HubsPage,
    HubView,
    ListApiKeys,
    ListApplications,
    ListCities,
    ListGrants,
    ListHubs,
    ListPeople,
    ListSessions,
    ListThemes,
    PeoplePage,
    PersonView,
    Principles,
    ReadMandate,
    SessionsPage,
    Themes,
)
from contracts.regions import within
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import FilePart
from services.membership.domain import principles, showing, themes
from services.membership.domain.api_key import ApiKey
from services.membership.domain.application import Application, readings
from services.membership.domain.city import City
from services.membership.domain.grant import Grant
from services.membership.domain.hub import Hub
from services.membership.domain.person import Person
from services.membership.domain.regions import require_region
from services.membership.domain.session import Session
from services.membership.domain.text import sought

# ---------------------------------------------------------------- what views need


@dataclass(frozen=True, kw_only=True)
class After:
    """A page: what comes after `key`, at most `most` items. One more than asked for tells whether there is another page."""

    key: str | None
    most: int


class Applications(Protocol):
    def find(self, id: str) -> Application | None: ...
    def page(
        self, after: After, *, readers: frozenset[str], state: str | None, hub_id: str | None, country: str | None, applicant_id: str | None
    ) -> Sequence[Application]: ...
    def sort_key(self, application: Application) -> str: ...


class Cities(Protocol):
    def find(self, id: str) -> City | None: ...
    def number_of(self, hub_id: str) -> int: ...
    def page(self, after: After, asked: ListCities, *, words: tuple[str, ...], regions: tuple[str, ...] | None) -> Sequence[City]: ...
    def sort_key(self, city: City) -> str: ...


class Hubs(Protocol):
    def find(self, id: str) -> Hub | None: ...
    def all(self) -> Sequence[Hub]: ...


class People(Protocol):
    def find(self, id: str) -> Person | None: ...
    def by_email(self, email: str) -> Person | None: ...
    def page(self, after: After) -> Sequence[Person]: ...
    def sort_key(self, person: Person) -> str: ...


class Grants(Protocol):
    def of_person(self, person_id: str) -> Sequence[Grant]: ...
    def of_people(self, person_ids: Sequence[str]) -> Sequence[Grant]: ...
    def page(
        self, after: After, *, person_id: str | None, role: str | None, scope_id: str | None, active: bool | None, at: datetime
    ) -> Sequence[Grant]: ...
    def sort_key(self, grant: Grant) -> str: ...


class Sessions(Protocol):
    def of_person(self, person_id: str) -> Sequence[Session]: ...


class ApiKeys(Protocol):
    def of_person(self, person_id: str) -> Sequence[ApiKey]: ...


class Reading(Protocol):
    """What a view may look at."""

    actor: Actor
    now: datetime
    cursors: Cursors

    @property
    def files(self) -> Files: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def cities(self) -> Cities: ...
    @property
    def hubs(self) -> Hubs: ...
    @property
    def people(self) -> People: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def api_keys(self) -> ApiKeys: ...


# ---------------------------------------------------------------- applications


def list_applications(unit: Reading, request: ListApplications) -> ApplicationsPage:
    found = unit.applications.page(
        _after(unit, request),
        readers=readings(unit.actor),
        state=request.state,
        hub_id=request.hub_id,
        country=request.country,
        applicant_id=unit.actor.person_id if request.mine else None,
    )
    items, more = unit.cursors.page(request, found, unit.applications.sort_key)
    return ApplicationsPage(items=tuple(showing.application_row(application) for application in items), next=more)


def get_application(unit: Reading, request: GetApplication) -> ApplicationView:
    return showing.application_view(_readable(unit, request.application_id), unit.actor)


def read_mandate(unit: Reading, request: ReadMandate) -> FilePart:
    application = _readable(unit, request.application_id)
    if application.mandate_file_id is None:
        raise NotFound("membership.no_mandate", "no mandate has been attached")
    return unit.files.read(application.mandate_file_id, request.offset)


def _readable(unit: Reading, application_id: str) -> Application:
    application = unit.applications.find(application_id)
    if application is None or not application.may_be_read_by(unit.actor):
        raise NotFound("membership.no_application", "there is no such application")
    return application


# ---------------------------------------------------------------- the directory


def list_cities(unit: Reading, request: ListCities) -> CitiesPage:
    regions = None
    if request.region is not None:
        require_region(request.region, "/region")
        regions = within(request.region)
    words = sought(request.q) if request.q else ()
    if request.q and not words:
        raise Invalid.field("/q", "membership.nothing_to_search", "holds no letter or digit")
    found = unit.cities.page(_after(unit, request), request, words=words, regions=regions)
    items, more = unit.cursors.page(request, found, unit.cities.sort_key)
    return CitiesPage(items=tuple(showing.city_view(city) for city in items), next=more)


def get_city(unit: Reading, request: GetCity) -> CityView:
    city = unit.cities.find(request.city_id)
    if city is None or city.status != "active":
        raise NotFound("membership.no_city", "there is no such city")
    return showing.city_view(city)


def list_hubs(unit: Reading, request: ListHubs) -> HubsPage:
    hubs = sorted(unit.hubs.all(), key=lambda hub: (hub.sort_name, hub.id))
    chosen = [hub for hub in hubs if request.country in (None, *hub.content.countries)]
    return HubsPage(items=tuple(showing.hub_view(hub, unit.cities.number_of(hub.id)) for hub in chosen))


def get_hub(unit: Reading, request: GetHub) -> HubView:
    hub = unit.hubs.find(request.hub_id)
    if hub is None:
        raise NotFound("membership.no_hub", "there is no such hub")
    return showing.hub_view(hub, unit.cities.number_of(hub.id))


def list_themes(unit: Reading, request: ListThemes) -> Themes:
    return Themes(items=themes.THEMES)


def get_principles(unit: Reading, request: GetPrinciples) -> Principles:
    return principles.IN_FORCE


# ---------------------------------------------------------------- people


def get_me(unit: Reading, request: GetMe) -> PersonView:
    return _person(unit, str(unit.actor.person_id))


def get_person(unit: Reading, request: GetPerson) -> PersonView:
    return _person(unit, request.person_id)


def list_people(unit: Reading, request: ListPeople) -> PeoplePage:
    if request.email is not None:
        person = unit.people.by_email(request.email)
        return PeoplePage(items=() if person is None else (showing.person_view(person, list(unit.grants.of_person(person.id))),))
    found = unit.people.page(_after(unit, request))
    items, more = unit.cursors.page(request, found, unit.people.sort_key)
    held: dict[str, list[Grant]] = {person.id: [] for person in items}
    for grant in unit.grants.of_people(tuple(held)):
        held[grant.person_id].append(grant)
    return PeoplePage(items=tuple(showing.person_view(person, held[person.id]) for person in items), next=more)


def list_grants(unit: Reading, request: ListGrants) -> GrantsPage:
    """Whoever asks about somebody else's grants without being the management unit sees none."""
    person_id = request.person_id if unit.actor.has(MANAGEMENT_UNIT) else unit.actor.person_id
    if request.person_id not in (None, person_id):
        return GrantsPage(items=())
    found = unit.grants.page(
        _after(unit, request),
        person_id=person_id,
        role=request.role,
        scope_id=request.scope_id,
        active=request.active,
        at=unit.now,
    )
    items, more = unit.cursors.page(request, found, unit.grants.sort_key)
    return GrantsPage(items=tuple(showing.grant_view(grant) for grant in items), next=more)


def list_sessions(unit: Reading, request: ListSessions) -> SessionsPage:
    mine = [session for session in unit.sessions.of_person(str(unit.actor.person_id)) if session.lives(unit.now)]
    mine.sort(key=lambda session: (session.created_at, session.id), reverse=True)
    return SessionsPage(items=tuple(showing.session_view(session, unit.actor) for session in mine))


def list_api_keys(unit: Reading, request: ListApiKeys) -> ApiKeysPage:
    mine = sorted(unit.api_keys.of_person(str(unit.actor.person_id)), key=lambda key: (key.created_at, key.id), reverse=True)
    return ApiKeysPage(items=tuple(showing.api_key_view(key) for key in mine))


def _person(unit: Reading, person_id: str) -> PersonView:
    person = unit.people.find(person_id)
    if person is None:
        raise NotFound("membership.no_person", "there is no such person")
    return showing.person_view(person, list(unit.grants.of_person(person_id)))


def _after(unit: Reading, request: ListApplications | ListCities | ListPeople | ListGrants) -> After:
    return After(key=unit.cursors.read(request), most=request.limit + 1)
