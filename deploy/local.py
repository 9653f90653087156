"""The ways into the broker and the store of a platform that `make up` runs here, read from its data folder."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from deploy.definitions import ADMINISTRATOR
from deploy.ports import LOOPBACK


class NotHere(Exception):
    """There is no such platform in the folder; the message says what to do."""


def broker_address(user: str, data_dir: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The broker as `user`: SCN_<USER>_AMQP_URI, for the administrator AMQP_URI, else out of the folder. Raises `NotHere`."""
    named = f"SCN_{user.upper()}_AMQP_URI" if user != ADMINISTRATOR else "AMQP_URI"
    if address := environment.get(named):
        return address
    try:
        password, port = _kept(data_dir / "broker", f"broker.{user}", "amqp")
    except (OSError, ValueError, KeyError):
        advice = f"name its address in {named}, or run this where `make up` runs (SCN_DATA_DIR)"
        raise NotHere(f"no broker is known in {data_dir}: {advice}") from None
    return f"amqp://{quote(user)}:{quote(password, safe='')}@{LOOPBACK}:{port}/%2F"


def service_environment(service: str, data_dir: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a command that acts as a service needs to be told. Raises `NotHere`."""
    told = dict(environment) | {"SCN_AMQP_URI": broker_address(service, data_dir, environment)}
    if store := environment.get(f"SCN_{service.upper()}_MONGODB_URI"):
        return told | {"SCN_MONGODB_URI": store}
    try:
        password, port = _kept(data_dir / "store", f"store.{service}", "store")
    except (OSError, ValueError, KeyError):
        raise NotHere(f"no store is known in {data_dir}: name its address in SCN_{service.upper()}_MONGODB_URI") from None
    options = "authSource=admin&authMechanism=SCRAM-SHA-256&retryWrites=false"
    return told | {"SCN_MONGODB_URI": f"mongodb://{quote(service)}:{quote(password, safe='')}@{LOOPBACK}:{port}/?{options}"}


def health_port(program: str, data_dir: Path) -> int | None:
    """Where a program of the platform tells its health, when it runs here."""
    try:
        return int(json.loads((data_dir / "ports.json").read_text())[f"{program} health"])
    except (OSError, ValueError, KeyError):
        return None


def _kept(folder: Path, secret: str, port: str) -> tuple[str, int]:
    return json.loads((folder / "secrets.json").read_text())[secret], int(json.loads((folder / "ports.json").read_text())[port])
