"""Our service without its processes: its own use cases, views, job and refresh on a real store."""

import resource
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pymongo.database import Database

from chassis import migrations
from chassis.context import Actor, Context
from chassis.job_runner import JobRunner
from chassis.unit_of_work import UnitOfWork
from contracts.explore import KINDS, ExplainPair, ListPeers, StartRematch
from services.explore.domain.facts import CityFacts
from services.explore.usecases import comparing
from services.explore.usecases.matching import Matcher
from services.explore.views import peers
from services.explore.wiring import WIRING, ExploreUnit

CHUNK = 250
CHANGES = 5


class Ours:
    def __init__(self, database: Database[dict[str, Any]]) -> None:
        migrations.run(database, "explore", WIRING.migrations)
        self._database = database
        self._work = UnitOfWork(database, ExploreUnit, service="explore", store_timeout=30)

    def measure(self, cities: list[CityFacts], asked: int) -> dict[str, Any]:
        self._fill(cities)
        seconds = self._rematch()
        matcher = Matcher(self._work)
        matcher.refresh()
        return {
            "rematch_seconds": seconds,
            "peers_ms": [self._peers(cities, number) for number in range(asked)],
            "pair_ms": [self._pair(cities, number) for number in range(asked)],
            "change_seconds": [self._change(matcher, cities[number * 37 % len(cities)]) for number in range(CHANGES)],
            "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }

    def _fill(self, cities: list[CityFacts]) -> None:
        def keep(unit: ExploreUnit, some: list[CityFacts]) -> None:
            for city in some:
                unit.facts.keep(city)

        for start in range(0, len(cities), CHUNK):
            some = cities[start : start + CHUNK]
            self._within(lambda unit, some=some: keep(unit, some))
        self._database["dirty"].delete_many({})

    def _rematch(self) -> float:
        self._work.run(comparing.start_rematch, StartRematch(), self._context())
        began = time.perf_counter()
        JobRunner(self._work, WIRING.jobs).run_next(threading.Event())
        return time.perf_counter() - began

    def _peers(self, cities: list[CityFacts], number: int) -> float:
        city = cities[number * 31 % len(cities)]
        request = ListPeers(city_id=city.city_id, score=KINDS[number % len(KINDS)], interpreter=number % 3 == 0)
        return self._timed(lambda: self._work.read(peers.list_peers, request, self._context()))

    def _pair(self, cities: list[CityFacts], number: int) -> float:
        one, other = cities[number * 31 % len(cities)], cities[(number * 31 + 7) % len(cities)]
        request = ExplainPair(city_id=one.city_id, peer_id=other.city_id)
        return self._timed(lambda: self._work.read(peers.explain_pair, request, self._context()))

    def _change(self, matcher: Matcher, city: CityFacts) -> float:
        fewer = dict(list(city.needs.items())[1:])
        self._within(lambda unit: unit.facts.keep(replace(city, needs=fewer)))
        return self._timed(matcher.refresh) / 1000

    def _timed(self, do: Callable[[], Any]) -> float:
        began = time.perf_counter()
        do()
        return (time.perf_counter() - began) * 1000

    def _within(self, do: Callable[[Any], Any]) -> Any:
        return self._work.within(lambda _, unit: do(unit), self._context())

    def _context(self) -> Context:
        return replace(Context.for_service("explore", seconds=120), actor=Actor())
