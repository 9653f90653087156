"""What views need from outside: collections to look into, and who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.context import Actor
from chassis.cursors import Cursors
from chassis.files import Files
from contracts.membership import ListCities
from services.membership.domain.agreement import Agreement
from services.membership.domain.api_key import ApiKey
from services.membership.domain.application import Application
from services.membership.domain.city import City
from services.membership.domain.contribution import Contribution
from services.membership.domain.grant import Grant
from services.membership.domain.hub import Hub
from services.membership.domain.needs import Kind, Listing
from services.membership.domain.organisation import Organisation
from services.membership.domain.person import Person
from services.membership.domain.second_factor import SecondFactor
from services.membership.domain.session import Session


@dataclass(frozen=True, kw_only=True)
class After:
    """A page: what comes after `key`, at most `most` items. One more than asked for tells whether there is another page."""

    key: str | None
    most: int


class Applications(Protocol):
    def find(self, id: str) -> Application | None: ...
    def page(
        self, after: After, *, readers: frozenset[str], state: str | None, hub_id: str | None, country: str | None, applicant_id: str | None
    ) -> Sequence[Application]: ...
    def sort_key(self, application: Application) -> str: ...


class Cities(Protocol):
    def find(self, id: str) -> City | None: ...
    def of_ids(self, ids: Sequence[str]) -> Sequence[City]: ...
    def number_of(self, hub_id: str) -> int: ...
    def page(self, after: After, asked: ListCities, *, words: tuple[str, ...], regions: tuple[str, ...] | None) -> Sequence[City]: ...
    def sort_key(self, city: City) -> str: ...


class NeedsAndOffers(Protocol):
    def page(
        self,
        after: After,
        kind: Kind,
        *,
        audience: str,
        theme: str | None,
        group: str | None,
        country: str | None,
        hub_id: str | None,
        priority: str | None,
    ) -> Sequence[Listing]: ...
    def sort_key(self, listing: Listing) -> str: ...


class Hubs(Protocol):
    def find(self, id: str) -> Hub | None: ...
    def all(self) -> Sequence[Hub]: ...


class Organisations(Protocol):
    def find(self, id: str) -> Organisation | None: ...
    def page(
        self, after: After, *, readers: frozenset[str], words: tuple[str, ...], kind: str | None, country: str | None
    ) -> Sequence[Organisation]: ...
    def sort_key(self, organisation: Organisation) -> str: ...


class Agreements(Protocol):
    def find(self, id: str) -> Agreement | None: ...
    def page(
        self,
        after: After,
        *,
        readers: frozenset[str],
        state: str | None,
        type: str | None,
        organisation_id: str | None,
        city_id: str | None,
        country: str | None,
        theme: str | None,
        review_due_before: date | None,
    ) -> Sequence[Agreement]: ...
    def sort_key(self, agreement: Agreement) -> str: ...


class Contributions(Protocol):
    def of_agreement(self, agreement_id: str) -> Sequence[Contribution]: ...
    def sort_key(self, entry: Contribution) -> str: ...


class People(Protocol):
    def find(self, id: str) -> Person | None: ...
    def by_email(self, email: str) -> Person | None: ...
    def page(self, after: After) -> Sequence[Person]: ...
    def sort_key(self, person: Person) -> str: ...


class Grants(Protocol):
    def of_person(self, person_id: str) -> Sequence[Grant]: ...
    def of_people(self, person_ids: Sequence[str]) -> Sequence[Grant]: ...
    def page(
        self,
        after: After,
        *,
        readers: frozenset[str],
        person_id: str | None,
        role: str | None,
        scope_id: str | None,
        active: bool | None,
        at: datetime,
    ) -> Sequence[Grant]: ...
    def sort_key(self, grant: Grant) -> str: ...


class Sessions(Protocol):
    def of_person(self, person_id: str) -> Sequence[Session]: ...


class SecondFactors(Protocol):
    def find(self, id: str) -> SecondFactor | None: ...


class ApiKeys(Protocol):
    def of_person(self, person_id: str) -> Sequence[ApiKey]: ...


class Reading(Protocol):
    """What a view may look at."""

    actor: Actor
    now: datetime
    cursors: Cursors

    @property
    def files(self) -> Files: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def cities(self) -> Cities: ...
    @property
    def needs_and_offers(self) -> NeedsAndOffers: ...
    @property
    def hubs(self) -> Hubs: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def agreements(self) -> Agreements: ...
    @property
    def contributions(self) -> Contributions: ...
    @property
    def people(self) -> People: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def api_keys(self) -> ApiKeys: ...
    @property
    def second_factors(self) -> SecondFactors: ...


class Pageable(Protocol):
    """A request for a list."""

    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...


def after(unit: Reading, request: Pageable) -> After:
    return After(key=unit.cursors.read(request), most=request.limit + 1)
