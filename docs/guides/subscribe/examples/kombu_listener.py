"""Hears events with kombu: python kombu_listener.py AMQP_URI QUEUE

`no_declare`: the queue is there already, and an outside listener may not make any.
"""

import json
import sys

from kombu import Connection, Queue
from kombu.mixins import ConsumerMixin


class Listener(ConsumerMixin):
    def __init__(self, connection, queue):
        self.connection, self.queue = connection, Queue(queue, no_declare=True)

    def get_consumers(self, Consumer, channel):
        return [Consumer([self.queue], callbacks=[self.when_something_happened], prefetch_count=10)]

    def when_something_happened(self, data, message):
        event = {"type": message.headers["ce-type"], "id": message.headers["ce-id"], "subject": message.headers["ce-subject"], "data": data}
        print(json.dumps(event), flush=True)
        message.ack()


uri, queue = sys.argv[1:]
with Connection(uri, heartbeat=10) as connection:
    Listener(connection, queue).run()
