"""Who looks: people with accounts, sessions and roles that were given to them as in life."""

import hashlib
from typing import Any, Final

import argon2
import pyotp
import pytest

from chassis.context import Actor
from contracts import membership as m
from contracts.declare import dump
from contracts.standard import OpenUpload, SendUploadPart
from services.gateway.auth import actor_of
from services.membership.domain import passwords
from tests.builders.membership import PDF
from tests.fakes.membership import GATEWAY, NOBODY, OPERATOR
from tests.habits.records.doors import Doors

PASSWORD: Final = "seven quiet herons by the lake"

NAMES: Final = (
    "nobody", "stranger",
    "focal_a", "deputy_a", "mayor_a",
    "focal_b", "deputy_b", "mayor_b",
    "officer_1", "officer_2",
    "reviewer", "unit", "unit_bare",
    "partner_1", "donor_1", "partner_2", "donor_2",
    "applicant", "former",
)  # fmt: skip
"""In the order of the columns of every expectation.

City a belongs to hub 1 and city b to hub 2. Agreement 1 is held by partner and donor 1, agreement 2 by partner and donor 2. `unit_bare`
holds the management unit's role without a second factor; `applicant` has applications, keys, files and jobs of their own and no role;
`former` was a focal point of city a and is so no longer."""


def quick_hashes(patch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as they are, only not slowly."""
    patch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.decoy.cache_clear()


class Cast:
    """The people by name, each as the gateway knows them from their session."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._tokens: dict[str, str] = {}
        self._seeds: dict[str, str] = {}
        self.people: dict[str, str] = {}

    def administrator(self, name: str) -> None:
        """The first of the management unit comes with a second factor."""
        asked = m.CreateAdministrator(name=name.title(), email=_email(name), password=PASSWORD)
        self._seeds[name] = self._doors.ask(asked, OPERATOR).secret
        self._sign_in(name)

    def joins(self, *names: str) -> None:
        for name in names:
            self._doors.ask(m.RegisterPerson(name=name.title(), email=_email(name), password=PASSWORD), NOBODY)
            self._sign_in(name)

    def proves(self, name: str) -> None:
        """Takes a second factor; the session goes on with it."""
        self._seeds[name] = self._doors.ask(m.EnrolSecondFactor(), self[name]).secret
        self._doors.ask(m.ConfirmSecondFactor(code=self._code(name)), self[name])

    def gets(self, name: str, role: str, scope_id: str | None = None, *, by: str = "unit", **more: Any) -> str:
        """Is given a role; the grant's id."""
        return str(self._doors.ask(m.GiveGrant(person_id=self.people[name], role=role, scope_id=scope_id, **more), self[by]).id)

    def __getitem__(self, name: str) -> Actor:
        if name == "nobody":
            return NOBODY
        return actor_of(dump(self._doors.ask(m.IdentifySession(token=self._tokens[name]), GATEWAY)))

    def sends(self, name: str, purpose: str = "mandate", data: bytes = PDF, media_type: str = "application/pdf") -> str:
        """A complete file; its id."""
        digest = hashlib.sha256(data).hexdigest()
        asked = OpenUpload(purpose=purpose, file_name="paper.pdf", media_type=media_type, size=len(data), sha256=digest)
        upload = self._doors.ask(asked, self[name])
        self._doors.ask(SendUploadPart(upload_id=upload.id, offset=0, part=data), self[name])
        return str(upload.id)

    def _sign_in(self, name: str) -> None:
        code = self._code(name) if name in self._seeds else None
        session = self._doors.ask(m.SignIn(email=_email(name), password=PASSWORD, code=code), NOBODY)
        self._tokens[name], self.people[name] = session.token, session.person_id

    def _code(self, name: str) -> str:
        return pyotp.HOTP(self._seeds[name]).at(int(self._doors.membership.now.timestamp()) // 30)


def _email(name: str) -> str:
    return f"{name.replace('_', '.')}@people.example"
