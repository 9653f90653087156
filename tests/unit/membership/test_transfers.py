"""A country goes from one hub to another with its open work: once, whole, and wherever it is interrupted."""

from datetime import date
from typing import Any

import pytest

from chassis.context import Actor
from chassis.job_runner import JobRunner
from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import (
    ApplicationRerouted,
    ApplicationView,
    BeginReview,
    CancelTransfer,
    CityHubChanged,
    CloseHub,
    CountryTransferred,
    GetApplication,
    GetHub,
    GetTransfer,
    HubClosed,
    HubReopened,
    HubRevised,
    HubView,
    ListTransfers,
    PlanTransfer,
    RecommendApplication,
    ReopenHub,
    ReviseHub,
    TransferBegun,
    TransferCancelled,
    TransferPlanned,
    TransferView,
)
from services.membership import reactions, views
from services.membership.usecases import hubs, reviews, transfers
from tests.builders.membership import admitted, named, opened_hub, submitted, under_review
from tests.fakes.membership import MemoryMembership, hub_officer, management, person


class Move:
    """Kenya on its way from one hub to another, with a city, an application handed in and one under review."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.membership = membership
        self.old: HubView = opened_hub(membership)
        self.new: HubView = opened_hub(membership, countries=("ET",), names={"en": "The Horn"})
        self.city_id = str(admitted(membership, content=named("Mombasa")).city_id)
        self.applicant = person()
        self.handed_in = submitted(membership, self.applicant, named("Nakuru"))
        self.reviewed = under_review(membership, person(), named("Kisumu"))
        self.elsewhere = submitted(membership, person(), named("Arusha", country="TZ", subdivision="TZ-01"))

    def plan(self, **changes: Any) -> TransferView:
        asked = {"hub_id": self.old.id, "country": "KE", "to_hub_id": self.new.id, "reason": "The Horn grows."} | changes
        view: TransferView = self.membership.ask(transfers.plan_transfer, PlanTransfer(**asked), management())
        return view

    def cancel(self, transfer: TransferView) -> TransferView:
        view: TransferView = self.membership.ask(transfers.cancel_transfer, CancelTransfer(transfer_id=transfer.id), management())
        return view

    def see(self, transfer: TransferView, by: Actor | None = None) -> TransferView:
        view: TransferView = self.membership.see(views.hubs.get_transfer, GetTransfer(transfer_id=transfer.id), by or management())
        return view

    def application(self, application: ApplicationView, by: Actor | None = None) -> ApplicationView:
        asked = GetApplication(application_id=application.id)
        view: ApplicationView = self.membership.see(views.applications.get_application, asked, by or management())
        return view

    def hub(self, hub: HubView) -> HubView:
        view: HubView = self.membership.see(views.hubs.get_hub, GetHub(hub_id=hub.id))
        return view

    def run_jobs(self) -> None:
        while JobRunner(self.membership.work, reactions.JOBS).run_next():
            pass

    def said(self, *kinds: type) -> list[Any]:
        return [event for event in self.membership.said() if isinstance(event, kinds)]

    def revise(self, hub: HubView, **changes: Any) -> HubView:
        view: HubView = self.membership.ask(hubs.revise_hub, ReviseHub(hub_id=hub.id, changes=changes), management())
        return view


@pytest.fixture
def move(membership: MemoryMembership) -> Move:
    return Move(membership)


def test_a_country_moves_with_its_open_work(move: Move) -> None:
    transfer = move.plan()
    assert transfer.state == "running"
    assert (move.hub(move.old).countries, move.hub(move.new).countries) == (("TZ", "UG"), ("ET", "KE"))
    move.run_jobs()
    done = move.see(transfer)
    assert (done.state, done.applications, done.cities) == ("done", 2, 1)
    assert {move.application(one).hub_id for one in (move.handed_in, move.reviewed)} == {move.new.id}
    assert move.application(move.elsewhere).hub_id == move.old.id
    assert {event.application_id for event in move.said(ApplicationRerouted)} == {move.handed_in.id, move.reviewed.id}
    [changed] = move.said(CityHubChanged)
    assert (changed.city_id, changed.from_hub_id, changed.to_hub_id) == (move.city_id, move.old.id, move.new.id)
    [transferred] = move.said(CountryTransferred)
    assert (transferred.country, transferred.applications, transferred.cities) == ("KE", 2, 1)
    assert [len(move.said(kind)) for kind in (TransferPlanned, TransferBegun, HubRevised)] == [1, 1, 2]


def test_a_review_begun_stays_begun_and_the_new_hub_goes_on_with_it(move: Move) -> None:
    move.plan()
    move.run_jobs()
    seen = move.application(move.reviewed, hub_officer(move.new.id))
    assert (seen.state, seen.history[-1].step, seen.history[-1].by) == ("in_hub_review", "rerouted", None)
    recommend = RecommendApplication(application_id=seen.id)
    assert move.membership.ask(reviews.recommend_application, recommend, hub_officer(move.new.id)).state == "recommended"


def test_officers_of_the_old_hub_lose_sight_and_those_of_the_new_gain_it(move: Move) -> None:
    old, new = hub_officer(move.old.id), hub_officer(move.new.id)
    assert move.application(move.handed_in, old).id == move.handed_in.id
    move.plan()
    move.run_jobs()
    with pytest.raises(NotFound):
        move.application(move.handed_in, old)
    assert move.application(move.handed_in, new).next_steps == ("begin_review",)
    with pytest.raises(NotFound):
        move.membership.ask(reviews.begin_review, BeginReview(application_id=move.handed_in.id), old)


def test_from_its_day_on_and_not_before_applications_go_to_the_new_hub(move: Move) -> None:
    transfer = move.plan(on=date(2027, 3, 11))
    assert transfer.state == "planned"
    early = submitted(move.membership, person(), named("Eldoret"))
    assert early.hub_id == move.old.id
    move.membership.wait(days=9, hours=12)
    assert move.see(transfer).state == "running", "at midnight"
    assert submitted(move.membership, person(), named("Thika")).hub_id == move.new.id
    move.run_jobs()
    assert (move.application(early).hub_id, move.see(transfer).applications) == (move.new.id, 3)


def test_a_planned_transfer_can_be_called_off_and_a_begun_one_goes_on(move: Move) -> None:
    transfer = move.plan(on=date(2027, 3, 11))
    assert move.cancel(transfer).state == "cancelled"
    move.membership.wait(days=20)
    assert (move.see(transfer).state, move.hub(move.old).countries) == ("cancelled", ("KE", "TZ", "UG"))
    assert len(move.said(TransferCancelled)) == 1
    again = move.plan()
    with pytest.raises(Conflict) as begun:
        move.cancel(again)
    assert begun.value.code == "membership.transfer_begun"
    move.run_jobs()
    with pytest.raises(Conflict):
        move.cancel(again)


def test_a_way_in_a_circle_is_refused(move: Move) -> None:
    with pytest.raises(Conflict) as itself:
        move.plan(to_hub_id=move.old.id)
    transfer = move.plan(on=date(2027, 3, 11))
    with pytest.raises(Conflict) as back:
        move.plan(hub_id=move.new.id, to_hub_id=move.old.id)
    assert {itself.value.code, back.value.code} == {"membership.transfer_circular"}
    third = opened_hub(move.membership, countries=("ER",))
    with pytest.raises(Conflict) as second:
        move.plan(to_hub_id=third.id)
    assert second.value.code == "membership.transfer_under_way"
    move.membership.wait(days=10)
    with pytest.raises(Conflict) as running:
        move.plan(hub_id=move.new.id, to_hub_id=move.old.id)
    assert running.value.code == "membership.transfer_circular"
    move.run_jobs()
    assert move.see(transfer).state == "done"
    assert move.plan(hub_id=move.new.id, to_hub_id=move.old.id).state == "running", "afterwards it may go back"


def test_bad_transfers_are_refused_and_nothing_is_half_done(move: Move) -> None:
    nowhere = str(person().person_id)
    for changes, pointer in (
        ({"country": "ES"}, "/country"),
        ({"to_hub_id": nowhere}, "/to_hub_id"),
        ({"on": date(2027, 2, 28)}, "/on"),
    ):
        with pytest.raises(Invalid) as refused:
            move.plan(**changes)
        assert refused.value.details["errors"][0]["pointer"] == pointer
    with pytest.raises(NotFound):
        move.plan(hub_id=nowhere)
    assert move.said(TransferPlanned) == []
    assert move.plan().state == "running", "no name of the country was left taken"


def test_a_country_with_open_work_is_not_dropped_but_transferred(move: Move) -> None:
    with pytest.raises(Conflict) as refused:
        move.revise(move.old, countries=["TZ", "UG"])
    assert refused.value.code == "membership.country_has_work"
    assert refused.value.details == {"country": "KE", "applications": 2, "cities": 1}
    assert move.revise(move.old, countries=["KE", "TZ"]).countries == ("KE", "TZ"), "one without work is"
    move.plan(on=date(2027, 3, 11), country="TZ")
    with pytest.raises(Conflict) as promised:
        move.revise(move.old, countries=["KE"])
    assert promised.value.code == "membership.transfer_under_way"


def test_a_job_that_ended_before_its_time_is_followed_by_another(move: Move) -> None:
    transfer = move.plan()
    move.membership.work.within(lambda unit, _: unit.jobs.cancel(str(transfer.job_id)), move.membership.context(management()))
    move.run_jobs()
    assert move.see(transfer).state == "running"
    move.membership.wait(minutes=10)
    assert move.see(transfer).job_id != transfer.job_id
    move.run_jobs()
    assert (move.see(transfer).state, len(move.said(CountryTransferred))) == ("done", 1)
    move.membership.wait(minutes=30)
    move.run_jobs()
    assert len(move.said(CountryTransferred)) == 1


def test_a_transfer_is_for_the_officers_of_both_hubs_and_the_management_unit(move: Move) -> None:
    transfer = move.plan(on=date(2027, 3, 11))
    stranger = hub_officer(opened_hub(move.membership, countries=("ER",)).id)
    for hub in (move.old, move.new):
        officer = hub_officer(hub.id)
        assert move.see(transfer, officer).id == transfer.id
        [seen] = move.membership.see(views.hubs.list_transfers, ListTransfers(hub_id=hub.id), officer).items
        assert seen.id == transfer.id
    with pytest.raises(NotFound):
        move.see(transfer, stranger)
    assert move.membership.see(views.hubs.list_transfers, ListTransfers(hub_id=move.old.id), stranger).items == ()


# ---------------------------------------------------------------- closing


def test_a_hub_without_countries_closes_and_reopens(move: Move) -> None:
    def close(hub: HubView) -> Any:
        return move.membership.ask(hubs.close_hub, CloseHub(hub_id=hub.id), management())

    with pytest.raises(Conflict) as busy:
        close(move.new)
    assert busy.value.code == "membership.hub_has_countries"
    move.revise(move.new, countries=[])
    transfer = move.plan(on=date(2027, 3, 11))
    with pytest.raises(Conflict) as awaited:
        close(move.new)
    assert awaited.value.code == "membership.hub_awaits_country"
    move.cancel(transfer)
    assert close(move.new).state == "closed"
    for refused in (lambda: close(move.new), lambda: move.plan(), lambda: move.revise(move.new, countries=["ER"])):
        with pytest.raises(Conflict) as closed:
            refused()
        assert closed.value.code == "membership.hub_closed"
    reopened = move.membership.ask(hubs.reopen_hub, ReopenHub(hub_id=move.new.id), management())
    assert (reopened.state, len(move.said(HubClosed)), len(move.said(HubReopened))) == ("open", 1, 1)
    with pytest.raises(Conflict) as again:
        move.membership.ask(hubs.reopen_hub, ReopenHub(hub_id=move.new.id), management())
    assert again.value.code == "membership.hub_open"
