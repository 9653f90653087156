"""Where membership keeps things. Every list has one derived `sort_key` that ends in the id, so a page is one range behind an equality."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document, Unit
from contracts.fields import instant_text
from contracts.membership import ListCities
from services.membership.domain.api_key import ApiKey
from services.membership.domain.application import Application
from services.membership.domain.city import City
from services.membership.domain.grant import Grant
from services.membership.domain.hub import Hub
from services.membership.domain.person import Person, email_key
from services.membership.domain.session import KEPT, Session
from services.membership.domain.throttle import Throttle, throttle_id

ENDLESS: Final = datetime(9999, 12, 31, tzinfo=UTC)
ONE_DAY: Final = 24 * 60 * 60

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="applications", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="applications", keys=(("applicant_id", 1), ("state", 1))),
    Index(collection="cities", keys=(("status", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("status", 1), ("words", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("status", 1), ("hub_id", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("status", 1), ("country", 1), ("sort_key", 1))),
    Index(collection="people", keys=(("email_key", 1),), unique=True),
    Index(collection="people", keys=(("listed", 1), ("sort_key", 1))),
    Index(collection="turned_away", keys=(("at", 1),), forget_after=ONE_DAY),
    Index(collection="grants", keys=(("person_id", 1), ("sort_key", -1))),
    Index(collection="grants", keys=(("role", 1), ("lasting", 1))),
    Index(collection="grants", keys=(("listed", 1), ("sort_key", -1))),
    Index(collection="sessions", keys=(("token_hash", 1),), unique=True),
    Index(collection="sessions", keys=(("person_id", 1),)),
    Index(collection="sessions", keys=(("forget_at", 1),), forget_after=0),
    Index(collection="api_keys", keys=(("token_hash", 1),), unique=True),
    Index(collection="api_keys", keys=(("person_id", 1),)),
    Index(collection="throttles", keys=(("until", 1),), forget_after=0),
)
"""Every list begins with an equality and ends in its order. Hubs are a handful and read whole."""


class StoredApplications(Repository[Application]):
    """Applications, with the keys of those who may read them."""

    aggregate = Application
    name = "applications"

    def document(self, aggregate: Application) -> Document:
        return super().document(aggregate) | {
            "readers": list(aggregate.readers()),
            "country": aggregate.content.city.country,
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, application: Application) -> str:
        return f"{instant_text(application.updated_at)} {application.id}"

    def number_of_drafts(self, person_id: str) -> int:
        return self.documents.count_documents({"applicant_id": person_id, "state": "draft"})

    def page(
        self,
        after: Any,
        *,
        readers: frozenset[str],
        state: str | None,
        hub_id: str | None,
        country: str | None,
        applicant_id: str | None,
    ) -> Sequence[Application]:
        """Last changed first."""
        keys = sorted(readers)
        where: dict[str, Any] = {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
        where |= _given(state=state, hub_id=hub_id, country=country, applicant_id=applicant_id)
        return list(_after(self, where, after, newest_first=True))


class StoredCities(Repository[City]):
    """The directory, with every beginning of every word of a city's names."""

    aggregate = City
    name = "cities"

    def document(self, aggregate: City) -> Document:
        return super().document(aggregate) | {
            "words": list(aggregate.search_words),
            "need_codes": [need.theme for need in aggregate.needs],
            "offer_codes": [offer.theme for offer in aggregate.offers],
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, city: City) -> str:
        return f"{city.sort_name} {city.id}"

    def number_of(self, hub_id: str) -> int:
        return self.documents.count_documents({"status": "active", "hub_id": hub_id})

    def page(self, after: Any, asked: ListCities, *, words: tuple[str, ...], regions: tuple[str, ...] | None) -> Sequence[City]:
        """By name."""
        where: dict[str, Any] = {"status": "active"} | _given(hub_id=asked.hub_id, country=asked.country, tier=asked.tier)
        where |= _given(languages=asked.language, need_codes=asked.need, offer_codes=asked.offer)
        if regions is not None:
            where["region"] = regions[0] if len(regions) == 1 else {"$in": list(regions)}
        if words:
            where["words"] = words[0] if len(words) == 1 else {"$all": list(words)}
        population = _given(**{"$gte": asked.min_population, "$lte": asked.max_population})
        if population:
            where["population"] = population
        return list(_after(self, where, after))


class StoredHubs(Repository[Hub]):
    """Hubs: a handful, read whole."""

    aggregate = Hub
    name = "hubs"

    def all(self) -> Sequence[Hub]:
        return list(self.select({}))


class StoredPeople(Repository[Person]):
    """Accounts. The index keeps an address from having two."""

    aggregate = Person
    name = "people"

    def document(self, aggregate: Person) -> Document:
        return super().document(aggregate) | {"email_key": aggregate.email_key, "listed": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, person: Person) -> str:
        return f"{person.sort_name} {person.id}"

    def by_email(self, email: str) -> Person | None:
        return next(self.select({"email_key": email_key(email)}), None)

    def turn_away(self, id: str) -> None:
        self.unit.collection("turned_away").insert_one({"_id": id, "at": self.unit.now})

    def page(self, after: Any) -> Sequence[Person]:
        """By name."""
        return list(_after(self, {"listed": True}, after))


class StoredGrants(Repository[Grant]):
    """Grants, with the instant each is over for good."""

    aggregate = Grant
    name = "grants"

    def document(self, aggregate: Grant) -> Document:
        over = min(instant for instant in (aggregate.ended_at, aggregate.ends_at, ENDLESS) if instant is not None)
        lasting = aggregate.ended_at is None and aggregate.ends_at is None
        return super().document(aggregate) | {"over_at": over, "lasting": lasting, "listed": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, grant: Grant) -> str:
        return f"{instant_text(grant.given_at)} {grant.id}"

    def of_person(self, person_id: str) -> Sequence[Grant]:
        return list(self.select({"person_id": person_id}))

    def of_people(self, person_ids: Sequence[str]) -> Sequence[Grant]:
        return list(self.select({"person_id": {"$in": list(person_ids)}})) if person_ids else []

    def lasting(self, role: str) -> Sequence[Grant]:
        return list(self.select({"role": role, "lasting": True}))

    def page(
        self, after: Any, *, person_id: str | None, role: str | None, scope_id: str | None, active: bool | None, at: datetime
    ) -> Sequence[Grant]:
        """Newest first."""
        where: dict[str, Any] = _given(person_id=person_id, role=role, scope_id=scope_id)
        if person_id is None:
            where |= {"listed": True}
        if active is True:
            where |= {"starts_at": {"$lte": at}, "over_at": {"$gt": at}}
        if active is False:
            where |= {"$or": [{"starts_at": {"$gt": at}}, {"over_at": {"$lte": at}}]}
        return list(_after(self, where, after, newest_first=True))


class StoredSessions(Repository[Session]):
    """Sessions, forgotten some time after they are over."""

    aggregate = Session
    name = "sessions"

    def document(self, aggregate: Session) -> Document:
        return super().document(aggregate) | {"forget_at": aggregate.expires_at + KEPT}

    def by_token(self, token_hash: str) -> Session | None:
        return next(self.select({"token_hash": token_hash}), None)

    def of_person(self, person_id: str) -> Sequence[Session]:
        return list(self.select({"person_id": person_id}))


class StoredApiKeys(Repository[ApiKey]):
    """Keys, found by the hash of their secret."""

    aggregate = ApiKey
    name = "api_keys"

    def by_token(self, token_hash: str) -> ApiKey | None:
        return next(self.select({"token_hash": token_hash}), None)

    def of_person(self, person_id: str) -> Sequence[ApiKey]:
        return list(self.select({"person_id": person_id}))


class StoredThrottles:
    """Counters of attempts; a window that is over is forgotten."""

    name = "throttles"

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def of(self, kind: str, about: str, limit: int) -> Throttle:
        id = throttle_id(kind, about)
        found = self.unit.collection(self.name).find_one({"_id": id})
        return from_document(Throttle, found | {"id": id, "limit": limit}) if found else Throttle(id=id, limit=limit)

    def keep(self, throttle: Throttle) -> None:
        """One that no attempt has begun is not worth a document, and the store could never forget it."""
        if throttle.until is None:
            return
        row = to_document(throttle)
        row = {"_id": row.pop("id"), **row}
        self.unit.collection(self.name).replace_one({"_id": throttle.id}, row, upsert=True)


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _after(repository: Repository[Any], where: dict[str, Any], after: Any, *, newest_first: bool = False) -> Iterator[Any]:
    if after.key is not None:
        where["sort_key"] = {"$lt" if newest_first else "$gt": after.key}
    return repository.select(where, sort=(("sort_key", -1 if newest_first else 1),), limit=after.most)
