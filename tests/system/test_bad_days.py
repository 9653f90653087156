"""A part is away or stands still: the gateway answers in time, with a problem that says so, and is back by itself."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.callers import Answer, Caller
from tests.eventually import at_most, eventually
from tests.system.journeys import Applicant

DEADLINE = 10.0
MARGIN = 2.0


def ask_uncached(caller: Caller, timeout: float = 30) -> Answer:
    """A question that no cache can answer."""
    return caller.get(f"/v1/cities?q={uuid.uuid4().hex[:10]}", timeout=timeout)


def test_without_its_service_the_gateway_refuses_at_once_and_is_back_by_itself(platform, gateway_url):
    anyone = Caller(gateway_url)
    platform.stop("membership")
    with at_most(DEADLINE + MARGIN, "a refusal"):
        answer = ask_uncached(anyone)
    assert answer.status == 503, answer
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert int(answer.headers["retry-after"]) >= 1
    with at_most(1.5, "the gateway's own pages"):
        assert anyone.get("/healthz").status == 200
        assert anyone.get("/openapi.json").status == 200
    platform.start("membership")
    eventually(lambda: ask_uncached(anyone).status == 200, "the gateway to find the service again", within=15)


@pytest.mark.parametrize("part", ["membership", "broker", "store"])
@pytest.mark.parametrize("seconds", [0, pytest.param(20, marks=pytest.mark.prove)])
def test_while_a_part_stands_still_every_answer_comes_in_time(platform, gateway_url, part, seconds):
    """And five, or thirty, slow calls do not take the gateway down."""
    anyone = Caller(gateway_url)
    assert ask_uncached(anyone).status == 200
    with platform.frozen(part), ThreadPoolExecutor(30) as pool:
        began = time.monotonic()
        slow = [pool.submit(_timed, anyone) for _ in range(30)]
        assert _timed(anyone, "/healthz")[1] < 1.0
        assert _timed(anyone, "/openapi.json")[1] < 1.0
        answers = [one.result(timeout=60) for one in slow]
        while time.monotonic() - began < seconds:
            answers.append(_timed(anyone))
    took = max(waited for _, waited in answers)
    print(f"{part}: the slowest of {len(answers)} answers came after {took:.1f} s: {sorted({(a.status, a.code) for a, _ in answers})}")
    assert took <= DEADLINE + MARGIN
    assert {answer.status for answer, _ in answers} <= {503, 504}
    assert time.monotonic() - began < seconds + DEADLINE + 2 * MARGIN
    eventually(lambda: ask_uncached(anyone).status == 200, f"answers after {part} goes on", within=20)


def _timed(caller: Caller, path: str = "") -> tuple[Answer, float]:
    began = time.monotonic()
    answer = caller.get(path) if path else ask_uncached(caller)
    return answer, time.monotonic() - began


def test_two_tabs_submit_once(platform, applicant):
    """Two keys at the same moment: one submission, the other is told the state; both keys again: the same answers."""
    me = Applicant.of(applicant)
    application_id = me.draft("tabs")
    gate = threading.Barrier(2)

    def submit(key: str) -> Answer:
        gate.wait(5)
        return applicant.insist("POST", f"/v1/applications/{application_id}/submissions", {}, key=key)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(submit, [f"{application_id}-left", f"{application_id}-right"]))
    assert sorted(answer.status for answer in answers) == [200, 409]
    loser = next(answer for answer in answers if answer.status == 409)
    assert loser.code == "membership.wrong_state"
    history = applicant.get(f"/v1/applications/{application_id}").json["history"]
    assert [entry["step"] for entry in history].count("submitted") == 1


def test_a_key_is_remembered_across_a_restart_of_everything(platform, applicant):
    me = Applicant.of(applicant)
    first = me.start("restart")
    for part in ("membership", "store", "gateway", "broker"):
        platform.kill(part)
    platform.mend()
    again = me.start("restart")
    assert again == first
    other = applicant.insist("POST", "/v1/applications", {"content": me.content("other")}, key=me.key("restart", "start"))
    assert other.status == 422
    assert other.code == "idempotency_key_reused"
