"""Open calls and awards as models of the CommonGrants protocol (Core 0.5): for programs that read funders' opportunities.

Its states are theirs, and fewer than ours: what does not fit is `custom`, in our own word.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from contracts.fields import instant_text
from contracts.technical_fund import RegisterEntry, RegisterPublisher, Support
from services.technical_fund.domain.calls import CLOSED, OPEN, PUBLISHED, Call
from services.technical_fund.domain.currencies import whole_units
from services.technical_fund.domain.in_one_language import said
from services.technical_fund.domain.register.three_sixty import described

NAMESPACE: Final = uuid.UUID("b4a4b3f1-7d3d-4b5f-8a53-9c9a3f0e8f55")
"""Of the ids of organisations, which the protocol wants to be UUIDs."""

OPPORTUNITY: Final = {PUBLISHED: "forecasted", OPEN: "open", CLOSED: "closed"}
AWARD: Final = {"active": "awarded", "closed": "completed", "terminated": "cancelled", "suspended": "custom"}


def opportunities(calls: Sequence[Call], publisher: RegisterPublisher, public_url: str, at: datetime) -> dict[str, Any]:
    return _page([opportunity(call, publisher, public_url, at) for call in calls])


def awards(entries: Sequence[RegisterEntry], publisher: RegisterPublisher, public_url: str, at: datetime) -> dict[str, Any]:
    return _page([award(entry, publisher, public_url, at) for entry in entries])


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    pagination = {"page": 1, "pageSize": max(1, len(items)), "totalItems": len(items), "totalPages": 1}
    return {"status": 200, "message": "Success", "items": items, "paginationInfo": pagination}


def opportunity(call: Call, publisher: RegisterPublisher, public_url: str, at: datetime) -> dict[str, Any]:
    content, title = call.content, said(call.content.titles) or call.reference or call.id
    published = call.published_at or call.drafted_at
    funding = {
        "totalAmountAvailable": _money(content.envelope),
        "minAwardAmount": _money(content.floor),
        "maxAwardAmount": _money(content.ceiling),
        "details": _days(content.envelope),
    }
    return {
        "id": call.id,
        "title": title,
        "description": said(content.summaries) or said(content.texts) or title,
        "status": {"value": OPPORTUNITY[call.stage(at)]},
        "funding": _without_nothing(funding),
        "funders": _funders(publisher),
        "keyDates": _without_nothing(
            {
                "postDate": _event("Opens", content.opens_at.date() if content.opens_at else None),
                "closeDate": _event("Closes", content.closes_at.date() if content.closes_at else None),
            }
        ),
        "acceptedApplicantTypes": [{"value": "government_municipal"}],
        "source": f"{public_url}/v1/fund/calls/{call.id}",
        "createdAt": instant_text(published),
        "lastModifiedAt": instant_text(max([published, *(one.extended_at for one in call.extensions)])),
    }


def award(entry: RegisterEntry, publisher: RegisterPublisher, public_url: str, at: datetime) -> dict[str, Any]:
    """Where dates are withheld, the record is as of now: when it was made would tell."""
    programme = said(entry.call_titles) or entry.call_reference or entry.call_id
    made = at if entry.awarded_on is None else datetime.combine(entry.awarded_on, datetime.min.time(), at.tzinfo)
    funding = {"awardedAmount": _money(entry.awarded), "disbursedAmount": _money(entry.disbursed), "details": _days(entry.awarded)}
    told = {
        "id": entry.id,
        "title": entry.title or entry.reference,
        "description": described(entry, programme),
        "status": _award_status(entry.status),
        "funding": _without_nothing(funding) or None,
        "keyDates": _without_nothing({"awardDate": _event("Awarded", entry.awarded_on)}) or None,
        "opportunity": {"id": entry.call_id, "title": programme},
        "funders": _funders(publisher),
        "recipientOrganizations": _recipient(entry),
        "source": f"{public_url}/v1/fund/register",
        "createdAt": instant_text(made),
        "lastModifiedAt": instant_text(at),
    }
    return _without_nothing(told)


def _award_status(status: str) -> dict[str, str]:
    value = AWARD[status]
    return {"value": value, "customValue": status} if value == "custom" else {"value": value}


def _funders(publisher: RegisterPublisher) -> dict[str, Any]:
    return {"primary": {"id": str(uuid.uuid5(NAMESPACE, publisher.organisation_id)), "name": publisher.name}}


def _recipient(entry: RegisterEntry) -> dict[str, Any] | None:
    if entry.city_id is None:
        return None
    return {"primary": {"id": entry.city_id, "name": said(entry.city_names) or entry.city_id}}


def _money(support: Support | None) -> dict[str, str] | None:
    if support is None or support.money is None:
        return None
    return {"amount": str(whole_units(support.money.minor, support.money.currency)), "currency": support.money.currency}


def _days(support: Support | None) -> str | None:
    return f"{support.half_days / 2:g} expert-days" if support and support.half_days else None


def _event(name: str, day: date | None) -> dict[str, str] | None:
    return None if day is None else {"name": name, "eventType": "singleDate", "date": day.isoformat()}


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
