"""Plain HTTP as any client speaks it: bytes out, status, headers and bytes back. Knows nothing of the product."""

import http.client
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def type(self) -> str:
        return (self.headers["Content-Type"] or "").partition(";")[0]

    def problem(self, status: int, code: str) -> Any:
        """The problem document, which must be one and have this status and code."""
        assert (self.status, self.type) == (status, PROBLEM), (self.status, self.body[:500])
        found = self.json
        assert found["status"] == status
        assert found["code"] == code, found
        assert found["title"]
        assert found["detail"]
        assert found["type"].endswith(f"/problems/{code}")
        return found

    def fields(self) -> set[str]:
        """Where the problem's errors are: JSON pointers and names of parameters."""
        return {error.get("pointer", error.get("parameter")) for error in self.json["errors"]}

    def ok(self, status: int = 200) -> Any:
        assert self.status == status, (self.status, self.body[:500])
        return self.json if self.body else None


class Http:
    """One client: an address and the headers it always sends."""

    def __init__(self, url: str, **always: str) -> None:
        self.url = url
        self._always = {name.replace("_", "-"): value for name, value in always.items()}

    def with_key(self, key: str) -> "Http":
        return Http(self.url, **{**self._always, "Authorization": f"Bearer {key}"})

    def ask(self, method: str, path: str, body: Any = None, *, type: str | None = None, raw: bytes | None = None, **headers: str) -> Answer:
        """`body` goes as JSON; `raw` as it is. Header names are written with underscores."""
        sent = {**self._always, **{name.replace("_", "-"): value for name, value in headers.items()}}
        data = json.dumps(body).encode() if body is not None else raw
        if data is not None:
            sent["Content-Type"] = type or (MERGE_PATCH if method == "PATCH" else JSON)
        return self.send(method, path, data, sent)

    def send(self, method: str, path: str, data: bytes | Iterable[bytes] | None, headers: Mapping[str, str]) -> Answer:
        connection = self.connection()
        try:
            connection.request(method, path, data, dict(headers), encode_chunked=data is not None and not isinstance(data, bytes))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.ask("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Answer:
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.ask("DELETE", path, **headers)

    def connection(self, timeout: float = 30.0) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def stream(self, path: str, timeout: float = 30.0, **headers: str) -> "Stream":
        return Stream(self, path, timeout, {**self._always, **{name.replace("_", "-"): value for name, value in headers.items()}})


class Stream:
    """An open event stream; iterate over its events. Use as a context manager."""

    def __init__(self, client: Http, path: str, timeout: float, headers: Mapping[str, str]) -> None:
        self._connection = client.connection(timeout)
        self._connection.request("GET", path, headers=dict(headers))
        self.response = self._connection.getresponse()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def blocks(self) -> Iterator[dict[str, str]]:
        """Every block as its fields; a comment stands under the empty name. Ends when the server ends the stream."""
        found: dict[str, str] = {}
        while line := self.response.readline():
            text = line.decode().rstrip("\n")
            if not text:
                yield found
                found = {}
                continue
            name, _, value = text.partition(":")
            found[name] = value.removeprefix(" ")

    def events(self) -> Iterator[dict[str, str]]:
        return (block for block in self.blocks() if "event" in block)
