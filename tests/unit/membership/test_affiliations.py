"""Doubled and inherited memberships: none is lost when another ends, and none that has ended comes back."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chassis.context import Grant, new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    AddAffiliation,
    AffiliationBegun,
    AffiliationEnded,
    BasisView,
    CityStatusChanged,
    EndAffiliation,
    GetMembership,
    MembershipView,
    ReadmitCity,
    RenewAffiliation,
    SuspendCity,
    WithdrawCity,
)
from contracts.roles import FOCAL_POINT
from services.membership import views
from services.membership.usecases import affiliations, memberships
from tests.builders.membership import admitted, named, opened_hub
from tests.fakes.membership import MemoryMembership, hub_officer, management, person

TODAY = date(2027, 3, 1)


class Net:
    """Cities of one country, by name."""

    def __init__(self, membership: MemoryMembership, *names: str) -> None:
        self.membership = membership
        self.hub = opened_hub(membership)
        self.ids = {name: str(admitted(membership, content=named(name)).city_id) for name in names}

    def see(self, name: str) -> MembershipView:
        view: MembershipView = self.membership.see(views.life.get_membership, GetMembership(city_id=self.ids[name]), management())
        return view

    def affiliations(self, name: str) -> list[BasisView]:
        return [basis for basis in self.see(name).bases or () if basis.kind == "affiliation"]

    def add(self, name: str, area: str, by: Any = None, **more: Any) -> str:
        asked = AddAffiliation(city_id=self.ids[name], covering_city_id=self.ids[area], **more)
        view = self.membership.ask(affiliations.add_affiliation, asked, by or management())
        return str(view.bases[-1].id)

    def end(self, name: str, basis_id: str) -> None:
        self.membership.ask(affiliations.end_affiliation, EndAffiliation(city_id=self.ids[name], affiliation_id=basis_id), management())

    def renew(self, name: str, basis_id: str, ends_on: date | None) -> None:
        asked = RenewAffiliation(city_id=self.ids[name], affiliation_id=basis_id, ends_on=ends_on)
        self.membership.ask(affiliations.renew_affiliation, asked, management())

    def withdraw(self, name: str, **more: Any) -> None:
        asked = WithdrawCity(city_id=self.ids[name], reason="other", note="So be it.", **more)
        self.membership.ask(memberships.withdraw_city, asked, management())

    def readmit(self, name: str) -> None:
        self.membership.ask(memberships.readmit_city, ReadmitCity(city_id=self.ids[name], note="Welcome."), management())

    def suspend(self, name: str) -> None:
        self.membership.ask(memberships.suspend_city, SuspendCity(city_id=self.ids[name], reason="other", note="Wait."), management())

    def statuses(self) -> dict[str, str]:
        self.membership.wait(seconds=1)
        return {name: self.see(name).status for name in self.ids}


@pytest.fixture
def net(membership: MemoryMembership) -> Net:
    return Net(membership, "Town", "County", "Metropolis")


def test_a_silent_town_stays_a_member_through_its_county(net: Net) -> None:
    net.add("Town", "County")
    net.withdraw("Town", keeps_affiliations=True)
    assert net.statuses()["Town"] == "active"
    assert [basis.live for basis in net.see("Town").bases or ()] == [False, True]


def test_the_end_of_one_basis_leaves_the_others_as_they_are(net: Net) -> None:
    first, second = net.add("Town", "County"), net.add("Town", "Metropolis")
    net.end("Town", first)
    assert {basis.id: basis.live for basis in net.affiliations("Town")} == {first: False, second: True}
    assert net.see("Town").status == "active"
    assert [(event.affiliation_id, event.reason) for event in net.membership.said() if isinstance(event, AffiliationEnded)] == [
        (first, "ended")
    ]


def test_an_ended_basis_is_not_brought_back_by_renewing_it_or_another(net: Net) -> None:
    first, second = net.add("Town", "County"), net.add("Town", "Metropolis", ends_on=date(2028, 1, 1))
    net.end("Town", first)
    net.renew("Town", second, None)
    with pytest.raises(Conflict) as over:
        net.renew("Town", first, date(2030, 1, 1))
    assert over.value.code == "membership.affiliation_over"
    again = net.add("Town", "County")
    assert {basis.id: basis.live for basis in net.affiliations("Town")} == {first: False, second: True, again: True}


def test_an_affiliation_runs_from_its_first_day_until_its_end(net: Net) -> None:
    basis = net.add("Town", "County", starts_on=TODAY + timedelta(days=10), ends_on=TODAY + timedelta(days=20))
    net.withdraw("Town", keeps_affiliations=True)
    assert net.statuses()["Town"] == "withdrawn", "what is still to come carries nothing yet"
    assert basis not in {one.id for one in net.affiliations("Town") if one.live}


def test_a_run_out_affiliation_is_said_to_have_ended_once(net: Net) -> None:
    basis = net.add("Town", "County", ends_on=TODAY + timedelta(days=20))
    net.membership.wait(days=20)
    net.membership.wait(days=20)
    ended = [event for event in net.membership.said() if isinstance(event, AffiliationEnded)]
    assert [(event.affiliation_id, event.reason, event.ended_on) for event in ended] == [(basis, "term_over", date(2027, 3, 21))]


def test_the_countys_status_is_the_towns_where_nothing_better_carries_it(net: Net) -> None:
    net.add("Town", "County")
    net.withdraw("Town", keeps_affiliations=True)
    net.suspend("County")
    assert net.statuses() == {"Town": "suspended", "County": "suspended", "Metropolis": "active"}
    assert net.see("Town").reasons == ("covering_area",)


def test_when_the_county_leaves_the_town_that_rests_on_it_alone_leaves_too_and_does_not_come_back_with_it(net: Net) -> None:
    net.add("Town", "County")
    net.withdraw("Town", keeps_affiliations=True)
    net.withdraw("County")
    assert net.statuses() == {"Town": "withdrawn", "County": "withdrawn", "Metropolis": "active"}
    net.readmit("County")
    assert net.statuses()["Town"] == "withdrawn"
    assert [basis.end_reason for basis in net.affiliations("Town")] == ["area_left"]


def test_a_town_with_its_own_admission_does_not_notice_that_the_county_leaves(net: Net) -> None:
    net.add("Town", "County")
    net.withdraw("County")
    assert net.statuses()["Town"] == "active"
    assert not [event for event in net.membership.said() if isinstance(event, CityStatusChanged)]


def test_the_same_affiliation_twice_is_refused(net: Net) -> None:
    net.add("Town", "County")
    with pytest.raises(Conflict) as twice:
        net.add("Town", "County")
    assert twice.value.code == "membership.already_affiliated"
    assert len([event for event in net.membership.said() if isinstance(event, AffiliationBegun)]) == 1


@pytest.mark.parametrize("links", [[("Town", "Town")], [("Town", "County"), ("County", "Town")],
                                   [("Town", "County"), ("County", "Metropolis"), ("Metropolis", "Town")]])  # fmt: skip
def test_a_circle_of_affiliations_is_refused(net: Net, links: list[tuple[str, str]]) -> None:
    for name, area in links[:-1]:
        net.add(name, area)
    with pytest.raises(Conflict) as circle:
        net.add(*links[-1])
    assert circle.value.code == "membership.affiliation_circular"


def test_bad_affiliations_are_refused_by_field(net: Net, membership: MemoryMembership) -> None:
    abroad = str(admitted(membership, content=named("Sevilla", country="ES", subdivision="ES-SE")).city_id)
    net.ids |= {"Abroad": abroad, "Nowhere": new_id()}
    net.withdraw("Metropolis")
    for area, more, pointer in (
        ("Abroad", {}, "/covering_city_id"),
        ("Nowhere", {}, "/covering_city_id"),
        ("Metropolis", {}, "/covering_city_id"),
        ("County", {"starts_on": TODAY - timedelta(days=1)}, "/starts_on"),
        ("County", {"ends_on": TODAY}, "/ends_on"),
        ("County", {"starts_on": TODAY + timedelta(days=9), "ends_on": TODAY + timedelta(days=9)}, "/ends_on"),
    ):
        with pytest.raises(Invalid) as refused:
            net.add("Town", area, **more)
        assert refused.value.details["errors"][0]["pointer"] == pointer
    with pytest.raises(NotFound):
        net.end("Town", new_id())


def test_affiliations_are_for_the_citys_hub_and_the_management_unit(net: Net) -> None:
    with pytest.raises(NotAllowed):
        net.add("Town", "County", hub_officer(new_id()))
    own = person(Grant(role=FOCAL_POINT, scope_kind="city", scope_id=net.ids["Town"]))
    with pytest.raises(NotAllowed):
        net.add("Town", "County", own)
    net.add("Town", "County", hub_officer(net.hub.id))


# ---------------------------------------------------------------- whatever is done, in whatever order

CITIES = ("Town", "County", "Metropolis")
names = st.sampled_from(CITIES)


class Affiliating(RuleBasedStateMachine):
    """Bases are begun, ended and renewed at random, beside a plain model of which are live."""

    def __init__(self) -> None:
        super().__init__()
        self.net = Net(MemoryMembership(), *CITIES)
        self.until: dict[str, date | None] = {}
        self.of: dict[str, tuple[str, str]] = {}
        self.own = dict.fromkeys(CITIES, True)

    @property
    def today(self) -> date:
        return self.net.membership.now.date()

    def live(self, basis_id: str) -> bool:
        return basis_id in self.until and (self.until[basis_id] is None or self.today < self.until[basis_id])  # type: ignore[operator]

    def gone(self, name: str) -> bool:
        return not self.own[name] and not any(self.live(basis) for basis, (city, _) in self.of.items() if city == name)

    @rule(name=names, area=names, days=st.none() | st.integers(1, 60))
    def begin(self, name: str, area: str, days: int | None) -> None:
        ends_on = None if days is None else self.today + timedelta(days=days)
        try:
            basis = self.net.add(name, area, ends_on=ends_on)
        except Refusal:
            return
        assert not any(self.live(old) and pair == (name, area) for old, pair in self.of.items()), "the same twice"
        self.until[basis], self.of[basis] = ends_on, (name, area)

    @rule(data=st.data())
    def end_one(self, data: st.DataObject) -> None:
        if not self.of:
            return
        basis = data.draw(st.sampled_from(sorted(self.of)))
        try:
            self.net.end(self.of[basis][0], basis)
        except Conflict:
            assert not self.live(basis) or self.gone(self.of[basis][0])
            return
        self.close(basis)

    @rule(data=st.data(), days=st.none() | st.integers(1, 60))
    def renew_one(self, data: st.DataObject, days: int | None) -> None:
        if not self.of:
            return
        basis = data.draw(st.sampled_from(sorted(self.of)))
        ends_on = None if days is None else self.today + timedelta(days=days)
        try:
            self.net.renew(self.of[basis][0], basis, ends_on)
        except Conflict:
            assert not self.live(basis)
            return
        assert self.live(basis), "renewing never brings an ended one back"
        self.until[basis] = ends_on

    @rule(name=names)
    def end_own(self, name: str) -> None:
        if self.own[name]:
            self.net.withdraw(name, keeps_affiliations=True)
            self.own[name] = False
            self.drop_resting()

    @rule(name=names)
    def come_back(self, name: str) -> None:
        if not self.own[name]:
            self.net.readmit(name)
            self.own[name] = True
            self.restore(name)

    @rule(days=st.integers(1, 40))
    def let_days_pass(self, days: int) -> None:
        self.net.membership.wait(days=days)
        self.drop_resting()

    def close(self, basis: str) -> None:
        self.until[basis] = self.today
        self.drop_resting()

    def drop_resting(self) -> None:
        """What rests on an area that is gone ends with it, over as many steps as there are."""
        for _ in CITIES:
            for basis, (_, area) in self.of.items():
                if self.live(basis) and self.gone(area):
                    self.until[basis] = self.today

    def restore(self, name: str) -> None:
        """While a withdrawal may be undone, a readmission begins anew what went with it: under new ids."""
        for one in self.net.affiliations(name):
            if one.live and one.id not in self.of:
                area = next(city for city, id in self.net.ids.items() if id == one.covering_city_id)
                self.until[one.id], self.of[one.id] = one.ends_on, (name, area)

    @invariant()
    def what_is_live_is_what_was_begun_and_not_ended(self) -> None:
        for _ in CITIES:
            self.net.membership.wait(seconds=1)
        for name in CITIES:
            shown = {one.id: one.live for one in self.net.affiliations(name)}
            assert shown == {basis: self.live(basis) for basis, (city, _) in self.of.items() if city == name}
            assert (self.net.see(name).status == "withdrawn") == self.gone(name)


TestAffiliating = Affiliating.TestCase
TestAffiliating.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
