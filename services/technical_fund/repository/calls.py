"""Calls, and the versions of them that applications pin."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document, Unit
from contracts.errors import NotFound
from contracts.fields import instant_text
from services.technical_fund.domain.call_search import CallsSought, beginnings
from services.technical_fund.domain.calls import CLOSED, DRAFT, OPEN, PUBLISHED, Call, CallVersion, call_version_id
from services.technical_fund.domain.eligibility import open_to

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="calls", keys=(("shown", 1), ("sort_key", -1))),
    Index(collection="calls", keys=(("state", 1), ("sort_key", -1))),
)


class StoredCalls(Repository[Call]):
    """Calls; `shown` ones are everybody's."""

    aggregate = Call
    name = "calls"

    def document(self, aggregate: Call) -> Document:
        return super().document(aggregate) | {
            "shown": aggregate.state != DRAFT,
            "open_to": list(open_to(aggregate.content.eligibility)),
            "beginnings": list(beginnings(aggregate.content)),
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, call: Call) -> str:
        return f"{instant_text(call.published_at or call.drafted_at)} {call.id}"

    def page(self, after: Any, *, sought: CallsSought, drafts: bool, now: datetime) -> Sequence[Call]:
        """Newest first."""
        where: dict[str, Any] = given(**{"content.priorities": sought.theme, "open_to": sought.country}) | _at(sought.stage, now)
        if sought.words:
            where["beginnings"] = {"$all": list(sought.words)}
        if "state" not in where:
            where["shown"] = {"$in": [True, False]} if drafts else True
        elif not drafts:
            where["shown"] = True
        return list(page_after(self, where, after, newest_first=True))


class StoredCallVersions(Repository[CallVersion]):
    """Read by call and number. A version never changes, so a unit of work that asks for one again and again reads it once."""

    aggregate = CallVersion
    name = "call_versions"

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self._read: dict[str, CallVersion] = {}

    def pinned(self, call_id: str, number: int) -> CallVersion:
        """Raises `technical_fund.no_call`."""
        id = call_version_id(call_id, number)
        found = self._read.get(id) or self.find(id)
        if found is None:
            raise NotFound("technical_fund.no_call", "there is no such version of a call", {"version": number})
        return self._read.setdefault(id, found)


def _at(stage: str | None, now: datetime) -> dict[str, Any]:
    if stage not in (PUBLISHED, OPEN, CLOSED):
        return given(state=stage)
    bounds: dict[str, dict[str, Any]] = {
        PUBLISHED: {"content.opens_at": {"$gt": now}},
        OPEN: {"content.opens_at": {"$lte": now}, "content.closes_at": {"$gt": now}},
        CLOSED: {"content.closes_at": {"$lte": now}},
    }
    return {"state": PUBLISHED} | bounds[stage]
