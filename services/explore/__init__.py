"""Explore: which cities are like mine, who shares its challenges, and who could help whom.

Holds ids, codes, numbers and instants of cities and nothing about people, so there is nothing here to erase when a person leaves.
"""

from chassis.card import Card
from contracts import explore as say
from contracts import membership as heard
from contracts.declare import events_of, requests_of

CARD = Card(
    name=say.PUBLISHER,
    answers=tuple(entry.message for entry in requests_of(say.PUBLISHER).values() if entry.service == say.PUBLISHER),
    says=tuple(entry.message for entry in events_of(say.PUBLISHER).values()),
    hears=(
        heard.CityAdmitted,
        heard.CityProfileChanged,
        heard.CityHubChanged,
        heard.CityStatusChanged,
        heard.CitySuspended,
        heard.CityWithdrawn,
        heard.CityReadmitted,
        heard.NeedDeclared,
        heard.NeedWithdrawn,
        heard.OfferDeclared,
        heard.OfferWithdrawn,
    ),
    asks=("membership",),
)
