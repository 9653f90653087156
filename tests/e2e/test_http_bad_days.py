"""A service that is away or too slow, a client that asks too much, a worker that is told to stop."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.http import PROBLEM, Answer, Http
from tests.e2e.stories import draft, newcomer
from tests.eventually import eventually


def timed(ask: Any) -> tuple[Answer, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


def at_once(many: int, ask: Callable[[], Answer]) -> list[tuple[Answer, float]]:
    answers: list[tuple[Answer, float]] = []
    threads = [threading.Thread(target=lambda: answers.append(timed(ask))) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == many
    return answers


def test_a_service_that_is_away_is_said_at_once_and_comes_back_by_itself(platform: Any, gateway_url: str) -> None:
    client = Http(gateway_url)
    platform.kill("membership")
    for answer, seconds in at_once(6, lambda: client.get("/v1/cities")):
        assert (answer.status, answer.type) == (503, PROBLEM)
        assert int(answer.headers["Retry-After"]) >= 1
        assert seconds < 11, "within the declared ten seconds"
    answer, seconds = timed(lambda: client.get("/v1/cities"))
    assert answer.status == 503
    assert seconds < 1.0, "once known, it is said at once"
    assert client.get("/healthz").status == 200
    assert client.get("/openapi.json").status == 200
    platform.start("membership")
    platform.await_ready("membership")
    eventually(lambda: client.get("/v1/cities").status == 200, "answers come again", within=15)


def test_slow_calls_do_not_take_the_gateway_down(platform: Any, gateway_url: str) -> None:
    client = Http(gateway_url)
    client.get("/v1/themes").ok()
    answers: list[tuple[Answer, float]] = []
    with platform.frozen("membership"):
        slow = [threading.Thread(target=lambda: answers.append(timed(lambda: client.get("/v1/cities")))) for _ in range(5)]
        for thread in slow:
            thread.start()
        worst = max(timed(lambda: client.get("/healthz"))[1] for _ in range(20))
        assert worst < 1.0
        for thread in slow:
            thread.join(30)
    assert len(answers) == 5
    for answer, seconds in answers:
        assert answer.status == 503
        assert answer.type == PROBLEM
        assert answer.headers["Retry-After"]
        assert seconds < 12, "within the declared ten seconds"
    eventually(lambda: client.get("/v1/cities").status == 200, "answers come again", within=20)


def test_what_is_not_known_to_be_done_can_be_asked_again_with_its_key(platform: Any, gateway_url: str) -> None:
    person = newcomer(gateway_url)
    body = {"content": {"city": {"names": {"en": "Once"}}}}
    with platform.frozen("membership"):
        lost = person.post("/v1/applications", body, Idempotency_Key="once")
    assert lost.status == 503

    def again() -> Any:
        answer = person.post("/v1/applications", body, Idempotency_Key="once")
        return answer.status == 201 and answer.json

    made = eventually(again, "the retry is answered", within=20)
    assert [item["id"] for item in person.get("/v1/applications").ok()["items"]] == [made["id"]]


@pytest.fixture
def another_gateway(platform: Any, port: int) -> Iterator[Callable[..., Http]]:
    """Starts one gateway beside the platform's, with other settings; it goes with the test. Its part is named after its address."""
    url = f"http://127.0.0.1:{port}"

    def start(**settings: str) -> Http:
        environment = platform.environment("gateway", SCN_HTTP_PORT=str(port), **settings)
        platform.add(url, ["services", "gateway"], environment, ready_url=f"{url}/readyz")
        return Http(url)

    yield start
    platform.remove(url)


def test_who_asks_too_often_waits(another_gateway: Callable[..., Http]) -> None:
    client = another_gateway(SCN_RATE_LIMIT="20/hour", SCN_SIGN_IN_LIMIT="3/hour")
    first = client.get("/v1/cities")
    assert first.headers["RateLimit-Policy"] == '"default";q=20;w=3600'
    assert first.headers["RateLimit"].startswith('"default";r=19;t=')
    tried = [client.post("/v1/sessions", {"email": "nobody@example.org", "password": "wrong, and long"}) for _ in range(4)]
    assert [answer.status for answer in tried[:3]].count(429) == 0
    refused = tried[3]
    refused.problem(429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    answers = [client.get("/v1/cities") for _ in range(21)]
    assert answers[-1].problem(429, "too_many_requests")
    assert client.get("/v1/cities", X_Forwarded_For="203.0.113.9").status == 429, "a stranger's word about addresses counts nothing"
    assert client.get("/healthz").status == 200


def test_behind_a_known_proxy_each_client_has_a_limit_of_its_own(another_gateway: Callable[..., Http]) -> None:
    client = another_gateway(SCN_RATE_LIMIT="2/hour", SCN_PROXIES="127.0.0.0/8,10.0.0.0/8")
    for address in ("203.0.113.1", "203.0.113.2", "6.6.6.6, 203.0.113.3, 10.1.2.3"):
        answers = [client.get("/v1/cities", X_Forwarded_For=address).status for _ in range(3)]
        assert answers == [200, 200, 429], address


def test_a_worker_that_is_told_to_stop_ends_streams_and_finishes_what_it_began(
    platform: Any, gateway_url: str, another_gateway: Callable[..., Http]
) -> None:
    person = newcomer(gateway_url)
    client = another_gateway(SCN_RATE_LIMIT="0")
    own = Http(client.url, **person._always)
    with own.stream("/v1/events/stream") as stream:
        blocks = stream.blocks()
        next(blocks)
        idle = client.connection()
        idle.request("GET", "/healthz")
        idle.getresponse().read()
        draft(own)
        began = time.monotonic()
        platform.terminate(client.url)
        for _ in blocks:
            pass
        assert time.monotonic() - began < 2.0
    eventually(lambda: not platform.alive(client.url), "it ends", within=6)
    idle.close()
