"""The platform's HTTP doors as the demonstration uses them: the same as everybody's, with patience when they are busy."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import urlencode

import urllib3

TRIES: Final = 8
SESSION_COOKIE: Final = "__Host-scn"
OCTETS: Final = "application/offset+octet-stream"


class Refused(Exception):
    """The platform said no; `code` is the problem document's."""

    def __init__(self, status: int, problem: Mapping[str, Any], asked: str) -> None:
        self.status, self.code, self.problem = status, str(problem.get("code", "")), dict(problem)
        super().__init__(f"{asked}: {status} {self.code} {problem.get('detail', '')} {problem.get('errors', '')}".rstrip())


class Doors:
    """One pool of connections to one gateway, for many threads."""

    def __init__(self, base_url: str, at_once: int) -> None:
        self.base_url = base_url.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=at_once, block=True, retries=False, timeout=urllib3.Timeout(connect=5, read=40))

    def anyone(self) -> "Caller":
        return Caller(self, {})

    def with_key(self, token: str) -> "Caller":
        return Caller(self, {"Authorization": f"Bearer {token}"})

    def with_session(self, email: str, password: str, code: str | None = None) -> "Caller":
        """Raises `Refused` when the platform does not know the two, or wants a code."""
        told = {"email": email, "password": password} | ({"code": code} if code else {})
        answer = self.send("POST", "/v1/sessions", {}, json.dumps(told).encode())
        cookie: SimpleCookie = SimpleCookie()
        for line in answer.headers.getlist("set-cookie"):
            cookie.load(line)
        return Caller(self, {"Cookie": f"{SESSION_COOKIE}={cookie[SESSION_COOKIE].value}"})

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, content_type: str = "application/json"
    ) -> urllib3.BaseHTTPResponse:
        """Ask until there is an answer that more asking would not change."""
        told = {"Accept": "application/json", **headers, **({"Content-Type": content_type} if body is not None else {})}
        answer: urllib3.BaseHTTPResponse | None = None
        for attempt in range(TRIES):
            try:
                answer = self._pool.request(method, self.base_url + path, body=body, headers=told)
            except urllib3.exceptions.HTTPError:
                if attempt == TRIES - 1:
                    raise
                time.sleep(min(2.0, 0.2 * 2**attempt))
                continue
            if answer.status not in (409, 429, 503) or not _worth_waiting(answer):
                break
            time.sleep(min(30.0, float(answer.headers.get("retry-after") or 0.2 * 2**attempt)))
        assert answer is not None
        if answer.status >= 400:
            raise Refused(answer.status, _problem(answer), f"{method} {path}")
        return answer


class Caller:
    """Somebody who asks: nobody in particular, a session or a key."""

    def __init__(self, doors: Doors, headers: Mapping[str, str]) -> None:
        self._doors, self._headers = doors, dict(headers)

    def get(self, path: str, **query: Any) -> Any:
        given = {name: value for name, value in query.items() if value is not None}
        return self._doors.send("GET", path + ("?" + urlencode(given) if given else ""), self._headers, None).json()

    def every(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list, page after page."""
        cursor: str | None = None
        while True:
            page = self.get(path, limit=200, cursor=cursor, **query)
            yield from page["items"]
            cursor = page.get("next")
            if not cursor:
                return

    def post(self, path: str, body: Mapping[str, Any], key: str | None = None) -> Any:
        """`key` names what is being done; asked twice for the same, the platform does it once."""
        written = json.dumps(body, sort_keys=True).encode()
        digest = hashlib.sha256(f"{key} {path} ".encode() + written).hexdigest()[:40]
        headers = self._headers | ({"Idempotency-Key": digest} if key else {})
        return self._doors.send("POST", path, headers, written).json()

    def revise(self, path: str, changes: Mapping[str, Any]) -> Any:
        """Whatever its version is: the demonstration changes only what nobody has said anything about."""
        headers = self._headers | {"If-Match": "*"}
        return self._doors.send("PATCH", path, headers, json.dumps(changes).encode(), "application/merge-patch+json").json()

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Whatever its version is, as above."""
        return self._doors.send("PUT", path, self._headers | {"If-Match": "*"}, json.dumps(body).encode()).json()

    def send_bytes(self, path: str, body: bytes) -> Any:
        return self._doors.send("PATCH", path, self._headers | {"Upload-Offset": "0"}, body, OCTETS).json()


def _worth_waiting(answer: urllib3.BaseHTTPResponse) -> bool:
    return answer.status != 409 or "retry-after" in answer.headers


def _problem(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {"detail": answer.data[:200].decode("utf-8", "replace")}
    return found if isinstance(found, dict) else {}
