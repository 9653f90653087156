"""Hears events with nameko from outside the house: python nameko_outside_listener.py AMQP_URI QUEUE

The queue is there already; `no_declare` keeps nameko from trying to make it, which an outside user may not.
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402

from kombu import Queue  # noqa: E402
from nameko.messaging import consume  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402

uri, queue = sys.argv[1:]


class CityNews:
    name = "city_news"

    @consume(queue=Queue(queue, no_declare=True))
    def when_something_happened(self, data):
        print(json.dumps({"data": data}), flush=True)


runner = ServiceRunner({"AMQP_URI": uri})
runner.add_service(CityNews)
runner.start()
print("listening", file=sys.stderr, flush=True)
runner.wait()
