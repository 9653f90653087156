"""Stock nameko's calls on a bad day. Each test passes when stock nameko fails; README.md names ours beside it."""

import os
import subprocess
import sys
import uuid

import pytest

from tests.eventually import eventually, happens, stays
from tests.platform import ROOT
from tests.wire import NoAnswer


def test_a_call_whose_answer_is_lost_hangs_for_ever(wire, history, start_stock):
    """Landmine 5: `RpcProxy` has no timeout; the worker is gone for good."""
    callee = start_stock("slow")
    start_stock("asker")
    wire.request("asker.ask", {"n": 1, "seconds": 1})
    eventually(lambda: history.count("asked", n=1), "a call that works")
    callee.kill()
    wire.request("asker.ask", {"n": 2, "seconds": 0})
    eventually(lambda: history.count("asking", n=2), "the call to begin")
    stays(lambda: not history.count("asked", n=2), "the call waits", during=15)


def test_abandoned_calls_are_executed_when_the_service_comes_back(vhost, wire, history, start_stock):
    """Landmine 6: the caller has long been told that it failed."""
    start_stock("slow").stop()
    script = """
import sys
from nameko.standalone.rpc import ClusterRpcProxy
from nameko.exceptions import RpcTimeout
with ClusterRpcProxy({"AMQP_URI": sys.argv[1]}, timeout=1) as proxy:
    try:
        proxy.slow.work(1, 0)
    except RpcTimeout:
        print("gave up")
"""
    caller = subprocess.run([sys.executable, "-c", script, vhost.uri()], capture_output=True, text=True, timeout=30, check=False)
    assert caller.stdout.strip() == "gave up", caller.stderr
    start_stock("slow")
    eventually(lambda: history.count("ended", n=1), "the call nobody waits for to be executed")


def test_user_data_may_change_its_type(wire, history, start_stock):
    """Landmine 7: kombu's JSON believes `__type__`."""
    start_stock("echo")
    wire.request("echo.echo", {"value": {"__type__": "decimal", "__value__": "1.50"}})
    eventually(lambda: history.count("echoed", form="Decimal('1.50')"), "a dictionary of the user's to arrive as a Decimal")


def test_user_data_may_make_a_request_vanish(wire, start_stock):
    """Landmine 7: undecodable, acknowledged, never answered."""
    start_stock("echo")
    with pytest.raises(NoAnswer):
        wire.ask("echo.echo", {"value": {"__type__": "uuid", "__value__": {"hex": "not one"}}}, within=4)
    assert wire.waiting("rpc-echo") == 0
    assert wire.ask("echo.echo", {"value": 1})["result"] == 1


def test_a_callers_secret_header_is_sent_on_to_every_subscriber(wire, start_stock):
    """Landmine 10."""
    start_stock("speaker")
    wire.queue("spy", ("speaker.events", "#"))
    wire.ask("speaker.say", {"event": "plain", "data": {}}, headers={"authorization": "Bearer secret"})
    heard = eventually(lambda: wire.take("spy"), "the event")
    assert "Bearer secret" in heard.headers.values()


CLUSTER = """
import sys, threading, time
from nameko.standalone.rpc import ClusterRpcProxy
right = []
def call(proxy, me):
    for n in range(40):
        try:
            if proxy.echo.echo([me, n]) == [me, n]:
                right.append((me, n))
        except Exception:
            pass
with ClusterRpcProxy({"AMQP_URI": sys.argv[1]}, timeout=5) as proxy:
    proxy.echo.echo(0)
    threads = [threading.Thread(target=call, args=(proxy, me), daemon=True) for me in range(8)]
    for thread in threads: thread.start()
    until = time.monotonic() + 15
    for thread in threads: thread.join(max(0, until - time.monotonic()))
    print(len(right), sum(thread.is_alive() for thread in threads), flush=True)
    import os; os._exit(0)
"""


def test_the_cluster_proxy_breaks_when_threads_share_it(vhost, history, start_stock):
    """Landmine 15: 320 calls of eight threads; a handful come back."""
    start_stock("echo")
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", CLUSTER, vhost.uri()], capture_output=True, text=True, timeout=60, env=env, check=False)
    right, stuck = (int(word) for word in done.stdout.split())
    print(f"{right} of 320 calls came back right, {stuck} of 8 threads are stuck")
    assert right < 320


def test_direct_reply_to_gets_no_answer(wire, history, start_stock):
    """Landmine 16: answers go through `nameko-rpc`, where direct reply-to has no binding."""
    start_stock("echo")
    answers = []
    wire.channel.basic_consume("amq.rabbitmq.reply-to", no_ack=True, callback=answers.append)
    wire.request("echo.echo", {"value": "direct"}, reply_to="amq.rabbitmq.reply-to")
    eventually(lambda: history.count("echoed", form="'direct'"), "the request to be executed")

    def answered() -> bool:
        try:
            wire.connection.drain_events(timeout=0.5)
        except TimeoutError:
            return False
        return bool(answers)

    assert not happens(answered, within=3)


def test_a_remote_error_carries_the_servers_words_and_arguments(wire, start_stock):
    """Landmine 29."""
    start_stock("echo")
    secret = f"mongodb://user:{uuid.uuid4().hex}@store"
    error = wire.ask("echo.fail", {"words": f"cannot reach {secret}"})["error"]
    assert secret in error["value"]
    assert secret in error["exc_args"][0]
    assert error["exc_type"] == "ValueError"
