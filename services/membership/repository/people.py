"""Accounts, sessions, keys and the counters of attempts."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.unit import Document, Unit
from services.membership.domain.api_key import ApiKey
from services.membership.domain.person import Person, email_key
from services.membership.domain.session import KEPT, Session
from services.membership.domain.throttle import Throttle, throttle_id

ONE_DAY: Final = 24 * 60 * 60

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="people", keys=(("email_key", 1),), unique=True),
    Index(collection="people", keys=(("listed", 1), ("sort_key", 1))),
    Index(collection="turned_away", keys=(("at", 1),), forget_after=ONE_DAY),
    Index(collection="sessions", keys=(("token_hash", 1),), unique=True),
    Index(collection="sessions", keys=(("person_id", 1),)),
    Index(collection="sessions", keys=(("forget_at", 1),), forget_after=0),
    Index(collection="api_keys", keys=(("token_hash", 1),), unique=True),
    Index(collection="api_keys", keys=(("person_id", 1),)),
    Index(collection="throttles", keys=(("until", 1),), forget_after=0),
)


class StoredPeople(Repository[Person]):
    """Accounts. The index keeps an address from having two."""

    aggregate = Person
    name = "people"

    def document(self, aggregate: Person) -> Document:
        """Of somebody who has been forgotten the id stays and nothing else; the key keeps the index of addresses without gaps."""
        if aggregate.erased_at is not None:
            kept = {"version": aggregate.version, "sequence": aggregate.sequence, "erased_at": aggregate.erased_at}
            return {"_id": aggregate.id, **kept, "email_key": f"erased:{aggregate.id}", "listed": False}
        return super().document(aggregate) | {"email_key": aggregate.email_key, "listed": True, "sort_key": self.sort_key(aggregate)}

    def find(self, id: str) -> Person | None:
        """Somebody who has been forgotten is nobody."""
        document = self.documents.find_one({"_id": id})
        return None if document is None or document.get("erased_at") is not None else self.restore(document)

    def save(self, aggregate: Person) -> None:
        """An address that changes goes with the whole document: the embedded store keeps the old value of a unique key for ever when the
        key is changed in place, and nobody could take that address again."""
        self._compare(aggregate)
        key = self.document(aggregate)["email_key"]
        before = self.documents.find_one({"_id": aggregate.id}, ["email_key"])
        if before is not None and before["email_key"] != key:
            self.documents.delete_one({"_id": aggregate.id})
            self.documents.insert_one({"_id": aggregate.id, "email_key": key})
        super().save(aggregate)

    def sort_key(self, person: Person) -> str:
        return f"{person.sort_name} {person.id}"

    def by_email(self, email: str) -> Person | None:
        return next(self.select({"email_key": email_key(email)}), None)

    def turn_away(self, id: str) -> None:
        """Two documents, as somebody who is let in leaves two: the record and its news."""
        for row_id in (id, f"{id}:news"):
            self.unit.collection("turned_away").insert_one({"_id": row_id, "at": self.unit.now})

    def page(self, after: Any) -> Sequence[Person]:
        """By name."""
        return list(page_after(self, {"listed": True}, after))


class StoredSessions(Repository[Session]):
    """Sessions, forgotten some time after they are over."""

    aggregate = Session
    name = "sessions"

    def document(self, aggregate: Session) -> Document:
        return super().document(aggregate) | {"forget_at": aggregate.expires_at + KEPT}

    def by_token(self, token_hash: str) -> Session | None:
        return next(self.select({"token_hash": token_hash}), None)

    def of_person(self, person_id: str) -> Sequence[Session]:
        return list(self.select({"person_id": person_id}))


class StoredApiKeys(Repository[ApiKey]):
    """Keys, found by the hash of their secret."""

    aggregate = ApiKey
    name = "api_keys"

    def by_token(self, token_hash: str) -> ApiKey | None:
        return next(self.select({"token_hash": token_hash}), None)

    def of_person(self, person_id: str) -> Sequence[ApiKey]:
        return list(self.select({"person_id": person_id}))


class StoredThrottles:
    """Counters of attempts; a window that is over is forgotten."""

    name = "throttles"

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def of(self, kind: str, about: str, limit: int) -> Throttle:
        id = throttle_id(kind, about)
        found = self.unit.collection(self.name).find_one({"_id": id})
        return from_document(Throttle, found | {"id": id, "limit": limit}) if found else Throttle(id=id, limit=limit)

    def forget(self, kind: str, about: str) -> None:
        self.unit.collection(self.name).delete_one({"_id": throttle_id(kind, about)})

    def keep(self, throttle: Throttle) -> None:
        """One that no attempt has begun is not worth a document, and the store could never forget it."""
        if throttle.until is None:
            return
        row = to_document(throttle)
        row = {"_id": row.pop("id"), **row}
        self.unit.collection(self.name).replace_one({"_id": throttle.id}, row, upsert=True)
