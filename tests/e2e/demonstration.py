"""A small demonstration on the running platform, loaded by the command that people use, and a city's whole way in as one call."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest

from tests.platform import ROOT, Platform

__all__ = ["Demonstration", "demonstration"]
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass
class Demonstration:
    """Accounts with their passwords, by key, and the folder they are kept in."""

    url: str
    data_dir: Path
    environment: dict[str, str]
    accounts: dict[str, dict[str, Any]]

    def ask(self, token: str | None, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The answer's JSON. Raises `AssertionError` with the problem document when there is one."""
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        told = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}) | (headers or {})
        request = urllib.request.Request(self.url + path, data=raw, headers=told, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{method} {path}: {refused.code} {refused.read().decode()}") from None

    def key_of(self, name: str, scopes: list[str] | None = None) -> str:
        """A fresh API key of one of the demonstration's accounts."""
        account = self.accounts[name]
        code = {"code": self.code_of(name)} if account["authenticator"] else {}
        body = json.dumps({"email": account["email"], "password": account["password"], **code}).encode()
        request = urllib.request.Request(self.url + "/v1/sessions", data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            headers: HTTPMessage = answer.headers
        cookie = headers["set-cookie"].partition(";")[0]
        asked = {"name": "A test", "scopes": scopes or ["read", "write", "events"], "days": 1}
        return str(self.ask(None, "POST", "/v1/api-keys", asked, {"Cookie": cookie})["token"])

    def code_of(self, name: str) -> str:
        """A code of the account's second factor that nobody has used."""
        command = [sys.executable, "-m", "deploy", "code", name]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def admit_a_city(self) -> str:
        """A made-up city joins; returns its id."""
        applicant, desk, unit = (self.accounts[name]["token"] for name in ("paperwork-africa", "all-hubs-desk", "management-unit"))
        city = {
            "names": {"en": f"Nowhere {uuid.uuid4().hex[:8]}"},
            "country": "SN",
            "tier": "town",
            "population": 1200,
            "population_year": 2024,
            "languages": ["fr"],
        }
        content = {
            "city": city,
            "contact": {"name": "Nobody", "function": "None", "email": "nobody@cities.example"},
            "principles_version": self.ask(None, "GET", "/v1/principles")["version"],
        }
        one = f"/v1/applications/{self.ask(applicant, 'POST', '/v1/applications', {'content': content})['id']}"
        about = {"purpose": "mandate", "file_name": "mandate.pdf", "media_type": "application/pdf", "size": len(PDF)}
        upload = self.ask(applicant, "POST", "/v1/uploads", about)["id"]
        part = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        self.ask(applicant, "PATCH", f"/v1/uploads/{upload}", PDF, part)
        signed = {"upload_id": upload, "signatory": "Nobody", "signed_on": "2026-01-01"}
        self.ask(applicant, "POST", f"{one}/mandate", signed)
        for token, step in ((applicant, "submissions"), (desk, "reviews"), (desk, "recommendations"), (unit, "admissions")):
            answer = self.ask(token, "POST", f"{one}/{step}", {})
        return str(answer["city_id"])


@pytest.fixture(scope="session")
def demonstration(whole_platform: Platform) -> Demonstration:
    """The few cities and all accounts of a small demonstration."""
    return _loaded(whole_platform)


_LOADED: dict[int, Demonstration] = {}


def _loaded(whole_platform: Platform) -> Demonstration:
    """Once for all modules: each that imports the fixture has one of its own in pytest's eyes."""
    if id(whole_platform) in _LOADED:
        return _LOADED[id(whole_platform)]
    folder = whole_platform.folder / "demonstration"
    whole_platform.mend()
    environment = os.environ | {
        "SCN_DATA_DIR": str(folder),
        "SCN_OPERATOR_AMQP_URI": whole_platform.broker.uri("operator"),
        "SCN_PUBLIC_URL": whole_platform.gateway_url,
        "AMQP_URI": whole_platform.broker.uri(),
        "AMQP_MANAGEMENT_URI": whole_platform.broker.management_uri
        if hasattr(whole_platform.broker, "management_uri")
        else os.environ.get("AMQP_MANAGEMENT_URI", ""),
    }
    command = [sys.executable, "-m", "deploy", "seed", "--base-url", whole_platform.gateway_url, "--cities", "1"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((folder / "demonstration.json").read_text())["accounts"]
    accounts = {key: row | {"email": f"demo-{key}@cities.example"} for key, row in kept.items()}
    _LOADED[id(whole_platform)] = Demonstration(whole_platform.gateway_url, folder, environment, accounts)
    return _LOADED[id(whole_platform)]
