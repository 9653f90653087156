"""The time in which a call takes applications in: from `opens_at` on, and no longer at `closes_at`. One instant decides for everybody, read
once when the work begins; which zone a person lives in changes only how it is said."""

import functools
from datetime import datetime
from importlib import resources
from typing import Any, Final
from zoneinfo import ZoneInfo

from contracts.errors import Conflict, NotFound
from contracts.fields import instant_text
from services.technical_fund.domain.calls import CANCELLED, DRAFT, OPEN, PUBLISHED, Call, CallVersion

APPLICATIONS_PER_CITY: Final = "applications_per_city"
WRITABLE: Final = (PUBLISHED, OPEN)
"""Stages of a call in which one may begin to write."""


def check_writable(call: Call, now: datetime, country: str | None = None) -> None:
    """Raises unless an application may be begun: from publication until the deadline."""
    stage = call.stage(now)
    if stage == DRAFT:
        raise NotFound("technical_fund.no_call", "there is no such call")
    if stage not in WRITABLE:
        raise _closed(call, stage, country)


def check_open(call: Call, now: datetime, country: str | None) -> None:
    """Raises `technical_fund.call_not_open` before the call opens and `technical_fund.call_closed` from its deadline on."""
    check_writable(call, now, country)
    if call.stage(now) == PUBLISHED:
        details = _told("opens_at", call.content.opens_at, call, country)
        raise Conflict("technical_fund.call_not_open", "the call has not opened yet", details)


def local_text(at: datetime, zone: str) -> str:
    """The instant as clocks of that zone show it, with the offset they keep then."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _closed(call: Call, stage: str, country: str | None) -> Conflict:
    if stage == CANCELLED:
        return Conflict("technical_fund.call_cancelled", "the call was cancelled", {"state": stage})
    return Conflict("technical_fund.call_closed", "the call has closed", _told("closes_at", call.content.closes_at, call, country))


def _told(name: str, at: datetime | None, call: Call, country: str | None) -> dict[str, Any]:
    """The instant in UTC, in the call's zone, and in the city's, where its country keeps one time only."""
    if at is None:
        return {"time_zone": call.content.time_zone}
    told = {name: instant_text(at), f"{name}_local": local_text(at, call.content.time_zone), "time_zone": call.content.time_zone}
    zone = zone_of(country)
    return told if zone is None else told | {f"{name}_in_city": local_text(at, zone), "city_time_zone": zone}


def zone_of(country: str | None) -> str | None:
    """The IANA zone of a country that has one; None where there are several, or none is known."""
    zones = _zones().get(country or "", ())
    return zones[0] if len(zones) == 1 else None


@functools.cache
def _zones() -> dict[str, tuple[str, ...]]:
    """`zone.tab` of the time zone database: country, coordinates, zone."""
    zones: dict[str, tuple[str, ...]] = {}
    for line in (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones[country] = (*zones.get(country, ()), zone)
    return zones


def room_for(version: CallVersion) -> int:
    """How many applications of one city may stand under the call at once: one, unless its eligibility rules say more."""
    said = [int(rule.value) for rule in version.content.eligibility if rule.fact == APPLICATIONS_PER_CITY and isinstance(rule.value, int)]
    return max(1, min(said, default=1))
