"""Bids, and applications without what is written in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.unit import Document, Documents, Unit
from services.technical_fund.domain.applications import DRAFT
from services.technical_fund.domain.bidding import Bid, Header

BIDS: Final = "bids"
APPLICATIONS: Final = "fund_applications"
OF_A_HEADER: Final = ("call_id", "city_id", "country", "state", "title", "language", "reference", "requested")

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=BIDS, keys=(("call_id", 1), ("person_id", 1))),
    Index(collection=BIDS, keys=(("person_id", 1),)),
    Index(collection=BIDS, keys=(("application_id", 1),)),
    Index(collection=APPLICATIONS, keys=(("country", 1),)),
)


class StoredBids:
    """One document for each application and reviewer."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection(BIDS)

    def of_application(self, application_id: str) -> Sequence[Bid]:
        return self._where({"application_id": application_id})

    def of_call(self, call_id: str) -> Sequence[Bid]:
        return self._where({"call_id": call_id})

    def of_person(self, person_id: str, call_id: str) -> Sequence[Bid]:
        return self._where({"call_id": call_id, "person_id": person_id})

    def keep(self, bid: Bid) -> None:
        self._documents.replace_one({"_id": bid.id}, {"_id": bid.id, **to_document(bid)}, upsert=True)

    def forget(self, person_id: str) -> None:
        self._documents.delete_many({"person_id": person_id})

    def _where(self, where: dict[str, Any]) -> list[Bid]:
        return [from_document(Bid, row) for row in self._documents.find(where, sort=(("_id", 1),))]


class StoredApplicants:
    """Headers of submitted applications."""

    def __init__(self, unit: Unit) -> None:
        self._documents: Documents = unit.collection(APPLICATIONS)

    def of_cities(self, city_ids: Iterable[str]) -> Sequence[Header]:
        return self._where({"city_id": {"$in": sorted(city_ids)}})

    def of_countries(self, countries: Iterable[str]) -> Sequence[Header]:
        return self._where({"country": {"$in": sorted(countries)}})

    def ids_in(self, call_id: str, state: str) -> Sequence[str]:
        return [row["_id"] for row in self._documents.find({"call_id": call_id, "state": state}, ["_id"])]

    def headers(self, ids: Iterable[str]) -> Mapping[str, Header]:
        return {row["_id"]: _header(row) for row in self._documents.find({"_id": {"$in": sorted(ids)}}, OF_A_HEADER)}

    def waiting(self, after: Any, call_id: str, states: Iterable[str], *, without: Iterable[str]) -> Sequence[Header]:
        """Those of a call in some states, by id, without those the reader is recused from."""
        ids: dict[str, Any] = {"$nin": sorted(without)}
        if after.key is not None:
            ids["$gt"] = after.key
        where = {"call_id": call_id, "state": {"$in": sorted(states)}, "_id": ids}
        return [_header(row) for row in self._documents.find(where, OF_A_HEADER, sort=(("_id", 1),), limit=after.most)]

    def _where(self, where: dict[str, Any]) -> list[Header]:
        return [_header(row) for row in self._documents.find(where, OF_A_HEADER) if row["state"] != DRAFT]


def _header(row: Document) -> Header:
    return from_document(Header, {**row, "application_id": row["_id"]})
