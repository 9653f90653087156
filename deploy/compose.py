"""What `docker compose up` needs before anything runs, and before the services run. (Not tested on the machine this was built on.)

`prepare` writes one folder per container: its own way in, and nobody else's. `setup` makes users, exchanges, queues and indexes.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.definitions import ADMINISTRATOR, GATEWAY, OPERATOR, definitions, users_for
from deploy.external import with_user
from deploy.keys import Keys
from deploy.process import CannotStart
from deploy.services import SERVICE_NAMES
from deploy.store import add_user

BROKER = "amqp://broker:5672/%2F"
STORE = "mongodb://store:27017/?replicaSet=scn&authSource=admin"
RABBITMQ_CONF = "load_definitions = /etc/scn/definitions.json\nloopback_users = none\nvm_memory_high_watermark.relative = 0.6\n"


def prepare(folder: Path) -> int:
    """Write every container's folder below `folder`; what is there already is kept."""
    keys = Keys(folder / "keys")
    users = users_for(SERVICE_NAMES, lambda user: keys.get(f"broker.{user}"))
    _write(folder / "broker" / "definitions.json", json.dumps(definitions(users)))
    _write(folder / "broker" / "rabbitmq.conf", RABBITMQ_CONF)
    _write(folder / "store" / "password", keys.get("store.administrator"))
    _write(folder / "store" / "replica.key", keys.get("store.replica"))
    _write_environment(folder / GATEWAY, _environment(keys, GATEWAY))
    _write_environment(folder / OPERATOR, {"SCN_OPERATOR_AMQP_URI": with_user(BROKER, OPERATOR, keys.get(f"broker.{OPERATOR}"))})
    for service in SERVICE_NAMES:
        _write_environment(folder / service, _environment(keys, service) | {"SCN_MONGODB_URI": _store_uri(keys, service)})
    passwords = {f"SCN_STORE_PASSWORD_{service.upper()}": keys.get(f"store.{service}") for service in SERVICE_NAMES}
    administrator = {"SCN_AMQP_URI": with_user(BROKER, ADMINISTRATOR, keys.get(f"broker.{ADMINISTRATOR}"))}
    _write_environment(folder / "setup", administrator | {"MONGODB_URI": _store_uri(keys, ADMINISTRATOR)} | passwords)
    return 0


def setup() -> int:
    """Everything that must stand before a service starts; may be run again at every deployment."""
    for service in SERVICE_NAMES:
        password = os.environ[f"SCN_STORE_PASSWORD_{service.upper()}"]
        add_user(os.environ["MONGODB_URI"], service, password, [service])
        own = dict(os.environ, SCN_MONGODB_URI=with_user(os.environ["MONGODB_URI"], service, password))
        _run(["-m", "services", service, "--role", "migrate"], own)
    _run(["-m", "services", "declare"], dict(os.environ))
    return 0


def _environment(keys: Keys, user: str) -> dict[str, str]:
    return {
        "SCN_AMQP_URI": with_user(BROKER, user, keys.get(f"broker.{user}")),
        "SCN_GATEWAY_USER": GATEWAY,
        "SCN_SECRET_KEY": keys.get("secret key"),
    }


def _store_uri(keys: Keys, user: str) -> str:
    return with_user(STORE, user, keys.get(f"store.{user}"))


def _run(arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, *arguments], env=environment, check=False)
    if done.returncode:
        raise CannotStart(" ".join(arguments), f"it ended with code {done.returncode}")


def _write_environment(folder: Path, values: dict[str, str]) -> None:
    """A file that a shell reads; every value is made of characters that need no quoting inside single quotes."""
    _write(folder / "env", "".join(f"export {name}='{value}'\n" for name, value in values.items()))


def _write(path: Path, content: str) -> None:
    """Readable in the one container that mounts this folder, whatever user its program runs as."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(content)
    fresh.chmod(0o444)
    shutil.move(fresh, path)
