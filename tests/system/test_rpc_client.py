"""The gateway's client on a real broker, beside stock nameko services. Landmines 3, 5, 6, 15, 16 and 29."""

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

import kombu
import pytest

from chassis.breaker import Limits
from chassis.rpc_client import RpcClient
from contracts.errors import Refusal, Unavailable
from contracts.standard import OpenUpload, ReadEvents, ReadSequences
from tests.eventually import at_most
from tests.faults import FaultProxy, frozen
from tests.system.rpc_peers import ECHO, StockService, context, room, slow_command, slow_query, stock_service

OPEN = OpenUpload(purpose="mandate", file_name="a.pdf", media_type="application/pdf", size=3)


@pytest.fixture(scope="module")
def uri(broker: Any) -> Iterator[str]:
    with room(broker) as name:
        yield broker.uri(vhost=name)


@pytest.fixture(scope="module")
def stock(uri: str) -> Iterator[StockService]:
    with stock_service(uri) as service:
        yield service


def with_client(uri: str, talk: Callable[[RpcClient], Coroutine[Any, Any, Any]], **options: Any) -> Any:
    async def run() -> Any:
        client = RpcClient(uri, **options)
        try:
            return await talk(client)
        finally:
            await client.close(1)

    return asyncio.run(run())


async def refused(call: Awaitable[Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await call
    return caught.value


async def until(check: Callable[[], Any], what: str, within: float = 10.0) -> None:
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < within, f"waited {within} s for {what}"
        await asyncio.sleep(0.02)


def test_a_stock_nameko_service_answers_to_our_own_queue(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        answer = await client.call(ECHO, context(), "stock")
        assert answer["job_id"] == "x"
        assert client.pending == 0

    with_client(uri, talk)


def test_a_thousand_callers_at_once_each_get_their_own_answer(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        async def ask(number: int) -> bool:
            answer = await client.call(replace(ECHO, job_id=f"job {number}"), context(30), "stock")
            return bool(answer["job_id"] == f"job {number}")

        assert all(await asyncio.gather(*(ask(number) for number in range(1000))))
        assert (client.pending, client.counts.calls, client.counts.late) == (0, 1000, 0)

    with_client(uri, talk, limits=Limits(patience=20))


def test_long_questions_and_long_answers_cross_in_many_frames(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        question = ReadSequences(subject="é" * 200_000, first=1, last=3)
        answers = await asyncio.gather(*(client.call(question, context(20), "stock") for _ in range(8)))
        assert all(answer["text"] == "é" * 600_000 for answer in answers)

    with_client(uri, talk)


def test_a_late_answer_ends_the_call_in_time_and_leaves_nothing_behind(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        await client.call(ECHO, context(), "stock")
        with at_most(0.8, "five calls that may take 0.3 s"):
            late = await asyncio.gather(*(refused(client.call(slow_query(0.6), context(), "stock", 0.3)) for _ in range(4)))
            unknown = await refused(client.call(slow_command(0.6), context(0.3), "stock"))
        assert {refusal.code for refusal in late} == {"deadline_exceeded"}
        assert all(refusal.retryable for refusal in late)
        assert (unknown.code, unknown.retryable) == ("outcome_unknown", False)
        assert client.pending == 0
        await until(lambda: client.counts.late == 5, "the late answers to be counted")
        assert (client.pending, client.counts.timed_out) == (0, 5)
        await client.call(ECHO, context(), "stock")

    with_client(uri, talk, limits=Limits(failures=50))


def test_a_service_that_is_nowhere_is_said_so_at_once(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        await client.start(5)
        with at_most(0.5, "being told that nobody listens"):
            refusal = await refused(client.call(ECHO, context(), "nobody"))
        assert (refusal.code, refusal.retryable) == ("service_unavailable", True)
        assert (client.pending, client.counts.returned) == (0, 1)

    with_client(uri, talk)


def test_a_foreign_failure_tells_nothing_of_its_text(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        for request in (OPEN, ReadEvents()):
            refusal = await refused(client.call(request, context(), "stock"))
            assert refusal.code == "internal_error"
            assert "swordfish" not in repr(refusal)
            assert "swordfish" not in json.dumps(refusal.to_wire())

    with_client(uri, talk)


def test_what_was_given_up_is_never_carried_out(uri: str, broker: Any) -> None:
    """The service's queue stands (it was there once), nobody reads it, and the callers give up."""
    with room(broker) as name:
        place = broker.uri(vhost=name)
        with stock_service(place):
            pass

        async def give_up(client: RpcClient) -> None:
            codes = {(await refused(client.call(ECHO, context(), "stock", 0.2))).code for _ in range(3)}
            assert codes == {"deadline_exceeded"}

        with_client(place, give_up)
        with stock_service(place):

            async def talk(client: RpcClient) -> None:
                assert (await client.call(ECHO, context(), "stock"))["executed"] == 1

            with_client(place, talk)


def test_what_goes_over_the_wire(uri: str) -> None:
    """Transient, mandatory, expiring, signed with our broker user; the context and nothing else in the headers."""
    seen: list[Any] = []

    async def talk(client: RpcClient) -> None:
        asked = asyncio.create_task(client.call(ECHO, replace(context(), language="ar"), "listener", 3))
        await until(lambda: _drain(), "the request")
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert client.pending == 0

    with kombu.Connection(uri) as connection:
        exchange = kombu.Exchange("nameko-rpc", "topic", durable=True)
        queue = kombu.Queue("listener", exchange, routing_key="listener.*", exclusive=True)
        with connection.Consumer(queue, callbacks=[lambda body, message: seen.append((body, message))], no_ack=True):

            def _drain() -> bool:
                with contextlib.suppress(TimeoutError):
                    connection.drain_events(timeout=0.05)
                return bool(seen)

            with_client(uri, talk)
    body, message = seen[0]
    assert body == {"args": [], "kwargs": {"job_id": "x"}}
    properties = message.properties
    assert (properties["user_id"], properties["delivery_mode"]) == ("administrator", 1)
    assert 2500 <= int(properties["expiration"]) <= 3000
    assert set(message.headers) == {"scn-actor", "scn-correlation-id", "scn-language", "scn-deadline"}
    assert message.headers["scn-language"] == "ar"
    assert abs(int(message.headers["scn-deadline"]) / 1000 - time.time() - 3) < 2


def test_five_slow_calls_do_not_hold_up_another_service(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        slow = [asyncio.create_task(client.call(slow_query(1.5), context(), "stock")) for _ in range(5)]
        await until(lambda: client.pending == 5, "five calls to be out")
        with at_most(0.6, "being turned away"):
            turned_away = await refused(client.call(ECHO, context(), "stock"))
        assert (turned_away.code, turned_away.details["retry_after"], turned_away.retryable) == ("service_busy", 0.3, True)
        with at_most(0.3, "another service"):
            assert (await refused(client.call(ECHO, context(), "nobody"))).code == "service_unavailable"
        assert len(await asyncio.gather(*slow)) == 5
        assert (await client.call(ECHO, context(), "stock"))["job_id"] == "x"

    with_client(uri, talk, limits=Limits(at_once=5, patience=0.3))


def test_a_place_comes_free_for_whoever_waits(uri: str, stock: StockService) -> None:
    async def talk(client: RpcClient) -> None:
        answers = await asyncio.gather(*(client.call(slow_query(0.05), context(), "stock") for _ in range(20)))
        assert len(answers) == 20
        waiting = [asyncio.create_task(client.call(slow_query(0.2), context(), "stock")) for _ in range(6)]
        await asyncio.sleep(0.05)
        for task in waiting[4:]:
            task.cancel()  # somebody in line leaves: nothing may be lost with him
        await asyncio.gather(*waiting, return_exceptions=True)
        assert len(await asyncio.gather(*(client.call(ECHO, context(), "stock") for _ in range(20)))) == 20

    with_client(uri, talk, limits=Limits(at_once=4, patience=5))


def test_the_breaker_rests_and_comes_back_by_itself(uri: str, broker: Any) -> None:
    with room(broker) as name, stock_service(broker.uri(vhost=name)) as service:

        async def talk(client: RpcClient) -> None:
            await client.call(ECHO, context(), "stock")
            with frozen(service.pid):
                for _ in range(3):
                    assert (await refused(client.call(ECHO, context(), "stock", 0.1))).code == "deadline_exceeded"
                with at_most(0.05, "an open breaker"):
                    refusal = await refused(client.call(ECHO, context(), "stock"))
                assert refusal.code == "service_unavailable"
                assert 0 < refusal.details["retry_after"] <= 0.5
            began = time.monotonic()
            while True:
                try:
                    await client.call(ECHO, context(), "stock")
                    break
                except Unavailable:
                    assert time.monotonic() - began < 5
                    await asyncio.sleep(0.05)

        with_client(broker.uri(vhost=name), talk, limits=Limits(failures=3, rest_seconds=0.5))


def test_the_rights_of_the_gateway_are_enough(uri: str, broker: Any, stock: StockService) -> None:
    gateway = broker.uri("gateway", vhost=uri.rpartition("/")[2])

    async def talk(client: RpcClient) -> None:
        assert (await client.call(ECHO, context(), "stock"))["job_id"] == "x"

    with_client(gateway, talk)


def test_closing_waits_for_the_answers_that_are_due(uri: str, stock: StockService) -> None:
    async def run() -> None:
        client = RpcClient(uri)
        asked = asyncio.create_task(client.call(slow_query(0.5), context(), "stock"))
        await until(lambda: client.pending == 1, "the call to be out")
        closing = asyncio.create_task(client.close(5))
        await asyncio.sleep(0)
        assert (await refused(client.call(ECHO, context(), "stock"))).code == "service_unavailable"
        assert (await asked)["slept"] == "0.5"
        await closing
        assert not client.connected

    asyncio.run(run())


def test_a_half_open_connection_is_noticed_and_replaced(uri: str, broker: Any, stock: StockService) -> None:
    with FaultProxy(broker.port) as road:
        through = uri.replace(str(broker.port), str(road.port))

        async def talk(client: RpcClient) -> None:
            await client.call(ECHO, context(), "stock")
            road.silence()
            asked = asyncio.create_task(refused(client.call(slow_command(0.1), context(30), "stock")))
            with at_most(4, "noticing that nobody is there"):
                assert (await asked).code == "outcome_unknown"
            with at_most(2, "coming back"):
                assert (await client.call(ECHO, context(), "stock"))["job_id"] == "x"
            assert client.counts.connections == 2

        with_client(through, talk, heartbeat=1)


def test_a_broker_that_stands_still_holds_nobody_beyond_the_deadline(new_broker: Callable[..., Any]) -> None:
    """SIGSTOP, then SIGKILL and a new start: every wait ends in time, and everything comes back by itself."""
    broker = new_broker()
    uri = broker.uri()
    service = StockService(uri)
    service.start()

    async def talk(client: RpcClient) -> None:
        await client.call(ECHO, context(), "stock")
        broker.freeze()
        try:
            with at_most(1.0, "calls that may take 0.5 s"):
                given_up = await asyncio.gather(*(refused(client.call(ECHO, context(0.5), "stock")) for _ in range(50)))
            assert {refusal.code for refusal in given_up} == {"deadline_exceeded"}
            assert client.pending == 0
            await until(lambda: not client.connected, "the silence to be noticed", 8)
            with at_most(0.7, "a call while there is no broker"):
                assert (await refused(client.call(ECHO, context(5), "stock"))).code == "service_unavailable"
        finally:
            broker.thaw()
        await comes_back(client)

        asked = asyncio.create_task(refused(client.call(slow_command(3), context(), "stock")))
        await until(lambda: client.pending == 1, "the call to be out")
        await asyncio.sleep(0.1)
        broker.kill()
        with at_most(1.5, "learning that the broker died"):
            assert (await asked).code == "outcome_unknown"
        service.kill()
        await asyncio.to_thread(broker.run)
        await asyncio.to_thread(service.start)
        await comes_back(client)
        assert client.pending == 0
        assert len(os.listdir("/proc/self/fd")) < 60

    try:
        with_client(uri, talk, heartbeat=2, limits=Limits(connect_wait=0.5))
    finally:
        service.kill()


async def comes_back(client: RpcClient, within: float = 15.0) -> None:
    began = time.monotonic()
    while True:
        try:
            await client.call(ECHO, context(2), "stock")
            return
        except Unavailable:
            assert time.monotonic() - began < within, "it did not come back"
            await asyncio.sleep(0.1)
