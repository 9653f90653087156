"""What membership has told, in the generation this unit works on."""

from collections.abc import Iterable
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.read_models import lives, place
from chassis.unit import Documents, Unit
from services.technical_fund.domain.facts import CITY_FACTS, FACTS, PARTNER_TIES, ROLE_TIES, CityFacts, PartnerTie, RoleTie

FACTS_INDEXES: Final = (
    (CITY_FACTS, (("hub_id", 1),)),
    (ROLE_TIES, (("person_id", 1),)),
    (ROLE_TIES, (("scope_id", 1),)),
    (ROLE_TIES, (("role", 1),)),
    (PARTNER_TIES, (("organisation_ids", 1),)),
    (PARTNER_TIES, (("city_ids", 1),)),
)


class Copied:
    """Base of the three: documents of a read model, by their own ids."""

    collection: str

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def live(self) -> bool:
        """Whether what is written here is what readers see: false while it is being built anew."""
        return lives(self._unit, FACTS)

    @property
    def _documents(self) -> Documents:
        return self._unit.collection(place(self._unit, FACTS, self.collection))

    def _put(self, key: str, value: Any) -> None:
        self._documents.replace_one({"_id": key}, {"_id": key, **to_document(value)}, upsert=True)


class StoredCityFacts(Copied):
    """One document for each city."""

    collection = CITY_FACTS

    def find(self, city_id: str) -> CityFacts | None:
        found = self._documents.find_one({"_id": city_id})
        return None if found is None else from_document(CityFacts, found)

    def many(self, city_ids: Iterable[str]) -> dict[str, CityFacts]:
        rows = self._documents.find({"_id": {"$in": sorted(city_ids)}})
        return {row["_id"]: from_document(CityFacts, row) for row in rows}

    def of_hubs(self, hub_ids: Iterable[str]) -> list[str]:
        """Ids of the cities these hubs look after."""
        return [row["_id"] for row in self._documents.find({"hub_id": {"$in": sorted(hub_ids)}}, ["_id"])]

    def keep(self, facts: CityFacts) -> None:
        self._put(facts.city_id, facts)


class StoredRoleTies(Copied):
    """One document for each grant."""

    collection = ROLE_TIES

    def find(self, grant_id: str) -> RoleTie | None:
        found = self._documents.find_one({"_id": grant_id})
        return None if found is None else from_document(RoleTie, found)

    def of_person(self, person_id: str) -> list[RoleTie]:
        return self._where({"person_id": person_id})

    def of_people(self, person_ids: Iterable[str]) -> list[RoleTie]:
        return self._where({"person_id": {"$in": sorted(person_ids)}})

    def over(self, scope_id: str) -> list[RoleTie]:
        """Who works or worked for a city or hub."""
        return self._where({"scope_id": scope_id})

    def of_role(self, role: str) -> list[RoleTie]:
        return self._where({"role": role})

    def keep(self, tie: RoleTie) -> None:
        self._put(tie.grant_id, tie)

    def forget(self, person_id: str) -> None:
        self._documents.delete_many({"person_id": person_id})

    def _where(self, where: dict[str, Any]) -> list[RoleTie]:
        return [from_document(RoleTie, row) for row in self._documents.find(where)]


class StoredPartnerTies(Copied):
    """One document for each agreement that was signed."""

    collection = PARTNER_TIES

    def find(self, agreement_id: str) -> PartnerTie | None:
        found = self._documents.find_one({"_id": agreement_id})
        return None if found is None else from_document(PartnerTie, found)

    def of_organisations(self, organisation_ids: Iterable[str]) -> list[PartnerTie]:
        return self._where({"organisation_ids": {"$in": sorted(organisation_ids)}})

    def of_city(self, city_id: str) -> list[PartnerTie]:
        return self._where({"city_ids": city_id})

    def many(self, agreement_ids: Iterable[str]) -> list[PartnerTie]:
        return self._where({"_id": {"$in": sorted(agreement_ids)}})

    def keep(self, tie: PartnerTie) -> None:
        self._put(tie.agreement_id, tie)

    def _where(self, where: dict[str, Any]) -> list[PartnerTie]:
        return [from_document(PartnerTie, row) for row in self._documents.find(where)]
