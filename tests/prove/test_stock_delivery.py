"""What stock nameko does with messages on a bad day. Each test passes when stock nameko fails; README.md names ours beside it."""

import itertools

from tests.eventually import eventually, stays
from tests.prove.conftest import consuming
from tests.wire import Wire


def test_sigterm_runs_a_request_in_flight_twice(vhost, wire, history, start_stock):
    """Landmine 1: the connection closes before the worker ends, the message goes to the next instance."""
    first = start_stock("slow")
    wire.request("slow.work", {"n": 1, "seconds": 8})
    eventually(lambda: history.count("began", n=1) == 1, "the first instance to begin")
    second = start_stock("slow", wait=False)
    consuming(vhost.uri(), "rpc-slow", second, more_than=1)
    first.signal(15)
    eventually(lambda: history.count("began", n=1) == 2, "the same request to begin again elsewhere", within=15)
    assert not history.count("ended", n=1)


def test_sigterm_runs_an_event_in_flight_twice(vhost, wire, history, start_stock):
    """Landmine 1, for events."""
    queue = "evt-source-slow--slow.hear"
    first = start_stock("slow", ready=queue)
    wire.publish("source.events", "slow", {"n": 1, "seconds": 8})
    eventually(lambda: history.count("began", n=1) == 1, "the first instance to begin")
    second = start_stock("slow", wait=False)
    consuming(vhost.uri(), queue, second, more_than=1)
    first.signal(15)
    eventually(lambda: history.count("began", n=1) == 2, "the same event to be handled again elsewhere", within=15)


def test_undecodable_and_unknown_content_is_acknowledged_and_lost(wire, history, start_stock):
    """Landmine 8."""
    queue = "evt-source-plain--listener.hear"
    service = start_stock("listener", ready=queue)
    for content_type, body in (
        ("application/cloudevents+json", "{}"),
        ("application/json; charset=utf-8", "{}"),
        ("application/json", '{"broken'),
    ):
        wire.publish("source.events", "plain", body, content_type=content_type)
    wire.publish("source.events", "plain", {"n": "last"})
    eventually(lambda: history.count("heard"), "the good message behind the bad ones")
    service.stop()
    assert history.count("heard") == 1
    assert wire.waiting(queue) == 0, "the three bad messages are neither handled nor kept"


def test_a_request_without_reply_to_ends_the_process_and_the_next_one(wire, start_stock):
    """Landmine 9: not acknowledged, so it waits for whoever starts next."""
    first = start_stock("echo")
    wire.publish("nameko-rpc", "echo.echo", {"args": ["x"], "kwargs": {}})
    assert first.wait(15)
    assert first.returncode == 1


def test_a_malformed_header_is_a_crash_loop(wire, start_stock):
    """Landmine 9: the message kills, stays, and kills again."""
    first = start_stock("echo")
    wire.request("echo.echo", {"value": 1}, headers={"nameko.call_id_stack": 5})
    assert first.wait(15)
    assert first.returncode == 1
    assert wire.waiting("rpc-echo") == 1
    second = start_stock("echo", wait=False)
    assert second.wait(15)
    assert second.returncode == 1


def test_an_event_whose_handler_fails_is_dropped(wire, history, start_stock):
    """Landmine 11."""
    queue = "evt-source-bad--listener.hear_bad"
    service = start_stock("listener", ready=queue)
    wire.publish("source.events", "bad", {"n": 1})
    eventually(lambda: history.count("tried", n=1), "the handler to fail")
    service.stop()
    assert wire.waiting(queue) == 0
    assert history.count("tried", n=1) == 1


def test_requeueing_a_failed_event_is_a_hot_loop(wire, history, start_stock):
    """Landmine 11: without any pause, until somebody looks."""
    start_stock("listener", ready="evt-source-stubborn--listener.hear_stubborn")
    wire.publish("source.events", "stubborn", {"n": 1})
    eventually(lambda: history.count("tried", n=1) > 100, "more than a hundred tries within three seconds", within=3)


def test_an_event_before_the_subscribers_first_start_is_lost(wire, history, start_stock):
    """Landmine 12."""
    start_stock("speaker")
    assert wire.ask("speaker.say", {"event": "plain", "data": {"n": 1}})["error"] is None, "the publisher was told that all is well"
    wire.publish("source.events", "plain", {"n": "early"})
    start_stock("listener", ready="evt-source-plain--listener.hear")
    wire.publish("source.events", "plain", {"n": "late"})
    eventually(lambda: history.count("heard", payload={"n": "late"}), "the later event")
    assert not history.count("heard", payload={"n": "early"})


def test_another_queue_argument_leaves_the_service_neither_ready_nor_ended(wire, start_stock):
    """Landmine 13."""
    wire.queue("rpc-echo", arguments={"x-expires": 60_000})
    service = start_stock("echo", wait=False)
    eventually(
        lambda: service.log.exists() and service.log.read_text().count("Connection to broker lost") >= 3, "it to go in circles", within=30
    )
    assert service.alive
    assert wire.channel.queue_declare("rpc-echo", passive=True).consumer_count == 0


def test_concurrency_and_a_queue_per_type_break_the_order(wire, history, start_stock):
    """Landmine 14."""
    start_stock("ordered", ready="evt-source-changed--ordered.hear_changed")
    for n in range(200):
        wire.publish("source.events", "opened" if n % 2 else "changed", {"n": n})
    eventually(lambda: history.count("applied") == 200, "all events", within=30)
    order = [fact["n"] for fact in history.facts("applied")]
    inversions = sum(1 for before, after in itertools.pairwise(order) if before > after)
    print(f"{inversions} inversions among 200 events")
    assert inversions > 10


def test_a_handler_that_computes_loses_its_connection_and_runs_again(wire, history, start_stock):
    """Landmine 17: no heartbeat while the processor is busy, so the broker gives the message to somebody else."""
    start_stock("burner", HEARTBEAT=2)
    start_stock("burner", HEARTBEAT=2)
    wire.request("burner.burn", {"n": 1, "seconds": 14})
    eventually(lambda: history.count("began", n=1) == 2, "the same request to begin on the other instance", within=20)


def test_one_instance_hoards_messages_of_every_queue(wire, history, start_stock):
    """Landmine 18: two workers, three queues, six messages held."""
    queues = [f"evt-source-{number}--hoarder.hear_{number}" for number in ("one", "two", "three")]
    start_stock("hoarder", ready=queues[-1], max_workers=2)
    for number in ("one", "two", "three"):
        for n in range(5):
            wire.publish("source.events", number, {"n": n})
    eventually(lambda: history.count("took") == 2, "both workers to be busy")
    held = lambda: 15 - sum(wire.waiting(queue) or 0 for queue in queues)  # noqa: E731
    eventually(lambda: held() == 6, "one instance with two workers to hold six messages")
    stays(lambda: history.count("took") == 2, "only two of them are worked on", during=1.0)


def test_a_broker_outage_while_an_answer_is_due_ends_the_process(new_broker, history, start_stock):
    """Landmine 4."""
    broker = new_broker()
    service = start_stock("slow", uri=broker.uri())
    wire = Wire(broker.uri())
    wire.request("slow.work", {"n": 1, "seconds": 3})
    eventually(lambda: history.count("began", n=1) == 1, "the handler to begin")
    broker.kill()
    eventually(lambda: "killing <ServiceContainer" in service.log.read_text(), "the container to give up", within=30)
    broker.run()
    assert service.wait(40), "it outlived the outage, which it never did before"
    assert service.returncode == 1
