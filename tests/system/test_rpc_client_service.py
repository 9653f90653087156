"""The blocking client that services use among themselves: the same promises from threads and from greenlets."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chassis.breaker import Limits
from chassis.service_client import ServiceClient
from contracts.errors import Refusal, Unavailable
from tests.eventually import at_most, eventually
from tests.faults import FaultProxy, frozen
from tests.system.rpc_peers import ECHO, ROOT, StockService, context, room, slow_command, slow_query, stock_service


@pytest.fixture(scope="module")
def uri(broker: Any) -> Iterator[str]:
    with room(broker) as name:
        yield broker.uri(vhost=name)


@pytest.fixture(scope="module")
def stock(uri: str) -> Iterator[StockService]:
    with stock_service(uri) as service:
        yield service


@pytest.fixture
def make(stock: StockService) -> Iterator[Callable[..., ServiceClient]]:
    made: list[ServiceClient] = []

    def client(uri: str, **options: Any) -> ServiceClient:
        made.append(ServiceClient(uri, **options))
        return made[-1]

    yield client
    for each in made:
        each.close(1)
    assert not [thread for thread in threading.enumerate() if thread.name == "service client"], "no thread is left behind"


def refused(call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def test_eight_threads_share_one_client(uri: str, make: Callable[..., ServiceClient]) -> None:
    client = make(uri)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda number: client.call(replace(ECHO, job_id=str(number)), context(), "stock")["job_id"], range(320))
    assert list(answers) == [str(number) for number in range(320)]
    assert (client.pending, client.counts.late, client.counts.connections) == (0, 0, 1)


def test_greenlets_share_one_client(uri: str, stock: StockService) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.system.green_caller", uri]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stderr


def test_silence_absence_and_haste_are_told_apart(uri: str, make: Callable[..., ServiceClient]) -> None:
    client = make(uri)
    client.start(5)
    with at_most(0.8, "two calls that may take 0.3 s each"):
        assert refused(lambda: client.call(slow_query(0.6), context(), "stock", 0.3)).code == "deadline_exceeded"
        assert refused(lambda: client.call(slow_command(0.6), context(0.3), "stock")).code == "outcome_unknown"
    with at_most(0.3, "being told that nobody listens"):
        assert refused(lambda: client.call(ECHO, context(), "nobody")).code == "service_unavailable"
    with at_most(0.05, "a call whose time is over"):
        assert refused(lambda: client.call(ECHO, context(-1), "stock")).code == "deadline_exceeded"
    eventually(lambda: client.counts.late == 2, "the late answers to be counted")
    assert client.pending == 0


def test_a_full_house_turns_the_next_caller_away(uri: str, make: Callable[..., ServiceClient]) -> None:
    client = make(uri, limits=Limits(at_once=2, patience=0.2))
    with ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(client.call, slow_query(0.8), context(), "stock") for _ in range(2)]
        eventually(lambda: client.pending == 2, "two calls to be out")
        with at_most(0.5, "being turned away"):
            assert refused(lambda: client.call(ECHO, context(), "stock")).code == "service_busy"
        assert all(call.result() for call in slow)
    assert client.call(ECHO, context(), "stock")["job_id"] == "x"


def test_a_frozen_service_opens_the_breaker_and_closes_it_again(broker: Any, make: Callable[..., ServiceClient]) -> None:
    with room(broker) as name, stock_service(broker.uri(vhost=name)) as service:
        client = make(broker.uri(vhost=name), limits=Limits(failures=3, rest_seconds=0.5))
        client.call(ECHO, context(), "stock")
        with frozen(service.pid):
            for _ in range(3):
                assert refused(lambda: client.call(ECHO, context(), "stock", 0.1)).code == "deadline_exceeded"
            assert refused(lambda: client.call(ECHO, context(), "stock")).code == "service_unavailable"
        eventually(lambda: client.call(ECHO, context(), "stock"), "the service to be asked again", away=(Unavailable,))


def test_a_half_open_connection_is_noticed_and_replaced(uri: str, broker: Any, make: Callable[..., ServiceClient]) -> None:
    with FaultProxy(broker.port) as road:
        client = make(uri.replace(str(broker.port), str(road.port)), heartbeat=1)
        client.call(ECHO, context(), "stock")
        road.silence()
        with at_most(4, "noticing that nobody is there"):
            assert refused(lambda: client.call(slow_command(0.1), context(30), "stock")).code == "outcome_unknown"
        eventually(lambda: client.call(ECHO, context(), "stock"), "the client to be back", 3, away=(Unavailable,))
        road.reset()
        eventually(lambda: client.counts.connections == 3, "the third connection", 5)
        assert client.call(ECHO, context(), "stock")["job_id"] == "x"


def test_closing_waits_for_the_answers_that_are_due(uri: str, stock: StockService) -> None:
    client = ServiceClient(uri)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call, slow_query(0.4), context(), "stock")
        eventually(lambda: client.pending == 1, "the call to be out")
        client.close(5)
        assert asked.result()["slept"] == "0.4"
    assert refused(lambda: client.call(ECHO, context(), "stock")).code == "service_unavailable"
