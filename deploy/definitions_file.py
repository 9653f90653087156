"""RabbitMQ definitions for a deployment that is not ours to start: compose, Kubernetes, a managed broker."""

import json
import os
import sys
from pathlib import Path

from deploy.definitions import definitions, users_for
from deploy.services import SERVICE_NAMES


def write(out: Path) -> int:
    """One user per service; every password from SCN_BROKER_PASSWORD_<USER>, so that nothing secret is ever in a file we ship."""
    missing: list[str] = []

    def password(user: str) -> str:
        name = f"SCN_BROKER_PASSWORD_{user.upper()}"
        if not os.environ.get(name):
            missing.append(name)
        return os.environ.get(name, "")

    content = definitions(users_for(SERVICE_NAMES, password))
    if missing:
        print("missing: " + " ".join(missing), file=sys.stderr)
        return 78
    out.touch(mode=0o640)
    out.write_text(json.dumps(content, indent=1))
    return 0
