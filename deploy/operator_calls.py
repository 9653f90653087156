"""What the operator of a deployment does from the command line, over the broker, as the user `operator`."""

from pathlib import Path
from typing import Any, Final

from chassis.context import Context
from chassis.service_client import ServiceClient
from contracts.membership import CreateAdministrator
from deploy.definitions import OPERATOR
from deploy.local import broker_address

SECONDS: Final = 25.0


def create_administrator(*, name: str, email: str, password: str, data_dir: Path, language: str = "en") -> dict[str, Any]:
    """Make an account with the management unit's role. Raises a `Refusal` when membership refuses, `NotHere` without a broker."""
    client = ServiceClient(broker_address(OPERATOR, data_dir), name=OPERATOR)
    try:
        request = CreateAdministrator(name=name, email=email, password=password, language=language)
        return client.call(request, Context.for_service(OPERATOR, seconds=SECONDS))
    finally:
        client.close(drain_seconds=1.0)
