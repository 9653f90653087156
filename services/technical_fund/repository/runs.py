"""Runs of the matching, and the papers they were computed from."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document, Documents, Unit
from contracts.fields import instant_text
from services.technical_fund.domain.runs import Papers, Run

PAPERS: Final = "run_papers"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="runs", keys=(("purpose", 1), ("call_id", 1), ("sort_key", -1))),
    Index(collection="runs", keys=(("purpose", 1), ("sort_key", -1))),
    Index(collection="runs", keys=(("call_id", 1), ("state", 1))),
)


class StoredRuns(Repository[Run]):
    """Runs, the latest first."""

    aggregate = Run
    name = "runs"

    def document(self, aggregate: Run) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, run: Run) -> str:
        return f"{instant_text(run.started_at)} {run.id}"

    def page(self, after: Any, *, purpose: str, call_id: str | None) -> Sequence[Run]:
        return list(page_after(self, {"purpose": purpose} | given(call_id=call_id), after, newest_first=True))

    def automatic_of(self, call_id: str, *states: str) -> Sequence[Run]:
        """Begun by nobody but a vacant seat."""
        return [run for run in self.select({"call_id": call_id, "state": {"$in": sorted(states)}}) if run.automatic]


class StoredPapers:
    """One document for each run. Questions are kept as they are asked: as JSON values."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection(PAPERS)

    def find(self, run_id: str) -> Papers | None:
        row = self._documents.find_one({"_id": run_id})
        if row is None:
            return None
        pairs = tuple((str(item), str(person)) for item, person in row["pairs"])
        return Papers(run_id=run_id, question=row["question"], pairs=pairs, solution=row["solution"])

    def keep(self, papers: Papers) -> None:
        row = {
            "_id": papers.run_id,
            "question": dict(papers.question),
            "pairs": [list(pair) for pair in papers.pairs],
            "solution": None if papers.solution is None else dict(papers.solution),
        }
        self._documents.replace_one({"_id": papers.run_id}, row, upsert=True)

    def drop(self, run_id: str) -> None:
        self._documents.delete_one({"_id": run_id})
