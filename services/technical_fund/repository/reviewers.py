"""The pool of reviewers."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.reviewers import Reviewer

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="reviewers", keys=(("active", 1), ("sort_key", 1))),
    Index(collection="reviewers", keys=(("profile.organisation_id", 1), ("sort_key", 1))),
)


class StoredReviewers(Repository[Reviewer]):
    """Reviewers by the id of the person, in the order they joined."""

    aggregate = Reviewer
    name = "reviewers"

    def document(self, aggregate: Reviewer) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, reviewer: Reviewer) -> str:
        return f"{instant_text(reviewer.joined_at)} {reviewer.id}"

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
