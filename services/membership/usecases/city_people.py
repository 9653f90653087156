"""What becomes of a city's people when the city goes to another hub."""

from services.membership.usecases import open_work
from services.membership.usecases.ports import Membership


def follow_city(unit: Membership, city_id: str, from_hub_id: str | None, to_hub_id: str | None) -> None:
    """The officers of the new hub know of the city's people, and have what those of the old one kept for it.

    Called when the city is saved with its new hub.
    """
    for grant in unit.grants.ever_over("city", city_id):
        grant.hub_id = to_hub_id
        unit.grants.save(grant)
    for invitation in unit.invitations.ever_over(city_id):
        invitation.hub_id = to_hub_id
        unit.invitations.save(invitation)
    if from_hub_id is not None:
        _bring_along(unit, from_hub_id)


def _bring_along(unit: Membership, hub_id: str) -> None:
    """What the officers of a hub hold for cities that are no longer theirs goes to whoever is next in line there."""
    for grant in open_work.holders(unit, ("hub", hub_id)):
        handed = open_work.let_go(unit, grant)
        for one in handed:
            grant.tell_handed_over(one.person_id, one.subjects)
        if handed:
            unit.grants.save(grant)
