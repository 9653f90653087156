"""Introductions, found by the keys of those who may read them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.introduction import FROM, OPEN, TO, Introduction

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="introductions", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="introductions", keys=(("city_ids", 1), ("sort_key", -1))),
    Index(collection="introductions", keys=(("pair", 1),)),
    Index(collection="introductions", keys=(("asked_by", 1),)),
    Index(collection="introductions", keys=(("open_with", 1),)),
)


class StoredIntroductions(Repository[Introduction]):
    """Introductions. `asked_by` is the city whose request waits for an answer, `open_with` are the persons with whom open ones lie."""

    aggregate = Introduction
    name = "introductions"

    def document(self, aggregate: Introduction) -> Document:
        return super().document(aggregate) | {
            "city_ids": [aggregate.from_city_id, aggregate.to_city_id],
            "readers": _readers(aggregate),
            "pair": _pair(aggregate.from_city_id, aggregate.to_city_id),
            "asked_by": aggregate.from_city_id if aggregate.state == "requested" else None,
            "open_with": [f"{side}:{person_id}" for side, person_id in aggregate.lies_with.items()] if aggregate.state in OPEN else [],
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, introduction: Introduction) -> str:
        return f"{instant_text(introduction.updated_at)} {introduction.id}"

    def between(self, one_city_id: str, other_city_id: str) -> Sequence[Introduction]:
        return list(self.select({"pair": _pair(one_city_id, other_city_id)}))

    def number_asked_by(self, city_id: str) -> int:
        return self.documents.count_documents({"asked_by": city_id})

    def open_with(self, side: str, person_id: str) -> Sequence[Introduction]:
        return list(self.select({"open_with": f"{side}:{person_id}"}))

    def cities_of_hubs(self, hub_ids: Iterable[str]) -> Sequence[str]:
        wanted = list(hub_ids)
        rows = self.unit.collection("cities").find({"hub_id": {"$in": wanted}}, ["_id"]) if wanted else ()
        return [row["_id"] for row in rows]

    def page(self, after: Any, *, readers: Sequence[str], city_id: str | None, state: str | None) -> Sequence[Introduction]:
        """Last changed first."""
        where: dict[str, Any] = given(city_ids=city_id, state=state)
        where["readers"] = readers[0] if len(readers) == 1 else {"$in": list(readers)}
        return list(page_after(self, where, after, newest_first=True))


def _readers(introduction: Introduction) -> list[str]:
    """Keys of those who may read it: the management unit's, each city's own people's, and the staff's of either city's hub."""
    shown = (FROM, TO) if introduction.shown_to_the_other else (FROM,)
    own = [f"city:{introduction.city_of(side)}" for side in shown]
    return ["network", *own, *(f"staff:{introduction.city_of(side)}" for side in (FROM, TO))]


def _pair(one_city_id: str, other_city_id: str) -> str:
    return "/".join(sorted((one_city_id, other_city_id)))
