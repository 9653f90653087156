"""What we do when membership speaks: keep what it says of a city. The city is then compared anew."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from contracts import membership as m
from services.explore.domain.facts import ACTIVE, CityFacts, admitted
from services.explore.usecases.comparing import begin_with_other_facts
from services.explore.usecases.ports import Explore


def when_city_admitted_know_it(unit: Explore, event: m.CityAdmitted) -> None:
    unit.facts.keep(admitted(event))


def when_profile_changed_take_the_picture(unit: Explore, event: m.CityProfileChanged) -> None:
    _change(unit, event.city_id, lambda city: city.picture(event))


def when_hub_changed_remember_it(unit: Explore, event: m.CityHubChanged) -> None:
    def move(city: CityFacts) -> None:
        city.hub_id = event.to_hub_id

    _change(unit, event.city_id, move)


def when_status_changed_remember_it(unit: Explore, event: m.CityStatusChanged) -> None:
    _now_is(unit, event.city_id, event.status, event.changed_at)


def when_city_suspended_list_it_no_more(unit: Explore, event: m.CitySuspended) -> None:
    _now_is(unit, event.city_id, "suspended", event.at)


def when_city_withdrawn_list_it_no_more(unit: Explore, event: m.CityWithdrawn) -> None:
    _now_is(unit, event.city_id, "withdrawn", event.at)


def when_city_readmitted_list_it_again(unit: Explore, event: m.CityReadmitted) -> None:
    _now_is(unit, event.city_id, ACTIVE, event.at)


def when_need_declared_keep_it(unit: Explore, event: m.NeedDeclared) -> None:
    _change(unit, event.city_id, lambda city: city.need(event))


def when_need_withdrawn_forget_it(unit: Explore, event: m.NeedWithdrawn) -> None:
    _change(unit, event.city_id, lambda city: city.no_need(event.need_id, event.withdrawn_at))


def when_offer_declared_keep_it(unit: Explore, event: m.OfferDeclared) -> None:
    _change(unit, event.city_id, lambda city: city.offer(event))


def when_offer_withdrawn_forget_it(unit: Explore, event: m.OfferWithdrawn) -> None:
    _change(unit, event.city_id, lambda city: city.no_offer(event.offer_id, event.withdrawn_at))


def when_facts_were_rebuilt_compare_anew(unit: Explore, same: bool | None) -> None:
    """Where the new facts are the old ones, so are the matches."""
    if not same:
        begin_with_other_facts(unit)


REACTIONS: Final[dict[type, Callable[[Any, Any], None]]] = {
    m.CityAdmitted: when_city_admitted_know_it,
    m.CityProfileChanged: when_profile_changed_take_the_picture,
    m.CityHubChanged: when_hub_changed_remember_it,
    m.CityStatusChanged: when_status_changed_remember_it,
    m.CitySuspended: when_city_suspended_list_it_no_more,
    m.CityWithdrawn: when_city_withdrawn_list_it_no_more,
    m.CityReadmitted: when_city_readmitted_list_it_again,
    m.NeedDeclared: when_need_declared_keep_it,
    m.NeedWithdrawn: when_need_withdrawn_forget_it,
    m.OfferDeclared: when_offer_declared_keep_it,
    m.OfferWithdrawn: when_offer_withdrawn_forget_it,
}


def _now_is(unit: Explore, city_id: str, status: str, at: datetime) -> None:
    _change(unit, city_id, lambda city: city.now_is(status, at))


def _change(unit: Explore, city_id: str, change: Callable[[CityFacts], None]) -> None:
    """A city whose admission was emptied by erasure stays unknown."""
    city = unit.facts.find(city_id)
    if city is not None:
        change(city)
        unit.facts.keep(city)
