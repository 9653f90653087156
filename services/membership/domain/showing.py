"""How what we know is shown, and to whom: the same for commands, which answer with the new state, and for reads."""

from dataclasses import replace
from datetime import datetime

from chassis.context import Actor
from contracts.membership import (
    ApiKeyView,
    ApplicationRow,
    ApplicationView,
    CityView,
    GrantView,
    HistoryEntry,
    HubView,
    PersonView,
    PrincipalGrant,
    SessionView,
)
from services.membership.domain.api_key import ApiKey
from services.membership.domain.application import APPLICANT, Application
from services.membership.domain.city import City, display_name
from services.membership.domain.grant import Grant
from services.membership.domain.hub import Hub
from services.membership.domain.person import Person
from services.membership.domain.session import Session


def application_view(application: Application, reader: Actor) -> ApplicationView:
    return ApplicationView(
        id=application.id,
        reference=application.reference,
        state=application.state,
        content=application.content,
        mandate=application.mandate,
        hub_id=application.hub_id,
        city_id=application.city_id,
        created_at=application.created_at,
        updated_at=application.updated_at,
        submitted_at=application.submitted_at,
        history=tuple(_entry(entry, application, reader) for entry in application.history),
        next_steps=application.next_steps(reader),
        version=application.version,
    )


def _entry(entry: HistoryEntry, application: Application, reader: Actor) -> HistoryEntry:
    """Staff are private: the applicant reads what was decided and asked, not who did it nor what the hub told the management unit."""
    if APPLICANT not in application.parts_of(reader) or entry.by == reader.person_id:
        return entry
    return replace(entry, by=None, note=None if entry.step == "recommended" else entry.note)


def application_row(application: Application) -> ApplicationRow:
    city = application.content.city
    return ApplicationRow(
        id=application.id,
        reference=application.reference,
        state=application.state,
        city_name=display_name(city.names or {}) or None,
        country=city.country,
        hub_id=application.hub_id,
        submitted_at=application.submitted_at,
        updated_at=application.updated_at,
        version=application.version,
    )


def city_view(city: City) -> CityView:
    return CityView(
        id=city.id,
        names=city.names,
        country=city.country,
        subdivision=city.subdivision,
        region=city.region,
        hub_id=city.hub_id,
        tier=city.tier,
        population=city.population,
        population_year=city.population_year,
        languages=city.languages,
        latitude=city.latitude,
        longitude=city.longitude,
        needs=city.needs,
        offers=city.offers,
        status=city.status,
        admitted_at=city.admitted_at,
        version=city.version,
    )


def hub_view(hub: Hub, cities: int) -> HubView:
    content = hub.content
    return HubView(
        id=hub.id,
        names=content.names,
        countries=content.countries,
        languages=content.languages,
        time_zone=content.time_zone,
        region=content.region,
        cities=cities,
        version=hub.version,
    )


def grant_view(grant: Grant) -> GrantView:
    return GrantView(
        id=grant.id,
        person_id=grant.person_id,
        role=grant.role,
        scope_kind=grant.scope_kind,
        scope_id=grant.scope_id,
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        granted_by=grant.granted_by,
        ended_at=grant.ended_at,
        end_reason=grant.end_reason,
        version=grant.version,
    )


def person_view(person: Person, grants: list[Grant]) -> PersonView:
    return PersonView(
        id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        created_at=person.created_at,
        grants=tuple(grant_view(grant) for grant in sorted(grants, key=lambda grant: (grant.given_at, grant.id))),
        version=person.version,
    )


def principal_grants(grants: list[Grant], at: datetime) -> tuple[PrincipalGrant, ...]:
    return tuple(
        PrincipalGrant(role=grant.role, scope_kind=grant.scope_kind, scope_id=grant.scope_id) for grant in grants if grant.active(at)
    )


def session_view(session: Session, reader: Actor) -> SessionView:
    return SessionView(
        id=session.id,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        client=session.client,
        current=session.id == reader.session_id,
    )


def api_key_view(key: ApiKey) -> ApiKeyView:
    return ApiKeyView(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        scopes=key.scopes,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )
