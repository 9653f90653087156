"""Organisations, agreements and contributions, with the keys of those who may know of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.agreement import Agreement
from services.membership.domain.contribution import Contribution
from services.membership.domain.organisation import Organisation

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="organisations", keys=(("readers", 1), ("sort_key", 1))),
    Index(collection="agreements", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="contributions", keys=(("agreement_id", 1), ("sort_key", 1))),
    Index(collection="contributions", keys=(("corrects", 1),)),
)


class StoredOrganisations(Repository[Organisation]):
    """Organisations, with every beginning of every word of their names."""

    aggregate = Organisation
    name = "organisations"

    def document(self, aggregate: Organisation) -> Document:
        derived = {"readers": list(aggregate.readers()), "words": list(aggregate.search_words), "sort_key": self.sort_key(aggregate)}
        return super().document(aggregate) | derived

    def sort_key(self, organisation: Organisation) -> str:
        return f"{organisation.sort_name} {organisation.id}"

    def page(
        self, after: Any, *, readers: frozenset[str], words: tuple[str, ...], kind: str | None, country: str | None
    ) -> Sequence[Organisation]:
        """By name."""
        where = readable_with(readers) | given(**{"content.kind": kind, "content.country": country})
        if words:
            where["words"] = {"$all": list(words)}
        return list(page_after(self, where, after))


class StoredAgreements(Repository[Agreement]):
    """Agreements, with the day of their next review."""

    aggregate = Agreement
    name = "agreements"

    def document(self, aggregate: Agreement) -> Document:
        due = aggregate.review_due_on
        derived = {"readers": list(aggregate.readers()), "review_due": due and due.isoformat(), "sort_key": self.sort_key(aggregate)}
        return super().document(aggregate) | derived

    def sort_key(self, agreement: Agreement) -> str:
        return f"{instant_text(agreement.opened_at)} {agreement.id}"

    def page(
        self,
        after: Any,
        *,
        readers: frozenset[str],
        state: str | None,
        type: str | None,
        organisation_id: str | None,
        city_id: str | None,
        country: str | None,
        theme: str | None,
        review_due_before: date | None,
    ) -> Sequence[Agreement]:
        """Newest first."""
        agreed = {
            "type": type,
            "organisation_ids": organisation_id,
            "city_ids": city_id,
            "countries": country,
            "themes": theme,
        }
        where = readable_with(readers) | given(state=state, **{f"content.{name}": value for name, value in agreed.items()})
        if review_due_before is not None:
            where["review_due"] = {"$lt": review_due_before.isoformat()}
        return list(page_after(self, where, after, newest_first=True))


class StoredContributions(Repository[Contribution]):
    """The account of each agreement: added to, never changed."""

    aggregate = Contribution
    name = "contributions"

    def document(self, aggregate: Contribution) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, entry: Contribution) -> str:
        return f"{instant_text(entry.entered_at)} {entry.id}"

    def of_agreement(self, agreement_id: str) -> Sequence[Contribution]:
        """Oldest first."""
        return list(self.select({"agreement_id": agreement_id}, sort=(("sort_key", 1),)))

    def correction_of(self, entry_id: str) -> Contribution | None:
        return next(self.select({"corrects": entry_id}), None)


def readable_with(readers: frozenset[str]) -> dict[str, Any]:
    keys = sorted(readers)
    return {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
