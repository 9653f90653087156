"""Hears city_admitted.v1 as any nameko service does: python nameko_listener.py AMQP_URI

For services of our own house: nameko declares the exchange and a queue itself, so the broker user needs the right to configure both.
The handler is given the event's data; nameko keeps the headers to itself.
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class CityNews:
    name = "city_news"

    @event_handler("membership", "city_admitted.v1")
    def when_city_admitted(self, data):
        print(json.dumps({"subject": f"cities/{data['city_id']}", "data": data}), flush=True)


runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
runner.add_service(CityNews)
runner.start()
print("listening", file=sys.stderr, flush=True)
runner.wait()
