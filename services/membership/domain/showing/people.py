"""How people, their grants, sessions and keys are shown."""

from dataclasses import replace
from datetime import datetime

from chassis.context import Actor
from contracts.membership import ApiKeyView, GrantView, PersonView, PrincipalGrant, SessionView
from services.membership.domain.api_key import ApiKey
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person
from services.membership.domain.second_factor import SecondFactor, standing
from services.membership.domain.session import Session


def grant_view(grant: Grant) -> GrantView:
    return GrantView(
        id=grant.id,
        person_id=grant.person_id,
        role=grant.role,
        deputy=grant.deputy,
        scope_kind=grant.scope_kind,
        scope_id=grant.scope_id,
        starts_at=grant.starts_at,
        ends_at=grant.until,
        ends_because=grant.ends_because,
        granted_by=grant.granted_by,
        ended_at=grant.ended_at,
        end_reason=grant.end_reason,
        end_note=grant.end_note,
        successor_id=grant.successor_id,
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
        email_confirmed_at=person.email_confirmed_at,
        version=person.version,
    )


def own_person_view(person: Person, grants: list[Grant], factor: SecondFactor | None, proof: str | None, at: datetime) -> PersonView:
    """What only oneself is shown besides; `proof` is what the session or key came with."""
    roles = [grant.role for grant in grants if grant.active(at)]
    return replace(
        person_view(person, grants),
        pending_email=person.pending(at),
        second_factor=standing(roles, factor, proof),
    )


def principal_grants(grants: list[Grant], at: datetime, withheld: tuple[str, ...] = ()) -> tuple[PrincipalGrant, ...]:
    """The grants that count now, those of `withheld` roles left out."""
    return tuple(
        PrincipalGrant(role=grant.role, scope_kind=grant.scope_kind, scope_id=grant.scope_id)
        for grant in grants
        if grant.active(at) and grant.role not in withheld
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
