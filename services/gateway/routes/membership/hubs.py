"""Hubs and the vocabulary over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

OPERATIONS: Final = (
    Operation(
        request=m.CreateHub,
        method="POST",
        path="/v1/hubs",
        tag="Hubs",
        status=201,
        body_as="hub",
        location="/v1/hubs/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListHubs,
        method="GET",
        path="/v1/hubs",
        tag="Hubs",
        csv=("id", "names", "countries", "languages", "time_zone", "region", "cities"),
        cache="public",
    ),
    Operation(request=m.GetHub, method="GET", path="/v1/hubs/{hub_id}", tag="Hubs", versioned=True, cache="public"),
    Operation(
        request=m.ReviseHub,
        method="PATCH",
        path="/v1/hubs/{hub_id}",
        tag="Hubs",
        body_as="changes",
        versioned=True,
        needs_version=True,
    ),
    Operation(request=m.CloseHub, method="POST", path="/v1/hubs/{hub_id}/closings", tag="Hubs", versioned=True),
    Operation(request=m.ReopenHub, method="POST", path="/v1/hubs/{hub_id}/reopenings", tag="Hubs", versioned=True),
    Operation(
        request=m.PlanTransfer,
        method="POST",
        path="/v1/hubs/{hub_id}/transfers",
        tag="Hubs",
        status=201,
        location="/v1/transfers/{id}",
    ),
    Operation(
        request=m.ListTransfers,
        method="GET",
        path="/v1/hubs/{hub_id}/transfers",
        tag="Hubs",
        csv=("id", "country", "from_hub_id", "to_hub_id", "on", "state", "applications", "cities", "planned_at", "begun_at", "ended_at"),
    ),
    Operation(request=m.GetTransfer, method="GET", path="/v1/transfers/{transfer_id}", tag="Hubs", versioned=True),
    Operation(request=m.CancelTransfer, method="POST", path="/v1/transfers/{transfer_id}/cancellations", tag="Hubs", versioned=True),
    Operation(request=m.GetCalendar, method="GET", path="/v1/calendars/{country}", tag="Hubs", cache="public"),
)
