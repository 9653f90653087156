"""What the launcher is told: everything comes from the environment, and everything has a default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.process import CannotStart

ROOT = Path(__file__).resolve().parent.parent
# Passwords of administrators and of other parts: each process is given its own way in and nobody else's.
PRIVATE = ("AMQP_URI", "MONGODB_URI", "AMQP_MANAGEMENT_URI")


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    http_port: int
    public_url: str
    environment: Mapping[str, str]

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        port = environment.get("SCN_HTTP_PORT") or "8000"
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise CannotStart("launcher", f"SCN_HTTP_PORT is {port!r}, which is no port", "name a number between 1 and 65535")
        public_url = (environment.get("SCN_PUBLIC_URL") or f"http://localhost:{port}").rstrip("/")
        data_dir = Path(environment.get("SCN_DATA_DIR") or ".data").expanduser()
        return cls(data_dir if data_dir.is_absolute() else Path.cwd() / data_dir, int(port), public_url, environment)

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def is_local(self) -> bool:
        return any(f"{self.public_url}/".startswith((f"http://{host}:", f"http://{host}/")) for host in ("localhost", "127.0.0.1", "[::1]"))

    @property
    def demonstration(self) -> bool:
        """Demonstration data has accounts with known passwords, so it is for this machine only; SCN_DEMONSTRATION=no leaves it out."""
        return self.is_local and self.environment.get("SCN_DEMONSTRATION", "yes").lower() not in ("no", "0", "false")

    def inherited(self) -> dict[str, str]:
        """The environment without anybody's way into the broker or the store."""
        own = {name: value for name, value in self.environment.items() if name not in PRIVATE}
        return {
            name: value for name, value in own.items() if not (name.startswith("SCN_") and name.endswith(("_AMQP_URI", "_MONGODB_URI")))
        }
