"""Every part killed with SIGKILL while cities apply: what was acknowledged is there, was told, and had its effect once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.eventually import eventually, stays
from tests.platform import Platform
from tests.system.feed import check_gap_free, read_feed
from tests.system.journeys import Applicant
from tests.system.outsider import Outsider
from tests.wire import Wire

APPLICATIONS = 200
AT_ONCE = 6
# A service that dies leaves its transactions open for a minute; the store's own death right after it releases them.
KILLED = (
    (15, "broker"),
    (50, "membership"),
    (50, "store"),
    (100, "membership.background"),
    (130, "counting"),
    (150, "gateway"),
    (180, "broker"),
)
AWAY_SECONDS = 1.0


@pytest.fixture
def outsider(platform):
    listening = Outsider(platform)
    yield listening
    listening.close()


@pytest.fixture
def counting(platform):
    """The second service, as a part of the platform."""
    add_counting(platform)
    yield
    platform.remove("counting")


def add_counting(platform: Platform) -> None:
    from deploy.ports import free_port

    platform.new_service_user("counting")
    platform.run_once(
        "declare", platform.environment("administrator", SCN_AMQP_URI=platform.broker.uri()), "declare", "tests.system.counting"
    )
    port = free_port()
    env = platform.environment("counting", SCN_HEALTH_PORT=str(port))
    platform.add("counting", ["services", "tests.system.counting", "--role", "serve"], env, ready_url=f"http://127.0.0.1:{port}/readyz")


def test_nothing_acknowledged_is_lost_while_every_part_is_killed(platform, applicant, administrator, counting, outsider):
    """Two hundred cities apply through a careful client (idempotency keys, retries); seven times something dies under them."""
    city = Applicant.of(applicant)
    acknowledged: dict[int, str] = {}
    failures: list[BaseException] = []

    def apply(n: int) -> None:
        try:
            acknowledged[n] = city.apply(n)["id"]
        except BaseException as failure:
            failures.append(failure)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for n in range(APPLICATIONS):
            pool.submit(apply, n)
        for after, part in KILLED:
            eventually(lambda after=after: len(acknowledged) + len(failures) >= after, f"{after} applications", within=120)
            platform.kill(part)
            stays(lambda part=part: not platform.alive(part), f"{part} is away", during=AWAY_SECONDS)
            platform.start(part)
    assert failures == []
    assert len(acknowledged) == APPLICATIONS

    mine = {row["id"]: row["state"] for row in _every_application(applicant) if city.word in row["city_name"]}
    assert mine == dict.fromkeys(acknowledged.values(), "submitted"), "each application once, and in its state"
    ids = set(acknowledged.values())

    def told() -> bool:
        return ids <= {one.data.get("application_id") for one in list(outsider.heard) if one.headers["ce-type"].endswith("submitted.v1")}

    eventually(told, "the outside subscriber to hear of every application", within=60)
    counted = platform.mongo("counting")["applications"]
    eventually(lambda: counted.count_documents({"_id": {"$in": list(ids)}}) == APPLICATIONS, "every effect", within=60)
    assert counted.count_documents({"_id": {"$in": list(ids)}, "times": {"$ne": 1}}) == 0, "each effect once"

    say_everything_again(platform, outsider)
    hear_to_the_end(platform)
    assert counted.count_documents({"times": {"$ne": 1}}) == 0, "each effect once, however often it is told"

    events = read_feed(administrator)
    check_gap_free(events)
    submitted = [event["data"]["application_id"] for event in events if event["type"] == "membership.application_submitted.v1"]
    assert sorted(application for application in submitted if application in ids) == sorted(ids), "each fact is in the log once"
    positions = {int(one.headers["ce-position"]): one.id for one in outsider.heard}
    log = {int(event["position"]): event["id"] for event in events if event["source"] == "/membership"}
    assert positions == {position: log[position] for position in positions}, "a position names one event, on the broker as in the log"
    print(f"{len(outsider.heard)} deliveries of {len(positions)} events outside; {threading.active_count()} threads")


def say_everything_again(platform: Platform, outsider: Outsider) -> None:
    """Every event a second time, with its own id, as a relay does that died before its mark."""
    with Wire(platform.broker.uri()) as wire:
        for one in list(outsider.heard):
            name = one.headers["ce-type"].removeprefix("membership.")
            wire.publish("membership.events", name, one.body, headers=one.headers, message_id=one.id)


def hear_to_the_end(platform: Platform) -> None:
    """Until the queue is empty and what was taken from it is concluded: a service that is asked to stop finishes what it has begun."""
    with Wire(platform.broker.uri()) as wire:
        eventually(lambda: wire.waiting("counting.inbox") == 0, "the second service to take everything", within=30)
        platform.stop("counting")
        assert wire.waiting("counting.inbox") == 0, "it gave something back"


def _every_application(caller) -> list[dict]:
    rows, cursor = [], ""
    while True:
        page = caller.insist("GET", f"/v1/applications?mine=true&limit=200{cursor}").json
        rows += page["items"]
        if not page["next"]:
            return rows
        cursor = f"&cursor={page['next']}"
