"""Reviews, by the id of their assignment."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from services.technical_fund.domain.reviews import Review

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="reviews", keys=(("application_id", 1), ("_id", 1))),
    Index(collection="reviews", keys=(("call_id", 1), ("_id", 1))),
    Index(collection="reviews", keys=(("reviewer_id", 1), ("_id", 1))),
)


class StoredReviews(Repository[Review]):
    """Reviews. Ids grow with time, so they are the order of every list."""

    aggregate = Review
    name = "reviews"

    def of_application(self, application_id: str) -> Sequence[Review]:
        return list(self.select({"application_id": application_id}, sort=(("_id", 1),)))

    def of_call(self, call_id: str) -> Sequence[Review]:
        return list(self.select({"call_id": call_id}, sort=(("_id", 1),)))

    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Review]:
        wanted = sorted(set(ids))
        where: dict[str, Any] = {"_id": {"$in": wanted}}
        return {review.id: review for review in self.select(where)} if wanted else {}
