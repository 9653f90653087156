"""Hears events with pika and reads them with the CloudEvents package: python cloudevents_listener.py AMQP_URI QUEUE"""

import json
import sys

import pika
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary
from cloudevents.core.formats.json import JSONFormat


def when_something_happened(channel, method, properties, body):
    event = from_binary(RabbitMQMessage(properties.headers, properties.content_type, body), JSONFormat())
    told = {"type": event.get_type(), "id": event.get_id(), "subject": event.get_subject(), "data": event.get_data()}
    print(json.dumps(told), flush=True)
    channel.basic_ack(method.delivery_tag)


uri, queue = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(uri))
channel = connection.channel()
channel.basic_qos(prefetch_count=10)
channel.basic_consume(queue, when_something_happened)
channel.start_consuming()
