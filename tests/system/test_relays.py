"""From commit to subscriber: how long it takes on a quiet machine, and what two relays do when the leader is frozen."""

import statistics
from functools import partial

import pytest

from deploy.ports import free_port
from tests.eventually import eventually
from tests.system.feed import check_gap_free, read_feed
from tests.system.journeys import Applicant
from tests.system.outsider import Outsider

SUBMITTED = "application_submitted.v1"


@pytest.fixture
def outsider(platform):
    listening = Outsider(platform, SUBMITTED)
    yield listening
    listening.close()


@pytest.fixture
def second_relay(platform):
    """A background process like the first."""
    port = free_port()
    env = platform.environment("membership", SCN_HEALTH_PORT=str(port))
    command = ["services", "membership", "--role", "background"]
    platform.add("membership.background.2", command, env, ready_url=f"http://127.0.0.1:{port}/readyz")
    yield "membership.background.2"
    platform.remove("membership.background.2")


def test_an_event_reaches_a_subscriber_soon_after_its_commit(platform, applicant, outsider):
    """The median is measured and shown; the bound here is only there to notice that the wake-up is broken and polling does its work."""
    platform.restart("store")  # a transaction left open by somebody who was killed would hold up its change streams
    me = Applicant.of(applicant)
    me.apply("first")
    delays = []
    for n in range(20):
        application_id = me.apply(f"latency {n}")["id"]
        heard = eventually(lambda id=application_id: outsider.of(SUBMITTED, "application_id", id), "the event", every=0.002)
        row = platform.mongo("membership")["outbox"].find_one({"_id": heard[0].id}, ["time"])
        delays.append(heard[0].at - row["time"].timestamp())
    median = statistics.median(delays)
    print(f"use case begun to delivered outside: median {median * 1000:.0f} ms, slowest {max(delays) * 1000:.0f} ms")
    assert median < 0.4, "that is the poll's pace"


def all_heard(outsider: Outsider, ids: list[str]) -> bool:
    return all(outsider.of(SUBMITTED, "application_id", id) for id in ids)


@pytest.mark.timeout(300)
def test_a_frozen_leader_is_replaced_and_renumbers_nothing_when_it_wakes(platform, applicant, administrator, outsider, second_relay):
    me = Applicant.of(applicant)
    ids = [me.apply(f"before {n}")["id"] for n in range(5)]
    for frozen in ("membership.background", second_relay):
        # Idle when it falls asleep: asleep within a transaction it would hold its rows for the store's minute, as any client would.
        eventually(partial(all_heard, outsider, ids), "quiet", within=30)
        with platform.frozen(frozen):
            ids += [me.apply(f"while {frozen} sleeps {n}")["id"] for n in range(5)]
            eventually(partial(all_heard, outsider, ids), f"the other relay to take over from {frozen}", within=40)
        ids += [me.apply(f"after {frozen} woke {n}")["id"] for n in range(5)]
    eventually(partial(all_heard, outsider, ids), "every event", within=30)
    check_gap_free(read_feed(administrator))
    by_position: dict[str, set[str]] = {}
    for one in outsider.heard:
        by_position.setdefault(one.headers["ce-position"], set()).add(one.id)
    assert all(len(found) == 1 for found in by_position.values()), "one position, one event"
