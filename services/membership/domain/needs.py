"""What a city needs and offers: declared, revised, confirmed from time to time, withdrawn. No offer without a need.

Both live inside their city, so that one document keeps the rules that bind them. What only the network's staff may see is never told in
events, neither that it is there nor that its review is due; it is therefore never withdrawn for lack of an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import (
    NeedDeclared,
    NeedReviewDue,
    NeedWithdrawn,
    OfferDeclared,
    OfferReviewDue,
    OfferWithdrawn,
    ThemedContent,
    Theming,
)
from services.membership.domain import themes
from services.membership.domain.clearance import MEMBERS, NETWORK
from services.membership.domain.days import start_of
from services.membership.domain.faults import source_faults

if TYPE_CHECKING:
    from services.membership.domain.city import City

MOST: Final = 20
"""Needs, and offers, one city may have at once."""

REVIEW_AFTER: Final = timedelta(days=365)
LATEST_REVIEW: Final = timedelta(days=2 * 366)
PATIENCE: Final = timedelta(days=90)
"""How long after its review was due a need or offer stands unconfirmed."""

UNKNOWN_LANGUAGE: Final = "und"
"""BCP 47's tag for a text whose language nobody knows."""


@dataclass(frozen=True, kw_only=True)
class Themed:
    """A need or an offer. `reminded_for` is the review that the city has been asked for already."""

    id: str
    theme: str
    priority: str
    detail: dict[str, str] | None
    visibility: str
    review_by: date
    declared_at: datetime
    reviewed_at: datetime
    source_lang: str | None = None
    reminded_for: date | None = None
    version: int = 1

    @property
    def told(self) -> bool:
        """Whether others than the network's staff may know of it."""
        return self.visibility != NETWORK

    def overdue(self, today: date) -> bool:
        return self.review_by <= today

    @property
    def asked_on(self) -> datetime:
        """When the city is asked whether it is still true."""
        return start_of(self.review_by)

    @property
    def lapses_on(self) -> datetime:
        return start_of(self.review_by + PATIENCE)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A need or an offer in the network's list."""

    city_id: str
    city_names: dict[str, str]
    country: str
    hub_id: str | None
    themed: Themed


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Needs or offers: where a city keeps them and what is said of them."""

    name: str
    kept_in: str
    declared: type
    withdrawn: type
    due: type
    unknown: str

    def of(self, city: "City") -> tuple[Themed, ...]:
        found: tuple[Themed, ...] = getattr(city, self.kept_in)
        return found

    def find(self, city: "City", id: str) -> Themed:
        """Raises `NotFound`."""
        for themed in self.of(city):
            if themed.id == id:
                return themed
        raise self.missing()

    def missing(self) -> NotFound:
        return NotFound(self.unknown, f"the city has no such {self.name}")

    def key(self, id: str) -> dict[str, str]:
        return {f"{self.name}_id": id}


NEED: Final = Kind(
    name="need", kept_in="needs", declared=NeedDeclared, withdrawn=NeedWithdrawn, due=NeedReviewDue, unknown="membership.no_need"
)
OFFER: Final = Kind(
    name="offer", kept_in="offers", declared=OfferDeclared, withdrawn=OfferWithdrawn, due=OfferReviewDue, unknown="membership.no_offer"
)
KINDS: Final = {kind.name: kind for kind in (NEED, OFFER)}


# ---------------------------------------------------------------- what a city does


def declare(city: "City", kind: Kind, content: ThemedContent, *, id: str, at: datetime) -> Themed:
    """Raises `Invalid` for the theme or date, `Conflict` when there are too many or an offer comes without a need."""
    _check(city, kind, content, at, pointer=f"/{kind.name}", but=None)
    if len(kind.of(city)) >= MOST:
        raise Conflict("membership.too_many_themes", f"a city has {MOST} {kind.kept_in} at most", {"most": MOST})
    if kind is OFFER and not city.needs:
        raise _without_need()
    themed = Themed(
        id=id,
        theme=content.theme,
        priority=content.priority,
        detail=content.detail,
        source_lang=content.source_lang,
        visibility=content.visibility,
        review_by=content.review_by or (at + REVIEW_AFTER).date(),
        declared_at=at,
        reviewed_at=at,
    )
    _keep(city, kind, (*kind.of(city), themed))
    _tell(city, kind, themed)
    return themed


def revise(city: "City", kind: Kind, themed: Themed, content: ThemedContent, *, at: datetime) -> Themed:
    """Whoever changes it says with that that it is still true, so a review that was due moves on."""
    dated = content
    if content.review_by is None or (content.review_by == themed.review_by and themed.overdue(at.date())):
        dated = replace(content, review_by=(at + REVIEW_AFTER).date())
    _check(city, kind, dated, at, pointer="/changes", but=themed.id)
    revised = replace(
        themed,
        theme=dated.theme,
        priority=dated.priority,
        detail=dated.detail,
        source_lang=dated.source_lang,
        visibility=dated.visibility,
        review_by=dated.review_by or themed.review_by,
        reviewed_at=at,
        version=themed.version + 1,
    )
    _put(city, kind, revised)
    if revised.told:
        _tell(city, kind, revised)
    elif themed.told:
        city.say(kind.withdrawn(city_id=city.id, withdrawn_at=at, **kind.key(themed.id)))
    return revised


def review(city: "City", kind: Kind, themed: Themed, review_by: date | None, *, at: datetime) -> Themed:
    """Still true; asked again later."""
    _check_date("/review_by", review_by, at)
    reviewed = replace(themed, review_by=review_by or (at + REVIEW_AFTER).date(), reviewed_at=at, version=themed.version + 1)
    _put(city, kind, reviewed)
    _tell(city, kind, reviewed)
    return reviewed


def withdraw(city: "City", kind: Kind, themed: Themed, *, at: datetime) -> None:
    """Raises `Conflict` when the offers would be left without a need."""
    if kind is NEED and city.offers and len(city.needs) == 1:
        raise _without_need()
    _drop(city, kind, themed, at, reason=None)


def adopt(city: "City", kind: Kind, themings: Sequence[Theming], *, ids: Sequence[str], language: str, at: datetime) -> None:
    """What the application named becomes the member's, shared with members: nobody was asked whether the world may read it."""
    for id, theming in zip(ids, themings, strict=True):
        detail = None if theming.detail is None else {language: theming.detail}
        content = ThemedContent(theme=theming.theme, priority=theming.priority, detail=detail, visibility=MEMBERS)
        declare(city, kind, content, id=id, at=at)


# ---------------------------------------------------------------- what time does


def ask_for_review(city: "City", kind: Kind, themed: Themed) -> Themed:
    """Once for each due date."""
    if themed.reminded_for == themed.review_by:
        return themed
    asked = replace(themed, reminded_for=themed.review_by)
    _put(city, kind, asked)
    city.say(kind.due(city_id=city.id, review_by=themed.review_by, **kind.key(themed.id)))
    return asked


def lapse(city: "City", kind: Kind, themed: Themed, *, at: datetime) -> None:
    """Nobody answered. Offers do not outlive the last need."""
    _drop(city, kind, themed, at, reason="not_reviewed")
    if not city.needs:
        for offer in city.offers:
            _drop(city, OFFER, offer, at, reason="no_need_left")


# ---------------------------------------------------------------- inside


def _check(city: "City", kind: Kind, content: ThemedContent, at: datetime, *, pointer: str, but: str | None) -> None:
    if content.theme not in themes.CODES:
        raise Invalid.field(f"{pointer}/theme", "membership.unknown_theme", "is not in the vocabulary")
    if any(other.theme == content.theme and other.id != but for other in kind.of(city)):
        raise Invalid.field(f"{pointer}/theme", "membership.repeated_theme", "is named twice")
    if faults := list(source_faults(pointer, content.source_lang, [content.detail or {}])):
        raise Invalid.fields(faults)
    _check_date(f"{pointer}/review_by", content.review_by, at)


def _check_date(pointer: str, day: date | None, at: datetime) -> None:
    if day is not None and day <= at.date():
        raise Invalid.field(pointer, "membership.in_the_past", "must lie in the future")
    if day is not None and day > (at + LATEST_REVIEW).date():
        raise Invalid.field(pointer, "membership.too_far_ahead", "lies too far ahead")


def _without_need() -> Conflict:
    return Conflict("membership.offer_without_need", "a city that offers also says what it needs")


def _tell(city: "City", kind: Kind, themed: Themed) -> None:
    if themed.told:
        told: dict[str, Any] = {name: getattr(themed, name) for name in ("theme", "priority", "visibility", "review_by", "declared_at")}
        city.say(kind.declared(city_id=city.id, **kind.key(themed.id), **told))


def _keep(city: "City", kind: Kind, all: tuple[Themed, ...]) -> None:
    setattr(city, kind.kept_in, all)


def _put(city: "City", kind: Kind, changed: Themed) -> None:
    _keep(city, kind, tuple(changed if themed.id == changed.id else themed for themed in kind.of(city)))


def _drop(city: "City", kind: Kind, gone: Themed, at: datetime, *, reason: str | None) -> None:
    _keep(city, kind, tuple(themed for themed in kind.of(city) if themed.id != gone.id))
    if gone.told:
        city.say(kind.withdrawn(city_id=city.id, withdrawn_at=at, reason=reason, **kind.key(gone.id)))
