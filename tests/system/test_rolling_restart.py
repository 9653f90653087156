"""New versions come one instance at a time: nobody who asks with an idempotency key notices."""

import itertools
import threading
import uuid
from collections import Counter

import pytest

from deploy.ports import free_port
from tests.callers import Caller
from tests.system.journeys import Applicant

ROUNDS = 2
AT_ONCE = 4
DRAFTS = 15


@pytest.fixture
def second(platform):
    port = free_port()
    env = platform.environment("membership", SCN_HEALTH_PORT=str(port))
    command = ["services", "membership", "--role", "serve"]
    platform.add("membership.2", command, env, ready_url=f"http://127.0.0.1:{port}/readyz")
    yield "membership.2"
    platform.remove("membership.2")


def test_a_rolling_restart_under_load_fails_no_keyed_request(platform, applicant, second):
    """Each request is sent once: no retries of the client's hide a failure."""
    me = Applicant.of(applicant)
    draft = me.start("rolling")
    statuses: Counter[tuple[str, int, str]] = Counter()
    stop, turn = threading.Event(), itertools.count()

    def load(caller: Caller) -> None:
        while not stop.is_set():
            revised = caller.post(f"/v1/applications/{draft['id']}/mandate", {}, key=uuid.uuid4().hex)
            statuses["mandate", revised.status, revised.code] += 1
            read = caller.get(f"/v1/cities?q={uuid.uuid4().hex[:8]}")
            statuses["cities", read.status, read.code] += 1
            started = caller.post("/v1/applications", {"content": me.content("x")}, key=me.key(next(turn) % DRAFTS, "rolling"))
            statuses["start", started.status, started.code] += 1

    threads = [threading.Thread(target=load, args=(applicant,), daemon=True) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    codes = []
    for _ in range(ROUNDS):
        for name in ("membership", second):
            codes.append(platform.stop(name))
            platform.start(name)
    stop.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "a request hangs"
    print(dict(statuses))
    assert codes == [0] * len(codes), "every instance ended by itself, its work done"
    expected = {("mandate", 400, "invalid"), ("mandate", 422, "invalid"), ("cities", 200, ""), ("start", 201, "")}
    assert set(statuses) <= expected, f"{set(statuses) - expected}"
    drafts = [row for row in applicant.get("/v1/applications?mine=true&limit=200").json["items"] if row["city_name"] == me.city("x")]
    assert len(drafts) == DRAFTS, "each key made one application, whoever carried it out"
    assert statuses["start", 201, ""] > 20
