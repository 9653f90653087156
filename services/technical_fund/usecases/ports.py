"""What the use cases need from outside: collections named by plural nouns, and the unit of work that holds them together."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeVar

from chassis.aggregate import Aggregate
from chassis.context import Actor, Context
from chassis.files import Files
from chassis.jobs import Jobs
from chassis.timers import Timers
from chassis.unit import Unit
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.terms import Terms

A = TypeVar("A", bound=Aggregate)


class Collection(Protocol[A]):
    """Aggregates of one kind. `get` raises `not_found`, `find` answers None; `save` and `remove` refuse what somebody else has changed."""

    def find(self, id: str) -> A | None: ...
    def get(self, id: str) -> A: ...
    def add(self, aggregate: A) -> None: ...
    def save(self, aggregate: A) -> None: ...
    def remove(self, aggregate: A) -> None: ...


class TermsCollection(Collection[Terms], Protocol):
    def current(self) -> Terms: ...


class Applications(Collection[Application], Protocol):
    """Drafts are among them."""

    def of_city_and_call(self, city_id: str, call_id: str) -> Sequence[Application]: ...
    def of_city(self, city_id: str) -> Sequence[Application]: ...
    def of_call(self, call_id: str, *states: str, without: frozenset[str] = ...) -> Sequence[Application]: ...
    def delegated_to(self, person_id: str) -> Sequence[Application]: ...


class Assignments(Collection[Assignment], Protocol):
    """Ended ones are among them."""

    def of_application(self, application_id: str) -> Sequence[Assignment]: ...
    def of_reviewer(self, reviewer_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...
    def of_call(self, call_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...
    def of_run(self, run_id: str) -> Sequence[Assignment]: ...


class Panels(Protocol):
    def of(self, application_id: str, call_id: str) -> Panel: ...
    def of_call(self, call_id: str) -> Sequence[Panel]: ...
    def keep(self, panel: Panel) -> None: ...


class Fund(Protocol):
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

    terms: TermsCollection
    applications: Applications
    assignments: Assignments
    panels: Panels
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
