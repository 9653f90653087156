"""What the event desk does with what comes: each effect once, in order, held behind what was given up, and let go when that is mended."""

import uuid
from typing import Any

import pytest

from chassis.context import new_id, now
from chassis.dead_letters import DeadLetters
from chassis.envelope import Envelope
from chassis.hearing import Hearing
from chassis.observe import REGISTRY
from chassis.parts import Parts
from contracts.errors import Unavailable
from tests.eventually import eventually, stays
from tests.wire import Wire


class Atlas:
    """The imaginary neighbour who opens places."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.place = uuid.uuid4().hex

    def event(self, sequence: int, how: str = "well") -> Envelope:
        return Envelope(
            id=new_id(),
            type="atlas.place_opened.v1",
            source="/atlas",
            subject=f"places/{self.place}",
            time=now(),
            sequence=sequence,
            position=sequence,
            data={"place_id": self.place, "how": how},
            correlation_id="walk-1",
        )

    def say(self, *events: Envelope) -> None:
        for event in events:
            body, properties = event.to_amqp("http://localhost")
            self._parts.publisher.publish("atlas.events", event.name, body, properties, mandatory=True)

    def mend(self) -> None:
        self._parts.database["mended"].insert_one({"_id": self.place})

    @property
    def noted(self) -> list[str]:
        return sorted(row["_id"].partition("/")[2] for row in self._parts.database["places"].find({"place_id": self.place}))


@pytest.fixture
def atlas(parts: Parts) -> Atlas:
    return Atlas(parts)


@pytest.fixture
def letters(vhost: Any) -> DeadLetters:
    return DeadLetters(vhost.uri(), "demo")


def test_an_event_that_comes_three_times_has_one_effect(demo, atlas: Atlas, wire: Wire):
    event = atlas.event(1)
    atlas.say(event, event, event)
    eventually(lambda: atlas.noted == ["well"], "the effect")
    eventually(lambda: wire.waiting("demo.inbox") == 0, "an empty queue")
    stays(lambda: wire.waiting("demo.inbox.dlq") == 0, "nothing is laid aside", during=0.5)


def test_what_cannot_be_read_is_laid_aside_as_it_came(demo, parts, atlas: Atlas, letters: DeadLetters):
    parts.publisher.publish("atlas.events", "place_opened.v1", b"{nonsense", {"headers": {"authorization": "secret"}}, mandatory=True)
    eventually(lambda: letters.letters(), "the dead letter")
    [letter] = letters.letters()
    assert letter.reason.startswith("undecodable")
    assert letter.body == b"{nonsense"
    assert "authorization" not in letter.headers
    atlas.say(atlas.event(1))
    eventually(lambda: atlas.noted == ["well"], "the next event to be heard all the same")


def test_an_event_with_the_wrong_fields_parks_its_aggregate(demo, parts, atlas: Atlas, letters: DeadLetters):
    wrong = atlas.event(1)
    wrong.data["place_id"] = 7
    atlas.say(wrong, atlas.event(2))
    eventually(lambda: [letter.reason for letter in letters.letters()] == ["invalid: /place_id: Not a valid string."], "the reason")
    stays(lambda: atlas.noted == [], "the next event waits", during=0.5)


def test_what_is_given_up_holds_its_successors_until_it_is_replayed(demo, atlas: Atlas, wire: Wire, letters: DeadLetters):
    atlas.say(atlas.event(1, "refused"))
    eventually(lambda: wire.waiting("demo.inbox.dlq") == 1, "the dead letter")
    atlas.say(atlas.event(2, "second"), atlas.event(3, "third"))
    eventually(lambda: wire.waiting("demo.inbox") == 0, "both to be taken")
    stays(lambda: atlas.noted == [], "nothing is applied over the gap", during=0.5)
    atlas.mend()
    [replayed] = letters.replay()
    assert replayed.reason.startswith("demo.not_wanted")
    eventually(lambda: atlas.noted == ["refused", "second", "third"], "all three")
    assert letters.letters() == []


def test_what_is_discarded_lets_its_successors_go(demo, parts, atlas: Atlas, wire: Wire, letters: DeadLetters):
    atlas.say(atlas.event(1, "refused"))
    eventually(lambda: wire.waiting("demo.inbox.dlq") == 1, "the dead letter")
    atlas.say(atlas.event(2, "second"))
    eventually(lambda: wire.waiting("demo.inbox") == 0, "it to be taken")
    [gone] = letters.discard(None, lambda letter: Hearing(parts).discard(letter.event))
    assert gone.event is not None
    assert gone.event.sequence == 1
    eventually(lambda: atlas.noted == ["second"], "the second")
    assert wire.waiting("demo.inbox.dlq") == 0


def test_other_aggregates_go_on_behind_a_parked_one(demo, parts, atlas: Atlas, wire: Wire):
    other = Atlas(parts)
    atlas.say(atlas.event(1, "refused"))
    other.say(other.event(1))
    eventually(lambda: other.noted == ["well"], "the other place")


def test_an_event_that_comes_too_early_waits_for_the_one_before(demo, atlas: Atlas, wire: Wire):
    """The publisher's log is away, so the gap closes only when the missing event comes by itself."""
    first, second = atlas.event(1, "first"), atlas.event(2, "second")
    atlas.say(second)
    stays(lambda: atlas.noted == [], "nothing is applied over the gap", during=0.5)
    atlas.say(first)
    eventually(lambda: atlas.noted == ["first", "second"], "both")


def test_a_passing_failure_is_tried_again_and_counted_by_ourselves(demo, atlas: Atlas, wire: Wire, letters: DeadLetters):
    atlas.say(atlas.event(1, "early"))
    eventually(lambda: wire.waiting("demo.inbox.dlq") == 1, "three attempts to be over")
    [letter] = letters.letters()
    assert letter.reason.startswith("attempts_exhausted: service_unavailable")
    assert letter.attempts == 3
    assert letters.show(letter.id).whole()["type"] == "atlas.place_opened.v1"
    atlas.mend()
    letters.replay({letter.id})
    eventually(lambda: atlas.noted == ["early"], "the effect after the replay")


def test_an_event_that_could_not_be_parked_at_first_is_counted_once(demo, atlas: Atlas, letters: DeadLetters, monkeypatch):
    park, away = Hearing.park, [Unavailable("service_unavailable", retryable=True)]

    def stumble_once(self: Hearing, *arguments: Any) -> None:
        if away:
            raise away.pop()
        park(self, *arguments)

    monkeypatch.setattr(Hearing, "park", stumble_once)
    before = in_flight()
    atlas.say(atlas.event(1, "refused"))
    eventually(lambda: len(letters.letters()) == 1, "the dead letter")
    eventually(lambda: in_flight() == before, "nothing in flight")


def in_flight() -> float:
    return REGISTRY.get_sample_value("scn_in_flight", {"queue": "events"}) or 0.0


def test_a_forged_attempt_counter_buys_nothing(demo, parts, atlas: Atlas, letters: DeadLetters):
    body, properties = atlas.event(1, "early").to_amqp("http://localhost")
    properties["headers"]["scn-attempt"] = -1000
    parts.publisher.publish("atlas.events", "place_opened.v1", body, properties, mandatory=True)
    eventually(lambda: [letter.attempts for letter in letters.letters()] == [3], "the usual three attempts")


def test_what_was_begun_is_concluded_before_the_end(serve, parts, wire: Wire):
    places = [Atlas(parts) for _ in range(40)]
    serving = serve()
    for place in places:
        place.say(place.event(1))
    eventually(lambda: any(place.noted for place in places), "the work to begin")
    serving.container.stop()
    noted = sum(len(place.noted) for place in places)
    eventually(lambda: wire.waiting("demo.inbox") == 40 - noted, "what was not begun to be left to others, and nothing else")
    serve()
    eventually(lambda: all(place.noted == ["well"] for place in places), "the rest")
