"""Free ports on loopback, remembered per data folder so that a restart keeps its addresses."""

import json
import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below the range from which Linux takes ports for outgoing connections (32768 and up), so that nobody takes ours between two starts.
CANDIDATES = range(20_000, 32_000)


def is_free(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(taken: set[int] | None = None) -> int:
    for _ in range(500):
        port = random.choice(CANDIDATES)  # noqa: S311 - nothing secret about a port
        if port not in (taken or set()) and is_free(port):
            return port
    raise RuntimeError(f"no free port between {CANDIDATES.start} and {CANDIDATES.stop}")


class Ports:
    """The ports of one data folder: the same as last time where they are still free."""

    def __init__(self, folder: Path, *, in_use: bool = False) -> None:
        """`in_use`: what is remembered is running now, so it is taken as it stands."""
        self._file = folder / "ports.json"
        self._given: dict[str, int] = {}
        try:
            self._known: dict[str, int] = json.loads(self._file.read_text())
        except (OSError, ValueError):
            self._known = {}
        if in_use:
            self._given = dict(self._known)

    def take(self, name: str, wanted: int = 0) -> int:
        if wanted:
            return self._remember(name, wanted)
        known = self._known.get(name, 0)
        if known and known not in self._given.values() and is_free(known):
            return self._remember(name, known)
        return self._remember(name, free_port(set(self._known.values())))

    def take_again(self, name: str, wanted: int = 0) -> int:
        """The port already taken for `name` by this object, else a new one."""
        return self._given.get(name) or self.take(name, wanted)

    def _remember(self, name: str, port: int) -> int:
        self._given[name] = self._known[name] = port
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._known, indent=2, sort_keys=True) + "\n")
        return port
