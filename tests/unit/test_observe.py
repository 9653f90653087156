"""What a process shows: its health, its numbers, the thread of a trace; and how the background process keeps its parts alive."""

import io
import json
import logging
import threading
import urllib.error
import urllib.request

import pytest
import structlog

from chassis import observe
from chassis.background import Part, supervise
from chassis.loops import keep_going
from chassis.observe import Health, HealthServer, new_traceparent, span
from chassis.undertaker import with_reason
from tests.eventually import eventually


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_process_is_alive_before_it_is_ready_and_says_what_it_waits_for() -> None:
    health, ready = Health(), threading.Event()
    health.watch("requests", ready.is_set)
    server = HealthServer(health, 0)
    try:
        assert get(server.port, "/healthz")[0] == 200
        assert get(server.port, "/readyz") == (503, '{"status": "not ready", "waiting_for": ["requests"]}')
        ready.set()
        assert get(server.port, "/readyz")[0] == 200
        health.draining = True
        assert get(server.port, "/readyz")[0] == 503, "nobody should be sent to a process that stops"
        assert "scn_requests_answered" in get(server.port, "/metrics")[1]
        assert get(server.port, "/etc/passwd")[0] == 404
    finally:
        server.close()


def test_a_process_that_has_not_begun_is_not_ready() -> None:
    assert Health().not_ready() == ["starting"]


def test_what_fails_in_the_background_is_counted() -> None:
    stop, before = threading.Event(), failures_of("lame")

    def stumble() -> int:
        stop.set()
        raise ZeroDivisionError

    keep_going("membership.lame", stumble, stop, every=0.01)
    assert failures_of("lame") == before + 1


def failures_of(part: str) -> float:
    return observe.REGISTRY.get_sample_value("scn_background_failures_total", {"part": part}) or 0.0


def test_a_trace_goes_on_through_a_span() -> None:
    came = new_traceparent()
    with span("work", came) as passed_on:
        assert passed_on is not None
        assert passed_on.split("-")[1] == came.split("-")[1]


@pytest.mark.parametrize("came", [None, "nonsense", "00-00000000000000000000000000000000-0000000000000000-01"])
def test_no_trace_or_a_broken_one_stops_nothing(came: str | None) -> None:
    with span("work", came, link=True) as passed_on:
        assert passed_on == came


def test_a_line_is_json_with_what_was_bound_and_the_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    written, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", written)
    try:
        observe.configure_logging("json", "INFO", service="demo")
        with structlog.contextvars.bound_contextvars(correlation_id="c1"):
            try:
                raise ValueError("odd")
            except ValueError:
                structlog.get_logger("a").exception("it failed", n=1)
        logging.getLogger("some.library").warning("said %s", "plainly")
    finally:
        root.handlers[:], root.level = before[0], before[1]
        structlog.reset_defaults()
    ours, theirs = [json.loads(line) for line in written.getvalue().splitlines()]
    assert (ours["message"], ours["service"], ours["correlation_id"], ours["level"], ours["n"]) == ("it failed", "demo", "c1", "error", 1)
    assert "ValueError: odd" in ours["exception"]
    assert (theirs["message"], theirs["service"]) == ("said plainly", "demo")


def test_a_part_that_breaks_is_begun_again_until_told_to_stop() -> None:
    begun: list[int] = []
    stop = threading.Event()

    def run(stop: threading.Event) -> None:
        begun.append(1)
        if len(begun) < 3:
            raise RuntimeError("broken")
        stop.wait()

    thread = threading.Thread(target=supervise, args=(Part(name="test part", run=run), stop), kwargs={"first_rest": 0.01})
    thread.start()
    eventually(lambda: len(begun) == 3, "the third beginning")
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_the_first_reason_to_come_is_the_last_to_be_forgotten() -> None:
    first = with_reason({"ce-id": "1"}, "now", "city_admitted.v1")
    again = with_reason(first, "x" * 2000, "membership.inbox")
    assert again["scn-routing-key"] == "city_admitted.v1"
    assert len(again["scn-reason"]) == 500
