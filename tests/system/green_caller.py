"""Calls a stock service from greenlets, as code inside a nameko worker would: `python -m tests.system.green_caller AMQP_URI`."""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
import time  # noqa: E402
from dataclasses import replace  # noqa: E402

from chassis.breaker import Limits  # noqa: E402
from chassis.service_client import ServiceClient  # noqa: E402
from contracts.errors import Refusal  # noqa: E402
from tests.system.rpc_peers import ECHO, context, slow_query  # noqa: E402


def main() -> None:
    client = ServiceClient(sys.argv[1], limits=Limits(patience=20))
    pool = eventlet.GreenPool(200)
    answers = list(pool.imap(lambda number: client.call(replace(ECHO, job_id=str(number)), context(30), "stock")["job_id"], range(400)))
    assert answers == [str(number) for number in range(400)]
    beats = []

    def beat() -> None:
        while True:
            beats.append(time.monotonic())
            eventlet.sleep(0.01)

    heart = eventlet.spawn(beat)
    try:
        client.call(slow_query(2), context(), "stock", 0.5)
        raise AssertionError("it should have been too late")
    except Refusal as refusal:
        code = refusal.code
    assert code == "deadline_exceeded"
    assert len(beats) > 20, "other greenlets ran while one waited"
    heart.kill()
    assert client.pending == 0
    client.close(1)
    print("done", flush=True)


if __name__ == "__main__":
    main()
