"""What the operator of a deployment does from the command line, over the broker, as the user `operator`."""

from pathlib import Path
from typing import Any, Final

from chassis.context import Context
from chassis.service_client import ServiceClient
from contracts.membership import CreateAdministrator, ResetLastSecondFactor
from deploy.definitions import OPERATOR
from deploy.local import broker_address

SECONDS: Final = 25.0


def create_administrator(*, name: str, email: str, password: str, data_dir: Path, language: str = "en") -> dict[str, Any]:
    """Make an account with the management unit's role and a second factor: `person`, `secret`, `uri`, `recovery_codes`.

    Raises a `Refusal` when membership refuses, `NotHere` without a broker.
    """
    return _ask(CreateAdministrator(name=name, email=email, password=password, language=language), data_dir)


def reset_second_factor(*, email: str, data_dir: Path) -> dict[str, Any]:
    """Take away a second factor that is lost: the person signs in with the password alone and enrols anew. Raises as above."""
    return _ask(ResetLastSecondFactor(email=email), data_dir)


def _ask(request: Any, data_dir: Path) -> dict[str, Any]:
    client = ServiceClient(broker_address(OPERATOR, data_dir), name=OPERATOR)
    try:
        return client.call(request, Context.for_service(OPERATOR, seconds=SECONDS))
    finally:
        client.close(drain_seconds=1.0)
