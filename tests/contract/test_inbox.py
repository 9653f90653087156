"""Hear twice, act once, in order: on the fake as on the store."""

import itertools
import random
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.context import new_id
from chassis.envelope import Envelope
from chassis.inbox import Inbox
from contracts.errors import Conflict, Unavailable
from contracts.membership import ApplicationDeclined, ApplicationSubmitted, ApplicationWithdrawn
from tests.contract.store_parts import NOON, Clock, asking, memory_work, rows, stored_work
from tests.contract.test_unit_of_work import side_by_side

SUBJECT_ID = "0190a000-0000-7000-8000-000000000001"
TYPES = {
    "application_submitted.v1": {"application_id": SUBJECT_ID, "country": "ES", "hub_id": None, "tier": "town"},
    "application_declined.v1": {"application_id": SUBJECT_ID, "reason": "other"},
    "application_withdrawn.v1": {"application_id": SUBJECT_ID},
    "review_begun.v1": {"application_id": SUBJECT_ID, "hub_id": None},
}


def event(sequence: int, name: str = "application_declined.v1", subject: str = f"applications/{SUBJECT_ID}", **more: Any) -> Envelope:
    return Envelope(
        id=new_id(),
        type=f"membership.{name}",
        source="/membership",
        subject=subject,
        time=NOON,
        sequence=sequence,
        position=sequence,
        data=more.pop("data", TYPES[name.replace(".v2", ".v1")]),
        correlation_id="walk",
        **more,
    )


@dataclass
class Listener:
    """A subscriber to three types, with the publisher's feed at hand."""

    work: Any
    feed: list[Envelope] = field(default_factory=list)
    fail_on: dict[int, Exception] = field(default_factory=dict)
    buried: list[tuple[int, str]] = field(default_factory=list)
    asked: list[tuple[str, str, int, int]] = field(default_factory=list)
    namespace: str = "live"

    def __post_init__(self) -> None:
        self.known = list(self.feed)
        heard = (ApplicationSubmitted, ApplicationDeclined, ApplicationWithdrawn)
        self.inbox = Inbox(
            self.work,
            "resources",
            self.namespace,
            reactions=dict.fromkeys(heard, self.react),
            bury=lambda envelope, reason: self.buried.append((envelope.sequence, reason)),
        )

    def react(self, unit: Any, said: Any) -> None:
        """An effect that shows when it happens twice, out of order, or without its cause."""
        number = unit.count_up(f"effects {self.namespace}")
        cause = next(envelope for envelope in self.known if envelope.id == unit.context.causation_id)
        unit.unit.collection("effects").insert_one(
            {"_id": f"{self.namespace}{number:06d}", "n": number, "sequence": cause.sequence, "said": type(said).__name__}
        )
        if failure := self.fail_on.get(cause.sequence):
            raise failure

    def fetch(self, source: str, subject: str, first: int, last: int) -> list[Envelope]:
        self.asked.append((source, subject, first, last))
        return [envelope for envelope in self.feed if envelope.subject == subject and first <= envelope.sequence <= last]

    def hear(self, envelope: Envelope) -> str:
        self.known += [one for one in (envelope, *self.feed) if one not in self.known]
        return self.inbox.receive(envelope, self.react, asking(seconds=20), self.fetch)

    @property
    def effects(self) -> list[int]:
        found = [row for row in rows(self.work, "effects") if row["_id"].startswith(self.namespace)]
        return [row["sequence"] for row in sorted(found, key=lambda row: row["n"])]


@pytest.fixture
def listener(work: Any) -> Listener:
    return Listener(work, feed=[event(sequence) for sequence in range(1, 8)])


def test_the_next_is_applied(listener: Listener) -> None:
    assert [listener.hear(envelope) for envelope in listener.feed[:3]] == ["applied"] * 3
    assert listener.effects == [1, 2, 3]
    assert listener.asked == []


def test_what_comes_again_has_no_effect_again(listener: Listener) -> None:
    listener.hear(listener.feed[0])
    assert listener.hear(listener.feed[0]) == "duplicate"
    assert listener.hear(event(1)) == "older"
    assert listener.effects == [1]


def test_an_effect_and_its_mark_are_one_transaction(listener: Listener) -> None:
    listener.fail_on[1] = Unavailable("service_unavailable", retryable=True)
    with pytest.raises(Unavailable):
        listener.hear(listener.feed[0])
    assert (listener.effects, rows(listener.work, "inbox"), rows(listener.work, "inbox_gates")) == ([], [], [])
    del listener.fail_on[1]
    assert listener.hear(listener.feed[0]) == "applied"
    assert listener.effects == [1]


def test_a_gap_is_filled_from_the_feed_in_order(listener: Listener) -> None:
    listener.hear(listener.feed[0])
    assert listener.hear(listener.feed[4]) == "applied"
    assert listener.asked == [("/membership", f"applications/{SUBJECT_ID}", 2, 4)]
    assert listener.effects == [1, 2, 3, 4, 5]
    assert [listener.hear(late) for late in listener.feed[1:5]] == ["duplicate"] * 4
    assert rows(listener.work, "inbox_held") == []


def test_types_not_subscribed_to_move_the_gate(listener: Listener) -> None:
    listener.feed[1] = event(2, "review_begun.v1")
    listener.feed[2] = event(3, "review_begun.v1")
    assert listener.hear(listener.feed[0]) == "applied"
    assert listener.hear(listener.feed[3]) == "applied"
    assert listener.effects == [1, 4]


def test_while_the_feed_does_not_have_it_yet_the_event_is_held_and_asked_for_again(listener: Listener) -> None:
    late = listener.feed.pop(1)
    listener.hear(listener.feed[0])
    with pytest.raises(Unavailable) as refused:
        listener.hear(listener.feed[1])
    assert (refused.value.code, refused.value.retryable) == ("gap_not_closed", True)
    assert [row["sequence"] for row in rows(listener.work, "inbox_held")] == [3]
    assert listener.hear(late) == "applied"
    assert listener.effects == [1, 2, 3]


def test_what_was_held_is_let_through_behind_its_predecessor(listener: Listener) -> None:
    missing = listener.feed[1]
    listener.hear(listener.feed[0])
    feed, listener.feed = listener.feed, [one for one in listener.feed if one is not missing]
    for early in (feed[3], feed[2]):
        with pytest.raises(Unavailable):
            listener.hear(early)
    listener.feed = feed
    assert listener.hear(missing) == "applied"
    assert listener.effects == [1, 2, 3, 4]
    assert rows(listener.work, "inbox_held") == []


def test_the_background_lets_through_what_a_crash_left_held(listener: Listener) -> None:
    feed, listener.feed = listener.feed, []
    with pytest.raises(Unavailable):
        listener.hear(feed[2])
    listener.feed = feed
    assert listener.inbox.release_waiting(asking(seconds=20), listener.fetch) == 1
    assert listener.effects == [1, 2, 3]
    assert listener.inbox.release_waiting(asking(seconds=20), listener.fetch) == 0


def test_subjects_do_not_wait_for_each_other(listener: Listener) -> None:
    other = event(1, subject="applications/other")
    listener.feed.append(other)
    listener.fail_on[1] = Conflict("resources.never")
    with pytest.raises(Conflict):
        listener.hear(listener.feed[0])
    listener.fail_on.clear()
    assert listener.hear(other) == "applied"


# ---------------------------------------------------------------- two versions of one fact


def test_the_other_version_of_a_fact_that_was_applied_is_older(listener: Listener) -> None:
    listener.hear(listener.feed[0])
    assert listener.hear(event(1, "application_declined.v2")) == "older"
    assert listener.effects == [1]


def test_of_two_versions_the_one_we_understand_is_taken(listener: Listener) -> None:
    """The feed gives both under one sequence; the newer one, which we do not hear, comes first."""
    listener.feed.insert(1, event(2, "application_declined.v2"))
    listener.hear(listener.feed[0])
    assert listener.hear(listener.feed[3]) == "applied"
    assert listener.effects == [1, 2, 3]


def test_our_version_is_applied_although_another_moved_the_gate(listener: Listener) -> None:
    listener.inbox.receive(event(1, "review_begun.v1"), None, asking(), listener.fetch)
    assert listener.hear(listener.feed[0]) == "applied"
    assert listener.hear(listener.feed[0]) == "duplicate"
    assert listener.effects == [1]


def test_a_redacted_event_moves_the_gate_and_does_nothing(listener: Listener) -> None:
    listener.feed[1] = event(2, data=None)
    listener.hear(listener.feed[0])
    assert listener.hear(listener.feed[2]) == "applied"
    assert listener.effects == [1, 3]


# ---------------------------------------------------------------- parking


def test_a_parked_event_holds_its_successors_until_it_is_replayed(listener: Listener) -> None:
    listener.fail_on[2] = Conflict("resources.never")
    listener.hear(listener.feed[0])
    with pytest.raises(Conflict):
        listener.hear(listener.feed[1])
    listener.inbox.park(listener.feed[1], "resources.never", asking())
    assert [listener.hear(one) for one in listener.feed[2:4]] == ["parked", "parked"]
    assert listener.effects == [1]
    assert [(one.sequence, reason) for one, reason in listener.inbox.parked(asking())] == [(2, "resources.never")]
    listener.fail_on.clear()
    assert listener.hear(listener.feed[1]) == "applied"
    assert listener.effects == [1, 2, 3, 4]
    assert listener.inbox.parked(asking()) == []


def test_a_discarded_event_lets_its_successors_go(listener: Listener) -> None:
    listener.hear(listener.feed[0])
    listener.inbox.park(listener.feed[1], "resources.never", asking())
    listener.hear(listener.feed[2])
    listener.inbox.discard(listener.feed[1], asking())
    assert listener.effects == [1, 3]
    assert rows(listener.work, "inbox_held") == []


def test_a_fetched_event_that_fails_for_good_is_parked_and_buried(listener: Listener) -> None:
    listener.fail_on[2] = ZeroDivisionError("a defect")
    listener.hear(listener.feed[0])
    assert listener.hear(listener.feed[3]) == "parked"
    assert listener.buried == [(2, "ZeroDivisionError")]
    assert listener.effects == [1]
    listener.fail_on.clear()
    assert listener.hear(listener.feed[1]) == "applied"
    assert listener.hear(listener.feed[3]) == "applied"
    assert listener.effects == [1, 2, 3, 4]


def test_a_fetched_event_that_fails_in_passing_is_asked_for_again(listener: Listener) -> None:
    listener.fail_on[2] = Unavailable("service_unavailable", retryable=True)
    listener.hear(listener.feed[0])
    with pytest.raises(Unavailable):
        listener.hear(listener.feed[2])
    listener.fail_on.clear()
    assert listener.hear(listener.feed[2]) == "applied"
    assert (listener.effects, listener.buried) == ([1, 2, 3], [])


def test_a_parked_event_that_comes_again_is_applied_behind_what_was_missing(listener: Listener) -> None:
    """It was given up because the feed had not the one before; now it has."""
    missing = [listener.feed.pop(0)]
    early = listener.feed[0]
    with pytest.raises(Unavailable):
        listener.hear(early)
    listener.inbox.park(early, "attempts_exhausted", asking())
    listener.feed[:0] = missing
    assert listener.hear(early) == "applied"
    assert listener.effects == [1, 2]
    assert rows(listener.work, "inbox_held") == []


def test_a_discarded_event_is_stepped_over_when_its_turn_comes(listener: Listener) -> None:
    missing = listener.feed.pop(0)
    early = listener.feed.pop(0)
    with pytest.raises(Unavailable):
        listener.hear(early)
    listener.inbox.park(early, "attempts_exhausted", asking())
    listener.inbox.discard(early, asking())
    assert listener.inbox.parked(asking()) == []
    assert listener.hear(missing) == "applied"
    assert listener.hear(listener.feed[0]) == "applied"
    assert listener.effects == [1, 3]
    assert rows(listener.work, "inbox_held") == []


def test_a_parked_event_is_among_the_dead_letters_even_when_the_broker_is_away_at_first(listener: Listener) -> None:
    listener.inbox._bury = Unburied(listener)
    listener.fail_on[2] = ZeroDivisionError("a defect")
    listener.hear(listener.feed[0])
    with pytest.raises(Unavailable):
        listener.hear(listener.feed[3])
    assert listener.inbox.parked(asking()) == []
    assert listener.hear(listener.feed[3]) == "parked"
    assert listener.buried == [(2, "ZeroDivisionError")]


class Unburied:
    """A broker that is away once."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.away = True

    def __call__(self, envelope: Envelope, reason: str) -> None:
        if self.away:
            self.away = False
            raise Unavailable("service_unavailable", retryable=True)
        self.listener.buried.append((envelope.sequence, reason))


def test_a_held_event_that_fails_for_good_in_the_background_is_parked_and_buried(listener: Listener) -> None:
    missing = listener.feed.pop(0)
    with pytest.raises(Unavailable):
        listener.hear(listener.feed[0])
    listener.feed.insert(0, missing)
    listener.known.append(missing)
    listener.fail_on[2] = ZeroDivisionError("a defect")
    listener.inbox.release_waiting(asking(seconds=20), listener.fetch)
    assert (listener.effects, listener.buried) == ([1], [(2, "ZeroDivisionError")])
    assert [one.sequence for one, _ in listener.inbox.parked(asking())] == [2]


def test_what_cannot_go_on_does_not_keep_others_from_being_released(listener: Listener) -> None:
    """More is held behind one parked event than the background looks at in one go."""
    listener.hear(listener.feed[0])
    listener.inbox.park(listener.feed[1], "resources.never", asking())
    for sequence in range(3, 104):
        listener.hear(event(sequence))
    other = [event(sequence, subject="applications/another") for sequence in (1, 2)]
    with pytest.raises(Unavailable):
        listener.hear(other[1])
    listener.feed.append(other[0])
    listener.known.append(other[0])
    assert listener.inbox.release_waiting(asking(seconds=20), listener.fetch) == 1
    assert listener.effects == [1, 1, 2]


def test_a_gap_longer_than_a_page_of_the_feed_is_closed_page_by_page(listener: Listener) -> None:
    whole = listener.fetch
    listener.fetch = lambda source, subject, first, last: whole(source, subject, first, min(last, first + 1))  # type: ignore[method-assign]
    assert listener.hear(listener.feed[6]) == "applied"
    assert listener.effects == [1, 2, 3, 4, 5, 6, 7]


def test_data_that_is_not_as_declared_is_refused(listener: Listener) -> None:
    with pytest.raises(Exception, match="reason") as refused:
        listener.hear(event(1, data={"application_id": SUBJECT_ID, "reason": 7}))
    assert not getattr(refused.value, "retryable", False)
    assert rows(listener.work, "inbox") == []


# ---------------------------------------------------------------- whatever the order


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_in_any_order_with_any_repetition_the_effects_are_one_fold(data: st.DataObject) -> None:
    """The model is the plain list; deliveries are shuffled, repeated, and their reactions fail now and then."""
    listener = Listener(memory_work(Clock()), feed=[event(sequence) for sequence in range(1, 7)])
    queue = data.draw(st.permutations(listener.feed * 2))
    failing = data.draw(st.sets(st.integers(1, 6), max_size=3))
    listener.fail_on = {sequence: Unavailable("service_unavailable", retryable=True) for sequence in failing}
    for turn in itertools.count():
        again = []
        for envelope in queue:
            try:
                listener.hear(envelope)
            except Unavailable:
                again.append(envelope)
        if not again:
            break
        assert turn < 3, "it never comes to an end"
        listener.fail_on.clear()
        queue = again
    assert listener.effects == [1, 2, 3, 4, 5, 6]


def test_delivered_five_times_at_once_there_is_one_effect(prepared_database: Any, clock: Clock) -> None:
    listener = Listener(stored_work(prepared_database, clock), feed=[event(sequence) for sequence in range(1, 5)])
    for envelope in listener.feed:
        outcomes = side_by_side(5, lambda _, envelope=envelope: listener.hear(envelope))
        assert sorted(outcomes) == ["applied", *["duplicate"] * 4]
    assert listener.effects == [1, 2, 3, 4]


def test_all_at_once_and_out_of_order_still_one_fold(prepared_database: Any, clock: Clock) -> None:
    listener = Listener(stored_work(prepared_database, clock), feed=[event(sequence) for sequence in range(1, 9)])
    queue = listener.feed * 2
    random.Random(7).shuffle(queue)
    outcomes = side_by_side(len(queue), lambda index: listener.hear(queue[index]))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert listener.effects == list(range(1, 9))
    assert rows(listener.work, "inbox_held") == []


def test_a_rebuild_hears_everything_again_in_its_own_namespace(work: Any) -> None:
    live = Listener(work, feed=[event(1), event(2)])
    rebuild = replace(live, namespace="rebuild-1")
    for one in (live, rebuild):
        assert [one.hear(envelope) for envelope in one.feed] == ["applied", "applied"]
        assert one.hear(one.feed[0]) == "duplicate"


def test_marks_are_kept_longer_than_dead_letters_wait(listener: Listener) -> None:
    listener.hear(listener.feed[0])
    (mark,) = rows(listener.work, "inbox")
    assert (mark["expires_at"] - NOON).days >= 30
