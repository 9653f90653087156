"""Things that people do over HTTP, for tests to begin from."""

import functools
import secrets
from typing import Any

import pyotp

from tests.e2e.http import Answer, Http

PASSWORD = "a long sentence nobody guesses"

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


def unique(word: str = "x") -> str:
    return f"{word}{secrets.token_hex(5)}"


def draft(client: Http, **city: Any) -> dict[str, Any]:
    """A new application; the city has a name of its own."""
    content = {"city": {"names": {"es": unique("Ciudad ")}, "country": "AR", **city}}
    answer: dict[str, Any] = client.post("/v1/applications", {"content": content}).ok(201)
    return answer


def address(application: dict[str, Any], step: str = "") -> str:
    return f"/v1/applications/{application['id']}{'/' + step if step else ''}"


def tag(answer: Answer) -> str:
    found = answer.headers["ETag"]
    assert found is not None
    return found


def register(client: Http, **more: Any) -> str:
    """A new account; gives its address."""
    email = f"{unique('p')}@example.org"
    client.post("/v1/people", {"name": "A Person", "email": email, "password": PASSWORD, **more}).ok(202)
    return email


def session_of(client: Http, email: str, password: str = PASSWORD) -> str:
    """Signs in and gives the session's cookie as a `Cookie` header."""
    answer = client.post("/v1/sessions", {"email": email, "password": password})
    answer.ok(201)
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


def enrol(person: Http) -> tuple[str, list[str]]:
    """An authenticator for whoever is signed in: its seed, and the recovery codes."""
    seed = str(person.post("/v1/me/second-factor", {}).ok(201)["secret"])
    confirmed = person.post("/v1/me/second-factor/confirmations", {"code": pyotp.TOTP(seed).now()}).ok()
    return seed, list(confirmed["recovery_codes"])


def upload(
    client: Http, data: bytes = PDF, *, purpose: str = "mandate", name: str = "mandate.pdf", type: str = "application/pdf"
) -> dict[str, Any]:
    """A file, sent whole."""
    opened = client.post("/v1/uploads", {"purpose": purpose, "file_name": name, "media_type": type, "size": len(data)}).ok(201)
    sent: dict[str, Any] = client.ask(
        "PATCH", f"/v1/uploads/{opened['id']}", raw=data, type="application/offset+octet-stream", Upload_Offset="0"
    ).ok()
    return sent


def newcomer(url: str) -> Http:
    """Somebody with an account and a key of every scope."""
    client = Http(url)
    browser = Http(url, Cookie=session_of(client, register(client)))
    made = browser.post("/v1/api-keys", {"name": "tests", "scopes": ["read", "write", "events"]}).ok(201)
    return client.with_key(made["token"])


@functools.cache
def somebody(url: str) -> Http:
    """One and the same person, for tests that do not mind what else this person has done."""
    return newcomer(url)
