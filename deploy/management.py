"""The few calls of RabbitMQ's management API that make users and rooms."""

import json
import urllib.request
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from deploy.definitions import User, definitions


class ManagementApi:
    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._base = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
        who = f"{unquote(parts.username or 'guest')}:{unquote(parts.password or 'guest')}"
        self._authorization = "Basic " + b64encode(who.encode()).decode()

    def send(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the operator names this address
            f"{self._base}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": self._authorization, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            content = answer.read()
        return json.loads(content) if content else None

    def add(self, users: Sequence[User], vhost: str) -> None:
        self.send("PUT", f"vhosts/{quote(vhost, safe='')}")
        self.send("POST", "definitions", definitions(users, vhost))

    def remove_vhost(self, vhost: str) -> None:
        self.send("DELETE", f"vhosts/{quote(vhost, safe='')}")
