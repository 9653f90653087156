"""Erasures."""

from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from services.membership.domain.erasure import Erasure

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection="erasures", keys=(("person_id", 1),)),)


class StoredErasures(Repository[Erasure]):
    """Erasures; a person has one."""

    aggregate = Erasure
    name = "erasures"

    def of_person(self, person_id: str) -> Erasure:
        where: dict[str, Any] = {"person_id": person_id}
        return next(self.select(where))
