"""The history of a city's profile, for those who may write it."""

from contracts.errors import NotAllowed, NotFound
from contracts.membership import ListProfileHistory, ProfileHistory
from services.membership.domain import showing
from services.membership.domain.clearance import may_know
from services.membership.domain.revision import hand_of
from services.membership.views.ports import Reading, after


def list_profile_history(unit: Reading, request: ListProfileHistory) -> ProfileHistory:
    city = unit.cities.find(request.city_id)
    if city is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_city", "there is no such city")
    if hand_of(unit.actor, city) is None:
        raise NotAllowed("membership.not_yours_to_do", "the history is for the city's own people, its hub and the management unit")
    found = unit.city_history.page(after(unit, request), city.id, request.field)
    items, more = unit.cursors.page(request, found, unit.city_history.sort_key)
    return ProfileHistory(items=tuple(showing.profile_step(kept, unit.actor) for kept in items), next=more)
