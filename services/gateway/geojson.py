"""Cities as GeoJSON (RFC 7946): one feature for each whose place the reader may know, longitude before latitude."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from services.gateway import whole_lists
from services.gateway.asking import read_request
from services.gateway.http import Asked, Door, write_common
from services.gateway.operations import GEOJSON

MAP_PROPERTIES: Final = ("name", "country", "tier")


def feature(identity: str, longitude: float, latitude: float, properties: Mapping[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": identity, "geometry": point, "properties": properties}


async def write_list(asked: Asked, door: Door) -> None:
    """Answer with the whole list as one collection, streamed."""
    pages = await whole_lists.begin(asked, door)
    _write_headers(asked)
    asked.resp.stream = streamed(pages, asked.operation.geojson)


async def write_map(asked: Asked, door: Door) -> None:
    """Answer with all cities at once, each with its name in the reader's language."""
    answer = await door.client.call(
        await read_request(asked.operation, asked.req, asked.path, {}), asked.context(), asked.operation.service
    )
    _write_headers(asked)
    features = [feature(row[0], row[1], row[2], dict(zip(MAP_PROPERTIES, row[3:], strict=True))) for row in answer["rows"]]
    asked.resp.data = orjson.dumps({"type": "FeatureCollection", "as_of": answer["as_of"], "features": features})


async def streamed(pages: AsyncIterator[Sequence[Mapping[str, Any]]], properties: Sequence[str]) -> AsyncIterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    begun = False
    async for items in pages:
        if found := b",".join(orjson.dumps(one) for one in _features(items, properties)):
            yield b"," + found if begun else found
            begun = True
    yield b"]}"


def _features(items: Iterable[Mapping[str, Any]], properties: Sequence[str]) -> Iterable[dict[str, Any]]:
    for item in items:
        if item["longitude"] is not None and item["latitude"] is not None:
            yield feature(item["id"], item["longitude"], item["latitude"], {name: item[name] for name in properties})


def _write_headers(asked: Asked) -> None:
    asked.resp.status = asked.operation.status
    write_common(asked)
    asked.resp.content_type = GEOJSON
