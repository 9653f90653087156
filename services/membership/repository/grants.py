"""Grants, with the instant each is over for good."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.grant import Grant
from services.membership.repository.pages import given, page_after

ENDLESS: Final = datetime(9999, 12, 31, tzinfo=UTC)

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="grants", keys=(("person_id", 1), ("sort_key", -1))),
    Index(collection="grants", keys=(("role", 1), ("lasting", 1))),
    Index(collection="grants", keys=(("listed", 1), ("sort_key", -1))),
)


class StoredGrants(Repository[Grant]):
    """Grants, with the instant each is over for good."""

    aggregate = Grant
    name = "grants"

    def document(self, aggregate: Grant) -> Document:
        over = min(instant for instant in (aggregate.ended_at, aggregate.ends_at, ENDLESS) if instant is not None)
        lasting = aggregate.ended_at is None and aggregate.ends_at is None
        return super().document(aggregate) | {"over_at": over, "lasting": lasting, "listed": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, grant: Grant) -> str:
        return f"{instant_text(grant.given_at)} {grant.id}"

    def of_person(self, person_id: str) -> Sequence[Grant]:
        return list(self.select({"person_id": person_id}))

    def of_people(self, person_ids: Sequence[str]) -> Sequence[Grant]:
        return list(self.select({"person_id": {"$in": list(person_ids)}})) if person_ids else []

    def lasting(self, role: str) -> Sequence[Grant]:
        return list(self.select({"role": role, "lasting": True}))

    def page(
        self, after: Any, *, person_id: str | None, role: str | None, scope_id: str | None, active: bool | None, at: datetime
    ) -> Sequence[Grant]:
        """Newest first."""
        where: dict[str, Any] = given(person_id=person_id, role=role, scope_id=scope_id)
        if person_id is None:
            where |= {"listed": True}
        if active is True:
            where |= {"starts_at": {"$lte": at}, "over_at": {"$gt": at}}
        if active is False:
            where |= {"$or": [{"starts_at": {"$gt": at}}, {"over_at": {"$lte": at}}]}
        return list(page_after(self, where, after, newest_first=True))
