"""People in front of the gateway: HTTP and nothing else, one connection pool for all threads.

answer = administrator.post("/v1/hubs", {…}, key="open hub")
answer.status, answer.json, answer.headers["etag"]
"""

import json
import os
import re
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pyotp
import urllib3

from tests.eventually import eventually

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AGAIN = (409, 425, 429, 502, 503, 504)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's code; empty when there is none."""
        try:
            return str(self.json.get("code", ""))
        except (ValueError, AttributeError):
            return ""

    def __repr__(self) -> str:
        return f"<{self.status} {self.body[:300]!r}>"


class Lost(OSError):
    """The connection ended without an answer: nobody knows whether it was done."""


class Caller:
    """Somebody who asks. Whatever the status, it is an answer; only a lost connection raises (`Lost`)."""

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None, pool: urllib3.PoolManager | None = None) -> None:
        self.base_url, self.headers = base_url, dict(headers or {})
        self.pool = pool or urllib3.PoolManager(maxsize=64, retries=False)
        self.person_id = ""

    def with_key(self, token: str) -> "Caller":
        return Caller(self.base_url, {"Authorization": f"Bearer {token}"}, self.pool)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        timeout: float = 20.0,
        **headers: str,
    ) -> Answer:
        """`body` goes as JSON unless it is bytes; `key` is the idempotency key; `headers` with `_` for `-`."""
        told = {"Accept": "application/json", **self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None and not isinstance(body, bytes):
            body, told = json.dumps(body).encode(), {"Content-Type": "application/json"} | told
        if key:
            told["Idempotency-Key"] = key
        try:
            came = self.pool.request(
                method, self.base_url + path, body=body, headers=told, timeout=urllib3.Timeout(connect=5, read=timeout)
            )
        except urllib3.exceptions.HTTPError as lost:
            raise Lost(str(lost)) from lost
        return Answer(came.status, {name.lower(): value for name, value in came.headers.items()}, came.data)

    def get(self, path: str, **options: Any) -> Answer:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.ask("POST", path, {} if body is None else body, **options)

    def insist(self, method: str, path: str, body: Any = None, *, key: str | None = None, within: float = 90.0, **headers: str) -> Answer:
        """As a careful client: the same request with the same key until somebody says yes or no. Fails with the last answer."""
        until = time.monotonic() + within
        last: Any = None
        while time.monotonic() < until:
            try:
                last = self.ask(method, path, body, key=key, **headers)
            except Lost as lost:
                last = lost
            else:
                if last.status not in AGAIN or (last.status == 409 and "retry-after" not in last.headers):
                    return last
            time.sleep(0.2)
        raise AssertionError(f"{method} {path} had no answer for {within:.0f} s; the last was {last!r}")

    # ---------------------------------------------------------------- accounts

    def sign_in(self, email: str, password: str, code: str | None = None) -> "Caller":
        """The same person with a session."""
        told = {"email": email, "password": password} | ({"code": code} if code else {})
        answer = self.insist("POST", "/v1/sessions", told)
        assert answer.status == 201, answer
        cookie: SimpleCookie = SimpleCookie()
        cookie.load(answer.headers["set-cookie"])
        name, morsel = next(iter(cookie.items()))
        return Caller(self.base_url, {"Cookie": f"{name}={morsel.value}"}, self.pool)

    def open_key(self, *scopes: str) -> "Caller":
        """The same person with an API key."""
        answer = self.insist("POST", "/v1/api-keys", {"name": "tests", "scopes": list(scopes)}, key=uuid.uuid4().hex)
        assert answer.status == 201, answer
        caller = self.with_key(answer.json["token"])
        caller.person_id = caller.get("/v1/me").json["id"]
        return caller


def new_person(base_url: str, *, name: str = "Test Person") -> Caller:
    """Somebody who has just registered, with a key that may do everything the person may."""
    email, password = f"{uuid.uuid4().hex[:12]}@people.example", secrets.token_urlsafe(18)
    anyone = Caller(base_url)
    registered = anyone.insist("POST", "/v1/people", {"name": name, "email": email, "password": password}, key=uuid.uuid4().hex)
    assert registered.status == 202, registered
    eventually(lambda: anyone.post("/v1/sessions", {"email": email, "password": password}).status == 201, f"{email} to be known", within=20)
    return anyone.sign_in(email, password).open_key("read", "write", "events")


def new_administrator(base_url: str, operator_uri: str) -> Caller:
    """Somebody with the management unit's role, made by the operator's command line."""
    email, password = f"{uuid.uuid4().hex[:12]}@network.example", secrets.token_urlsafe(18)
    command = [sys.executable, "-m", "deploy", "admin", "create", "--name", "Test Administrator", "--email", email, "--password", password]
    env = os.environ | {"SCN_OPERATOR_AMQP_URI": operator_uri}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return Caller(base_url).sign_in(email, password, pyotp.TOTP(seed_in(done.stdout)).now()).open_key("read", "write", "events")


def seed_in(said: str) -> str:
    """The authenticator's seed that `admin create` says."""
    found = re.search(r"^ *seed +([A-Z2-7]+)$", said, re.MULTILINE)
    assert found, said
    return found[1]
