"""What a caller is told, and when it is not even asked."""

import time

import orjson
import pytest

from chassis import rpc_protocol as protocol
from chassis.breaker import Breaker
from chassis.context import Context
from contracts.errors import Conflict, Unavailable
from contracts.standard import CancelJob, GetJob

CONTEXT = Context.for_service("gateway", seconds=60)


def test_the_breaker_opens_after_consecutive_failures_and_lets_one_probe_through() -> None:
    breaker = Breaker(failures=3, rest_seconds=2.0)
    for now in (1.0, 2.0):
        breaker.failed(now)
    assert breaker.closed_in(2.0, 1) == 0
    breaker.failed(3.0)
    assert breaker.closed_in(3.0, 1) == 2.0
    assert breaker.closed_in(5.0, 1.5) == 0, "the probe"
    assert breaker.closed_in(5.0, 1.5) == 1.5, "one probe at a time"
    assert breaker.closed_in(6.6, 1.5) == 0, "a probe that never came back is replaced"
    breaker.failed(7.0)
    assert breaker.closed_in(7.0, 1) == 2.0, "a failed probe rests again at once"
    assert breaker.closed_in(9.5, 1) == 0
    breaker.succeeded()
    assert not breaker.is_open
    assert breaker.closed_in(9.5, 1) == 0


def test_an_answer_in_between_keeps_the_breaker_closed() -> None:
    breaker = Breaker(failures=2, rest_seconds=2.0)
    for now in range(10):
        breaker.failed(now)
        breaker.succeeded()
    assert not breaker.is_open


def test_the_earliest_deadline_counts() -> None:
    request = GetJob(job_id="x")
    assert protocol.question(request, Context.for_service("g", seconds=60), None, None, 100.0).deadline == 110.0
    assert protocol.question(request, Context.for_service("g", seconds=60), None, 3, 100.0).deadline == 103.0
    assert protocol.question(request, Context.for_service("g", seconds=60), None, 30, 100.0).deadline == 110.0
    near = Context.for_service("g", seconds=2)
    assert protocol.question(request, near, None, 5, time.time()).deadline == near.deadline


def test_silence_after_a_command_is_an_unknown_outcome() -> None:
    query = protocol.question(GetJob(job_id="x"), CONTEXT, "resources", None, time.time())
    command = protocol.question(CancelJob(job_id="x"), CONTEXT, "resources", None, time.time())
    assert (protocol.too_late(query).code, protocol.too_late(query).retryable) == ("deadline_exceeded", True)
    assert (protocol.too_late(command).code, protocol.too_late(command).retryable) == ("outcome_unknown", False)
    keyed = Context.for_service("gateway", seconds=60)
    object.__setattr__(keyed, "idempotency_key", "k")
    again = protocol.question(CancelJob(job_id="x"), keyed, "resources", None, time.time())
    assert protocol.too_late(again).retryable, "the key makes it safe"


def test_type_markers_of_kombu_stay_what_they_are() -> None:
    marked = {"__type__": "decimal", "__value__": "1"}
    assert protocol.answer(orjson.dumps({"result": marked, "error": None})) == marked


def test_our_refusals_come_back_as_themselves() -> None:
    sent = Conflict("membership.wrong_state", "it is submitted", {"state": "submitted"})
    wire = {"exc_type": "conflict", "exc_path": sent.code, "exc_args": [], "value": sent.message} | sent.to_wire()
    with pytest.raises(Conflict) as caught:
        protocol.answer(orjson.dumps({"result": None, "error": wire}))
    assert caught.value.to_wire() == sent.to_wire()


@pytest.mark.parametrize(
    "reply",
    [
        b"not json",
        b"[]",
        b'{"result": [1], "error": null}',
        b'{"result": NaN, "error": null}',
        b'{"result": null, "error": "secret"}',
        b'{"result": null, "error": {"exc_type": "KeyError", "exc_path": "builtins.KeyError", "exc_args": ["secret"], "value": "secret"}}',
        b'{"result": null, "error": {"kind": "conflict", "message": "secret"}}',
    ],
)
def test_what_is_not_a_reply_of_ours_tells_nothing_of_its_text(reply: bytes) -> None:
    with pytest.raises(Unavailable) as caught:
        protocol.answer(reply)
    assert caught.value.code == "internal_error"
    assert "secret" not in repr(caught.value)
