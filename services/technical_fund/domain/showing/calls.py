"""Calls as they are shown: to everybody, and with more to the management unit."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.technical_fund import CallExtension, CallStaffPart, FundCallRow, FundCallVersionView, FundCallView, FundFault
from services.technical_fund.domain.calls import DRAFT, Call, CallVersion
from services.technical_fund.domain.faults import Fault


def call_view(call: Call, now: datetime, *, staff: CallStaffPart | None) -> FundCallView:
    return FundCallView(
        id=call.id,
        reference=call.reference,
        stage=call.stage(now),
        number=call.number,
        content=call.content,
        opens_local=local(call.content.opens_at, call.content.time_zone),
        closes_local=local(call.content.closes_at, call.content.time_zone),
        published_at=call.published_at,
        extensions=tuple(
            CallExtension(closed_at=each.closed_at, closes_at=each.closes_at, reason=each.reason, extended_at=each.extended_at)
            for each in call.extensions
        ),
        cancelled_at=call.cancelled_at,
        cancel_reason=call.cancel_reason,
        archived_at=call.archived_at,
        staff=staff,
        version=call.version,
    )


def call_row(call: Call, now: datetime) -> FundCallRow:
    content = call.content
    return FundCallRow(
        id=call.id,
        reference=call.reference,
        stage=call.stage(now),
        titles=content.titles,
        summaries=content.summaries,
        priorities=content.priorities,
        envelope=content.envelope,
        floor=content.floor,
        ceiling=content.ceiling,
        opens_at=content.opens_at,
        closes_at=content.closes_at,
        time_zone=content.time_zone,
        opens_local=local(content.opens_at, content.time_zone),
        closes_local=local(content.closes_at, content.time_zone),
        published_at=call.published_at,
    )


def call_version_view(version: CallVersion) -> FundCallVersionView:
    return FundCallVersionView(
        call_id=version.call_id,
        number=version.number,
        content=version.content,
        form=version.form,
        rubric=version.rubric,
        workflow=version.workflow.content,
        made_at=version.made_at,
    )


def local(at: datetime | None, zone: str) -> str | None:
    """The instant as clocks in that zone show it, with the offset they keep then: `2027-10-31T17:00:00+01:00`."""
    try:
        return None if at is None else at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
    except (KeyError, ValueError):
        return None


def staff_part(call: Call, faults: Sequence[Fault]) -> CallStaffPart:
    """`faults` keep a draft from being published, and mean nothing later."""
    return CallStaffPart(
        chair_id=call.chair_id,
        envelope_id=call.envelope_id,
        drafted_at=call.drafted_at,
        drafted_by=call.drafted_by,
        published_by=call.published_by,
        cancelled_by=call.cancelled_by,
        archived_by=call.archived_by,
        faults=tuple(FundFault(**each) for each in faults if call.state == DRAFT),
    )
