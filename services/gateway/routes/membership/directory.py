"""The directory over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

OPERATIONS: Final = (
    Operation(
        request=m.ListCities,
        method="GET",
        path="/v1/cities",
        tag="Cities",
        csv=(
            "id",
            "names",
            "country",
            "subdivision",
            "region",
            "hub_id",
            "tier",
            "population",
            "population_year",
            "languages",
            "latitude",
            "longitude",
            "needs",
            "offers",
            "status",
            "admitted_at",
        ),
        cache="public",
    ),
    Operation(request=m.GetCity, method="GET", path="/v1/cities/{city_id}", tag="Cities", versioned=True, cache="public"),
)

NOT_OVER_HTTP: Final = (m.NameCities,)
"""For our own processes only."""
