"""Stock nameko with more than one instance or subscriber. Each test passes when stock nameko fails; README.md names ours beside it."""

from collections import Counter

from tests.eventually import eventually
from tests.prove.conftest import consuming


def test_a_timer_fires_on_every_instance(history, start_stock):
    """Landmine 28."""
    start_stock("clock", wait=False)
    start_stock("clock", wait=False)

    def both() -> bool:
        return any(ticks > 1 for ticks in Counter(fact["second"] for fact in history.facts("ticked")).values())

    eventually(both, "one second to be told twice", within=30)


def test_two_subscribers_share_a_singleton_queue_and_miss_each_others_events(vhost, wire, history, start_stock):
    """Landmine 28: each event reaches one service, whichever it is."""
    start_stock("first", ready="evt-source-shared")
    second = start_stock("second", wait=False)
    consuming(vhost.uri(), "evt-source-shared", second, more_than=1)
    for n in range(20):
        wire.publish("source.events", "shared", {"n": n})
    eventually(lambda: history.count("heard") == 20, "every event to be heard once")
    heard = Counter(fact["by"] for fact in history.facts("heard"))
    print(f"of 20 events each service heard: {dict(heard)}")
    assert heard["first"] < 20
    assert heard["second"] < 20
