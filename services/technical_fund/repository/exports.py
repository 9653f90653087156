"""Files that were made of calls, and the rows they are made of."""

from collections.abc import Sequence

from chassis.repository import Repository
from chassis.unit import Unit
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.decisions import Decision
from services.technical_fund.domain.exports import Export
from services.technical_fund.repository.awards import StoredAwards
from services.technical_fund.repository.decisions import StoredDecisions


class StoredExports(Repository[Export]):
    """Exports; and what is asked of a whole call for them, in the background."""

    aggregate = Export
    name = "exports"

    def __init__(self, unit: Unit, awards: StoredAwards, decisions: StoredDecisions) -> None:
        super().__init__(unit)
        self._awards = awards
        self._decisions = decisions

    def awards(self, call_id: str) -> Sequence[Award]:
        """By reference."""
        return list(self._awards.select({"readers": "network", "call_id": call_id}, sort=(("sort_key", 1),)))

    def decisions(self, call_id: str) -> Sequence[Decision]:
        return list(self._decisions.select({"call_id": call_id}, sort=(("sort_key", 1),)))
