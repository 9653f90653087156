"""What a city hides is nowhere: in no record, list, filter, order, count, map or event, for whichever reader it is hidden from."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.context import Actor
from contracts.declare import dump
from contracts.membership import (
    CityVisibility,
    CountCities,
    GetCity,
    ListCities,
    MapCities,
    ReviseProfile,
)
from services.gateway import csv_lists, geojson
from services.gateway.routes.membership.directory import PLACED, SHOWN
from services.membership import views
from services.membership.domain.clearance import VISIBILITIES
from services.membership.domain.profile import FIELDS
from services.membership.usecases import profiles
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.membership import opened_hub
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

HIDEABLE = tuple(CityVisibility.__dataclass_fields__)
SECRETS: dict[str, Any] = {
    "subdivision": "KE-28",
    "population": {"population": 7_654_321, "population_year": 2023},
    "languages": ["zu"],
    "location": {"latitude": -12.3, "longitude": 45.6},
    "prevention_network": {"exists": True, "since": 1971, "detail": {"en": "secret of the network"}},
    "mandate": {"exists": True, "since": 1972, "detail": {"en": "secret of the mandate"}},
    "strategy": {"exists": True, "since": 1973, "detail": {"en": "secret of the strategy"}},
    "website": "https://secret.example/site",
}
MARKS = {
    "subdivision": ("KE-28",),
    "population": ("7654321", "2023"),
    "languages": ('"zu"', ",zu,"),
    "location": ("-12.3", "45.6"),
    "prevention_network": ("secret of the network", "1971"),
    "mandate": ("secret of the mandate", "1972"),
    "strategy": ("secret of the strategy", "1973"),
    "website": ("secret.example",),
}
"""What would give each field away, wherever it is written."""

FILTERS: dict[str, tuple[dict[str, Any], ...]] = {
    "population": ({"min_population": 7_000_000}, {"max_population": 8_000_000}),
    "languages": ({"language": "zu"},),
    "prevention_network": ({"prevention_network": True},),
    "mandate": ({"mandate": True},),
    "strategy": ({"strategy": True},),
}
READERS = ("nobody", "signed in", "other member", "own people", "officer of another hub", "management unit")


class World:
    """A city whose every field holds a secret, between two that say little, and one reader of each kind."""

    def __init__(self, visibility: dict[str, str]) -> None:
        self.membership = MemoryMembership()
        opened_hub(self.membership)
        self.city_id = member_city(self.membership, "Mombasa")
        neighbour = member_city(self.membership, "Nakuru", population=10, languages=("en",))
        member_city(self.membership, "Kisumu", population=20, languages=("en",))
        changes = {part: value for name, value in SECRETS.items() for part, value in _parts(name, value).items()}
        self.membership.ask(
            profiles.revise_profile,
            ReviseProfile(city_id=self.city_id, changes={**changes, "visibility": dict.fromkeys(HIDEABLE, "public")}),
            mayor(self.city_id),
        )
        self.membership.ask(
            profiles.revise_profile, ReviseProfile(city_id=self.city_id, changes={"visibility": visibility}), focal_point(self.city_id)
        )
        self.readers: dict[str, Actor] = {
            "nobody": NOBODY,
            "signed in": person(),
            "other member": focal_point(neighbour),
            "own people": focal_point(self.city_id),
            "officer of another hub": hub_officer(opened_hub(self.membership, countries=("ES",)).id),
            "management unit": management(),
        }

    def see(self, view: Any, request: Any, reader: str) -> Any:
        return self.membership.see(view, request, self.readers[reader])

    def found(self, reader: str, **asked: Any) -> list[str]:
        return [city.id for city in self.see(views.directory.list_cities, ListCities(**asked), reader).items]

    def written(self, reader: str) -> str:
        """The city in every form the reader can have it."""
        record = dump(self.see(views.directory.get_city, GetCity(city_id=self.city_id), reader))
        listed = [
            dump(city)
            for sort in ("name", "-population", "admitted_at")
            for city in self.see(views.directory.list_cities, ListCities(sort=sort), reader).items
            if city.id == self.city_id
        ]
        rows = [csv_lists.row(csv_lists.cell(city.get(column)) for column in SHOWN).decode() for city in listed]
        return json.dumps([record, listed, features(listed)]) + "".join(rows)

    def on_map(self, reader: str) -> bool:
        return self.city_id in [row[0] for row in self.see(views.directory.map_cities, MapCities(), reader).rows]


def features(listed: list[dict[str, Any]]) -> Any:
    async def pages() -> AsyncIterator[list[dict[str, Any]]]:
        yield listed

    async def collect() -> bytes:
        return b"".join([part async for part in geojson.streamed(pages(), PLACED)])

    return json.loads(asyncio.run(collect()))


def _parts(name: str, value: Any) -> dict[str, Any]:
    return value if name in ("population", "location") else {name: value}


def rank(reader: str) -> int:
    return {"nobody": 0, "signed in": 0, "other member": 1}.get(reader, 2)


def hidden_from(reader: str, visibility: dict[str, str]) -> set[str]:
    return {name for name, choice in visibility.items() if VISIBILITIES.index(choice) > rank(reader)}


def hidden_over_many(reader: str, visibility: dict[str, str]) -> set[str]:
    """Over many cities, a city's own people search as any member."""
    return hidden_from("other member" if reader == "own people" else reader, visibility)


choices = st.fixed_dictionaries({name: st.sampled_from(VISIBILITIES) for name in HIDEABLE})
many = settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow])


@many
@given(visibility=choices)
def test_nothing_hidden_is_written_anywhere_and_nothing_shown_is_left_out(visibility: dict[str, str]) -> None:
    world = World(visibility)
    for reader in READERS:
        text, hidden = world.written(reader), hidden_from(reader, visibility)
        for name in HIDEABLE:
            for mark in MARKS[name][:1] if name == "languages" else MARKS[name]:
                assert (mark in text) == (name not in hidden), (reader, name, mark)
        assert world.on_map(reader) == ("location" not in hidden_over_many(reader, visibility))


@many
@given(visibility=choices)
def test_no_filter_count_or_order_tells_of_what_is_hidden(visibility: dict[str, str]) -> None:
    world = World(visibility)
    for reader in READERS:
        hidden = hidden_over_many(reader, visibility)
        for name, filters in FILTERS.items():
            for asked in filters:
                assert (world.city_id in world.found(reader, **asked)) == (name not in hidden), (reader, asked)
        facets = world.see(views.directory.count_cities, CountCities(), reader)
        assert ("zu" in {tally.value for tally in facets.language}) == ("languages" not in hidden)
        by_population = world.found(reader, sort="-population")
        assert by_population.index(world.city_id) == (2 if "population" in hidden else 0), reader


@many
@given(visibility=choices)
def test_no_event_tells_of_what_only_staff_may_see(visibility: dict[str, str]) -> None:
    """Not those that were said while it was public either. What members may see travels, and is named as theirs."""
    world = World(visibility)
    said = [dump(event) for event in world.membership.said() if getattr(event, "city_id", None) == world.city_id]
    told = json.dumps([one for one in said if "country" in one])
    for field in FIELDS:
        marks = {"subdivision": "KE-28", "population": "7654321", "languages": '"zu"', "location": "45.6"}
        if field.name in marks:
            assert (marks[field.name] in told) == (visibility[field.name] != "network"), field.name
    last = next(one for one in reversed(said) if "members_only" in one)
    for field in FIELDS:
        if field.hideable and field.name != "website":
            shared = visibility[field.name] != "network"
            assert all((last[part] is not None) == shared for part in field.parts), field.name
            assert (field.parts[0] in last["members_only"]) == (visibility[field.name] == "members")


@pytest.mark.parametrize("reader", READERS)
def test_a_city_outside_the_directory_is_known_to_its_people_and_the_staff_only(reader: str) -> None:
    world = World({})

    def suspend(unit: Any, _: Any) -> None:
        city = unit.cities.get(world.city_id)
        city.status = "suspended"
        unit.cities.save(city)

    world.membership.work.run(suspend, None, world.membership.context(management()))
    assert world.city_id not in world.found(reader)
    assert (world.city_id in world.found(reader, status="suspended")) == (reader in ("officer of another hub", "management unit"))
    assert not world.on_map(reader)
    figures = world.see(views.directory.get_network_figures, views.directory.GetNetworkFigures(), reader)
    assert (figures.members, figures.countries, figures.as_of) == (2, 1, datetime(2027, 3, 1, 12, 0, tzinfo=UTC))
    assert ("suspended" in {tally.value for tally in figures.by_status}) == (rank(reader) == 2 and reader != "own people")
