"""What a city's people, its hub and the management unit do with its profile."""

from collections.abc import Sequence

from contracts.errors import Conflict
from contracts.membership import (
    ApproveProposal,
    CityAdmitted,
    CityProfileChanged,
    CityView,
    ReturnProposal,
    ReviseProfile,
    WithdrawProposal,
)
from contracts.roles import MAYORS_OFFICE
from services.membership.domain import profile, revision
from services.membership.domain.city import City
from services.membership.domain.revision import Hand, Step
from services.membership.domain.showing import city_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.cities import known_city, not_yours
from services.membership.usecases.life import note_sign_of_life
from services.membership.usecases.ports import Membership


def revise_profile(unit: Membership, request: ReviseProfile) -> CityView:
    city, hand = _in_hand(unit, request.city_id)
    before = _Before(city)
    wanted = apply_changes(city.profile, request.changes)
    profile.check(wanted, city.country, unit.now.date(), "/changes")
    answer = _saved(unit, city, before, revision.revise(city, wanted, by=hand, at=unit.now))
    if hand.part not in revision.STAFF_PARTS:
        note_sign_of_life(unit, city.id)
    return answer


def approve_proposal(unit: Membership, request: ApproveProposal) -> CityView:
    city, hand = _in_hand(unit, request.city_id)
    before = _Before(city)
    held = _office_held(unit, city)
    steps = revision.approve(city, request.fields, by=hand, office_held=held, note=request.note, at=unit.now)
    return _saved(unit, city, before, steps)


def return_proposal(unit: Membership, request: ReturnProposal) -> CityView:
    city, hand = _in_hand(unit, request.city_id)
    before = _Before(city)
    held = _office_held(unit, city)
    steps = revision.send_back(city, request.fields, by=hand, office_held=held, note=request.note, at=unit.now)
    return _saved(unit, city, before, steps)


def withdraw_proposal(unit: Membership, request: WithdrawProposal) -> CityView:
    city, hand = _in_hand(unit, request.city_id)
    before = _Before(city)
    return _saved(unit, city, before, revision.take_back(city, request.fields, by=hand, at=unit.now))


class _Before:
    """What a city showed before it changed."""

    def __init__(self, city: City) -> None:
        self.told = profile.told(city.profile)
        self.identities = city.identities


def _in_hand(unit: Membership, city_id: str) -> tuple[City, Hand]:
    """The city as the caller last saw it, and as what the caller acts. Who may not know of it hears that there is none."""
    city = known_city(unit, city_id)
    hand = revision.hand_of(unit.actor, city)
    if hand is None:
        raise not_yours("this is for the city's own people, its hub and the management unit")
    unit.expect(city)
    return city, hand


def _office_held(unit: Membership, city: City) -> bool:
    """Whether somebody holds the mayor's office now."""
    return any(grant.role == MAYORS_OFFICE and grant.active(unit.now) for grant in unit.grants.over("city", city.id))


def _saved(unit: Membership, city: City, before: _Before, steps: Sequence[Step]) -> CityView:
    """What is shown no longer is taken back from what was said. A revision that changes nothing is not written."""
    if steps:
        _keep_names(unit, city, before.identities)
        now = profile.told(city.profile)
        if lost := [part for part, value in before.told.items() if value is not None and now[part] is None]:
            unit.redact(f"cities/{city.id}", lost, (CityAdmitted, CityProfileChanged))
        unit.cities.save(city)
        unit.city_history.add(city.id, city.version, steps)
    return city_view(city, unit.actor)


def _keep_names(unit: Membership, city: City, before: tuple[str, ...]) -> None:
    """One city has its names to itself, whoever applies meanwhile."""
    for identity in set(before) - set(city.identities):
        unit.free_name("city", identity, city.name_holder)
    for identity in sorted(set(city.identities) - set(before)):
        if not unit.take_name("city", identity, city.name_holder):
            raise Conflict("membership.name_taken", "another city, or an application, has this name already")
