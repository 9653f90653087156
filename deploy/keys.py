"""Passwords and keys of one data folder: made once, readable by their owner only."""

import json
import os
import secrets
from pathlib import Path


class Keys:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "secrets.json"
        try:
            self._known: dict[str, str] = json.loads(self._file.read_text())
        except FileNotFoundError:
            self._known = {}

    def get(self, name: str) -> str:
        """The secret called `name`, made on first use: 48 hexadecimal characters, which no URI, shell or key file has to quote."""
        if name not in self._known:
            self._known[name] = secrets.token_hex(24)
            self._store()
        return self._known[name]

    def _store(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            json.dump(self._known, out, indent=2, sort_keys=True)
        os.replace(fresh, self._file)
