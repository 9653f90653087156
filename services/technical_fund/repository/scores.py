"""Score runs, their sheets, and the draws of calls."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.sealing import InvalidToken, Seal
from chassis.unit import Document, Unit
from contracts.errors import Conflict
from contracts.fields import instant_text
from services.technical_fund.domain.draws import Draws
from services.technical_fund.domain.score_runs import ScoreRun, ScoreSheet

SHEETS: Final = "score_sheets"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection="score_runs", keys=(("call_id", 1), ("sort_key", -1))),)


class StoredScoreRuns(Repository[ScoreRun]):
    """Runs without their rows."""

    aggregate = ScoreRun
    name = "score_runs"

    def document(self, aggregate: ScoreRun) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, run: ScoreRun) -> str:
        return f"{instant_text(run.started_at)} {run.id}"

    def of_call(self, call_id: str) -> Sequence[ScoreRun]:
        """The latest first."""
        return list(self.select({"call_id": call_id}, sort=(("sort_key", -1),)))

    def page(self, after: Any, call_id: str, *, without: Iterable[str]) -> Sequence[ScoreRun]:
        """The latest first; `without` are runs the reader may not know of."""
        where: dict[str, Any] = {"call_id": call_id}
        if hidden := sorted(without):
            where["_id"] = {"$nin": hidden}
        return list(page_after(self, where, after, newest_first=True))


class StoredScoreSheets:
    """What went into a run and what came out, by the run's id."""

    def __init__(self, unit: Unit) -> None:
        self._documents = unit.collection(SHEETS)

    def find(self, run_id: str) -> ScoreSheet | None:
        row = self._documents.find_one({"_id": run_id})
        return None if row is None else from_document(ScoreSheet, row)

    def keep(self, sheet: ScoreSheet) -> None:
        row = {"_id": sheet.run_id, "applications": sorted(sheet.included), **to_document(sheet)}
        self._documents.replace_one({"_id": sheet.run_id}, row, upsert=True)

    def included(self, run_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Which applications each run is about."""
        rows = self._documents.find({"_id": {"$in": sorted(run_ids)}}, ["applications"]) if run_ids else iter(())
        return {row["_id"]: frozenset(row["applications"]) for row in rows}


class StoredDraws(Repository[Draws]):
    """Draws, by the id of their call. The secret is closed under the service's own key: whoever holds a copy of the store cannot see what
    will be drawn."""

    aggregate = Draws
    name = "draws"

    def __init__(self, unit: Unit, seal: Seal) -> None:
        super().__init__(unit)
        self._seal = seal

    def closed(self, secret: str) -> str:
        return self._seal.close(secret)

    def secret(self, draws: Draws) -> str:
        """Raises `technical_fund.draw_secret_lost` when the service's key is another than when the call was published."""
        try:
            return self._seal.open(draws.box)
        except InvalidToken:
            raise Conflict("technical_fund.draw_secret_lost", "the secret of this call's draws cannot be opened any more") from None
