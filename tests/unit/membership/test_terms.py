"""Offices end with a declared election, a departure or their own end, unless somebody else renews them; nobody is surprised by it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    DeclareDeparture,
    DeclareElection,
    ElectionDeclared,
    EndGrant,
    GrantEnded,
    GrantEndingSoon,
    GrantTermSet,
    ListCityPeople,
    ListElections,
    ListGrants,
    ReadmitCity,
    RenewGrant,
    SuspendCity,
    WithdrawCity,
)
from services.membership import views
from services.membership.usecases import grants, memberships, terms
from tests.builders.membership import admitted, opened_hub
from tests.builders.people import given, holding, somebody
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

POLLS = date(2027, 6, 6)
TERMS_END = datetime(2027, 8, 6, tzinfo=UTC)
"""Sixty days after the end of election day; the tests begin on 1 March 2027."""


@pytest.fixture
def city(membership: MemoryMembership) -> str:
    opened_hub(membership)
    return str(admitted(membership, person(id=somebody(membership))).city_id)


def declare(membership: MemoryMembership, city_id: str, day: date = POLLS, by=None, **more):
    request = DeclareElection(city_id=city_id, date=day, **more)
    return membership.ask(terms.declare_election, request, by or management())


def grant_of(membership: MemoryMembership, grant_id: str):
    [found] = [one for one in membership.see(views.grants.list_grants, ListGrants(limit=200), management()).items if one.id == grant_id]
    return found


def renew(membership: MemoryMembership, grant_id: str, by=None, **more):
    return membership.ask(terms.renew_grant, RenewGrant(grant_id=grant_id, **more), by or management())


def depart(membership: MemoryMembership, grant, last_day: date, by=None, **more):
    request = DeclareDeparture(grant_id=grant.id, last_day=last_day, **more)
    return membership.ask(terms.declare_departure, request, by or person(id=grant.person_id))


def said(membership: MemoryMembership, kind: type) -> list:
    return [event for event in membership.said() if isinstance(event, kind)]


def code_of(act) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    errors = refused.value.details.get("errors") if isinstance(refused.value, Invalid) else None
    return errors[0]["code"] if errors else refused.value.code


# ---------------------------------------------------------------- elections


def test_offices_of_the_city_end_sixty_days_after_its_election(membership: MemoryMembership, city: str) -> None:
    mayor = given(membership, somebody(membership), "mayors_office", city)
    deputy = given(membership, somebody(membership), "focal_point", city, deputy=True)
    elsewhere = given(membership, somebody(membership), "reviewer")
    view = declare(membership, city, note="General elections")
    assert (view.date, view.terms_end_at, view.note) == (POLLS, TERMS_END, "General elections")
    for one in (mayor, deputy):
        assert (grant_of(membership, one.id).ends_at, grant_of(membership, one.id).ends_because) == (TERMS_END, "election")
    assert grant_of(membership, elsewhere.id).ends_at is None
    assert len(said(membership, GrantTermSet)) == 3
    membership.wait(days=200)
    ended = said(membership, GrantEnded)
    assert {(event.grant_id, event.ended_at, event.reason) for event in ended} >= {
        (mayor.id, TERMS_END, "election"),
        (deputy.id, TERMS_END, "election"),
    }
    assert grant_of(membership, elsewhere.id).ended_at is None


def test_an_end_that_was_agreed_earlier_still_holds(membership: MemoryMembership, city: str) -> None:
    short = given(membership, somebody(membership), "focal_point", city, ends_at=membership.now + timedelta(days=10))
    declare(membership, city)
    shown = grant_of(membership, short.id)
    assert (shown.ends_at, shown.ends_because) == (short.ends_at, "term_over")


def test_who_takes_office_before_the_election_leaves_with_it_and_who_comes_after_stays(membership: MemoryMembership, city: str) -> None:
    declare(membership, city)
    before = given(membership, somebody(membership), "focal_point", city)
    after = given(membership, somebody(membership), "mayors_office", city, starts_at=datetime(2027, 6, 7, tzinfo=UTC))
    assert (before.ends_at, after.ends_at) == (TERMS_END, None)
    assert [event.ends_at for event in said(membership, GrantTermSet) if event.grant_id == before.id] == []


def test_another_date_moves_the_election_and_every_date_is_kept(membership: MemoryMembership, city: str) -> None:
    mayor = given(membership, somebody(membership), "mayors_office", city)
    first = declare(membership, city, note="As planned")
    later = date(2027, 7, 4)
    moved = declare(membership, city, later, by=holding("mayors_office", city), note="Postponed")
    assert (moved.id, moved.date, [step.date for step in moved.history]) == (first.id, later, [POLLS, later])
    assert grant_of(membership, mayor.id).ends_at == datetime(2027, 9, 3, tzinfo=UTC)
    assert [(event.previous, event.date) for event in said(membership, ElectionDeclared)] == [(None, POLLS), (POLLS, later)]
    membership.wait(days=170)  # past the first date's end of terms
    assert grant_of(membership, mayor.id).ended_at is None
    membership.wait(days=30)
    assert grant_of(membership, mayor.id).ended_at == datetime(2027, 9, 3, tzinfo=UTC)


def test_the_same_date_again_changes_nothing(membership: MemoryMembership, city: str) -> None:
    first = declare(membership, city)
    told = len(membership.said())
    assert declare(membership, city) == first
    assert len(membership.said()) == told


def test_an_election_moved_before_somebodys_term_lets_them_stay(membership: MemoryMembership, city: str) -> None:
    declare(membership, city, date(2027, 7, 4))
    late = given(membership, somebody(membership), "mayors_office", city, starts_at=datetime(2027, 6, 20, tzinfo=UTC))
    assert late.ends_at is not None
    declare(membership, city, POLLS)
    assert grant_of(membership, late.id).ends_at is None


def test_the_next_election_is_another_one(membership: MemoryMembership, city: str) -> None:
    first = declare(membership, city)
    membership.wait(days=200)
    second = declare(membership, city, date(2031, 6, 1))
    assert second.id != first.id
    listed = membership.see(views.grants.list_elections, ListElections(city_id=city), management()).items
    assert [one.id for one in listed] == [second.id, first.id]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2027, 2, 28), "membership.in_the_past"),
        (date(2035, 3, 2), "membership.too_far_ahead"),
        (date(9999, 12, 31), "membership.too_far_ahead"),
        (date(2027, 3, 1), None),
        (date(2035, 3, 1), None),
    ],
)
def test_elections_lie_between_today_and_eight_years_ahead(membership: MemoryMembership, city: str, day: date, code: str | None) -> None:
    if code is None:
        assert declare(membership, city, day).date == day
        return
    assert code_of(lambda: declare(membership, city, day)) == code
    assert said(membership, ElectionDeclared) == []


def test_only_who_speaks_for_the_city_or_looks_after_it_says_when_it_elects(membership: MemoryMembership, city: str) -> None:
    hub_id = membership.work.look(lambda _, unit: unit.cities.get(city).hub_id, membership.context(NOBODY))
    for allowed in (holding("mayors_office", city), hub_officer(str(hub_id)), management()):
        assert declare(membership, city, by=allowed).date == POLLS
    for stranger in (holding("mayors_office", hub_id), hub_officer(city)):
        assert code_of(lambda s=stranger: declare(membership, city, by=s)) == "membership.not_yours_to_do"
    for nobody in (holding("focal_point", city), person(), NOBODY):
        with pytest.raises(NotAllowed):
            declare(membership, city, by=nobody)
    assert code_of(lambda: declare(membership, str(hub_id))) == "membership.no_city"


# ---------------------------------------------------------------- reminders


def test_the_end_is_announced_thirty_and_seven_days_ahead_once_each(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "mayors_office", city, ends_at=membership.now + timedelta(days=90))
    for _ in range(100):
        membership.wait(days=1)
    mine = [event for event in said(membership, GrantEndingSoon) if event.grant_id == one.id]
    assert [(event.days, event.ends_at, event.reason) for event in mine] == [(30, one.ends_at, "term_over"), (7, one.ends_at, "term_over")]


def test_what_ends_sooner_is_announced_as_far_as_there_is_time(membership: MemoryMembership, city: str) -> None:
    for days in (20, 5):
        given(membership, somebody(membership), "mayors_office", city, ends_at=membership.now + timedelta(days=days))
    for _ in range(40):
        membership.wait(days=1)
    assert [event.days for event in said(membership, GrantEndingSoon)] == [7]


def test_renewed_or_ended_nobody_is_reminded_of_the_old_end(membership: MemoryMembership, city: str) -> None:
    renewed, ended = (
        given(membership, somebody(membership), "mayors_office", city, ends_at=membership.now + timedelta(days=60)) for _ in range(2)
    )
    membership.wait(days=31)
    renew(membership, renewed.id, ends_at=membership.now + timedelta(days=400))
    membership.ask(grants.end_grant, EndGrant(grant_id=ended.id, reason="moved on"), management())
    membership.wait(days=60)
    assert [event.days for event in said(membership, GrantEndingSoon)] == [30, 30]
    assert grant_of(membership, renewed.id).ended_at is None


# ---------------------------------------------------------------- renewals


def test_a_renewed_office_outlives_the_election_even_when_its_date_moves(membership: MemoryMembership, city: str) -> None:
    mayor = given(membership, somebody(membership), "mayors_office", city)
    declare(membership, city)
    shown = renew(membership, mayor.id)
    assert (shown.ends_at, shown.ends_because) == (None, None)
    declare(membership, city, date(2027, 7, 4))
    membership.wait(days=300)
    assert grant_of(membership, mayor.id).ended_at is None
    declare(membership, city, date(2031, 6, 1))
    assert grant_of(membership, mayor.id).ends_because == "election"


def test_nobody_renews_their_own(membership: MemoryMembership, city: str) -> None:
    mayor = given(membership, somebody(membership), "mayors_office", city)
    me = holding("mayors_office", city, mayor.person_id)
    assert code_of(lambda: renew(membership, mayor.id, me)) == "membership.own_grant"
    renew(membership, mayor.id, holding("mayors_office", city))


def test_what_is_over_is_not_renewed(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "mayors_office", city, ends_at=membership.now + timedelta(days=5))
    membership.now += timedelta(days=6)  # over, though the timer has not fired yet
    with pytest.raises(Conflict) as refused:
        renew(membership, one.id)
    assert refused.value.code == "membership.grant_over"
    membership.wait(days=1)
    assert code_of(lambda: renew(membership, one.id)) == "membership.grant_over"


def test_until_lies_after_the_start_and_ahead(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "mayors_office", city, starts_at=membership.now + timedelta(days=5))
    for ends_at in (membership.now, membership.now + timedelta(days=4)):
        assert code_of(lambda e=ends_at: renew(membership, one.id, ends_at=e)) == "membership.ends_too_early"


# ---------------------------------------------------------------- departures


def test_a_departure_ends_the_role_with_the_last_day(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "focal_point", city)
    shown = depart(membership, one, date(2027, 3, 31))
    assert (shown.ends_at, shown.ends_because) == (datetime(2027, 4, 1, tzinfo=UTC), "departed")
    membership.wait(days=40)
    assert grant_of(membership, one.id).end_reason == "departed"


def test_a_departure_can_be_moved_and_is_not_undone_by_a_renewal(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "focal_point", city)
    depart(membership, one, date(2027, 3, 31))
    depart(membership, one, date(2027, 4, 30))
    assert renew(membership, one.id).ends_at == datetime(2027, 5, 1, tzinfo=UTC)


def test_the_last_day_is_today_at_the_earliest(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "focal_point", city)
    assert code_of(lambda: depart(membership, one, date(2027, 2, 28))) == "membership.in_the_past"
    assert code_of(lambda: depart(membership, one, date(9999, 12, 31))) == "membership.too_far_ahead"
    assert depart(membership, one, date(2027, 3, 1)).ends_at == datetime(2027, 3, 2, tzinfo=UTC)


def test_nobody_departs_for_another_nor_names_a_stranger_nor_leaves_the_network_alone(membership: MemoryMembership, city: str) -> None:
    one = given(membership, somebody(membership), "focal_point", city)
    assert code_of(lambda: depart(membership, one, POLLS, by=management())) == "membership.no_grant"
    assert code_of(lambda: depart(membership, one, POLLS, successor_id=somebody(membership))) == "membership.no_successor"
    chief = given(membership, somebody(membership), "management_unit")
    assert code_of(lambda: depart(membership, chief, POLLS)) == "membership.last_management_unit"
    given(membership, somebody(membership), "management_unit")
    assert depart(membership, chief, POLLS).ends_because == "departed"


# ---------------------------------------------------------------- who works for a city


def test_a_citys_people_are_known_to_themselves_their_hub_and_the_management_unit(membership: MemoryMembership, city: str) -> None:
    hub_id = str(membership.work.look(lambda _, unit: unit.cities.get(city).hub_id, membership.context(NOBODY)))
    mayor = given(membership, somebody(membership, name="Amina Said"), "mayors_office", city)
    given(membership, somebody(membership, name="Later"), "mayors_office", city, starts_at=membership.now + timedelta(days=9))
    gone = given(membership, somebody(membership, name="Gone"), "focal_point", city)
    membership.ask(grants.end_grant, EndGrant(grant_id=gone.id, reason="moved on"), management())
    for insider in (holding("focal_point", city), holding("mayors_office", city), hub_officer(hub_id), management()):
        shown = membership.see(views.grants.list_city_people, ListCityPeople(city_id=city), insider).items
        assert [(one.name, one.role, one.since) for one in shown] == [
            ("Somebody", "focal_point", shown[0].since),
            ("Amina Said", "mayors_office", mayor.starts_at),
        ]
    for outsider in (holding("focal_point", hub_id), holding("mayors_office", hub_id), hub_officer(city), holding("reviewer"), person()):
        for view, request in (
            (views.grants.list_city_people, ListCityPeople(city_id=city)),
            (views.grants.list_elections, ListElections(city_id=city)),
        ):
            with pytest.raises(NotFound) as refused:
                membership.see(view, request, outsider)
            assert refused.value.code == "membership.no_city"
    with pytest.raises(NotAllowed):
        membership.see(views.grants.list_city_people, ListCityPeople(city_id=city), NOBODY)


def test_a_city_that_one_may_not_know_of_has_no_elections(membership: MemoryMembership, city: str) -> None:
    membership.ask(memberships.suspend_city, SuspendCity(city_id=city, reason="unreachable", note="Silence."), management())
    with pytest.raises(NotFound):
        membership.ask(terms.declare_election, DeclareElection(city_id=city, date=date(2028, 5, 9)), holding("mayors_office", new_id()))


# ---------------------------------------------------------------- a withdrawal that is undone


def terms_over(membership: MemoryMembership, city_id: str) -> dict:
    """Who holds or will hold a role over the city, from when, until when, and why it ends."""
    listed = membership.see(views.grants.list_grants, ListGrants(limit=200), management()).items
    return {one.person_id: (one.starts_at, one.ends_at, one.ends_because) for one in listed if one.scope_id == city_id and not one.ended_at}


def test_roles_over_a_city_that_comes_back_last_as_long_as_before(membership: MemoryMembership, city: str) -> None:
    """A declared departure, an office still to begin and a renewal past an election all hold, as if the city had never left."""
    may = datetime(2027, 5, 1, tzinfo=UTC)
    leaving, coming, renewed = (somebody(membership) for _ in range(3))
    depart(membership, given(membership, leaving, "mayors_office", city), date(2027, 4, 30))
    given(membership, coming, "mayors_office", city, starts_at=may)
    declare(membership, city)
    renew(membership, given(membership, renewed, "mayors_office", city).id)
    before = terms_over(membership, city)
    membership.ask(memberships.withdraw_city, WithdrawCity(city_id=city, reason="other", note="By mistake."), management())
    assert terms_over(membership, city) == {}
    membership.wait(days=1)
    membership.ask(memberships.readmit_city, ReadmitCity(city_id=city, note="Undone."), management())
    after = terms_over(membership, city)
    assert after == {id: (max(starts_at, membership.now), *end) for id, (starts_at, *end) in before.items()}
    assert (after[leaving][1:], after[coming][0], after[renewed][1]) == ((may, "departed"), may, None)
