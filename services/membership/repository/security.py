"""Second factors, forgotten passwords, and the links that mails carry."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document, Unit
from services.membership.domain.password_reset import PasswordReset
from services.membership.domain.second_factor import SecondFactor
from services.membership.domain.tokens import Link

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="second_factors", keys=(("state", 1),)),
    Index(collection="password_resets", keys=(("forget_at", 1),), forget_after=0),
    Index(collection="password_resets", keys=(("person_id", 1),)),
    Index(collection="links", keys=(("tokens", 1),)),
    Index(collection="links", keys=(("person_id", 1),)),
    Index(collection="links", keys=(("forget_at", 1),), forget_after=0),
)


class StoredSecondFactors(Repository[SecondFactor]):
    """Second factors, by the id of the person."""

    aggregate = SecondFactor
    name = "second_factors"


class StoredPasswordResets(Repository[PasswordReset]):
    """Forgotten passwords."""

    aggregate = PasswordReset
    name = "password_resets"

    def document(self, aggregate: PasswordReset) -> Document:
        return super().document(aggregate) | {"forget_at": aggregate.forget_at}

    def of_person(self, person_id: str) -> Sequence[PasswordReset]:
        return list(self.select({"person_id": person_id}))


class StoredLinks:
    """Links, found by the hash of any of their tokens."""

    name = "links"

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def of(self, kind: str, about: str) -> Link | None:
        return self._link(self.unit.collection(self.name).find_one({"_id": f"{kind}:{about}"}))

    def by_token(self, kind: str, token_hash: str) -> Link | None:
        found = (self._link(row) for row in self.unit.collection(self.name).find({"tokens": token_hash}))
        return next((link for link in found if link is not None and link.kind == kind), None)

    def keep(self, link: Link) -> None:
        row: dict[str, Any] = {"_id": link.id, **to_document(link), "forget_at": link.forget_at}
        self.unit.collection(self.name).replace_one({"_id": link.id}, row, upsert=True)

    def forget_person(self, person_id: str) -> int:
        return self.unit.collection(self.name).delete_many({"person_id": person_id})

    def _link(self, row: Document | None) -> Link | None:
        return None if row is None else from_document(Link, row)
