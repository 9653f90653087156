"""A membership from admission on: silence, suspension, leaving and coming back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    CityReadmitted,
    CityStatusChanged,
    CitySuspended,
    CityWithdrawn,
    GiveSignOfLife,
    GrantEnded,
    GrantGiven,
    LiftSuspension,
    MembershipView,
    ReadmitCity,
    SubmitApplication,
    SuspendCity,
    WithdrawCity,
)
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from services.membership.usecases import applications, life, memberships
from tests.builders.life import STATUS, World, of_city
from tests.builders.membership import drafted
from tests.fakes.membership import NOBODY, MemoryMembership, management, person


@pytest.fixture
def world(membership: MemoryMembership) -> World:
    return World(membership)


# ---------------------------------------------------------------- silence


def test_a_new_member_is_active_on_its_own_admission(world: World) -> None:
    seen = world.see()
    assert (seen.status, seen.reasons, seen.accepted_version) == ("active", ("in_good_standing",), "2026-1")
    [basis] = seen.bases or ()
    assert (basis.kind, basis.starts_on, basis.live) == ("admission", date(2027, 3, 1), True)
    assert seen.mandate is not None
    assert (seen.mandate.state, seen.mandate.valid_until) == ("verified", date(2031, 3, 1))
    assert [(due.what, due.on, due.then) for due in seen.due or ()] == [
        ("silence", date(2028, 3, 1), "dormant"),
        ("mandate_lapsed", date(2031, 3, 2), "grace"),
    ]


def test_the_public_sees_the_status_only(world: World) -> None:
    seen = world.see(NOBODY)
    assert (seen.status, seen.since) == ("active", world.membership.now)
    assert [getattr(seen, name) for name in ("reasons", "due", "bases", "mandate", "history", "last_sign_on", "accepted_version")] == [
        None
    ] * 7
    world.ask(memberships.suspend_city, SuspendCity(city_id=world.city_id, reason="other", note="Hush."), management())
    for stranger in (NOBODY, person(), of_city(FOCAL_POINT, new_id())):
        with pytest.raises(NotFound):
            world.see(stranger)
    assert world.see(world.focal).status == "suspended"


def test_silence_is_said_stage_by_stage_and_ends_the_membership(world: World) -> None:
    world.wait_until(date(2029, 12, 10))
    assert [(type(event).__name__, event.reason) for event in world.said(CityStatusChanged, CitySuspended, CityWithdrawn)] == [
        ("CityStatusChanged", "silence"),
        ("CityStatusChanged", "silence"),
        ("CitySuspended", "silence"),
        ("CityWithdrawn", "silence"),
    ]
    assert [event.status for event in world.said(CityStatusChanged)] == ["dormant", "grace"]
    seen = world.see()
    assert ([basis.live for basis in seen.bases or ()], seen.reasons, seen.due) == ([False], ("silence",), ())
    assert [event.reason for event in world.said(GrantEnded)] == ["city_withdrawn"]


def test_a_sign_of_life_wakes_a_dormant_city(world: World) -> None:
    world.wait_until(date(2028, 3, 2))
    assert world.see().status == "dormant"
    assert world.sign().status == "active"
    assert [event.status for event in world.said(*STATUS)] == ["dormant", "active"]
    world.wait_until(date(2029, 3, 1))
    assert world.see().status == "active", "a year from the sign on"


def test_a_sign_that_another_area_notes_wakes_the_city_in_a_moment(world: World) -> None:
    world.wait_until(date(2028, 3, 2))
    world.membership.work.within(lambda _, unit: life.note_sign_of_life(unit, world.city_id), world.membership.context(world.focal))
    assert world.see().status == "dormant"
    world.membership.wait(seconds=1)
    assert (world.see().status, world.see().last_sign_on) == ("active", date(2028, 3, 2))


def test_only_its_own_people_give_a_sign_of_life(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        world.ask(memberships.give_sign_of_life, GiveSignOfLife(city_id=world.city_id), of_city(FOCAL_POINT, new_id()))
    assert refused.value.code == "membership.not_yours_to_do"


def test_a_member_has_only_one_timer_at_the_next_day_that_matters(world: World) -> None:
    def looks() -> list[date]:
        rows = world.membership.work.store["timers"].find({"name": life.STANDING_TIMER})
        return [row["due_at"].date() for row in rows]

    assert looks() == [date(2027, 3, 2)], "first tomorrow, under whatever holds then"
    world.wait_until(date(2027, 3, 2))
    assert looks() == [date(2028, 3, 1)], "when a year of silence is over, and not a day earlier"
    world.wait_until(date(2027, 6, 1))
    world.sign()
    assert looks() == [date(2028, 6, 1)]


# ---------------------------------------------------------------- by hand


def test_a_suspension_is_lifted_or_ends_the_membership(world: World) -> None:
    suspend = SuspendCity(city_id=world.city_id, reason="mandate_disputed", note="Two offices.")
    suspended = world.ask(memberships.suspend_city, suspend, management())
    assert (suspended.status, suspended.reasons) == ("suspended", ("suspended_by_network",))
    with pytest.raises(Conflict) as twice:
        world.ask(memberships.suspend_city, suspend, management())
    assert twice.value.code == "membership.suspended_already"
    lifted = world.ask(memberships.lift_suspension, LiftSuspension(city_id=world.city_id, note="Settled."), management())
    assert lifted.status == "active"
    with pytest.raises(Conflict) as idle:
        world.ask(memberships.lift_suspension, LiftSuspension(city_id=world.city_id, note="Again."), management())
    assert idle.value.code == "membership.not_suspended"
    world.ask(memberships.suspend_city, suspend, management())
    world.wait_until(date(2028, 3, 5))
    assert (world.see().status, world.see().reasons) == ("withdrawn", ("suspension_unresolved",))
    assert [type(event).__name__ for event in world.said(*STATUS)] == [
        "CitySuspended",
        "CityStatusChanged",
        "CitySuspended",
        "CityWithdrawn",
    ]


def test_a_city_that_the_clocks_suspended_is_given_another_time_of_grace(world: World) -> None:
    world.wait_until(date(2028, 12, 2))
    assert world.see().status == "suspended"
    lifted = world.ask(memberships.lift_suspension, LiftSuspension(city_id=world.city_id, note="They have written."), management())
    assert (lifted.status, (lifted.due or ())[0].on) == ("active", date(2029, 12, 2))


def withdraw(world: World, by: Actor, **changes: Any) -> MembershipView:
    asked = WithdrawCity(city_id=world.city_id, reason="decided_by_city", note="The council has decided.")
    view: MembershipView = world.ask(memberships.withdraw_city, replace(asked, **changes), by)
    return view


def test_leaving_ends_every_role_over_the_city(world: World) -> None:
    gone = withdraw(world, world.mayor)
    assert (gone.status, gone.reasons) == ("withdrawn", ("withdrawn_by_city",))
    assert [(event.role, event.reason) for event in world.said(GrantEnded)] == [("focal_point", "city_withdrawn")]
    assert [event.reason for event in world.said(CityWithdrawn)] == ["withdrawn_by_city"]
    assert gone.history is not None
    assert gone.history[-1].reasons == ("withdrawn_by_city", "decided_by_city")
    for use_case, request in (
        (memberships.withdraw_city, WithdrawCity(city_id=world.city_id, reason="other", note="Again.")),
        (memberships.suspend_city, SuspendCity(city_id=world.city_id, reason="other", note="Too late.")),
    ):
        with pytest.raises(Conflict) as refused:
            world.ask(use_case, request, management())
        assert refused.value.code == "membership.not_a_member"


@pytest.mark.parametrize("who", ["focal", "officer", "foreign"])
def test_who_does_not_bind_the_city_does_not_take_it_out(world: World, who: str) -> None:
    actor = of_city(MAYORS_OFFICE, new_id()) if who == "foreign" else getattr(world, who)
    with pytest.raises(NotAllowed):
        withdraw(world, actor)
    assert world.see().status == "active"


def readmit(world: World) -> MembershipView:
    view: MembershipView = world.ask(memberships.readmit_city, ReadmitCity(city_id=world.city_id, note="Welcome back."), management())
    return view


def test_within_a_week_a_readmission_gives_the_roles_back_as_new_ones(world: World) -> None:
    withdraw(world, world.mayor)
    world.membership.wait(days=6)
    assert readmit(world).status == "active"
    given = world.said(GrantGiven)
    assert [event.person_id for event in given] == [world.applicant.person_id] * 2
    assert given[0].grant_id != given[1].grant_id
    assert [basis.live for basis in world.see().bases or ()] == [False, True]


def test_whoever_is_gone_by_then_gets_no_role_back(world: World) -> None:
    withdraw(world, world.mayor)

    def erase(_: Any, unit: Any) -> None:
        holder = unit.people.get(world.applicant.person_id)
        holder.erasing_at = world.membership.now
        unit.people.save(holder)

    world.membership.work.within(erase, world.membership.context(management()))
    assert readmit(world).status == "active"
    assert len(world.said(GrantGiven)) == 1


def test_later_nobody_gets_a_role_back_in_silence(world: World) -> None:
    withdraw(world, world.mayor)
    world.membership.wait(days=8)
    back = readmit(world)
    assert (back.status, len(world.said(GrantGiven)), len(world.said(CityReadmitted))) == ("active", 1, 1)
    with pytest.raises(Conflict) as twice:
        readmit(world)
    assert twice.value.code == "membership.is_member"


def test_after_a_year_the_city_applies_anew_and_before_that_it_cannot(world: World) -> None:
    withdraw(world, world.mayor)
    applicant = person()
    draft = drafted(world.membership, applicant)
    submit = SubmitApplication(application_id=draft.id)
    with pytest.raises(Conflict) as early:
        world.ask(applications.submit_application, submit, applicant)
    assert early.value.code == "membership.ask_readmission"
    world.wait_until(date(2028, 3, 1))
    world.membership.wait(days=1)
    with pytest.raises(Conflict) as late:
        readmit(world)
    assert late.value.code == "membership.readmission_too_late"
    assert world.ask(applications.submit_application, submit, applicant).state == "submitted"
