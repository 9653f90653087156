"""Mentor cities, experts, and who helps with which award."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.unit import Document
from services.technical_fund.domain.mentors import CITY, EXPERT, Mentor, Mentoring

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="mentors", keys=(("helps_as", 1), ("sort_key", 1))),
    Index(collection="mentorings", keys=(("wanting", 1), ("_id", 1))),
    Index(collection="mentorings", keys=(("application_id", 1),)),
)


class StoredMentors(Repository[Mentor]):
    """By the id of the city or the person."""

    aggregate = Mentor
    name = "mentors"

    def document(self, aggregate: Mentor) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, mentor: Mentor) -> str:
        return mentor.id

    def all_of(self, helps_as: str) -> Sequence[Mentor]:
        return list(self.select({"helps_as": helps_as}, sort=(("sort_key", 1),)))

    def page(self, after: Any, helps_as: str) -> Sequence[Mentor]:
        return list(page_after(self, {"helps_as": helps_as}, after))


class StoredMentorings(Repository[Mentoring]):
    """By the id of the award; `wanting` names whom it misses."""

    aggregate = Mentoring
    name = "mentorings"

    def document(self, aggregate: Mentoring) -> Document:
        return super().document(aggregate) | {"wanting": [one for one in (CITY, EXPERT) if aggregate.missing(one)]}

    def wanting(self, helps_as: str) -> Sequence[Mentoring]:
        return list(self.select({"wanting": helps_as}, sort=(("_id", 1),)))

    def of_applications(self, application_ids: Iterable[str]) -> Sequence[Mentoring]:
        return list(self.select({"application_id": {"$in": sorted(application_ids)}}))
