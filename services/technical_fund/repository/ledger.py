"""Envelopes, their entries, and what each application holds of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.envelope_changes import EnvelopeChange
from services.technical_fund.domain.ledger import Entry, Envelope, Holding

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="envelopes", keys=(("call_id", 1),)),
    Index(collection="envelopes", keys=(("all", 1), ("sort_key", 1))),
    Index(collection="ledger_entries", keys=(("envelope_id", 1), ("sort_key", 1))),
    Index(collection="ledger_entries", keys=(("envelope_id", 1), ("movement.application_id", 1), ("sort_key", 1))),
    Index(collection="ledger_entries", keys=(("envelope_id", 1), ("movement.award_id", 1), ("sort_key", 1))),
    Index(collection="ledger_entries", keys=(("envelope_id", 1), ("movement.kind", 1), ("sort_key", 1))),
    Index(collection="ledger_entries", keys=(("envelope_id", 1), ("movement.key", 1))),
    Index(collection="holdings", keys=(("envelope_id", 1), ("sort_key", 1))),
    Index(collection="envelope_changes", keys=(("envelope_id", 1), ("sort_key", 1))),
)


class StoredEnvelopes(Repository[Envelope]):
    """One for each call that has been published."""

    aggregate = Envelope
    name = "envelopes"

    def document(self, aggregate: Envelope) -> Document:
        return super().document(aggregate) | {"all": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, envelope: Envelope) -> str:
        return f"{instant_text(envelope.opened_at)} {envelope.id}"

    def of_call(self, call_id: str) -> Envelope | None:
        return next(self.select({"call_id": call_id}), None)

    def page(self, after: Any) -> Sequence[Envelope]:
        """In the order they were opened."""
        return list(page_after(self, {"all": True}, after))


class StoredHoldings(Repository[Holding]):
    """By envelope and application."""

    aggregate = Holding
    name = "holdings"

    def document(self, aggregate: Holding) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, holding: Holding) -> str:
        return holding.application_id

    def held_by(self, envelope_id: str, application_id: str) -> Holding:
        """An application that never held anything holds nothing."""
        id = f"{envelope_id}:{application_id}"
        return self.find(id) or Holding(id=id, envelope_id=envelope_id, application_id=application_id)

    def held_by_each(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Holding]:
        """What is held under each pair of envelope and application, in one question."""
        wanted = {f"{envelope_id}:{application_id}": (envelope_id, application_id) for envelope_id, application_id in pairs}
        found = {holding.id: holding for holding in self.select({"_id": {"$in": sorted(wanted)}})} if wanted else {}
        return {pair: found.get(id) or Holding(id=id, envelope_id=pair[0], application_id=pair[1]) for id, pair in wanted.items()}

    def of_envelope(self, envelope_id: str) -> Sequence[Holding]:
        return list(self.select({"envelope_id": envelope_id}, sort=(("sort_key", 1),)))

    def page(self, after: Any, *, envelope_id: str, without: frozenset[str]) -> Sequence[Holding]:
        where: dict[str, Any] = {"envelope_id": envelope_id}
        if without:
            where["application_id"] = {"$nin": sorted(without)}
        return list(page_after(self, where, after))


class StoredLedgerEntries(Repository[Entry]):
    """Added to, never changed."""

    aggregate = Entry
    name = "ledger_entries"

    def document(self, aggregate: Entry) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, entry: Entry) -> str:
        return f"{entry.seq:012d}"

    def entered_for(self, envelope_id: str, key: str) -> Entry | None:
        return next(self.select({"envelope_id": envelope_id, "movement.key": key}), None)

    def of_envelope(self, envelope_id: str) -> Iterator[Entry]:
        """In the order of their chain."""
        return self.select({"envelope_id": envelope_id}, sort=(("sort_key", 1),))

    def page(
        self,
        after: Any,
        *,
        envelope_id: str,
        kind: str | None,
        application_id: str | None,
        award_id: str | None,
        without: frozenset[str],
    ) -> Sequence[Entry]:
        """Oldest first, without the entries of some applications."""
        where: dict[str, Any] = {"envelope_id": envelope_id} | given(**{"movement.kind": kind, "movement.award_id": award_id})
        if application_id is not None:
            where["movement.application_id"] = application_id
        elif without:
            where["movement.application_id"] = {"$nin": sorted(without)}
        return list(page_after(self, where, after))


class StoredEnvelopeChanges(Repository[EnvelopeChange]):
    """In the order they were proposed."""

    aggregate = EnvelopeChange
    name = "envelope_changes"

    def document(self, aggregate: EnvelopeChange) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, change: EnvelopeChange) -> str:
        return f"{instant_text(change.proposed_at)} {change.id}"

    def page(self, after: Any, *, envelope_id: str) -> Sequence[EnvelopeChange]:
        return list(page_after(self, {"envelope_id": envelope_id}, after))
