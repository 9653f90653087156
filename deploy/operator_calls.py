"""What the operator of a deployment does from the command line, over the broker, as the user `operator`."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from chassis.context import Context
from chassis.service_client import ServiceClient
from contracts.membership import CreateAdministrator

OPERATOR: Final = "operator"
SECONDS: Final = 25.0


class OperatorAway(Exception):
    """There is no way to the broker as its operator."""


def address(data_dir: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The broker's address for the operator: named in the environment, else read from the folder of a platform that `make up` runs here."""
    if named := environment.get("SCN_OPERATOR_AMQP_URI"):
        return named
    try:
        password = json.loads((data_dir / "broker" / "secrets.json").read_text())[f"broker.{OPERATOR}"]
        port = json.loads((data_dir / "broker" / "ports.json").read_text())["amqp"]
    except (OSError, ValueError, KeyError):
        raise OperatorAway(
            f"no broker is known in {data_dir}: name its address in SCN_OPERATOR_AMQP_URI, or run this where `make up` runs (SCN_DATA_DIR)"
        ) from None
    return f"amqp://{OPERATOR}:{quote(password, safe='')}@127.0.0.1:{port}/%2F"


def create_administrator(*, name: str, email: str, password: str, data_dir: Path, language: str = "en") -> dict[str, Any]:
    """Make an account with the management unit's role. Raises a `Refusal` when membership refuses, `OperatorAway` without a broker."""
    client = ServiceClient(address(data_dir), name=OPERATOR)
    try:
        request = CreateAdministrator(name=name, email=email, password=password, language=language)
        return client.call(request, Context.for_service(OPERATOR, seconds=SECONDS))
    finally:
        client.close(drain_seconds=1.0)
