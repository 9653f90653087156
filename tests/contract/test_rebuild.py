"""A read model built anew beside the one that lives: nothing lost, nothing shown half done, and the same digest in the end."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import Context, new_id
from chassis.envelope import Envelope
from chassis.hearing import envelope_of
from chassis.inbox import Inbox
from chassis.job_runner import JobRunner
from chassis.jobs import view
from chassis.read_models import MODELS, digest, generation, pointer, start_rebuild
from chassis.rebuild import Rebuild, begin_first
from contracts import membership as m
from contracts.declare import dump, event_declaration
from contracts.errors import NotFound, Unavailable
from contracts.standard import EventRecord, EventsPage, Job
from services.explore.wiring import MODEL
from tests.builders.explore import admitted, city_id, needs
from tests.fakes.explore import StoredExplore
from tests.fakes.memory import NOON

PAGE = 7
"""Small, so that a rebuild takes several steps."""


class Log:
    """What membership has said, with positions and sequences, delivered to explore unless told otherwise."""

    def __init__(self, explore: StoredExplore) -> None:
        self.records: list[EventRecord] = []
        self.explore = explore
        self.inbox: Inbox[Any] = Inbox(explore.work, "explore", MODEL.live_namespace, reactions=MODEL.reactions)

    def say(self, *events: Any, deliver: bool = True) -> None:
        for event in events:
            record = self._record(event)
            self.records.append(record)
            if deliver:
                self.deliver(envelope_of(record))

    def deliver(self, envelope: Envelope) -> str:
        context = Context.for_service("explore", seconds=30)
        return self.inbox.receive(envelope, None, context, lambda source, subject, first, last: self._missing(subject, first, last))

    def page(self, publisher: str, after: int) -> EventsPage:
        assert publisher == "membership"
        items = tuple(self.records[after : after + PAGE])
        return EventsPage(items=items, last=after + len(items), head=len(self.records))

    def _record(self, event: Any) -> EventRecord:
        declaration = event_declaration(event)
        subject = declaration.subject_of(event)
        sequence = 1 + sum(record.subject == subject for record in self.records)
        return EventRecord(
            id=new_id(),
            type=declaration.type,
            source="/membership",
            subject=subject,
            time=NOON,
            sequence=sequence,
            position=len(self.records) + 1,
            data=dump(event),
            correlation_id="c",
        )

    def _missing(self, subject: str, first: int, last: int) -> list[Envelope]:
        return [envelope_of(one) for one in self.records if one.subject == subject and first <= one.sequence <= last]


@pytest.fixture
def explore(database: Database[dict[str, Any]]) -> StoredExplore:
    return StoredExplore(database)


@pytest.fixture
def log(explore: StoredExplore) -> Log:
    made = Log(explore)
    for number in range(1, 13):
        made.say(admitted(number), *needs(number, "a", "b"))
    made.say(m.HubOpened(hub_id=new_id(), countries=("KE",), languages=("en",)), deliver=False)
    made.say(m.CityWithdrawn(city_id=city_id(3), previous="active", reason="withdrawn_by_city", at=NOON))
    return made


def rebuilt(explore: StoredExplore, page: Any) -> Job:
    """Ask for a rebuild and do what can be done of it now."""
    job = explore.within(lambda unit: start_rebuild(unit, MODEL))
    go_on(explore, page)
    return look_at(explore, job)


def go_on(explore: StoredExplore, page: Any) -> None:
    parts: Any = SimpleNamespace(work=explore.work, name="explore", database=explore.database)
    JobRunner(explore.work, {MODEL.job: Rebuild(parts, MODEL, page).run}).run_next()


def look_at(explore: StoredExplore, job: Job) -> Job:
    return view(explore.look(lambda unit: unit.unit.collection("jobs").find_one({"_id": job.id})))


def facts(explore: StoredExplore) -> dict[str, Any]:
    found: dict[str, Any] = explore.look(lambda unit: {city.city_id: city for city in unit.facts.many(unit.facts.ids())})
    return found


def living(explore: StoredExplore) -> int:
    return explore.look(lambda unit: generation(unit.unit, MODEL.name))  # type: ignore[no-any-return]


def digest_of(explore: StoredExplore) -> str:
    return explore.look(lambda unit: digest(unit.unit, MODEL, generation(unit.unit, MODEL.name)))  # type: ignore[no-any-return]


def test_replayed_from_the_beginning_the_facts_have_the_same_digest(explore: StoredExplore, log: Log) -> None:
    before, known = digest_of(explore), facts(explore)
    job = rebuilt(explore, log.page)
    assert job.state == "done"
    assert (living(explore), digest_of(explore), facts(explore)) == (2, before, known)
    row = explore.look(lambda unit: pointer(unit.unit, MODEL.name))
    assert (row["rebuilt"]["same"], row["rebuilt"]["digest"], row["rebuilt"]["events"]) == (True, before, 37)


def test_facts_that_were_lost_come_back(explore: StoredExplore, log: Log) -> None:
    before = digest_of(explore)
    explore.database.drop_collection("facts_1")
    rebuilt(explore, log.page)
    assert digest_of(explore) == before
    assert explore.look(lambda unit: pointer(unit.unit, MODEL.name))["rebuilt"]["same"] is False


def test_wrong_facts_are_found_out_and_everybody_is_compared_anew(explore: StoredExplore, log: Log) -> None:
    explore.match()
    explore.database["facts_1"].update_one({"_id": city_id(5)}, {"$set": {"population": 1}})
    rebuilt(explore, log.page)
    assert facts(explore)[city_id(5)].population == 500_000
    assert explore.run_jobs() == 1, "a rematch waits"


def test_what_arrives_meanwhile_is_in_the_old_facts_at_once_and_in_the_new_ones_too(explore: StoredExplore, log: Log) -> None:
    seen_meanwhile = []

    def page(publisher: str, after: int) -> EventsPage:
        number = 100 + len(log.records)
        if number < 150:
            log.say(admitted(number))
            seen_meanwhile.append(city_id(number) in facts(explore))
        return log.page(publisher, after)

    rebuilt(explore, page)
    assert seen_meanwhile
    assert all(seen_meanwhile)
    assert len(facts(explore)) == 12 + len(seen_meanwhile)


def test_what_is_delivered_to_the_old_facts_while_the_new_ones_are_swapped_in_is_not_lost(explore: StoredExplore, log: Log) -> None:
    """The last moment: read to the head, then one more event, applied to the old generation, then the swap."""
    rebuild = Rebuild._swap

    def late(self: Any, job: Any, found: Any) -> None:
        log.say(admitted(77))
        rebuild(self, job, found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rebuild, "_swap", late)
        rebuilt(explore, log.page)
    assert city_id(77) in facts(explore)
    assert living(explore) == 2


def test_after_the_swap_redelivery_changes_nothing_and_news_goes_on_without_a_gap(explore: StoredExplore, log: Log) -> None:
    rebuilt(explore, log.page)
    before = digest_of(explore)
    assert {log.deliver(envelope_of(record)) for record in log.records if record.subject.startswith("cities/")} == {"duplicate"}
    assert digest_of(explore) == before
    log.say(replace(needs(4, "c")[0], declared_at=NOON + timedelta(days=1)))
    assert {told.theme for told in facts(explore)[city_id(4)].needs.values()} == {"a", "b", "c"}


def test_one_that_dies_halfway_leaves_the_old_facts_and_goes_on(explore: StoredExplore, log: Log) -> None:
    before = digest_of(explore)
    asked = []

    def breaks(publisher: str, after: int) -> EventsPage:
        asked.append(after)
        if len(asked) == 4:
            raise Unavailable("service_unavailable", "membership is away", retryable=True)
        return log.page(publisher, after)

    asked_for = explore.within(lambda unit: start_rebuild(unit, MODEL))
    with pytest.raises(Unavailable):
        go_on(explore, breaks)
    job = look_at(explore, asked_for)
    assert (job.state, living(explore), digest_of(explore)) == ("waiting", 1, before)
    explore.now += timedelta(minutes=5)
    go_on(explore, breaks)
    assert (look_at(explore, asked_for).state, living(explore), digest_of(explore)) == ("done", 2, before)
    assert asked.count(0) == 1, "it went on where it was"


def test_a_reaction_that_fails_keeps_the_old_facts_alive(explore: StoredExplore, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(explore)
    monkeypatch.setitem(MODEL.reactions, m.CityWithdrawn, lambda unit, event: 1 / 0)  # type: ignore[arg-type]
    job = rebuilt(explore, log.page)
    assert (job.state, living(explore), digest_of(explore)) == ("failed", 1, before)
    monkeypatch.undo()
    rebuilt(explore, log.page)
    assert (living(explore), digest_of(explore)) == (3, before)


def test_a_new_subscriber_begins_by_itself_once_and_again_only_after_a_failure(explore: StoredExplore, log: Log) -> None:
    def begin() -> int:
        wiring = SimpleNamespace(read_models=(MODEL,))
        begin_first(SimpleNamespace(work=explore.work, name="explore", wiring=wiring))  # type: ignore[arg-type]
        return explore.database["jobs"].count_documents({"kind": MODEL.job})

    def too_old(publisher: str, after: int) -> EventsPage:
        raise NotFound("unknown_request", f"{publisher} does not answer that yet")

    assert [begin(), begin()] == [1, 1]
    go_on(explore, too_old)
    assert [begin(), begin()] == [2, 2], "the first has failed"
    go_on(explore, log.page)
    assert begin() == 2
    assert living(explore) == 3


def test_the_next_rebuild_clears_away_what_is_left(explore: StoredExplore, log: Log) -> None:
    for _ in range(3):
        rebuilt(explore, log.page)
    there = {name for name in explore.database.list_collection_names() if name.startswith("facts_")}
    assert there == {"facts_3", "facts_4"}, "the one that lives, and the one that somebody may still be reading"
    gates = {row["_id"].split(":")[0] for row in explore.database["inbox_gates"].find({})}
    assert gates == {"explore/facts.3", "explore/facts.4"}
    assert explore.database[MODELS].find_one({"_id": MODEL.name})["leftover"] == [3]


def test_while_it_is_built_nobody_is_compared(explore: StoredExplore, log: Log) -> None:
    explore.match()
    rebuilt(explore, log.page)
    assert explore.look(lambda unit: unit.dirty.all()) == {}
