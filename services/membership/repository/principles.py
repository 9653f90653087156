"""Versions of the principles: a handful, read whole."""

from collections.abc import Sequence
from typing import Any, Final

from pymongo.database import Database

from chassis.documents import to_document
from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from services.membership.domain.principles import PrinciplesVersion

COLLECTION: Final = "principles"


def first_row() -> Document:
    """The version the network began with, as it is stored."""
    return to_document(PrinciplesVersion.first())


def _bring_in_the_first(database: Database[Document]) -> None:
    row = first_row()
    if database[COLLECTION].find_one({"_id": row["_id"]}) is None:
        database[COLLECTION].insert_one(row)


MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Migration(name="0001-first-principles", run=_bring_in_the_first),)


class StoredPrinciples(Repository[PrinciplesVersion]):
    """Versions of the principles: a handful, read whole."""

    aggregate = PrinciplesVersion
    name = COLLECTION

    def all(self) -> Sequence[PrinciplesVersion]:
        """Published ones in the order of their publication, then drafts."""
        found: list[Any] = list(self.select({}))
        return sorted(found, key=lambda version: (version.published_at is None, version.published_at or version.drafted_at, version.id))

    def published(self) -> Sequence[PrinciplesVersion]:
        return [version for version in self.all() if version.published]
