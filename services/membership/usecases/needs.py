"""What a city's people, its hub and the management unit do with its needs and offers, and what time does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from chassis.context import new_id
from chassis.timers import Timer
from chassis.unit import stale_version
from contracts.errors import Conflict
from contracts.membership import (
    ApplicationContent,
    DeclareNeed,
    DeclareOffer,
    ReviewNeed,
    ReviewOffer,
    ReviseNeed,
    ReviseOffer,
    ThemedContent,
    ThemedView,
    WithdrawNeed,
    WithdrawOffer,
)
from services.membership.domain import needs as rules
from services.membership.domain.city import City
from services.membership.domain.clearance import PUBLIC, works_for
from services.membership.domain.needs import KINDS, NEED, OFFER, UNKNOWN_LANGUAGE, Kind, Themed
from services.membership.domain.showing import themed_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.cities import city_in_care
from services.membership.usecases.life import note_sign_of_life
from services.membership.usecases.ports import Membership

REVIEW_TIMER = "themed_review"
LOOK_AGAIN = timedelta(days=30)
"""How long the review of a city outside the directory is put off at a time."""


# ---------------------------------------------------------------- what people ask


def declare_need(unit: Membership, request: DeclareNeed) -> ThemedView:
    return _declare(unit, request.city_id, NEED, request.need)


def declare_offer(unit: Membership, request: DeclareOffer) -> ThemedView:
    return _declare(unit, request.city_id, OFFER, request.offer)


def revise_need(unit: Membership, request: ReviseNeed) -> ThemedView:
    return _revise(unit, request.city_id, NEED, request.need_id, request.changes)


def revise_offer(unit: Membership, request: ReviseOffer) -> ThemedView:
    return _revise(unit, request.city_id, OFFER, request.offer_id, request.changes)


def review_need(unit: Membership, request: ReviewNeed) -> ThemedView:
    city, themed = _in_care(unit, request.city_id, NEED, request.need_id)
    return _saved(unit, city, NEED, rules.review(city, NEED, themed, request.review_by, at=unit.now))


def review_offer(unit: Membership, request: ReviewOffer) -> ThemedView:
    city, themed = _in_care(unit, request.city_id, OFFER, request.offer_id)
    return _saved(unit, city, OFFER, rules.review(city, OFFER, themed, request.review_by, at=unit.now))


def withdraw_need(unit: Membership, request: WithdrawNeed) -> ThemedView:
    return _withdraw(unit, request.city_id, NEED, request.need_id)


def withdraw_offer(unit: Membership, request: WithdrawOffer) -> ThemedView:
    return _withdraw(unit, request.city_id, OFFER, request.offer_id)


# ---------------------------------------------------------------- what others of our use cases do


def adopt(unit: Membership, city: City, content: ApplicationContent, *, applicant_id: str) -> None:
    """The needs and offers of an application become the new member's. The city is saved by the caller.

    The form does not ask for the language of a detail; the applicant's own is the best guess.
    """
    applicant = unit.people.find(applicant_id)
    language = applicant.language if applicant else UNKNOWN_LANGUAGE
    for kind, themings in ((NEED, content.needs), (OFFER, content.offers)):
        rules.adopt(city, kind, themings, ids=[new_id() for _ in themings], language=language, at=unit.now)
        for themed in kind.of(city):
            _plan(unit, city, kind, themed)


def bring(unit: Membership, city: City, needs: Sequence[ThemedContent], offers: Sequence[ThemedContent]) -> None:
    """What a table says a new member needs and offers. The city is saved by the caller."""
    for kind, contents in ((NEED, needs), (OFFER, offers)):
        for content in contents:
            _plan(unit, city, kind, rules.declare(city, kind, content, id=new_id(), at=unit.now))


# ---------------------------------------------------------------- what time does


def review_due(unit: Membership, timer: Timer) -> None:
    """Ask whether it is still true; much later, take it for no longer true."""
    kind = KINDS[timer.data["kind"]]
    city = unit.cities.find(timer.data["city_id"])
    themed = next((one for one in kind.of(city) if one.id == timer.data["id"]), None) if city else None
    if city is None or themed is None or not themed.told:
        return
    if not city.listed:
        unit.timers.set(timer.key, unit.now + LOOK_AGAIN, REVIEW_TIMER, timer.data)
    elif unit.now >= themed.lapses_on:
        rules.lapse(city, kind, themed, at=unit.now)
        unit.cities.save(city)
    elif unit.now >= themed.asked_on:
        _plan(unit, city, kind, rules.ask_for_review(city, kind, themed))
        unit.cities.save(city)
    else:
        _plan(unit, city, kind, themed)


# ---------------------------------------------------------------- inside


def _declare(unit: Membership, city_id: str, kind: Kind, content: ThemedContent) -> ThemedView:
    city = _member(city_in_care(unit, city_id))
    _show_life(unit, city)
    return _saved(unit, city, kind, rules.declare(city, kind, content, id=new_id(), at=unit.now))


def _revise(unit: Membership, city_id: str, kind: Kind, id: str, changes: dict[str, Any]) -> ThemedView:
    city, themed = _in_care(unit, city_id, kind, id)
    revised = rules.revise(city, kind, themed, apply_changes(_content(themed), changes), at=unit.now)
    if (themed.told and not revised.told) or (themed.visibility == PUBLIC != revised.visibility):
        unit.redact(f"cities/{city.id}", ("theme", "priority"), (kind.declared,), kind.key(themed.id))
    return _saved(unit, city, kind, revised)


def _withdraw(unit: Membership, city_id: str, kind: Kind, id: str) -> ThemedView:
    city, themed = _in_care(unit, city_id, kind, id)
    rules.withdraw(city, kind, themed, at=unit.now)
    unit.timers.cancel(_timer_key(kind, id))
    unit.cities.save(city)
    return themed_view(city, themed)


def _in_care(unit: Membership, city_id: str, kind: Kind, id: str) -> tuple[City, Themed]:
    """The need or offer as the caller last saw it: it has a version of its own, because its city changes for many reasons."""
    city = _member(city_in_care(unit, city_id))
    themed = kind.find(city, id)
    if unit.context.expected_version not in (None, themed.version):
        raise stale_version(themed.version)
    _show_life(unit, city)
    return city, themed


def _show_life(unit: Membership, city: City) -> None:
    """What the city's own people say is a sign of life; what its hub or the management unit writes for it is not."""
    if works_for(unit.actor, city.id):
        note_sign_of_life(unit, city.id)


def _member(city: City) -> City:
    if city.status == "withdrawn":
        raise Conflict("membership.city_withdrawn", "the city has left the network")
    return city


def _saved(unit: Membership, city: City, kind: Kind, themed: Themed) -> ThemedView:
    _plan(unit, city, kind, themed)
    unit.cities.save(city)
    return themed_view(city, themed)


def _plan(unit: Membership, city: City, kind: Kind, themed: Themed) -> None:
    """The next thing that time will do: ask, or, after asking, let it lapse."""
    if not themed.told:
        unit.timers.cancel(_timer_key(kind, themed.id))
        return
    due = themed.lapses_on if themed.reminded_for == themed.review_by else themed.asked_on
    unit.timers.set(_timer_key(kind, themed.id), due, REVIEW_TIMER, {"kind": kind.name, "city_id": city.id, "id": themed.id})


def _timer_key(kind: Kind, id: str) -> str:
    return f"{REVIEW_TIMER}:{kind.name}:{id}"


def _content(themed: Themed) -> ThemedContent:
    return ThemedContent(
        theme=themed.theme,
        priority=themed.priority,
        detail=themed.detail,
        source_lang=themed.source_lang,
        visibility=themed.visibility,
        review_by=themed.review_by,
    )
