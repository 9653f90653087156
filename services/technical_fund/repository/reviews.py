"""Reviews, by the id of their assignment."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.documents import from_document
from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from services.technical_fund.domain.review_figures import ReviewFigure
from services.technical_fund.domain.reviews import Review

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="reviews", keys=(("application_id", 1), ("_id", 1))),
    Index(collection="reviews", keys=(("call_id", 1), ("_id", 1))),
    Index(collection="reviews", keys=(("reviewer_id", 1), ("_id", 1))),
)

FIGURE_FIELDS: Final = (
    "application_id", "reviewer_id", "round", "state", "done", "of", "points", "recommendation", "handed_in_at",
)  # fmt: skip


class StoredReviews(Repository[Review]):
    """Reviews. Ids grow with time, so they are the order of every list."""

    aggregate = Review
    name = "reviews"

    def document(self, aggregate: Review) -> Document:
        return super().document(aggregate) | {"recommendation": aggregate.content.recommendation}

    def of_application(self, application_id: str) -> Sequence[Review]:
        return list(self.select({"application_id": application_id}, sort=(("_id", 1),)))

    def of_call(self, call_id: str) -> Sequence[Review]:
        return list(self.select({"call_id": call_id}, sort=(("_id", 1),)))

    def figures_of_call(self, call_id: str, without: Iterable[str] = ()) -> Sequence[ReviewFigure]:
        """Every review of a call without what is written in it, but for applications `without`."""
        hidden = frozenset(without)
        rows = self.documents.find({"call_id": call_id}, FIGURE_FIELDS, sort=(("_id", 1),))
        return [_figure(row) for row in rows if row["application_id"] not in hidden]

    def by_ids(self, ids: Iterable[str]) -> Mapping[str, Review]:
        wanted = sorted(set(ids))
        where: dict[str, Any] = {"_id": {"$in": wanted}}
        return {review.id: review for review in self.select(where)} if wanted else {}


def _figure(row: Document) -> ReviewFigure:
    return from_document(ReviewFigure, {**row, "id": row["_id"]})
