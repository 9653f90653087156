"""The demonstration's accounts: made once per data folder, passwords random, kept where only their owner can read them."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from deploy.demo.codes import Tell, fresh_code

FILE: Final = "demonstration.json"
DOMAIN: Final = "cities.example"
ADMINISTRATOR: Final = "management-unit"
SECOND_PERSON: Final = "second-management-unit"
"""Whoever approves what the first has proposed."""
REVIEWERS: Final = ("reviewer", "second-reviewer", "third-reviewer", "fourth-reviewer")
DESK: Final = "all-hubs-desk"
HALLS: Final = "city-halls"
PARTS: Final = ("africa", "asia", "europe", "americas")


@dataclass
class Account:
    """`shown` tells whether people are given it to sign in with; the others only carry the demonstration's paperwork.

    `authenticator` is its seed, where the role wants a second factor.
    """

    key: str
    role: str
    name: str
    shown: bool = True
    password: str = ""
    token: str | None = None
    person_id: str | None = None
    authenticator: str | None = None

    @property
    def email(self) -> str:
        return f"demo-{self.key}@{DOMAIN}"


def _rows() -> Iterator[Account]:
    yield Account(ADMINISTRATOR, "management_unit", "Demonstration, management unit")
    yield Account(SECOND_PERSON, "management_unit", "Demonstration, second person of the management unit")
    yield Account("hub-officer", "hub_officer", "Demonstration, hub officer")
    yield Account("second-hub-officer", "hub_officer", "Demonstration, second hub officer")
    yield Account("focal-point", "focal_point", "Demonstration, focal point")
    yield Account("mayors-office", "mayors_office", "Demonstration, mayor’s office")
    yield Account("deputy", "focal_point", "Demonstration, deputy of the focal point")
    yield Account(REVIEWERS[0], "reviewer", "Demonstration, reviewer")
    yield Account(REVIEWERS[1], "reviewer", "Demonstration, second reviewer")
    yield Account(REVIEWERS[2], "reviewer", "Demonstration, third reviewer")
    yield Account(REVIEWERS[3], "reviewer", "Demonstration, fourth reviewer")
    yield Account("partner", "partner", "Demonstration, partner")
    yield Account("donor", "donor", "Demonstration, donor")
    yield Account("applicant", "signed in, no role", "Demonstration, applicant")
    yield Account(DESK, "hub_officer", "Demonstration, desk of every hub", shown=False)
    yield Account(HALLS, "mayors_office", "Demonstration, mayor’s offices of some cities", shown=False)
    for part in PARTS:
        yield Account(f"paperwork-{part}", "focal_point", f"Demonstration, paperwork of {part}", shown=False)


class Accounts:
    """Every account by key; `save` after whatever should survive an interruption."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE
        known = self._read()
        self.seed: str = known.get("seed") or secrets.token_hex(8)
        self._all = {account.key: account for account in _rows()}
        for key, kept in known.get("accounts", {}).items():
            if key in self._all:
                self._all[key].password, self._all[key].token = kept["password"], kept.get("token")
                self._all[key].person_id, self._all[key].authenticator = kept.get("person_id"), kept.get("authenticator")
        for account in self:
            account.password = account.password or secrets.token_urlsafe(15)

    def __iter__(self) -> Iterator[Account]:
        return iter(self._all.values())

    def __getitem__(self, key: str) -> Account:
        return self._all[key]

    def paperwork(self) -> list[Account]:
        return [self._all[f"paperwork-{part}"] for part in PARTS]

    def shown(self) -> list[tuple[str, str, str, str]]:
        """Role, address, password and, where there is one, the authenticator's seed of the accounts that people use."""
        return [(account.role, account.email, account.password, account.authenticator or "") for account in self if account.shown]

    def code(self, key: str, tell: Tell = lambda _: None) -> str | None:
        """A code that nobody has been given yet; None for an account without a second factor."""
        seed = self._all[key].authenticator
        return None if seed is None else fresh_code(self._file.parent, key, seed, tell)

    def save(self) -> None:
        """Replace the file as a whole, readable by its owner only."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(
                {"seed": self.seed, "accounts": {account.key: asdict(account) for account in self}}, out, indent=2, ensure_ascii=False
            )
        os.replace(fresh, self._file)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found if isinstance(found, dict) else {}
