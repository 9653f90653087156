"""What views need from outside: collections to look into, and who asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.context import Actor, Context
from chassis.cursors import Cursors
from chassis.files import Files
from services.technical_fund.domain.terms import Terms


@dataclass(frozen=True, kw_only=True)
class After:
    """A page: what comes after `key`, at most `most` items. One more than asked for tells whether there is another page."""

    key: str | None
    most: int


class TermsCollection(Protocol):
    def current(self) -> Terms: ...


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


class Pageable(Protocol):
    """A query that is answered in pages."""

    @property
    def limit(self) -> int: ...
    @property
    def cursor(self) -> str | None: ...


def after(unit: Reading, request: Pageable) -> After:
    return After(key=unit.cursors.read(request), most=request.limit + 1)
