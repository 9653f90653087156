"""The pool of reviewers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document, Documents, Unit
from contracts.fields import instant_text
from services.technical_fund.domain.assignment import OPEN
from services.technical_fund.domain.reviewers import Reviewer

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="reviewers", keys=(("active", 1), ("sort_key", 1))),
    Index(collection="reviewers", keys=(("profile.organisation_id", 1), ("sort_key", 1))),
)


class StoredLoads:
    """What is before reviewers, counted without opening the assignments."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection("assignments")

    def open(self, person_ids: Iterable[str], without: frozenset[str]) -> Mapping[str, int]:
        """Open assignments by reviewer, but for those on applications `without`: the ones the reader is recused from."""
        where = {"reviewer_id": {"$in": sorted(person_ids)}, "state": {"$in": sorted(OPEN)}}
        rows = self._documents.find(where, ["reviewer_id", "application_id"])
        return Counter(row["reviewer_id"] for row in rows if row["application_id"] not in without)


class StoredReviewers(Repository[Reviewer]):
    """Reviewers by the id of the person, in the order they joined."""

    aggregate = Reviewer
    name = "reviewers"

    def document(self, aggregate: Reviewer) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, reviewer: Reviewer) -> str:
        return f"{instant_text(reviewer.joined_at)} {reviewer.id}"

    def many(self, ids: Iterable[str]) -> Sequence[Reviewer]:
        return list(self.select({"_id": {"$in": sorted(ids)}}))

    def active(self) -> Sequence[Reviewer]:
        """The whole pool."""
        return list(self.select({"active": True}, sort=(("sort_key", 1),)))

    def of_organisation(self, organisation_id: str) -> Sequence[Reviewer]:
        return list(self.select({"profile.organisation_id": organisation_id}, sort=(("sort_key", 1),)))

    def page(
        self, after: Any, *, active: bool, theme: str | None, language: str | None, country: str | None, senior: bool | None
    ) -> Sequence[Reviewer]:
        where = {"active": active} | given(
            **{"profile.themes": theme, "profile.languages": language, "profile.country": country, "senior": senior}
        )
        return list(page_after(self, where, after))
