"""The broker's rooms under one name, for those who need only one import."""

from chassis.consumer import Consumer, Delivery
from chassis.publisher import Outgoing, PublishFailed, SafePublisher, Unroutable
from chassis.topology import Permissions, Topology, permissions, together, topology

__all__ = [
    "Consumer",
    "Delivery",
    "Outgoing",
    "Permissions",
    "PublishFailed",
    "SafePublisher",
    "Topology",
    "Unroutable",
    "permissions",
    "together",
    "topology",
]
