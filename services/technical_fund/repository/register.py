"""What is withheld from the public register, who publishes it, and the awards that are on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given
from chassis.repository import Repository
from chassis.unit import Document
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.calls import Call
from services.technical_fund.domain.ledger import Envelope
from services.technical_fund.domain.register.withholding import THE_PUBLISHER, Publisher, Withholding
from services.technical_fund.repository.awards import StoredAwards
from services.technical_fund.repository.calls import StoredCalls
from services.technical_fund.repository.ledger import StoredEnvelopes

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="withholdings", keys=(("listed", 1), ("sort_key", 1))),
    Index(collection="withholdings", keys=(("listed", 1), ("delay_until", 1))),
)


class StoredWithholdings(Repository[Withholding]):
    """The next to be looked at first."""

    aggregate = Withholding
    name = "withholdings"

    def document(self, aggregate: Withholding) -> Document:
        return super().document(aggregate) | {"listed": True, "sort_key": f"{aggregate.review_on.isoformat()} {aggregate.id}"}

    def all(self) -> Sequence[Withholding]:
        return list(self.select({"listed": True}, sort=(("sort_key", 1),)))

    def of(self, award_ids: Sequence[str]) -> dict[str, Withholding]:
        return {found.id: found for found in self.select({"_id": {"$in": list(award_ids)}})}

    def delayed(self, today: date) -> frozenset[str]:
        """Ids of awards that are not on the register yet: they stay out of every question, and so out of every cursor."""
        rows = self.documents.find({"listed": True, "delay_until": {"$gt": today.isoformat()}}, ["_id"])
        return frozenset(row["_id"] for row in rows)


class StoredPublisher(Repository[Publisher]):
    """One document."""

    aggregate = Publisher
    name = "register_publisher"

    def current(self) -> Publisher:
        return self.find(THE_PUBLISHER) or Publisher()


class StoredRegister:
    """Awards whose agreement was signed on both sides once, by reference; with calls and envelopes, of which there are some dozens."""

    def __init__(self, awards: StoredAwards, calls: StoredCalls, envelopes: StoredEnvelopes) -> None:
        self._awards = awards
        self._calls = calls
        self._envelopes = envelopes

    def calls(self) -> Sequence[Call]:
        """Everybody's, newest first."""
        return list(self._calls.select({"shown": True}, sort=(("sort_key", -1),)))

    def envelopes(self) -> Sequence[Envelope]:
        return list(self._envelopes.select({"all": True}, sort=(("sort_key", 1),)))

    def sort_key(self, award: Award) -> str:
        return self._awards.sort_key(award)

    def page(
        self,
        key: str | None,
        most: int,
        *,
        without: frozenset[str] = frozenset(),
        recused: frozenset[str] = frozenset(),
        call_id: str | None = None,
        country: str | None = None,
        country_withheld: frozenset[str] = frozenset(),
    ) -> Sequence[Award]:
        """`without` are ids of awards, `recused` of applications; a country finds nothing of which the country is withheld."""
        where: dict[str, Any] = {"readers": "network", "in_force_since": {"$ne": None}} | given(call_id=call_id, country=country)
        left_out = without | (country_withheld if country is not None else frozenset())
        if left_out:
            where["_id"] = {"$nin": sorted(left_out)}
        if recused:
            where["application_id"] = {"$nin": sorted(recused)}
        if key is not None:
            where["sort_key"] = {"$gt": key}
        return list(self._awards.select(where, sort=(("sort_key", 1),), limit=most))
