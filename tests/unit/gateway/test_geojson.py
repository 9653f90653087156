"""Cities as GeoJSON: a valid collection from any number of pages, without those whose place is hidden."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import falcon.asgi
import falcon.testing
import pytest

from contracts.errors import Unavailable
from contracts.membership import ListCities
from services.gateway import geojson, whole_lists
from services.gateway.auth import NOBODY
from services.gateway.http import Asked
from services.gateway.routes import OPERATIONS

BY_NAME = {operation.name: operation for operation in OPERATIONS}


class Door:
    """Answers with pages of cities; what it was asked is remembered."""

    def __init__(self, *pages: Sequence[Mapping[str, Any]], rows: Any = None) -> None:
        self.pages = pages
        self.rows = rows
        self.asked: list[Any] = []
        self.client = self

    async def call(self, request: Any, context: Any, service: Any) -> Mapping[str, Any]:
        self.asked.append(request)
        if self.rows is not None:
            return {"as_of": "2027-03-01T12:00:00.000Z", "rows": self.rows}
        if not self.pages:
            raise Unavailable("service_unavailable")
        place = int(getattr(request, "cursor", None) or 0)
        return {"items": self.pages[place], "next": str(place + 1) if place + 1 < len(self.pages) else None}


def city(name: str, longitude: float | None, latitude: float | None) -> dict[str, Any]:
    properties = dict.fromkeys(BY_NAME["list_cities"].geojson)
    return {**properties, "id": name, "names": {"en": name}, "longitude": longitude, "latitude": latitude}


def answered(name: str, door: Door, query: str = "") -> falcon.asgi.Response:
    operation = BY_NAME[name]
    request = falcon.testing.create_asgi_req(path=operation.path, query_string=query)
    request.scope["scn.id"], request.scope["scn.trace"] = "id", None
    response = falcon.asgi.Response()
    asked = Asked(operation, request, response, {}, NOBODY, None, "en", geojson.GEOJSON, "here")
    write = geojson.write_map if name == "map_cities" else geojson.write_list
    asyncio.run(write(asked, door))  # type: ignore[arg-type]
    return response


def collection(response: falcon.asgi.Response) -> dict[str, Any]:
    async def collect() -> bytes:
        assert response.stream is not None
        return b"".join([part async for part in response.stream])

    body = response.data if response.data is not None else asyncio.run(collect())
    found = json.loads(body)
    assert_valid(found)
    return found  # type: ignore[no-any-return]


def assert_valid(found: dict[str, Any]) -> None:
    """RFC 7946: a collection of point features, longitude before latitude, in the range of WGS 84."""
    assert found["type"] == "FeatureCollection"
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        assert isinstance(feature["properties"], dict)


@pytest.mark.parametrize(
    ("pages", "ids"),
    [
        ([[]], []),
        ([[city("a", 1.0, 2.0)]], ["a"]),
        ([[city("a", 1.0, 2.0), city("b", 150.0, -80.0)], [city("c", 0.0, 0.0)]], ["a", "b", "c"]),
        ([[city("hidden", None, None)], [city("c", 3.0, 4.0)], [city("half", 1.0, None)]], ["c"]),
    ],
)
def test_a_list_is_one_valid_collection(pages: list[list[dict[str, Any]]], ids: list[str]) -> None:
    door = Door(*pages)
    response = answered("list_cities", door)
    assert [feature["id"] for feature in collection(response)["features"]] == ids
    assert response.content_type == "application/geo+json"
    assert len(door.asked) == len(pages)


def test_the_filters_of_the_list_hold() -> None:
    door = Door([city("a", 1.0, 2.0)])
    collection(answered("list_cities", door, "country=KE&limit=3"))
    assert door.asked == [ListCities(country="KE", limit=whole_lists.PAGE)]


def test_coordinates_are_not_said_twice() -> None:
    [feature] = collection(answered("list_cities", Door([city("a", 1.0, 2.0)])))["features"]
    assert {"latitude", "longitude", "id"} & set(feature["properties"]) == set()


def test_a_refusal_comes_before_anything_is_sent() -> None:
    with pytest.raises(Unavailable):
        answered("list_cities", Door())


def test_the_map_is_one_collection_that_strangers_may_keep() -> None:
    response = answered("map_cities", Door(rows=[["a", 39.7, -4.1, "Mombasa", "KE", "municipality"]]))
    found = collection(response)
    assert found["as_of"] == "2027-03-01T12:00:00.000Z"
    assert [feature["properties"] for feature in found["features"]] == [{"name": "Mombasa", "country": "KE", "tier": "municipality"}]
    assert response.get_header("cache-control") == "public, max-age=30"
