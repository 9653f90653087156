"""Applications, with the keys of those who may read them."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.application import LIVE, Application

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="applications", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="applications", keys=(("applicant_id", 1), ("state", 1))),
    Index(collection="applications", keys=(("city_id", 1),)),
    Index(collection="applications", keys=(("country", 1), ("hub_id", 1), ("state", 1))),
    Index(collection="applications", keys=(("history.by", 1),)),
)


class StoredApplications(Repository[Application]):
    """Applications, with the keys of those who may read them."""

    aggregate = Application
    name = "applications"

    def document(self, aggregate: Application) -> Document:
        return super().document(aggregate) | {
            "readers": list(aggregate.readers()),
            "country": aggregate.content.city.country,
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, application: Application) -> str:
        return f"{instant_text(application.updated_at)} {application.id}"

    def number_of_drafts(self, person_id: str) -> int:
        return self.documents.count_documents({"applicant_id": person_id, "state": "draft"})

    def of_city(self, city_id: str) -> Sequence[Application]:
        return list(self.select({"city_id": city_id}))

    def of_applicant(self, person_id: str) -> Sequence[Application]:
        return list(self.select({"applicant_id": person_id}))

    def worked_on_by(self, person_id: str) -> Sequence[Application]:
        """Those of others in whose history the person appears."""
        return [one for one in self.select({"history.by": person_id}) if one.applicant_id != person_id]

    def live_in(self, hub_id: str | None, country: str, most: int) -> Sequence[Application]:
        """Some of those in a country that stand for their city and wait for this hub; with None, of those that have no hub."""
        return list(self.select({"hub_id": hub_id, "country": country, "state": {"$in": sorted(LIVE)}}, limit=most))

    def number_live_in(self, hub_id: str, country: str) -> int:
        return self.documents.count_documents({"hub_id": hub_id, "country": country, "state": {"$in": sorted(LIVE)}})

    def page(
        self,
        after: Any,
        *,
        readers: frozenset[str],
        state: str | None,
        hub_id: str | None,
        country: str | None,
        applicant_id: str | None,
    ) -> Sequence[Application]:
        """Last changed first."""
        keys = sorted(readers)
        where: dict[str, Any] = {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
        where |= given(state=state, hub_id=hub_id, country=country, applicant_id=applicant_id)
        return list(page_after(self, where, after, newest_first=True))
