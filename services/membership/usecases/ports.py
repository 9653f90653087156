"""What the use cases need from outside: collections named by plural nouns, and the unit of work that holds them together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from chassis.aggregate import Aggregate
from chassis.context import Actor, Context
from chassis.files import Files
from chassis.jobs import Jobs
from chassis.sealing import Seal
from chassis.timers import Timers
from chassis.unit import Unit
from contracts.membership import ImportProblem
from services.membership.domain.agreement import Agreement
from services.membership.domain.api_key import ApiKey
from services.membership.domain.application import Application
from services.membership.domain.city import City
from services.membership.domain.contribution import Contribution
from services.membership.domain.declaration import Declaration
from services.membership.domain.election import Election
from services.membership.domain.endorsement import Endorsement
from services.membership.domain.erasure import Erasure
from services.membership.domain.grant import Grant
from services.membership.domain.hub import Hub
from services.membership.domain.imports.run import Import
from services.membership.domain.introduction import Introduction
from services.membership.domain.invitation import Invitation
from services.membership.domain.member import Member
from services.membership.domain.organisation import Organisation
from services.membership.domain.password_reset import PasswordReset
from services.membership.domain.person import Person
from services.membership.domain.principles import PrinciplesVersion
from services.membership.domain.revision import Step
from services.membership.domain.second_factor import SecondFactor
from services.membership.domain.session import Session
from services.membership.domain.status_rules import RuleBook
from services.membership.domain.throttle import Throttle
from services.membership.domain.tokens import Link
from services.membership.domain.transfer import Transfer

A = TypeVar("A", bound=Aggregate)


class Collection(Protocol[A]):
    """Aggregates of one kind. `get` raises `not_found`, `find` answers None; `save` and `remove` refuse what somebody else has changed."""

    def find(self, id: str) -> A | None: ...
    def get(self, id: str) -> A: ...
    def add(self, aggregate: A) -> None: ...
    def save(self, aggregate: A) -> None: ...
    def remove(self, aggregate: A) -> None: ...


class Applications(Collection[Application], Protocol):
    def live_in(self, hub_id: str | None, country: str, most: int) -> Sequence[Application]:
        """Some of those in a country that stand for their city and wait for this hub; with None, of those that have no hub."""

    def number_live_in(self, hub_id: str, country: str) -> int: ...
    def number_of_drafts(self, person_id: str) -> int: ...
    def of_applicant(self, person_id: str) -> Sequence[Application]: ...
    def worked_on_by(self, person_id: str) -> Sequence[Application]: ...
    def of_city(self, city_id: str) -> Sequence[Application]: ...


class Cities(Collection[City], Protocol):
    def in_hub(self, hub_id: str | None, country: str, most: int) -> Sequence[City]:
        """Some of a hub's cities in one country, listed or not; with None, of those that have no hub."""

    def number_in(self, hub_id: str, country: str) -> int: ...
    def number_of(self, hub_id: str) -> int: ...


class CityHistory(Protocol):
    def add(self, city_id: str, version: int, steps: Sequence[Step]) -> None: ...


class Hubs(Collection[Hub], Protocol):
    def all(self) -> Sequence[Hub]: ...


class Transfers(Collection[Transfer], Protocol):
    def of_hub(self, hub_id: str) -> Sequence[Transfer]:
        """From it or to it, the latest first."""


class Organisations(Collection[Organisation], Protocol):
    pass


class Agreements(Collection[Agreement], Protocol):
    pass


class Imports(Collection[Import], Protocol):
    def next_with_file(self, after: str | None) -> Import | None:
        """The next one by id whose file is still here."""

    def put_problems(self, import_id: str, problems: Sequence[ImportProblem]) -> None: ...
    def drop_problems(self, import_id: str) -> None: ...
    def job_has_ended(self, job_id: str) -> bool:
        """Whether nobody works on the job any more."""

    def cities_in(self, country: str) -> Iterable[City]:
        """The cities of the directory in one country."""

    def agreement_called(self, reference: str) -> Agreement | None: ...


class Contributions(Collection[Contribution], Protocol):
    def correction_of(self, entry_id: str) -> Contribution | None: ...


class Members(Collection[Member], Protocol):
    """Memberships, by the id of their city."""

    def covered_by(self, city_id: str) -> Sequence[Member]:
        """Members that rest on an area's membership, as far as nobody has ended that."""

    def number(self) -> int: ...
    def after(self, city_id: str | None, most: int) -> Sequence[Member]:
        """The next members by id."""


class RuleBooks(Collection[RuleBook], Protocol):
    pass


class PrinciplesVersions(Collection[PrinciplesVersion], Protocol):
    def all(self) -> Sequence[PrinciplesVersion]:
        """Published ones in the order of their publication, then drafts."""

    def published(self) -> Sequence[PrinciplesVersion]: ...


class People(Collection[Person], Protocol):
    def by_email(self, email: str) -> Person | None: ...
    def turn_away(self, id: str) -> None:
        """Remember for a day that somebody registered an address that was taken: the same work as adding a person."""


class Grants(Collection[Grant], Protocol):
    def of_person(self, person_id: str) -> Sequence[Grant]: ...
    def over(self, scope_kind: str, scope_id: str | None) -> Sequence[Grant]:
        """Grants over one thing that have not ended."""

    def ever_over(self, scope_kind: str, scope_id: str | None) -> Sequence[Grant]: ...

    def lasting(self, role: str) -> Sequence[Grant]:
        """Grants of a role that have neither ended nor an end."""


class Elections(Collection[Election], Protocol):
    def current(self, city_id: str) -> Election | None:
        """The election whose terms have not ended."""


class Invitations(Collection[Invitation], Protocol):
    def by_token(self, token_hash: str) -> Invitation | None: ...
    def open_of_inviter(self, person_id: str) -> Sequence[Invitation]: ...
    def open_over(self, scope_id: str) -> Sequence[Invitation]: ...
    def ever_over(self, scope_id: str) -> Sequence[Invitation]: ...
    def of_email(self, email: str) -> Sequence[Invitation]: ...


class Declarations(Collection[Declaration], Protocol):
    pass


class Endorsements(Collection[Endorsement], Protocol):
    def number_of(self, declaration_id: str) -> int: ...


class Introductions(Collection[Introduction], Protocol):
    def between(self, one_city_id: str, other_city_id: str) -> Sequence[Introduction]:
        """All there ever were between two cities, either way."""

    def number_asked_by(self, city_id: str) -> int:
        """Requests of the city that wait for an answer."""

    def open_with(self, side: str, person_id: str) -> Sequence[Introduction]:
        """Open ones that lie with a person, on one side."""


class Sessions(Collection[Session], Protocol):
    def by_token(self, token_hash: str) -> Session | None: ...
    def of_person(self, person_id: str) -> Sequence[Session]: ...


class ApiKeys(Collection[ApiKey], Protocol):
    def by_token(self, token_hash: str) -> ApiKey | None: ...
    def of_person(self, person_id: str) -> Sequence[ApiKey]: ...


class SecondFactors(Collection[SecondFactor], Protocol):
    pass


class PasswordResets(Collection[PasswordReset], Protocol):
    def of_person(self, person_id: str) -> Sequence[PasswordReset]: ...


class Links(Protocol):
    def of(self, kind: str, about: str) -> Link | None: ...
    def by_token(self, kind: str, token_hash: str) -> Link | None: ...
    def keep(self, link: Link) -> None: ...
    def forget_person(self, person_id: str) -> int: ...


class Erasures(Collection[Erasure], Protocol):
    def of_person(self, person_id: str) -> Erasure: ...


class Throttles(Protocol):
    def of(self, kind: str, about: str, limit: int) -> Throttle: ...
    def keep(self, throttle: Throttle) -> None: ...
    def forget(self, kind: str, about: str) -> None: ...


U = TypeVar("U", covariant=True)
T = TypeVar("T")


class RunningJob(Protocol[U]):
    """Long work under way; see `chassis.job_runner.RunningJob`."""

    id: str
    params: dict[str, Any]
    memory: Any

    def collections(self) -> list[str]: ...
    def progress(self, phase: str, done: int, total: int | None = None, *, memory: Any = None) -> None: ...
    def step(self, body: Callable[[U], T], *, phase: str, done: int, total: int | None = None, memory: Any = None) -> T: ...


class Membership(Protocol):
    """One unit of work of this service."""

    context: Context
    actor: Actor

    @property
    def now(self) -> datetime: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def files(self) -> Files: ...

    applications: Applications
    cities: Cities
    city_history: CityHistory
    hubs: Hubs
    transfers: Transfers
    organisations: Organisations
    agreements: Agreements
    contributions: Contributions
    imports: Imports
    members: Members
    rule_books: RuleBooks
    principles: PrinciplesVersions
    people: People
    grants: Grants
    invitations: Invitations
    elections: Elections
    declarations: Declarations
    endorsements: Endorsements
    introductions: Introductions
    sessions: Sessions
    api_keys: ApiKeys
    throttles: Throttles
    second_factors: SecondFactors
    password_resets: PasswordResets
    links: Links
    erasures: Erasures
    seal: Seal
    unit: Unit

    def expect(self, aggregate: Aggregate) -> None: ...
    def in_bulk(self) -> AbstractContextManager[None]:
        """Within it, new documents wait and are written together."""

    def guard(self, name: str) -> None: ...
    def take_name(self, kind: str, value: str, owner: str) -> bool: ...
    def free_name(self, kind: str, value: str, owner: str) -> None: ...
    def owner_of_name(self, kind: str, value: str) -> str | None: ...
    def count_up(self, name: str) -> int: ...
    def redact(
        self, subject: str, fields: Sequence[str], event_types: Sequence[type] | None = None, where: Mapping[str, Any] | None = None
    ) -> int:
        """Null fields of what was said about `subject` before, in this transaction."""
