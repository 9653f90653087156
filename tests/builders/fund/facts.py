"""What membership says of a city, of who works for it, and of agreements."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from chassis.context import new_id
from contracts import membership as m
from contracts.roles import FOCAL_POINT, SCOPE_OF

JOINED: Final = datetime(2025, 5, 1, 9, 0, tzinfo=UTC)


def admitted(city_id: str | None = None, **fields: Any) -> m.CityAdmitted:
    told = m.CityAdmitted(
        city_id=city_id or new_id(),
        application_id=None,
        hub_id=None,
        country="CL",
        subdivision="CL-BI",
        region="south_america",
        tier="municipality",
        population=220_000,
        languages=("es",),
        admitted_at=JOINED,
    )
    return replace(told, **fields)


def granted(person_id: str, scope_id: str | None, role: str = FOCAL_POINT, **fields: Any) -> m.GrantGiven:
    given = m.GrantGiven(
        grant_id=new_id(),
        person_id=person_id,
        role=role,
        scope_kind=SCOPE_OF[role],
        scope_id=scope_id,
        starts_at=JOINED,
        ends_at=None,
    )
    return replace(given, **fields)


def grant_ended(given: m.GrantGiven, at: datetime) -> m.GrantEnded:
    return m.GrantEnded(
        grant_id=given.grant_id,
        person_id=given.person_id,
        role=given.role,
        scope_kind=given.scope_kind,
        scope_id=given.scope_id,
        ended_at=at,
    )


def signed(organisation_id: str, *city_ids: str, ends_on: date | None = None) -> m.AgreementSigned:
    return m.AgreementSigned(
        agreement_id=new_id(),
        type="memorandum",
        organisation_ids=(organisation_id,),
        city_ids=city_ids,
        themes=(),
        countries=(),
        signed_on=date(2026, 1, 1),
        starts_on=date(2026, 1, 1),
        ends_on=ends_on,
    )
