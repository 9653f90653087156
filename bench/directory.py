"""The directory of cities at 1,000 and 10,000: a page, a filtered page, a search, the counts of every facet and the map.

Ours is the whole of what the service does for an answer: the view on the store, each city to the reader's clearance, the answer as JSON.
The peer is what one would write first: one collection, an index for each question, `find` with `sort`, `skip` and `limit`, `$facet` for the
counts, and nothing hidden from anybody.
"""

import itertools
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from rich.progress import Progress, SpinnerColumn, TextColumn

from bench.figures import machine, median, table, write
from chassis import migrations
from chassis.context import Context, new_id
from chassis.cursors import Cursors
from chassis.documents import to_value
from chassis.store import connect
from chassis.unit import ServiceUnit, Unit
from chassis.unit_of_work import UnitOfWork
from contracts.declare import dump
from contracts.membership import CityProfile, CountCities, ListCities, MapCities, ThemedContent
from deploy.store import Store
from services.membership import repository, views
from services.membership.domain import needs, themes
from services.membership.domain.city import City
from services.membership.domain.directory import entry_of
from services.membership.domain.regions import REGION_OF
from services.membership.domain.text import prefixes
from services.membership.repository.directory import COLLECTION

PAGE: Final = 50
AT_ONCE: Final = 200
PROMISE_MS: Final = 50
PATIENCE: Final = 120.0
"""Seconds that the store may take for one call: filling is not what is measured, and other work may be going on."""
TIERS: Final = ("town", "municipality", "county", "province", "state")
SYLLABLES: Final = ("ba", "ki", "mo", "ra", "san", "ton", "vil", "le", "gra", "no", "ur", "shi", "al", "de", "por", "ta")
TONGUES: Final = ("en", "es", "fr", "ar", "sw", "pt")


class Reading(ServiceUnit):
    """As much of membership's unit as the directory's views ask for."""

    def __init__(self, unit: Unit, directory: repository.Directory) -> None:
        super().__init__(unit)
        self.cursors = Cursors("a secret of the benchmark, long enough")
        self.cities = repository.StoredCities(unit)
        self.directory = repository.StoredDirectory(unit, directory, self.cities.entries)


def made(number: int) -> Iterator[City]:
    """Cities that differ in everything one can ask for; the same ones in every run."""
    dice = random.Random(2027)
    countries, codes = sorted(REGION_OF), sorted(themes.CODES)
    for _ in range(number):
        name = "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).title()
        profile = CityProfile(
            names={"en": name, "es": f"{name} del Río", "ar": "مدينة " + name},
            tier=dice.choice(TIERS),
            population=dice.randint(2_000, 9_000_000),
            population_year=2024,
            languages=tuple(sorted(set(dice.choices(TONGUES, k=2)))),
            latitude=dice.uniform(-60, 70),
            longitude=dice.uniform(-180, 180),
        )
        at = datetime(2026, 1, 1, tzinfo=UTC)
        city = City.join(profile, dice.choice(countries), None, id=new_id(), at=at)
        for kind, most in ((needs.NEED, 4), (needs.OFFER, 3)):
            for theme in sorted(set(dice.choices(codes, k=most))):
                needs.declare(city, kind, ThemedContent(theme=theme, visibility="public"), id=new_id(), at=at)
        yield city


class Ours:
    """Membership's own views on a database of its own."""

    def __init__(self, uri: str, number: int) -> None:
        database = connect(uri, f"directory_{number}", timeout=PATIENCE)
        migrations.run(database, "membership", repository.MIGRATIONS)
        directory = repository.Directory()
        self.work: UnitOfWork[Reading] = UnitOfWork(
            database, lambda unit: Reading(unit, directory), service="membership", store_timeout=PATIENCE
        )

    def fill(self, cities: list[City]) -> None:
        """The documents that the repository would write, at once; the last city goes through it and begins the directory's generations."""
        database, shape = self.work.database, repository.StoredCities(Unit(context(), datetime.now(UTC), no_collection))
        for some in batched(cities[:-1], AT_ONCE):
            database["cities"].insert_many([shape.document(city) for city in some])
            database[COLLECTION].insert_many([{"_id": city.id, "generation": 0, "entry": to_value(entry_of(city))} for city in some])
        self.work.within(lambda unit, built: built.cities.add(cities[-1]), context())

    def asks(self, country: str, word: str) -> dict[str, Callable[[], Any]]:
        def answer(view: Any, request: Any) -> Callable[[], Any]:
            return lambda: orjson.dumps(dump(self.work.read(view, request, context())))

        return {
            "page": answer(views.directory.list_cities, ListCities(limit=PAGE)),
            "page by population": answer(views.directory.list_cities, ListCities(limit=PAGE, sort="-population")),
            "filtered": answer(views.directory.list_cities, ListCities(limit=PAGE, region="africa", min_population=100_000, language="fr")),
            "country": answer(views.directory.list_cities, ListCities(limit=PAGE, country=country)),
            "search": answer(views.directory.list_cities, ListCities(limit=PAGE, q=word)),
            "facets": answer(views.directory.count_cities, CountCities()),
            "map": answer(views.directory.map_cities, MapCities()),
        }


class Peer:
    """One collection with an index for each question."""

    def __init__(self, uri: str, number: int) -> None:
        self.cities = connect(uri, f"peer_{number}", timeout=PATIENCE)["cities"]
        self.cities.drop()
        for field in ("name", "population", "country", "region", "words"):
            self.cities.create_index([("listed", 1), (field, 1), ("name", 1)] if field != "name" else [("listed", 1), ("name", 1)])

    def fill(self, cities: list[City]) -> None:
        for some in batched(cities, AT_ONCE):
            self.cities.insert_many([_plain(city) for city in some])

    def asks(self, country: str, word: str) -> dict[str, Callable[[], Any]]:
        def page(where: dict[str, Any], field: str = "name", way: int = 1) -> Callable[[], Any]:
            asked = {"listed": True, **where}
            return lambda: orjson.dumps(list(self.cities.find(asked, {"words": 0}).sort(field, way).skip(0).limit(PAGE)))

        regions = [region for region in sorted(set(REGION_OF.values())) if region.endswith("africa")]
        fields = ("region", "country", "tier", "languages", "needs", "offers")
        count: dict[str, Any] = {name: [{"$unwind": f"${name}"}, {"$sortByCount": f"${name}"}] for name in fields}
        facets = [{"$match": {"listed": True}}, {"$facet": count}]
        return {
            "page": page({}),
            "page by population": page({}, "population", -1),
            "filtered": page({"region": {"$in": regions}, "population": {"$gte": 100_000}, "languages": "fr"}),
            "country": page({"country": country}),
            "search": page({"words": word}),
            "facets": lambda: orjson.dumps(list(self.cities.aggregate(facets))),
            "map": lambda: orjson.dumps(list(self.cities.find({"listed": True}, ["names", "latitude", "longitude", "country", "tier"]))),
        }


def _plain(city: City) -> dict[str, Any]:
    entry, said = entry_of(city), city.profile
    return {
        "_id": city.id,
        "listed": True,
        "name": entry.sort_name,
        "names": city.names,
        "words": list(prefixes(city.names.values())),
        "country": city.country,
        "region": city.region,
        "tier": said.tier,
        "population": said.population,
        "languages": list(said.languages),
        "latitude": said.latitude,
        "longitude": said.longitude,
        "needs": [one.theme for one in city.needs],
        "offers": [one.theme for one in city.offers],
    }


def batched(cities: list[City], size: int) -> Iterator[list[City]]:
    return (cities[first : first + size] for first in range(0, len(cities), size))


def no_collection(name: str) -> Any:
    raise LookupError(name)


def context() -> Context:
    return Context.for_service("membership", seconds=PATIENCE)


def run(rounds: int, sizes: Sequence[int]) -> None:
    conditions = machine() | {"rounds": rounds}
    folder = Path(tempfile.mkdtemp(prefix="scn-bench-"))
    store = Store.start(folder / "store", auth=False)
    try:
        found = {size: measure(store.uri(), size, rounds) for size in sizes}
    finally:
        store.stop()
        shutil.rmtree(folder, ignore_errors=True)
    write(
        "directory", {"conditions": conditions, "figures": {str(size): figures for size, figures in found.items()}}, told(found, conditions)
    )


def measure(uri: str, size: int, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds, median; the two take turns, question by question."""
    cities = list(made(size))
    ours, peer = Ours(uri, size), Peer(uri, size)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), transient=True) as progress:
        progress.add_task(f"writing {size:,} cities twice")
        peer.fill(cities)
        ours.fill(cities)
    country, word = cities[0].country, next(iter(cities[0].names.values()))[:3].lower()
    mine, theirs = ours.asks(country, word), peer.asks(country, word)
    first = once(mine["page"])
    times: dict[str, dict[str, list[float]]] = {name: {"ours": [], "peer": []} for name in mine}
    for _, name in itertools.product(range(rounds), mine):
        times[name]["ours"].append(once(mine[name]))
        times[name]["peer"].append(once(theirs[name]))
    figures = {name: {who: round(median(taken), 2) for who, taken in both.items()} for name, both in times.items()}
    return {**figures, "first search of a process": {"ours": round(first, 1)}}


def once(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def told(found: dict[int, dict[str, dict[str, float]]], conditions: dict[str, Any]) -> str:
    rows = []
    for name in next(iter(found.values())):
        cells = [f"{found[size][name][who]}" if who in found[size][name] else "" for size in found for who in ("ours", "peer")]
        rows.append([name, *cells])
    header = ["ms, p50", *(f"{who}, {size:,}" for size in found for who in ("ours", "peer"))]
    largest = max(found)
    slowest = max(found[largest][name]["ours"] for name in ("page", "page by population", "filtered", "country", "search"))
    return f"""# The directory

What the service takes for one answer, store and JSON included. The peer is one collection with an index for each question, and hides
nothing. Medians of {conditions["rounds"]} on {conditions["cores"]} cores, load before {conditions["load_before"]}. Promised: a page under
{PROMISE_MS} ms at {largest:,} cities; the slowest page took {slowest} ms.
{conditions["at"]}

{table(header, rows)}"""
