"""RabbitMQ definitions: one user per service, allowed what its place in the house needs and refused everywhere else.

The rules follow the names of the topology (`rpc-<service>`, `<service>.inbox…`, `<service>.events`); nothing here knows a service by name.
"""

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ADMINISTRATOR = "administrator"
GATEWAY = "gateway"
OPERATOR = "operator"
EVERYTHING = ".*"
NOTHING = "^$"
RPC_EXCHANGE = "nameko-rpc"
UNROUTED = "unrouted"
UNROUTED_LIMIT = 100_000
A_UUID = "[0-9a-fA-F-]{32,36}"


@dataclass(frozen=True, kw_only=True)
class Topics:
    """Which routing keys a user may bind (read) and publish (write) on one topic exchange."""

    exchange: str
    read: str = NOTHING
    write: str = NOTHING


@dataclass(frozen=True, kw_only=True)
class User:
    name: str
    password: str
    tags: tuple[str, ...] = ()
    configure: str = NOTHING
    write: str = NOTHING
    read: str = NOTHING
    topics: tuple[Topics, ...] = field(default=())


def administrator(password: str, name: str = ADMINISTRATOR) -> User:
    return User(name=name, password=password, tags=("administrator",), configure=EVERYTHING, write=EVERYTHING, read=EVERYTHING)


def service_user(service: str, password: str) -> User:
    """A service: answers its own requests, says its own events, reads its own queues, asks others."""
    me = re.escape(service)
    temporary = rf"rpc\.reply-{me}-.*|{me}\.tmp\..*"
    own_queues = rf"rpc-{me}|{me}\..*"
    return User(
        name=service,
        password=password,
        configure=f"^({temporary})$",
        write=f"^({own_queues}|{temporary}|{RPC_EXCHANGE})$",
        read=f"^({own_queues}|{temporary}|{RPC_EXCHANGE})$",
        topics=(Topics(exchange=RPC_EXCHANGE, read=f"^({A_UUID}|{temporary})$", write=EVERYTHING),),
    )


def gateway_user(password: str, name: str = GATEWAY) -> User:
    """The gateway: asks every service, and is woken by every event through a queue of its own."""
    me = re.escape(name)
    own = rf"rpc\.reply-{me}-.*|{me}\..*"
    return User(
        name=name,
        password=password,
        configure=f"^({own})$",
        write=f"^({own}|{RPC_EXCHANGE})$",
        read=rf"^({own}|{RPC_EXCHANGE}|[a-z_]+\.events)$",
        topics=(Topics(exchange=RPC_EXCHANGE, read=f"^({A_UUID}|rpc\\.reply-{me}-.*)$", write=EVERYTHING),),
    )


def operator_user(password: str, name: str = OPERATOR) -> User:
    """The operator's command line: asks services what their doors let the operator ask, and hears nothing."""
    me = re.escape(name)
    own = rf"rpc\.reply-{me}-.*"
    return User(
        name=name,
        password=password,
        configure=f"^({own})$",
        write=f"^({own}|{RPC_EXCHANGE})$",
        read=f"^({own}|{RPC_EXCHANGE})$",
        topics=(Topics(exchange=RPC_EXCHANGE, read=f"^({A_UUID}|{own})$", write=EVERYTHING),),
    )


def listener_user(name: str, password: str, hears: Mapping[str, Iterable[str]]) -> User:
    """Somebody outside who hears events: `hears` maps a publisher to event names. Declares nothing; its queue is made for it."""
    me = re.escape(name)
    exchanges = "|".join(re.escape(f"{publisher}.events") for publisher in hears)
    return User(
        name=name,
        password=password,
        write=rf"^{me}\..*$",
        read=rf"^({me}\..*|{exchanges})$",
        topics=tuple(Topics(exchange=f"{publisher}.events", read=_any_of(names)) for publisher, names in hears.items()),
    )


def users_for(services: Iterable[str], password: Callable[[str], str]) -> list[User]:
    """Every user of a deployment; `password` is asked for `administrator`, `gateway`, `operator` and each service."""
    return [
        administrator(password(ADMINISTRATOR)),
        gateway_user(password(GATEWAY)),
        operator_user(password(OPERATOR)),
        *(service_user(service, password(service)) for service in services),
    ]


def definitions(users: Iterable[User], vhost: str = "/") -> dict[str, Any]:
    users = list(users)
    return {
        "vhosts": [{"name": vhost}],
        "users": [_user(user) for user in users],
        "permissions": [permission(user, vhost) for user in users],
        "topic_permissions": [row for user in users for row in topic_permissions(user, vhost)],
        **_unrouted(vhost),
        "policies": [unrouted_policy(vhost)],
    }


def _unrouted(vhost: str) -> dict[str, Any]:
    place = {"vhost": vhost, "durable": True, "auto_delete": False}
    return {
        "exchanges": [{"name": UNROUTED, "type": "fanout", "internal": False, "arguments": {}, **place}],
        "queues": [{"name": UNROUTED, "arguments": {"x-max-length": UNROUTED_LIMIT}, **place}],
        "bindings": [
            {"source": UNROUTED, "vhost": vhost, "destination": UNROUTED, "destination_type": "queue", "routing_key": "", "arguments": {}}
        ],
    }


def unrouted_policy(vhost: str = "/") -> dict[str, Any]:
    """An event no queue wants is kept for a look: by policy, so that a stock nameko listener may declare the exchange too."""
    return {
        "name": UNROUTED,
        "vhost": vhost,
        "pattern": r"^[a-z_]+\.events$",
        "apply-to": "exchanges",
        "priority": 0,
        "definition": {"alternate-exchange": UNROUTED},
    }


def permission(user: User, vhost: str = "/") -> dict[str, str]:
    return {"user": user.name, "vhost": vhost, "configure": user.configure, "write": user.write, "read": user.read}


def topic_permissions(user: User, vhost: str = "/") -> list[dict[str, str]]:
    return [{"user": user.name, "vhost": vhost, "exchange": row.exchange, "write": row.write, "read": row.read} for row in user.topics]


def password_hash(password: str) -> str:
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _user(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "password_hash": password_hash(user.password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": list(user.tags),
    }


def _any_of(names: Iterable[str]) -> str:
    return "^(" + "|".join(EVERYTHING if name == "*" else re.escape(name) for name in names) + ")$"
