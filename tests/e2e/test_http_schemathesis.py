"""Thousands of requests made from our own document: no server error, and no answer that the document does not know."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.demonstration import Demonstration, demonstration
from tests.e2e.http import Http
from tests.e2e.stories import enrol, register, session_of
from tests.platform import Platform

__all__ = ["demonstration"]
ROOT = Path(__file__).resolve().parents[2]
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LEFT_OUT = ("stream_events", "sign_out", "change_password", "revoke_api_key", "end_grant")
"""What never ends, or would take the key away that the run is made with."""


@pytest.fixture(autouse=True)
def attempts_forgotten(platform: Platform) -> Iterator[None]:
    """Made-up tokens and passwords use up what one network address may try in a while; the tests after us have the same one."""
    yield
    platform.mongo("membership")["throttles"].delete_many({})


@pytest.fixture(autouse=True)
def countries_taken_before(demonstration: Demonstration) -> None:
    """What is made up here takes countries as it likes, and a country has one hub: the demonstration's come first."""


@pytest.mark.timeout(180)
def test_no_server_error_and_no_undocumented_answer(gateway_url: str, unit: Http, tmp_path: Path) -> None:
    run(gateway_url, unit, tmp_path, "fuzzing", 3, 160)


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_none_in_many_more_requests_at_every_edge_of_the_schemas(gateway_url: str, unit: Http, tmp_path: Path) -> None:
    run(gateway_url, unit, tmp_path, "coverage,fuzzing", 60, 850)


def run(url: str, unit: Http, folder: Path, phases: str, examples: int, seconds: float) -> None:
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{url}/openapi.json",
        "--header",
        f"Authorization: Bearer {another_of_the_unit(url, unit)}",
        "--checks",
        ",".join(CHECKS),
        "--phases",
        phases,
        "--max-examples",
        str(examples),
        "--generation-deterministic",
        "--request-timeout",
        "20",
        "--no-color",
    ]
    for name in LEFT_OUT:
        command += ["--exclude-operation-id", name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.e2e.schemathesis_hooks"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, "\n".join(line[:300] for line in done.stdout.splitlines()[-150:])


def another_of_the_unit(url: str, unit: Http) -> str:
    """A key of somebody else with the management unit's role: what a run does to its own account hurts nobody."""
    client = Http(url)
    somebody = Http(url, Cookie=session_of(client, register(client)))
    me = somebody.get("/v1/me").ok()
    unit.post("/v1/grants", {"person_id": me["id"], "role": "management_unit"}).ok(201)
    enrol(somebody)
    made = somebody.post("/v1/api-keys", {"name": "schemathesis", "scopes": ["read", "write", "events"]}).ok(201)
    return str(made["token"])
