"""A key for programs: acts for its owner, within scopes, until a date."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.membership import ApiKeyRevoked
from services.membership.domain.session import COARSE

MARK: Final = "scn_"
"""Every key begins with this, so that scanners for leaked secrets can recognise one."""

SHOWN: Final = 12
"""Characters of a key that its owner sees again in lists."""

MOST: Final = 20
"""Live keys one person may have."""


@dataclass(kw_only=True)
class ApiKey(Aggregate):
    """A key, known by the hash of its secret."""

    kind: ClassVar[str] = "api-keys"
    person_id: str
    name: str
    prefix: str
    token_hash: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    proof: str | None = None
    """The enrolment of the second factor that the session had in which this key was made."""
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def lives(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at

    def used(self, at: datetime) -> bool:
        """Note a use. False when the last one is too recent to be worth a write."""
        if self.last_used_at is not None and at - self.last_used_at < COARSE:
            return False
        self.last_used_at = at
        return True

    def revoke(self, at: datetime) -> None:
        """Raises `Conflict` when the key has been revoked already."""
        if self.revoked_at is not None:
            raise Conflict("membership.key_revoked", "the key has been revoked already")
        self.revoked_at = at
        self.say(ApiKeyRevoked(key_id=self.id, person_id=self.person_id))
