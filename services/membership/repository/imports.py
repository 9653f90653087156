"""Imports with their problems, and what a table is held against."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.jobs import FINISHED, JOBS
from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from contracts.membership import ImportProblem
from services.membership.domain.agreement import Agreement
from services.membership.domain.city import City
from services.membership.domain.imports.run import WITH_FILE, Import

PROBLEMS: Final = "import_problems"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="imports", keys=(("listed", 1), ("sort_key", -1))),
    Index(collection=PROBLEMS, keys=(("import_id", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("listed", 1), ("sort_key", 1))),
    Index(collection="agreements", keys=(("reference", 1),)),
)


class StoredImports(Repository[Import]):
    """Imports. Problems are documents of their own, for there may be thousands."""

    aggregate = Import
    name = "imports"

    def document(self, aggregate: Import) -> Document:
        return super().document(aggregate) | {"listed": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, run: Import) -> str:
        return f"{instant_text(run.started_at)} {run.id}"

    def page(self, after: Any, *, table: str | None, state: str | None) -> Sequence[Import]:
        """Newest first."""
        return list(page_after(self, {"listed": True} | given(table=table, state=state), after, newest_first=True))

    def next_with_file(self, after: str | None) -> Import | None:
        """The next one by id whose file is still here."""
        where: dict[str, Any] = {"state": {"$in": sorted(WITH_FILE)}}
        if after is not None:
            where["_id"] = {"$gt": after}
        return next(self.select(where, sort=(("_id", 1),), limit=1), None)

    # ---------------------------------------------------------------- problems

    def put_problems(self, import_id: str, problems: Sequence[ImportProblem]) -> None:
        """In place of those known before."""
        self.drop_problems(import_id)
        rows = [{"import_id": import_id, "sort_key": f"{number:08d}", **to_document(one)} for number, one in enumerate(problems)]
        if rows:
            self.unit.collection(PROBLEMS).insert_many([{"_id": f"{import_id}:{row['sort_key']}", **row} for row in rows])

    def drop_problems(self, import_id: str) -> None:
        self.unit.collection(PROBLEMS).delete_many({"import_id": import_id})

    def problems_of(self, import_id: str, after: Any) -> list[tuple[str, ImportProblem]]:
        """Each with its key, in the order of the file."""
        where: dict[str, Any] = {"import_id": import_id}
        if after.key is not None:
            where["sort_key"] = {"$gt": after.key}
        rows = self.unit.collection(PROBLEMS).find(where, sort=(("sort_key", 1),), limit=after.most)
        return [(row["sort_key"], from_document(ImportProblem, row)) for row in rows]

    def job_has_ended(self, job_id: str) -> bool:
        row = self.unit.collection(JOBS).find_one({"_id": job_id}, ["state"])
        return row is None or row["state"] in FINISHED

    # ---------------------------------------------------------------- what a table is held against

    def cities_in(self, country: str) -> Iterator[City]:
        """The cities of the directory in one country."""
        return self._cities({"listed": True, "country": country})

    def cities_after(self, after: Any, country: str | None) -> list[City]:
        """A page of the directory's cities, by name."""
        where: dict[str, Any] = {"listed": True} | given(country=country)
        if after.key is not None:
            where["sort_key"] = {"$gt": after.key}
        return list(self._cities(where, sort=(("sort_key", 1),), limit=after.most))

    def city_key(self, city: City) -> str:
        return f"{city.sort_name} {city.id}"

    def _cities(self, where: dict[str, Any], **how: Any) -> Iterator[City]:
        return (from_document(City, row) for row in self.unit.collection("cities").find(where, **how))

    def agreement_called(self, reference: str) -> Agreement | None:
        row = self.unit.collection("agreements").find_one({"reference": reference})
        return None if row is None else from_document(Agreement, row)
