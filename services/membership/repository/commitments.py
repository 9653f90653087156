"""Declarations and endorsements."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.declaration import DRAFT, Declaration
from services.membership.domain.endorsement import ENDORSED, Endorsement

NEVER: Final = "9999-12-31"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="declarations", keys=(("shown", 1), ("sort_key", -1))),
    Index(collection="declarations", keys=(("state", 1), ("sort_key", -1))),
    Index(collection="endorsements", keys=(("declaration_id", 1), ("state", 1), ("sort_key", 1))),
    Index(collection="endorsements", keys=(("declaration_id", 1), ("sort_key", 1))),
    Index(collection="endorsements", keys=(("city_id", 1), ("sort_key", 1))),
)


class StoredDeclarations(Repository[Declaration]):
    """Declarations; `shown` ones are everybody's."""

    aggregate = Declaration
    name = "declarations"

    def document(self, aggregate: Declaration) -> Document:
        return super().document(aggregate) | {"shown": aggregate.state != DRAFT, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, declaration: Declaration) -> str:
        return f"{instant_text(declaration.published_at or declaration.drafted_at)} {declaration.id}"

    def page(self, after: Any, *, state: str | None, drafts: bool) -> Sequence[Declaration]:
        """Newest first."""
        where: dict[str, Any] = given(state=state)
        if not drafts:
            where["shown"] = True
        elif state is None:
            where["shown"] = {"$in": [True, False]}
        return list(page_after(self, where, after, newest_first=True))


class StoredEndorsements(Repository[Endorsement]):
    """Endorsements, with the day from which each is, or would be, silent."""

    aggregate = Endorsement
    name = "endorsements"

    def document(self, aggregate: Endorsement) -> Document:
        by = aggregate.silence(date.min).by
        return super().document(aggregate) | {
            "silent_by": NEVER if by is None else by.isoformat(),
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, endorsement: Endorsement) -> str:
        return f"{instant_text(endorsement.endorsed_at)} {endorsement.id}"

    def number_of(self, declaration_id: str) -> int:
        """Those that stand, of cities in the directory: a number tells nobody of a city that no list shows."""
        standing = {"declaration_id": declaration_id, "state": ENDORSED}
        number = self.documents.count_documents(standing)
        unlisted = [city["_id"] for city in self.unit.collection("cities").find({"listed": False}, ["_id"])] if number else []
        return number - (self.documents.count_documents(standing | {"city_id": {"$in": unlisted}}) if unlisted else 0)

    def page(
        self, after: Any, *, declaration_id: str, state: str | None, country: str | None, silent: bool | None, today: date
    ) -> Sequence[Endorsement]:
        """In the order they came."""
        where: dict[str, Any] = {"declaration_id": declaration_id} | given(state=state, country=country)
        if silent is not None:
            where["silent_by"] = {"$lte" if silent else "$gt": today.isoformat()}
        return list(page_after(self, where, after))

    def of_city(self, after: Any, city_id: str) -> Sequence[Endorsement]:
        return list(page_after(self, {"city_id": city_id}, after))
