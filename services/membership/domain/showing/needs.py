"""How needs and offers are shown, and to whom."""

from chassis.context import Actor
from contracts.membership import ThemedRow, ThemedView
from services.membership.domain.city import City
from services.membership.domain.clearance import clearance
from services.membership.domain.needs import Kind, Listing, Themed


def themed_view(city: City, themed: Themed) -> ThemedView:
    return ThemedView(
        id=themed.id,
        city_id=city.id,
        theme=themed.theme,
        priority=themed.priority,
        detail=themed.detail,
        source_lang=themed.source_lang,
        visibility=themed.visibility,
        review_by=themed.review_by,
        declared_at=themed.declared_at,
        reviewed_at=themed.reviewed_at,
        version=themed.version,
    )


def themed_views(city: City, kind: Kind, reader: Actor) -> tuple[ThemedView, ...]:
    """What `reader` may know of the city's needs or offers, by theme."""
    return tuple(themed_view(city, themed) for themed in sorted(seen(city, kind, reader), key=lambda themed: themed.theme))


def seen(city: City, kind: Kind, reader: Actor) -> tuple[Themed, ...]:
    cleared = clearance(reader, city.id)
    return tuple(themed for themed in kind.of(city) if themed.visibility in cleared)


def themed_row(listing: Listing) -> ThemedRow:
    themed = listing.themed
    return ThemedRow(
        id=themed.id,
        city_id=listing.city_id,
        city_names=listing.city_names,
        country=listing.country,
        hub_id=listing.hub_id,
        theme=themed.theme,
        priority=themed.priority,
        detail=themed.detail,
        source_lang=themed.source_lang,
        visibility=themed.visibility,
        review_by=themed.review_by,
        declared_at=themed.declared_at,
    )
