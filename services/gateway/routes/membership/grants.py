"""Grants over HTTP: who holds which role, until when, and who comes next."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

OPERATIONS: Final = (
    Operation(request=m.GiveGrant, method="POST", path="/v1/grants", tag="Grants", status=201),
    Operation(
        request=m.ListGrants,
        method="GET",
        path="/v1/grants",
        tag="Grants",
        csv=("id", "person_id", "role", "deputy", "scope_kind", "scope_id", "starts_at", "ends_at", "ended_at", "end_reason"),
    ),
    Operation(request=m.EndGrant, method="POST", path="/v1/grants/{grant_id}/endings", tag="Grants", versioned=True),
    Operation(request=m.RenewGrant, method="POST", path="/v1/grants/{grant_id}/renewals", tag="Grants", versioned=True),
    Operation(request=m.DeclareDeparture, method="POST", path="/v1/me/departures", tag="Grants"),
    Operation(request=m.DeclareElection, method="POST", path="/v1/cities/{city_id}/elections", tag="Grants", status=201),
    Operation(request=m.ListElections, method="GET", path="/v1/cities/{city_id}/elections", tag="Grants"),
    Operation(request=m.ListCityPeople, method="GET", path="/v1/cities/{city_id}/people", tag="Grants", cache="never"),
)
