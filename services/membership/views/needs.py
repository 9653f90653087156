"""The vocabulary, and what cities need and offer, to those who may know."""

from contracts.errors import Invalid, NotFound
from contracts.membership import (
    GetNeed,
    GetOffer,
    ListCityNeeds,
    ListCityOffers,
    ListNeeds,
    ListOffers,
    ListThemes,
    ThemedOfCity,
    ThemedPage,
    ThemedView,
    Themes,
)
from services.membership.domain import showing, themes
from services.membership.domain.city import City
from services.membership.domain.clearance import audience, may_know
from services.membership.domain.needs import NEED, OFFER, Kind
from services.membership.domain.text import sought
from services.membership.views.ports import Reading, after


def list_themes(unit: Reading, request: ListThemes) -> Themes:
    if request.group is not None and request.group not in themes.GROUPS:
        raise Invalid.field("/group", "membership.unknown_theme_group", "is not a group of the vocabulary")
    if request.q and not sought(request.q):
        raise Invalid.field("/q", "membership.nothing_to_search", "holds no letter or digit")
    return Themes(items=themes.search(request.q, request.group))


def list_city_needs(unit: Reading, request: ListCityNeeds) -> ThemedOfCity:
    return ThemedOfCity(items=showing.themed_views(known_city(unit, request.city_id), NEED, unit.actor))


def list_city_offers(unit: Reading, request: ListCityOffers) -> ThemedOfCity:
    return ThemedOfCity(items=showing.themed_views(known_city(unit, request.city_id), OFFER, unit.actor))


def get_need(unit: Reading, request: GetNeed) -> ThemedView:
    return _one(unit, request.city_id, NEED, request.need_id)


def get_offer(unit: Reading, request: GetOffer) -> ThemedView:
    return _one(unit, request.city_id, OFFER, request.offer_id)


def list_needs(unit: Reading, request: ListNeeds) -> ThemedPage:
    return _page(unit, request, NEED)


def list_offers(unit: Reading, request: ListOffers) -> ThemedPage:
    return _page(unit, request, OFFER)


def known_city(unit: Reading, city_id: str) -> City:
    city = unit.cities.find(city_id)
    if city is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_city", "there is no such city")
    return city


def _one(unit: Reading, city_id: str, kind: Kind, id: str) -> ThemedView:
    city = known_city(unit, city_id)
    for themed in showing.seen(city, kind, unit.actor):
        if themed.id == id:
            return showing.themed_view(city, themed)
    raise kind.missing()


def _page(unit: Reading, request: ListNeeds | ListOffers, kind: Kind) -> ThemedPage:
    if request.theme is not None and request.theme not in themes.CODES:
        raise Invalid.field("/theme", "membership.unknown_theme", "is not in the vocabulary")
    if request.group is not None and request.group not in themes.GROUPS:
        raise Invalid.field("/group", "membership.unknown_theme_group", "is not a group of the vocabulary")
    found = unit.needs_and_offers.page(
        after(unit, request),
        kind,
        audience=audience(unit.actor),
        theme=request.theme,
        group=request.group,
        country=request.country,
        hub_id=request.hub_id,
        priority=request.priority,
    )
    items, more = unit.cursors.page(request, found, unit.needs_and_offers.sort_key)
    return ThemedPage(items=tuple(showing.themed_row(listing) for listing in items), next=more)
