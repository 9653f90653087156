"""Services as nameko's documentation teaches them, on nameko 2.14.1 as it is shipped. Started by `python -m tests.prove.stock NAME …`."""

# ruff: noqa: E402 - nameko wants the patch before everything else
import eventlet

eventlet.monkey_patch()

import json
import logging
import os
import random
import sys
import time

from nameko.cli.run import run
from nameko.events import SINGLETON, EventDispatcher, event_handler
from nameko.rpc import RpcProxy, rpc
from nameko.timer import timer

from tests.history import note


class Slow:
    name = "slow"

    @rpc
    def work(self, n, seconds):
        note("began", n=n)
        eventlet.sleep(seconds)
        note("ended", n=n)
        return n

    @event_handler("source", "slow")
    def hear(self, payload):
        note("began", n=payload["n"])
        eventlet.sleep(payload["seconds"])
        note("ended", n=payload["n"])


class Burner:
    name = "burner"

    @rpc
    def burn(self, n, seconds):
        note("began", n=n)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            pass
        note("ended", n=n)


class Echo:
    name = "echo"

    @rpc
    def echo(self, value):
        note("echoed", form=repr(value))
        return value

    @rpc
    def fail(self, words):
        raise ValueError(words)


class Speaker:
    name = "speaker"
    dispatch = EventDispatcher()

    @rpc
    def say(self, event, data):
        note("speaking", event=event)
        self.dispatch(event, data)
        note("spoke", event=event)


class Asker:
    name = "asker"
    slow = RpcProxy("slow")

    @rpc
    def ask(self, n, seconds):
        note("asking", n=n)
        answer = self.slow.work(n, seconds)
        note("asked", n=n)
        return answer


class Listener:
    name = "listener"

    @event_handler("source", "plain")
    def hear(self, payload):
        note("heard", payload=payload)

    @event_handler("source", "bad")
    def hear_bad(self, payload):
        note("tried", n=payload["n"])
        raise RuntimeError("no luck today")

    @event_handler("source", "stubborn", requeue_on_error=True)
    def hear_stubborn(self, payload):
        note("tried", n=payload["n"])
        raise RuntimeError("no luck ever")


class Ordered:
    """Two types of event about one thing, applied in whatever order the workers finish."""

    name = "ordered"

    @event_handler("source", "opened")
    def hear_opened(self, payload):
        self._apply(payload)

    @event_handler("source", "changed")
    def hear_changed(self, payload):
        self._apply(payload)

    def _apply(self, payload):
        eventlet.sleep(random.random() / 100)
        note("applied", n=payload["n"])


class Hoarder:
    name = "hoarder"

    @event_handler("source", "one")
    def hear_one(self, payload):
        note("took", n=payload["n"])
        eventlet.sleep(60)

    @event_handler("source", "two")
    def hear_two(self, payload):
        note("took", n=payload["n"])
        eventlet.sleep(60)

    @event_handler("source", "three")
    def hear_three(self, payload):
        note("took", n=payload["n"])
        eventlet.sleep(60)


class Clock:
    name = "clock"

    @timer(interval=1)
    def tick(self):
        note("ticked", second=int(time.time()))


class First:
    name = "first"

    @event_handler("source", "shared", handler_type=SINGLETON)
    def hear(self, payload):
        note("heard", n=payload["n"], by=self.name)


class Second:
    name = "second"

    @event_handler("source", "shared", handler_type=SINGLETON)
    def hear(self, payload):
        note("heard", n=payload["n"], by=self.name)


SERVICES = {kind.name: kind for kind in (Slow, Burner, Echo, Speaker, Asker, Listener, Ordered, Hoarder, Clock, First, Second)}


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    run([SERVICES[name] for name in sys.argv[1:]], json.loads(os.environ["STOCK_CONFIG"]))
