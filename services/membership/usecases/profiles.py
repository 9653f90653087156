"""What a city's people, its hub and the management unit do with its profile."""

from collections.abc import Sequence
from typing import Any

from contracts.errors import Conflict
from contracts.membership import (
    ApproveProposal,
    CityAdmitted,
    CityProfileChanged,
    CityView,
    ProfileProposed,
    ProposalReturned,
    ReturnProposal,
    ReviseProfile,
    WithdrawProposal,
)
from contracts.roles import MAYORS_OFFICE
from services.membership.domain import profile, revision
from services.membership.domain.city import City
from services.membership.domain.clearance import MEMBERS, PUBLIC
from services.membership.domain.revision import HUB, Hand, Step
from services.membership.domain.showing import city_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.cities import known_city, not_yours
from services.membership.usecases.life import note_sign_of_life
from services.membership.usecases.ports import Membership


def revise_profile(unit: Membership, request: ReviseProfile) -> CityView:
    city, hand = _in_hand(unit, request.city_id)
    before, waited = _Before(city), bool(city.proposal)
    wanted = apply_changes(city.profile, request.changes)
    profile.check(wanted, city.country, unit.now.date(), "/changes")
    answer = _saved(unit, city, before, revision.revise(city, wanted, by=hand, at=unit.now))
    if hand.part not in revision.STAFF_PARTS:
        note_sign_of_life(unit, city.id)
    if city.proposal and not waited:
        waits_for = MAYORS_OFFICE if _office_held(unit, city) else HUB
        _let_know(unit, ProfileProposed(city_id=city.id, waits_for=waits_for, proposed_at=unit.now))
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
    _let_know(unit, ProposalReturned(city_id=city.id, returned_at=unit.now))
    return _saved(unit, city, before, steps)


def withdraw_proposal(unit: Membership, request: WithdrawProposal) -> CityView:
    city, hand = _in_hand(unit, request.city_id)
    before = _Before(city)
    return _saved(unit, city, before, revision.take_back(city, request.fields, by=hand, at=unit.now))


class _Before:
    """What a city showed before it changed."""

    def __init__(self, city: City) -> None:
        self.told = _told(city)
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
    """What is shown no longer, to members or to the public, is taken back from what was said: members are told again at once.

    A revision that changes nothing is not written.
    """
    if steps:
        _keep_names(unit, city, before.identities)
        now = _told(city)
        if lost := {
            part for told, shown in zip(before.told, now, strict=True) for part in told if told[part] is not None and shown[part] is None
        }:
            unit.redact(f"cities/{city.id}", sorted(lost), (CityAdmitted, CityProfileChanged))
        unit.cities.save(city)
        unit.city_history.add(city.id, city.version, steps)
    return city_view(city, unit.actor)


def _told(city: City) -> list[dict[str, Any]]:
    """What the public and what members have been told."""
    return [profile.told(city.profile, audience) for audience in (PUBLIC, MEMBERS)]


def _let_know(unit: Membership, fact: ProfileProposed | ProposalReturned) -> None:
    """Said of the membership, not of the city: that something waits is for the city's people and the staff."""
    member = unit.members.find(fact.city_id)
    if member is not None:
        member.say(fact)
        unit.members.save(member)


def _keep_names(unit: Membership, city: City, before: tuple[str, ...]) -> None:
    """One city has its names to itself, whoever applies meanwhile."""
    for identity in set(before) - set(city.identities):
        unit.free_name("city", identity, city.name_holder)
    for identity in sorted(set(city.identities) - set(before)):
        if not unit.take_name("city", identity, city.name_holder):
            raise Conflict("membership.name_taken", "another city, or an application, has this name already")
