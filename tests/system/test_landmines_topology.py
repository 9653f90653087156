"""What is declared on the broker, checked against what newer brokers still accept (landmine 27)."""

from urllib.parse import quote

from deploy.management import ManagementApi
from tests.eventually import eventually


def test_every_queue_is_durable_or_exclusive_and_every_limit_is_explicit(platform):
    api = ManagementApi(platform.broker.management_uri)
    queues = api.send("GET", f"queues/{quote('/', safe='')}")
    assert {queue["name"] for queue in queues} >= {"rpc-membership", "unrouted"}
    for queue in queues:
        assert queue["durable"] or queue["exclusive"], f"{queue['name']} is transient and shared: RabbitMQ 4.3 refuses it"
        if queue["type"] == "quorum" and queue["name"].endswith(".inbox"):
            assert queue["arguments"].get("x-delivery-limit"), f"{queue['name']} leaves the delivery limit to the broker's version"
        assert "x-max-priority" not in queue["arguments"]


def test_nobody_sets_the_quality_of_service_of_a_whole_channel(platform):
    api = ManagementApi(platform.broker.management_uri)
    channels = eventually(lambda: api.send("GET", "channels"), "the broker to have counted its channels", within=15)
    assert [channel["name"] for channel in channels if channel["global_prefetch_count"]] == []
