"""Nothing that somebody was at work on is lost when their role ends: it goes to whoever is next in line, and everybody hears of it."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from contracts.errors import Invalid
from contracts.membership import (
    CityWithoutFocalPoint,
    DeclareDeparture,
    EndGrant,
    GetApplication,
    GrantEnded,
    InvitationRevoked,
    WorkHandedOver,
)
from services.membership import views
from services.membership.domain.grant import CITY_WITHDRAWN
from services.membership.usecases import city_people, grants, terms
from services.membership.usecases.open_work import KINDS, holders, recall_over
from tests.builders.membership import admitted, opened_hub
from tests.builders.people import given, holding, invited, somebody
from tests.fakes.membership import GATEWAY, MemoryMembership, management, person


class Town:
    """A member city with its hub, the person who applied for it, and somebody in charge of the network."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.membership = membership
        self.chief = somebody(membership)
        given(membership, self.chief, "management_unit")
        self.hub_id = opened_hub(membership).id
        self.applicant = somebody(membership)
        application = admitted(membership, person(id=self.applicant))
        self.application_id, self.city_id = application.id, str(application.city_id)

    def look(self, what):
        return self.membership.work.look(lambda _, unit: what(unit), self.membership.context(GATEWAY))

    def give(self, role: str, person_id: str | None = None, **more) -> str:
        scope_id = {"hub_officer": self.hub_id, "management_unit": None}.get(role, self.city_id)
        return given(self.membership, person_id or somebody(self.membership), role, scope_id, **more).person_id

    def grants_of(self, person_id: str) -> list:
        return [grant for grant in self.look(lambda unit: unit.grants.of_person(person_id)) if grant.ended_at is None]

    def end(self, person_id: str, role: str | None = None, **more) -> None:
        for grant in self.grants_of(person_id):
            if role in (None, grant.role):
                self.membership.ask(grants.end_grant, EndGrant(grant_id=grant.id, reason="moved on", **more), management())

    @property
    def owner(self) -> str:
        return str(self.look(lambda unit: unit.applications.get(self.application_id).applicant_id))

    def handed(self) -> list[WorkHandedOver]:
        return [event for event in self.membership.said() if isinstance(event, WorkHandedOver)]


@pytest.fixture
def town(membership: MemoryMembership) -> Town:
    return Town(membership)


# ---------------------------------------------------------------- who is next


def test_the_line_is_focal_point_deputy_mayors_office_hub_management_unit(town: Town) -> None:
    officer = town.give("hub_officer")
    mayor = town.give("mayors_office")
    deputy = town.give("focal_point", deputy=True)
    colleague = town.give("focal_point")
    line = [town.applicant, colleague, deputy, mayor, officer, town.chief]
    for leaving, heir in itertools.pairwise(line):
        assert town.owner == leaving
        town.end(leaving)
        assert (town.handed()[-1].from_person_id, town.handed()[-1].to_person_id) == (leaving, heir)
        assert town.handed()[-1].items == (f"applications/{town.application_id}",)
    assert town.owner == town.chief


def test_who_takes_over_sees_the_application_as_its_applicant_and_who_left_does_not(town: Town) -> None:
    colleague = town.give("focal_point")
    town.end(town.applicant)
    ask = GetApplication(application_id=town.application_id)
    shown = town.membership.see(views.applications.get_application, ask, person(id=colleague))
    assert (town.owner, shown.history[-1].step) == (colleague, "handed_over")
    with pytest.raises(Exception, match="no such application"):
        town.membership.see(views.applications.get_application, ask, person(id=town.applicant))


def test_the_one_who_is_named_comes_before_the_line(town: Town) -> None:
    town.give("focal_point")
    named = town.give("mayors_office")
    town.end(town.applicant, successor_id=named)
    assert town.owner == named
    [ended] = [event for event in town.membership.said() if isinstance(event, GrantEnded)]
    assert (ended.successor_id, ended.reason) == (named, "revoked")


def test_only_who_holds_something_over_the_same_thing_can_be_named(town: Town) -> None:
    later = town.give("focal_point", starts_at=town.membership.now + timedelta(days=3))
    for stranger in (somebody(town.membership), town.chief, town.applicant, later):
        with pytest.raises(Invalid) as refused:
            town.end(town.applicant, successor_id=stranger)
        assert refused.value.details["errors"][0]["code"] == "membership.no_successor"
    assert town.owner == town.applicant


def test_work_stays_where_another_role_over_the_same_city_is_held(town: Town) -> None:
    town.give("focal_point")
    town.give("mayors_office", town.applicant)
    town.end(town.applicant, "focal_point")
    assert (town.owner, town.handed()) == (town.applicant, [])
    town.end(town.applicant, "mayors_office")
    assert town.owner != town.applicant


def test_a_role_in_the_city_keeps_its_work_when_a_role_in_the_hub_ends(town: Town) -> None:
    town.give("focal_point")
    town.give("hub_officer", town.applicant)
    town.end(town.applicant, "hub_officer")
    assert (town.owner, town.handed()) == (town.applicant, [])


def test_a_role_that_has_not_begun_takes_nothing(town: Town) -> None:
    town.give("focal_point", starts_at=town.membership.now + timedelta(days=3))
    town.end(town.applicant)
    assert town.owner == town.chief


# ---------------------------------------------------------------- nobody there, and somebody again


def test_the_hub_hears_when_a_city_has_no_focal_point_and_gets_its_work(town: Town) -> None:
    officer = town.give("hub_officer")
    [grant] = town.grants_of(town.applicant)
    town.end(town.applicant)
    left = [event for event in town.membership.said() if isinstance(event, CityWithoutFocalPoint)]
    assert left == [CityWithoutFocalPoint(grant_id=grant.id, city_id=town.city_id, hub_id=town.hub_id)]
    assert town.owner == officer


def test_a_deputy_or_a_colleague_is_still_somebody(town: Town) -> None:
    town.give("focal_point", deputy=True)
    town.end(town.applicant)
    assert not any(isinstance(event, CityWithoutFocalPoint) for event in town.membership.said())


def test_what_others_kept_comes_home_with_the_next_one(town: Town) -> None:
    officer = town.give("hub_officer")
    town.end(town.applicant)
    assert town.owner == officer
    newcomer = town.give("focal_point")
    assert town.owner == newcomer
    assert (town.handed()[-1].from_person_id, town.handed()[-1].to_person_id) == (officer, newcomer)
    town.give("focal_point")
    assert town.owner == newcomer


def test_it_comes_home_on_the_day_a_role_begins(town: Town) -> None:
    town.end(town.applicant)
    newcomer = town.give("focal_point", starts_at=town.membership.now + timedelta(days=3))
    assert town.owner == town.chief
    town.membership.wait(days=4)
    assert town.owner == newcomer


# ---------------------------------------------------------------- by itself


def test_the_end_of_a_term_hands_over_too(town: Town) -> None:
    colleague = town.give("focal_point")
    [grant] = town.grants_of(town.applicant)
    day = (town.membership.now + timedelta(days=3)).date()
    departure = DeclareDeparture(grant_id=grant.id, last_day=day, successor_id=colleague)
    town.membership.ask(terms.declare_departure, departure, person(id=town.applicant))
    town.membership.wait(days=5)
    assert town.owner == colleague
    [ended] = [event for event in town.membership.said() if isinstance(event, GrantEnded)]
    assert (ended.reason, ended.successor_id) == ("departed", colleague)


def test_what_reaches_somebody_while_they_are_leaving_is_found_a_little_later(town: Town) -> None:
    colleague = town.give("focal_point")
    town.end(town.applicant)

    def back(_, unit):
        application = unit.applications.get(town.application_id)
        application.hand_over(town.applicant, at=unit.now)
        unit.applications.save(application)

    town.membership.work.within(back, town.membership.context(GATEWAY))
    assert town.owner == town.applicant
    town.membership.wait(minutes=6)
    assert town.owner == colleague


# ---------------------------------------------------------------- invitations


def test_open_invitations_of_who_leaves_are_answered_for_by_the_next(town: Town) -> None:
    mayor, colleague = town.give("mayors_office"), town.give("mayors_office")
    sent = invited(town.membership, holding("mayors_office", town.city_id, mayor), role="focal_point", scope_id=town.city_id)
    [grant] = town.grants_of(mayor)
    last = DeclareDeparture(grant_id=grant.id, last_day=town.membership.now.date(), successor_id=colleague)
    town.membership.ask(terms.declare_departure, last, person(id=mayor))
    town.membership.wait(days=1)
    kept = town.look(lambda unit: unit.invitations.get(sent.id))
    assert (kept.state, kept.invited_by) == ("sent", colleague)
    assert town.handed()[-1].items == (f"invitations/{sent.id}",)


def test_invitations_of_who_is_dismissed_are_void(town: Town) -> None:
    mayor = town.give("mayors_office")
    sent = invited(town.membership, holding("mayors_office", town.city_id, mayor), role="focal_point", scope_id=town.city_id)
    other = invited(town.membership, role="focal_point", scope_id=town.city_id, email="other@c.example")
    town.end(mayor)
    assert [event for event in town.membership.said() if isinstance(event, InvitationRevoked)] == [InvitationRevoked(invitation_id=sent.id)]
    assert town.look(lambda unit: unit.invitations.get(other.id)).state == "sent"


# ---------------------------------------------------------------- a city leaves, or goes to another hub


def test_when_a_city_leaves_nobody_inherits_from_those_who_leave_with_it(town: Town) -> None:
    officer = town.give("hub_officer")
    for role in ("focal_point", "mayors_office"):
        town.give(role)
    sent = invited(town.membership, role="focal_point", scope_id=town.city_id)

    def leave(_, unit):
        recall_over(unit, town.city_id)
        grants.end_all(unit, unit.grants.over("city", town.city_id), CITY_WITHDRAWN)

    town.membership.work.within(leave, town.membership.context(GATEWAY))
    assert [event.to_person_id for event in town.handed()] == [officer]
    assert town.look(lambda unit: unit.grants.over("city", town.city_id)) == []
    assert town.look(lambda unit: unit.invitations.get(sent.id)).state == "revoked"
    assert not any(isinstance(event, CityWithoutFocalPoint) for event in town.membership.said())


def test_work_and_sight_follow_a_city_to_its_new_hub_and_so_does_the_past(town: Town) -> None:
    old, newcomer = town.give("hub_officer"), somebody(town.membership)
    other = opened_hub(town.membership, countries=("BR",), names={"en": "Other"})
    given(town.membership, newcomer, "hub_officer", other.id)
    sent = invited(town.membership, role="focal_point", scope_id=town.city_id)
    town.end(town.applicant)
    assert town.owner == old

    def move(_, unit):
        city = unit.cities.get(town.city_id)
        city.hub_id = other.id
        unit.cities.save(city)
        city_people.follow_city(unit, town.city_id, town.hub_id, other.id)

    town.membership.work.within(move, town.membership.context(GATEWAY))
    assert town.owner == newcomer
    [past] = town.look(lambda unit: unit.grants.of_person(town.applicant))
    assert past.ended_at is not None
    for seen in (town.look(lambda unit: unit.invitations.get(sent.id)), past):
        assert seen.may_be_read_by(holding("hub_officer", other.id))
        assert not seen.may_be_read_by(holding("hub_officer", town.hub_id))


# ---------------------------------------------------------------- whatever happens

ROLES = ("focal_point", "deputy", "mayors_office", "hub_officer", "management_unit")
STEPS = st.lists(st.tuples(st.sampled_from(("give", "dismiss", "leave", "invite", "invite", "wait")), st.integers(0, 5)), max_size=14)


@over(STEPS)
@settings(max_examples=80, deadline=None)
def test_nothing_open_is_ever_without_a_live_owner(steps: list[tuple[str, int]]) -> None:
    """Whoever is given, dismissed or leaves, in whatever order, and whatever they had begun."""
    town = Town(MemoryMembership())
    people = [town.applicant, town.give("mayors_office"), town.give("hub_officer")]
    for what, which in steps:
        who = people[which % len(people)]
        if what == "give":
            role = ROLES[which % len(ROLES)]
            people.append(town.give("focal_point" if role == "deputy" else role, deputy=role == "deputy"))
        elif what == "dismiss":
            town.end(who)
        elif what == "wait":
            town.membership.wait(days=which)
        elif what == "leave":
            leave_today(town, who)
        else:
            invite_as(town, who, f"n{which}@c.example")
        assert_everything_is_owned(town)


def leave_today(town: Town, who: str) -> None:
    today = town.membership.now.date()
    for grant in town.grants_of(who):
        town.membership.ask(terms.declare_departure, DeclareDeparture(grant_id=grant.id, last_day=today), person(id=who))
    town.membership.wait(days=1)


def invite_as(town: Town, who: str, email: str) -> None:
    for grant in town.grants_of(who):
        if grant.role != "focal_point":
            by = holding(grant.role, grant.scope_id, who)
            invited(town.membership, by, role="focal_point", scope_id=town.city_id, email=email)


def assert_everything_is_owned(town: Town) -> None:
    def owned(unit) -> None:
        scopes = (("city", town.city_id), ("hub", town.hub_id), ("network", None))
        alive = {grant.person_id for scope in scopes for grant in holders(unit, scope)}
        everybody = {row["_id"] for row in unit.unit.collection("people").find({})}
        for name, kind in KINDS.items():
            for person_id in everybody - alive:
                assert list(kind.of_person(unit, person_id)) == [], name

    town.look(owned)
