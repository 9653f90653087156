"""Memberships, found by the areas they rest on; and the rules that make a status."""

from collections.abc import Sequence
from typing import Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from services.membership.domain.basis import AFFILIATION
from services.membership.domain.member import Member
from services.membership.domain.status_rules import RuleBook

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="members", keys=(("covering", 1),)),
    Index(collection="members", keys=(("listed", 1), ("sort_key", 1))),
)


class StoredMembers(Repository[Member]):
    """Memberships, by the id of their city."""

    aggregate = Member
    name = "members"

    def document(self, aggregate: Member) -> Document:
        covering = [basis.covering_city_id for basis in aggregate.bases if basis.kind == AFFILIATION and basis.ended_on is None]
        return super().document(aggregate) | {"covering": covering, "listed": True, "sort_key": aggregate.id}

    def covered_by(self, city_id: str) -> Sequence[Member]:
        """Members that rest on an area's membership, as far as nobody has ended that."""
        return list(self.select({"covering": city_id}))

    def number(self) -> int:
        return self.documents.count_documents({"listed": True})

    def after(self, city_id: str | None, most: int) -> Sequence[Member]:
        where: dict[str, object] = {"listed": True}
        if city_id is not None:
            where["sort_key"] = {"$gt": city_id}
        return list(self.select(where, sort=(("sort_key", 1),), limit=most))


class StoredRuleBooks(Repository[RuleBook]):
    """One document with every version of the rules."""

    aggregate = RuleBook
    name = "rule_books"
