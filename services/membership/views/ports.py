"""What views need from outside: collections to look into, and who asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.context import Actor, Context
from chassis.cursors import Cursors
from chassis.files import Files
from services.membership.domain.agreement import Agreement
from services.membership.domain.api_key import ApiKey
from services.membership.domain.application import Application
from services.membership.domain.city import City
from services.membership.domain.contribution import Contribution
from services.membership.domain.declaration import Declaration
from services.membership.domain.directory import Entry
from services.membership.domain.election import Election
from services.membership.domain.endorsement import Endorsement
from services.membership.domain.grant import Grant
from services.membership.domain.history import Kept
from services.membership.domain.hub import Hub
from services.membership.domain.invitation import Invitation
from services.membership.domain.member import Member
from services.membership.domain.needs import Kind, Listing
from services.membership.domain.organisation import Organisation
from services.membership.domain.person import Person
from services.membership.domain.principles import PrinciplesVersion
from services.membership.domain.second_factor import SecondFactor
from services.membership.domain.session import Session
from services.membership.domain.status_rules import RuleBook


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


class Directory(Protocol):
    def page(self, after: After, *, sort: str, audience: str, wanted: Callable[[Entry], bool]) -> Sequence[Entry]: ...
    def all(self, wanted: Callable[[Entry], bool]) -> list[Entry]: ...


class CityHistory(Protocol):
    def page(self, after: After, city_id: str, field: str | None) -> Sequence[Kept]: ...
    def sort_key(self, kept: Kept) -> str: ...


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


class Members(Protocol):
    def find(self, id: str) -> Member | None: ...


class RuleBooks(Protocol):
    def find(self, id: str) -> RuleBook | None: ...


class PrinciplesVersions(Protocol):
    def find(self, id: str) -> PrinciplesVersion | None: ...
    def all(self) -> Sequence[PrinciplesVersion]: ...


class People(Protocol):
    def find(self, id: str) -> Person | None: ...
    def by_email(self, email: str) -> Person | None: ...
    def page(self, after: After) -> Sequence[Person]: ...
    def sort_key(self, person: Person) -> str: ...


class Elections(Protocol):
    def of_city(self, city_id: str) -> Sequence[Election]: ...


class Invitations(Protocol):
    def find(self, id: str) -> Invitation | None: ...
    def page(
        self, after: After, *, readers: frozenset[str], state: str | None, role: str | None, scope_id: str | None
    ) -> Sequence[Invitation]: ...
    def sort_key(self, invitation: Invitation) -> str: ...


class Grants(Protocol):
    def over(self, scope_kind: str, scope_id: str | None) -> Sequence[Grant]: ...
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


class Declarations(Protocol):
    def find(self, id: str) -> Declaration | None: ...
    def page(self, after: After, *, state: str | None, drafts: bool) -> Sequence[Declaration]: ...
    def sort_key(self, declaration: Declaration) -> str: ...


class Endorsements(Protocol):
    def find(self, id: str) -> Endorsement | None: ...
    def number_of(self, declaration_id: str) -> int: ...
    def page(
        self, after: After, *, declaration_id: str, state: str | None, country: str | None, silent: bool | None, today: date
    ) -> Sequence[Endorsement]: ...
    def of_city(self, after: After, city_id: str) -> Sequence[Endorsement]: ...
    def sort_key(self, endorsement: Endorsement) -> str: ...


class Sessions(Protocol):
    def find(self, id: str) -> Session | None: ...
    def of_person(self, person_id: str) -> Sequence[Session]: ...


class SecondFactors(Protocol):
    def find(self, id: str) -> SecondFactor | None: ...


class ApiKeys(Protocol):
    def find(self, id: str) -> ApiKey | None: ...
    def of_person(self, person_id: str) -> Sequence[ApiKey]: ...


class Reading(Protocol):
    """What a view may look at."""

    actor: Actor
    context: Context
    now: datetime
    cursors: Cursors

    @property
    def files(self) -> Files: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def cities(self) -> Cities: ...
    @property
    def city_history(self) -> CityHistory: ...
    @property
    def directory(self) -> Directory: ...
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
    def members(self) -> Members: ...
    @property
    def rule_books(self) -> RuleBooks: ...
    @property
    def principles(self) -> PrinciplesVersions: ...
    @property
    def people(self) -> People: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def elections(self) -> Elections: ...
    @property
    def declarations(self) -> Declarations: ...
    @property
    def endorsements(self) -> Endorsements: ...
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
