"""What views need from outside: collections to look into, and who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.context import Actor, Context
from chassis.cursors import Cursors
from chassis.files import Files
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.terms import Terms


@dataclass(frozen=True, kw_only=True)
class After:
    """A page: what comes after `key`, at most `most` items. One more than asked for tells whether there is another page."""

    key: str | None
    most: int


class TermsCollection(Protocol):
    def current(self) -> Terms: ...


class Applications(Protocol):
    def find(self, id: str) -> Application | None: ...
    def sort_key(self, application: Application) -> str: ...
    def of_call(self, call_id: str, *states: str, without: frozenset[str] = ...) -> Sequence[Application]: ...
    def of_city_and_call(self, city_id: str, call_id: str) -> Sequence[Application]: ...
    def page(
        self,
        after: After,
        *,
        readers: frozenset[str],
        without: frozenset[str] = ...,
        call_id: str | None = None,
        city_id: str | None = None,
        state: str | None = None,
    ) -> Sequence[Application]: ...


class Reading(Protocol):
    """What a view may look into."""

    context: Context
    actor: Actor
    cursors: Cursors

    @property
    def now(self) -> datetime: ...
    @property
    def files(self) -> Files: ...

    terms: TermsCollection
    applications: Applications


class Pageable(Protocol):
    """A query that is answered in pages."""

    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...


def after(unit: Reading, request: Pageable) -> After:
    return After(key=unit.cursors.read(request), most=request.limit + 1)
