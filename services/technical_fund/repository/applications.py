"""Applications for support, with the keys of those who may read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.documents import from_document
from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.applications import DRAFT, Application
from services.technical_fund.domain.review_figures import ApplicationFigure

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="fund_applications", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="fund_applications", keys=(("readers", 1), ("call_id", 1), ("sort_key", -1))),
    Index(collection="fund_applications", keys=(("readers", 1), ("city_id", 1), ("sort_key", -1))),
    Index(collection="fund_applications", keys=(("readers", 1), ("state", 1), ("sort_key", -1))),
    Index(collection="fund_applications", keys=(("readers", 1), ("call_id", 1), ("state", 1), ("sort_key", -1))),
    Index(collection="fund_applications", keys=(("call_id", 1), ("state", 1), ("sort_key", -1))),
    Index(collection="fund_applications", keys=(("city_id", 1), ("call_id", 1))),
    Index(collection="fund_applications", keys=(("delegations.person_id", 1),)),
)

FIGURE_FIELDS: Final = ("state", "call_version", "reference", "title", "requested")


class StoredApplications(Repository[Application]):
    """Applications for support, with the keys of those who may read them."""

    aggregate = Application
    name = "fund_applications"

    def document(self, aggregate: Application) -> Document:
        return super().document(aggregate) | {"readers": list(aggregate.readers()), "sort_key": self.sort_key(aggregate)}

    def sort_key(self, application: Application) -> str:
        return f"{instant_text(application.updated_at)} {application.id}"

    def of_city_and_call(self, city_id: str, call_id: str) -> Sequence[Application]:
        return list(self.select({"city_id": city_id, "call_id": call_id}))

    def of_city(self, city_id: str) -> Sequence[Application]:
        return list(self.select({"city_id": city_id}))

    def of_call(self, call_id: str, *states: str, without: frozenset[str] = frozenset()) -> Sequence[Application]:
        """Those of a call, in the given states or in any, but for those `without`: the ones the asker is recused from."""
        where: dict[str, Any] = {"call_id": call_id}
        if states:
            where["state"] = {"$in": sorted(states)}
        return list(self.select(where | _but_for(without)))

    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Application]:
        wanted = sorted(set(ids))
        return {found.id: found for found in self.select({"_id": {"$in": wanted}})} if wanted else {}

    def figures_of_call(self, call_id: str, without: Iterable[str] = ()) -> Mapping[str, ApplicationFigure]:
        """Every application of a call without its answers, drafts left out, and those `without`."""
        hidden = frozenset(without)
        rows = self.documents.find({"call_id": call_id}, FIGURE_FIELDS)
        found = (from_document(ApplicationFigure, {**row, "id": row["_id"]}) for row in rows if row["state"] != DRAFT)
        return {one.id: one for one in found if one.id not in hidden}

    def delegated_to(self, person_id: str) -> Sequence[Application]:
        return list(self.select({"delegations.person_id": person_id}))

    def delegated_to_any(self, person_ids: Iterable[str]) -> Sequence[Application]:
        """Those that at least one of these people was let into; the delegation may be over and wait for its timer."""
        wanted = sorted(person_ids)
        return list(self.select({"delegations.person_id": {"$in": wanted}})) if wanted else []

    def page(
        self,
        after: Any,
        *,
        readers: frozenset[str],
        without: frozenset[str] = frozenset(),
        call_id: str | None = None,
        city_id: str | None = None,
        state: str | None = None,
    ) -> Sequence[Application]:
        """Last changed first; `without` are those the reader is recused from."""
        keys = sorted(readers)
        where: dict[str, Any] = {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
        where |= given(call_id=call_id, city_id=city_id, state=state) | _but_for(without)
        return list(page_after(self, where, after, newest_first=True))


def _but_for(ids: frozenset[str]) -> dict[str, Any]:
    return {"_id": {"$nin": sorted(ids)}} if ids else {}
