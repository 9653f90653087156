"""Conflicts of interest, and who is recused because of them."""

from collections.abc import Iterable
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.unit import Documents, Unit
from services.technical_fund.domain.conflicts import Conflict, Engagement

CONFLICTS: Final = "conflicts"
ENGAGEMENTS: Final = "engagements"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=CONFLICTS, keys=(("person_id", 1), ("stands", 1))),
    Index(collection=CONFLICTS, keys=(("application_id", 1), ("person_id", 1))),
    Index(collection=ENGAGEMENTS, keys=(("person_id", 1),)),
    Index(collection=ENGAGEMENTS, keys=(("mentor_city_id", 1),)),
)


class StoredConflicts:
    """One document for each person, application and ground; a lifted one stays."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection(CONFLICTS)

    def find(self, application_id: str, person_id: str, ground: str) -> Conflict | None:
        found = self._documents.find_one({"_id": f"{application_id}:{person_id}:{ground}"})
        return None if found is None else from_document(Conflict, found)

    def of_application(self, application_id: str) -> list[Conflict]:
        return self._where({"application_id": application_id})

    def of_applications(self, application_ids: Iterable[str]) -> list[Conflict]:
        """Everybody's with any of them, in one question."""
        return self._where({"application_id": {"$in": sorted(application_ids)}})

    def of_person(self, person_id: str) -> list[Conflict]:
        return self._where({"person_id": person_id})

    def between(self, application_id: str, person_id: str) -> list[Conflict]:
        return self._where({"application_id": application_id, "person_id": person_id})

    def add(self, conflicts: Iterable[Conflict]) -> None:
        if rows := [_row(conflict) for conflict in conflicts]:
            self._documents.insert_many(rows)

    def keep(self, conflict: Conflict) -> None:
        self._documents.replace_one({"_id": conflict.id}, _row(conflict), upsert=True)

    def remove(self, conflict: Conflict) -> None:
        """Of somebody who is forgotten."""
        self._documents.delete_one({"_id": conflict.id})

    def _where(self, where: dict[str, Any]) -> list[Conflict]:
        return [from_document(Conflict, row) for row in self._documents.find(where, sort=(("_id", 1),))]


class StoredEngagements:
    """One document for each award and helper."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection(ENGAGEMENTS)

    def by_people(self, person_ids: Iterable[str]) -> list[Engagement]:
        return self._where({"person_id": {"$in": sorted(person_ids)}})

    def by_cities(self, city_ids: Iterable[str]) -> list[Engagement]:
        return self._where({"mentor_city_id": {"$in": sorted(city_ids)}})

    def keep(self, engagement: Engagement) -> None:
        self._documents.replace_one({"_id": engagement.id}, {"_id": engagement.id, **to_document(engagement)}, upsert=True)

    def _where(self, where: dict[str, Any]) -> list[Engagement]:
        return [from_document(Engagement, row) for row in self._documents.find(where)]


class StoredRecusals:
    """Who may know nothing of which application. Everything that reads applications asks here first."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection(CONFLICTS)

    def from_person(self, person_id: str | None) -> frozenset[str]:
        """Ids of the applications a person is recused from; nobody is recused from anything without being somebody."""
        if person_id is None:
            return frozenset()
        rows = self._documents.find({"person_id": person_id, "stands": True}, ["application_id"])
        return frozenset(row["application_id"] for row in rows)

    def of(self, application_id: str) -> frozenset[str]:
        """Ids of the people who are recused from an application."""
        rows = self._documents.find({"application_id": application_id}, ["person_id", "stands"])
        return frozenset(row["person_id"] for row in rows if row["stands"])

    def holds(self, application_id: str, person_id: str) -> bool:
        rows = self._documents.find({"application_id": application_id, "person_id": person_id}, ["stands"])
        return any(row["stands"] for row in rows)


def _row(conflict: Conflict) -> dict[str, Any]:
    return {"_id": conflict.id, **to_document(conflict), "stands": conflict.stands}
