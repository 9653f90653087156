"""Thousands of requests made from our own document: no server error, and no answer that the document does not know."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.http import Http
from tests.e2e.stories import register, session_of

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


def test_no_server_error_and_no_undocumented_answer(gateway_url: str, administrator: Any, tmp_path: Path) -> None:
    client = Http(gateway_url)
    somebody = Http(gateway_url, Cookie=session_of(client, register(client)))
    me = somebody.get("/v1/me").ok()
    client.with_key(administrator.key).post("/v1/grants", {"person_id": me["id"], "role": "management_unit"}).ok(201)
    made = somebody.post("/v1/api-keys", {"name": "schemathesis", "scopes": ["read", "write", "events"]}).ok(201)
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{gateway_url}/openapi.json",
        "--header",
        f"Authorization: Bearer {made['token']}",
        "--checks",
        ",".join(CHECKS),
        "--phases",
        "coverage,fuzzing",
        "--max-examples",
        os.environ.get("SCN_SCHEMATHESIS_EXAMPLES", "5"),
        "--generation-deterministic",
        "--request-timeout",
        "20",
        "--no-color",
    ]
    for name in LEFT_OUT:
        command += ["--exclude-operation-id", name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.e2e.schemathesis_hooks"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, "\n".join(line[:300] for line in done.stdout.splitlines()[-150:])
