"""Hears events with pika and nothing else: python pika_listener.py AMQP_URI QUEUE

Prints one JSON line per event. `scn listener` makes the queue and tells the address.
"""

import json
import sys

import pika


def when_something_happened(channel, method, properties, body):
    headers = properties.headers
    event = {"type": headers["ce-type"], "id": headers["ce-id"], "subject": headers["ce-subject"], "data": json.loads(body)}
    print(json.dumps(event), flush=True)
    channel.basic_ack(method.delivery_tag)


uri, queue = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(uri))
channel = connection.channel()
channel.basic_qos(prefetch_count=10)
channel.basic_consume(queue, when_something_happened)
channel.start_consuming()
