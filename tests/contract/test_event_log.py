"""The log gives every event in order, without gaps, to whoever asks from wherever."""

from typing import Any

import pytest

from chassis.event_log import PAGE, PAGES_LOOKED_AT, head_of, read_events, read_sequences, redact
from chassis.outbox import Relay
from tests.contract.store_parts import NOON, Clock
from tests.contract.test_outbox import write


def fill(database: Any, number: int, *, type_of: Any = lambda n: "a", subject_of: Any = lambda n: n) -> None:
    """`number` published events, as the relay leaves them."""
    common = {"time": NOON, "correlation_id": "c", "causation_id": None, "traceparent": None, "state": "published", "redacted_at": None}
    database.outbox.insert_many(
        {
            "_id": f"{n:08d}",
            "type": f"membership.{type_of(n)}.v1",
            "subject": f"notes/{subject_of(n)}",
            "sequence": n,
            "data": {"n": n},
            "position": n,
            "page": n // PAGE,
            **common,
        }
        for n in range(1, number + 1)
    )
    database.leases.insert_one({"_id": "relay", "position": number})


def test_an_empty_log_has_head_zero(prepared_database: Any) -> None:
    page = read_events(prepared_database, "membership")
    assert (page.items, page.last, page.head) == ((), 0, 0)


@pytest.mark.parametrize("limit", [1, 7, 200])
def test_reading_on_and_on_gives_everything_once_in_order(prepared_database: Any, limit: int) -> None:
    fill(prepared_database, 2 * PAGE + 3 if limit > 1 else 20)
    seen, after = [], 0
    while True:
        page = read_events(prepared_database, "membership", after, limit)
        if not page.items:
            break
        seen += [item.position for item in page.items]
        after = page.last
    assert seen == list(range(1, head_of(prepared_database) + 1))


def test_filters_leave_out_and_still_lead_on(prepared_database: Any) -> None:
    fill(prepared_database, 300, type_of=lambda n: "rare" if n == 299 else "common", subject_of=lambda n: n % 3)
    page = read_events(prepared_database, "membership", 0, 10, types=["membership.rare.v1"])
    assert [item.position for item in page.items] == [299]
    page = read_events(prepared_database, "membership", 299, 10, types=["membership.rare.v1"])
    assert (page.items, page.last) == ((), 300)
    page = read_events(prepared_database, "membership", 0, 2, subject="notes/1")
    assert [item.position for item in page.items] == [1, 4]
    assert page.last == 4


def test_one_call_looks_a_bounded_way_and_says_how_far(prepared_database: Any) -> None:
    fill(prepared_database, PAGE * (PAGES_LOOKED_AT + 2))
    page = read_events(prepared_database, "membership", 0, 10, types=["membership.none.v1"])
    assert page.items == ()
    assert page.last == PAGE * PAGES_LOOKED_AT - 1
    assert read_events(prepared_database, "membership", page.last, 10, types=["membership.none.v1"]).last == page.head


def test_after_the_head_there_is_nothing(prepared_database: Any) -> None:
    fill(prepared_database, 5)
    page = read_events(prepared_database, "membership", 999)
    assert (page.items, page.last, page.head) == ((), 5, 5)


def test_an_event_without_a_position_is_not_shown(prepared_database: Any, clock: Clock) -> None:
    relay = Relay(prepared_database, lambda envelope: None, "membership")
    write(prepared_database, clock)
    relay.relay_once()
    note_id = write(prepared_database, clock)
    assert [item.position for item in read_events(prepared_database, "membership").items] == [1]
    assert read_sequences(prepared_database, "membership", f"applications/{note_id}", 1, 9).items == ()


def test_an_event_is_shown_as_soon_as_its_place_is_certain(prepared_database: Any, clock: Clock) -> None:
    """Positioned but not confirmed by the broker: it keeps its place, so the feed need not wait."""

    def away(envelope: Any) -> None:
        raise OSError("the broker is away")

    write(prepared_database, clock, words=1)
    with pytest.raises(OSError, match="away"):
        Relay(prepared_database, away, "membership").relay_once()
    page = read_events(prepared_database, "membership")
    assert ([item.position for item in page.items], page.head) == ([1, 2], 2)


def test_nothing_is_shown_behind_a_gap(prepared_database: Any) -> None:
    """It cannot happen; were it to happen, nobody may read past what is missing and believe to have seen it all."""
    fill(prepared_database, 10)
    prepared_database.outbox.delete_one({"position": 6})
    page = read_events(prepared_database, "membership")
    assert [item.position for item in page.items] == [1, 2, 3, 4, 5]
    assert page.last == 5


def test_the_missing_sequences_of_one_subject(prepared_database: Any, clock: Clock) -> None:
    note_id = write(prepared_database, clock, words=9)
    Relay(prepared_database, lambda envelope: None, "membership").relay_once()
    page = read_sequences(prepared_database, "membership", f"applications/{note_id}", 3, 5)
    assert [item.sequence for item in page.items] == [3, 4, 5]
    assert {item.source for item in page.items} == {"/membership"}


def test_a_redacted_event_keeps_its_place(prepared_database: Any, clock: Clock) -> None:
    note_id = write(prepared_database, clock, words=1)
    write(prepared_database, clock)
    Relay(prepared_database, lambda envelope: None, "membership").relay_once()
    assert redact(prepared_database, NOON, subject=f"applications/{note_id}") == 2
    items = read_events(prepared_database, "membership").items
    assert [(item.position, item.data is None, item.redacted_at) for item in items] == [(1, True, NOON), (2, True, NOON), (3, False, None)]
    assert redact(prepared_database, NOON, ids=[items[2].id]) == 1
    assert read_events(prepared_database, "membership").items[2].data is None
