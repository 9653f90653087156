"""Conflicts of interest and what may be bid on, as they are shown."""

from typing import Protocol

from chassis.sealing import InvalidToken, Key
from contracts.technical_fund import BiddableApplication, FundConflict, FundConflicts
from services.technical_fund.domain.bidding import Header
from services.technical_fund.domain.conflicts import Conflict
from services.technical_fund.domain.knowing import Conflicts


class TextKeys(Protocol):
    def of_text(self, entry: str) -> Key | None: ...


class Showing(Protocol):
    @property
    def conflicts(self) -> Conflicts: ...
    @property
    def person_keys(self) -> TextKeys: ...


def conflicts_view(unit: Showing, application_id: str) -> FundConflicts:
    found = sorted(unit.conflicts.of_application(application_id), key=lambda one: (one.since, one.id))
    return FundConflicts(application_id=application_id, items=tuple(conflict_view(unit, conflict) for conflict in found))


def conflict_view(unit: Showing, conflict: Conflict) -> FundConflict:
    return FundConflict(
        person_id=conflict.person_id,
        ground=conflict.ground,
        nature=conflict.nature,
        since=conflict.since,
        declared_by=conflict.declared_by,
        reason=opened(unit.person_keys, conflict.text_id, conflict.text),
        outdated_at=conflict.outdated_at,
        lifted_at=conflict.lifted_at,
        lifted_by=conflict.lifted_by,
        stands=conflict.stands,
        may_be_lifted=conflict.may_be_lifted,
    )


def opened(keys: TextKeys, text_id: str | None, text: str | None) -> str | None:
    """A closed text, as long as its key is there."""
    key = keys.of_text(text_id) if text_id else None
    if key is None or text_id is None or text is None:
        return None
    try:
        return key.open(text, text_id)
    except InvalidToken:
        return None


def biddable(header: Header, bid: str | None, *, hide_country: bool) -> BiddableApplication:
    return BiddableApplication(
        id=header.application_id,
        call_id=header.call_id,
        title=header.title,
        language=header.language,
        country=None if hide_country else header.country,
        requested=header.requested,
        bid=bid,
    )
