"""The directory over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

SHOWN: Final = (
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
    "prevention_network",
    "mandate",
    "strategy",
    "website",
    "needs",
    "offers",
    "status",
    "admitted_at",
)
PLACED: Final = tuple(name for name in SHOWN if name not in ("id", "latitude", "longitude"))

OPERATIONS: Final = (
    Operation(request=m.ListCities, method="GET", path="/v1/cities", tag="Cities", csv=SHOWN, geojson=PLACED, cache="public"),
    Operation(request=m.CountCities, method="GET", path="/v1/cities/facets", tag="Cities", cache="public"),
    Operation(request=m.MapCities, method="GET", path="/v1/cities/map", tag="Cities", served_by="map", cache="public"),
    Operation(request=m.GetCity, method="GET", path="/v1/cities/{city_id}", tag="Cities", versioned=True, cache="public"),
    Operation(request=m.GetNetworkFigures, method="GET", path="/v1/network/figures", tag="Cities", cache="public"),
)

NOT_OVER_HTTP: Final = (m.NameCities,)
"""For our own processes only."""
