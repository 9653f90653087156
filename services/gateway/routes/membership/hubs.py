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
)
