"""Grants, with the instant each is over for good."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.grant import Grant

ENDLESS: Final = datetime(9999, 12, 31, tzinfo=UTC)

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="grants", keys=(("person_id", 1), ("sort_key", -1))),
    Index(collection="grants", keys=(("role", 1), ("lasting", 1))),
    Index(collection="grants", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="grants", keys=(("scope_kind", 1), ("scope_id", 1), ("over_at", 1))),
)


class StoredGrants(Repository[Grant]):
    """Grants, with the instant each is over for good."""

    aggregate = Grant
    name = "grants"

    def document(self, aggregate: Grant) -> Document:
        over = min(instant for instant in (aggregate.ended_at, aggregate.until, ENDLESS) if instant is not None)
        return super().document(aggregate) | {
            "over_at": over,
            "lasting": aggregate.ended_at is None and aggregate.until is None,
            "readers": list(aggregate.readers()),
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, grant: Grant) -> str:
        return f"{instant_text(grant.given_at)} {grant.id}"

    def of_person(self, person_id: str) -> Sequence[Grant]:
        return list(self.select({"person_id": person_id}))

    def of_people(self, person_ids: Sequence[str]) -> Sequence[Grant]:
        return list(self.select({"person_id": {"$in": list(person_ids)}})) if person_ids else []

    def over(self, scope_kind: str, scope_id: str | None) -> Sequence[Grant]:
        return list(self.select({"scope_kind": scope_kind, "scope_id": scope_id, "over_at": {"$gt": self.unit.now}}))

    def ever_over(self, scope_kind: str, scope_id: str | None) -> Sequence[Grant]:
        return list(self.select({"scope_kind": scope_kind, "scope_id": scope_id}))

    def lasting(self, role: str) -> Sequence[Grant]:
        return list(self.select({"role": role, "lasting": True}))

    def page(
        self,
        after: Any,
        *,
        readers: frozenset[str],
        person_id: str | None,
        role: str | None,
        scope_id: str | None,
        active: bool | None,
        at: datetime,
    ) -> Sequence[Grant]:
        """Newest first."""
        keys = sorted(readers)
        where: dict[str, Any] = {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
        where |= given(person_id=person_id, role=role, scope_id=scope_id)
        if active is True:
            where |= {"starts_at": {"$lte": at}, "over_at": {"$gt": at}}
        if active is False:
            where |= {"$or": [{"starts_at": {"$gt": at}}, {"over_at": {"$lte": at}}]}
        return list(page_after(self, where, after, newest_first=True))
