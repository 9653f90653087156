"""Memberships and transfers on both stores, and what happens when two people, or a killed process, meet in the middle of them."""

from datetime import date
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import new_id
from chassis.job_runner import JobRunner, RunningJob
from contracts.errors import Refusal
from contracts.membership import (
    AddAffiliation,
    AnnounceStatusRules,
    GetCity,
    GetMembership,
    GetPrinciples,
    GetTransfer,
    ListApplications,
    PlanTransfer,
    SubmitApplication,
    WithdrawCity,
)
from services.membership import reactions, views
from services.membership.usecases import affiliations, applications, life, memberships, status_rules, transfers
from tests.at_once import at_once
from tests.builders.membership import admitted, drafted, named, opened_hub, submitted
from tests.fakes.membership import Membership, MemoryMembership, StoredMembership, hub_officer, management, person


@pytest.fixture(params=["memory", "store"])
def membership(request: pytest.FixtureRequest) -> Membership:
    if request.param == "memory":
        return MemoryMembership()
    return StoredMembership(request.getfixturevalue("membership_database"))


@pytest.fixture
def stored(membership_database: Database[dict[str, Any]]) -> StoredMembership:
    return StoredMembership(membership_database)


def member_city(membership: Membership, name: str) -> str:
    return str(admitted(membership, content=named(name)).city_id)


def affiliate(membership: Membership, city_id: str, area_id: str) -> Any:
    asked = AddAffiliation(city_id=city_id, covering_city_id=area_id, ends_on=date(2028, 1, 1))
    return membership.ask(affiliations.add_affiliation, asked, management())


def run_jobs(membership: Membership) -> None:
    while JobRunner(membership.work, reactions.JOBS).run_next():
        pass


def said(membership: Membership, kind: str) -> int:
    return sum(type(event).__name__ == kind for event in membership.said())


# ---------------------------------------------------------------- the collections


def test_a_membership_comes_back_as_it_was_written(membership: Membership) -> None:
    town, county = member_city(membership, "Town"), member_city(membership, "County")
    shown = affiliate(membership, town, county)
    member = membership.work.within(lambda _, unit: unit.members.get(town), membership.context(management()))
    assert [(basis.kind, basis.covering_city_id, basis.ends_on) for basis in member.bases] == [
        ("admission", None, None),
        ("affiliation", county, date(2028, 1, 1)),
    ]
    assert (member.mandate.valid_until, member.history[-1].step, member.since) == (date(2031, 3, 1), "affiliated", shown.since)
    covered = membership.work.look(lambda _, unit: [one.id for one in unit.members.covered_by(county)], membership.context(management()))
    assert covered == [town]


def test_every_member_is_looked_at_again_in_steps(membership: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "AT_ONCE", 2)
    cities = [member_city(membership, name) for name in ("Nakuru", "Kisumu", "Thika", "Eldoret", "Nyeri")]
    asked = AnnounceStatusRules(effective_from=date(2027, 3, 20), silence_months=1, dormant_months=1)
    job_id = membership.ask(status_rules.announce_status_rules, asked, management()).job_id
    run_jobs(membership)
    done = membership.work.look(lambda unit, _: unit.jobs.get(job_id), membership.context(management()))
    assert (done.state, done.result, done.done, done.total) == ("done", {"members": 5}, 5, 5)
    membership.wait(days=31)
    statuses = [membership.see(views.life.get_membership, GetMembership(city_id=city), management()).status for city in cities]
    assert statuses == ["dormant"] * 5


def test_the_first_principles_are_there_from_the_beginning(membership: Membership) -> None:
    shown = membership.see(views.principles.get_principles, GetPrinciples())
    assert (shown.version, shown.state, [row.version for row in shown.versions]) == ("2026-1", "published", ["2026-1"])


def test_a_country_moves_in_steps(membership: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfers, "AT_ONCE", 2)
    old, new = opened_hub(membership), opened_hub(membership, countries=("ET",))
    for name in ("Nakuru", "Kisumu", "Thika"):
        submitted(membership, person(), named(name))
    for name in ("Mombasa", "Eldoret", "Nyeri"):
        member_city(membership, name)
    asked = PlanTransfer(hub_id=old.id, country="KE", to_hub_id=new.id, reason="So be it.")
    planned = membership.ask(transfers.plan_transfer, asked, management())
    run_jobs(membership)
    done = membership.see(views.hubs.get_transfer, GetTransfer(transfer_id=planned.id), management())
    assert (done.state, done.applications, done.cities) == ("done", 3, 3)
    live = ListApplications(state="submitted")
    assert len(membership.see(views.applications.list_applications, live, hub_officer(new.id)).items) == 3
    assert membership.see(views.applications.list_applications, live, hub_officer(old.id)).items == ()


# ---------------------------------------------------------------- killed on the way


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


def test_a_transfer_killed_at_any_step_goes_on_and_moves_everything_once(membership: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfers, "AT_ONCE", 1)
    old, new = opened_hub(membership), opened_hub(membership, countries=("ET",))
    for name in ("Nakuru", "Kisumu"):
        submitted(membership, person(), named(name))
    for name in ("Mombasa", "Eldoret"):
        member_city(membership, name)
    asked = PlanTransfer(hub_id=old.id, country="KE", to_hub_id=new.id, reason="So be it.")
    planned = membership.ask(transfers.plan_transfer, asked, management())
    whole, left = RunningJob.step, [1, 2]

    def killed_now_and_then(job: Any, body: Any, **progress: Any) -> Any:
        answer = whole(job, body, **progress)
        left[0] -= 1
        if left[0] == 0:
            left.pop(0)
            raise Killed
        return answer

    for _ in range(2):
        with monkeypatch.context() as killing:
            killing.setattr(RunningJob, "step", killed_now_and_then)
            with pytest.raises(Killed):
                JobRunner(membership.work, reactions.JOBS).run_next()
        membership.wait(minutes=2)  # the lease of the dead runner runs out
    run_jobs(membership)
    done = membership.see(views.hubs.get_transfer, GetTransfer(transfer_id=planned.id), management())
    assert (done.state, done.applications, done.cities) == ("done", 2, 2)
    assert [said(membership, kind) for kind in ("ApplicationRerouted", "CityHubChanged", "CountryTransferred")] == [2, 2, 1]


# ---------------------------------------------------------------- several people at once


def test_two_halves_of_a_circle_at_once_leave_one(stored: StoredMembership) -> None:
    town, county = member_city(stored, "Town"), member_city(stored, "County")
    answers, codes = at_once(lambda: affiliate(stored, town, county), lambda: affiliate(stored, county, town))
    assert (len(answers), codes) == (1, ["membership.affiliation_circular"])


def test_two_withdrawals_at_once_are_one(stored: StoredMembership) -> None:
    town = member_city(stored, "Town")
    asked = WithdrawCity(city_id=town, reason="other", note="So be it.")
    answers, codes = at_once(*[lambda: stored.ask(memberships.withdraw_city, asked, management()) for _ in range(2)])
    assert (len(answers), codes, said(stored, "CityWithdrawn")) == (1, ["membership.not_a_member"], 1)


def test_two_transfers_of_one_country_at_once_are_one(stored: StoredMembership) -> None:
    old, one, other = opened_hub(stored), opened_hub(stored, countries=("ET",)), opened_hub(stored, countries=("ER",))
    asks = [PlanTransfer(hub_id=old.id, country="KE", to_hub_id=hub.id, on=date(2027, 4, 1), reason="So.") for hub in (one, other)]
    answers, codes = at_once(*[lambda asked=asked: stored.ask(transfers.plan_transfer, asked, management()) for asked in asks])
    assert (len(answers), codes) == (1, ["membership.transfer_under_way"])


def test_an_application_handed_in_while_its_country_moves_ends_with_the_new_hub(stored: StoredMembership) -> None:
    old, new = opened_hub(stored), opened_hub(stored, countries=("ET",))
    people = [person() for _ in range(4)]
    drafts = [(who, drafted(stored, who, named(f"City {number}"))) for number, who in enumerate(people)]
    asked = PlanTransfer(hub_id=old.id, country="KE", to_hub_id=new.id, reason="So be it.")

    def move() -> None:
        stored.ask(transfers.plan_transfer, asked, management())
        run_jobs(stored)

    submits = [
        lambda who=who, draft=draft: stored.ask(applications.submit_application, SubmitApplication(application_id=draft.id), who)
        for who, draft in drafts
    ]
    _, codes = at_once(move, *submits)
    assert codes == []
    hubs = {row["hub_id"] for row in stored.database["applications"].find({"state": "submitted"})}
    assert hubs == {new.id}, "nothing is left behind with a hub that the country has left"


def test_a_sign_of_life_and_the_clock_at_once_lose_nothing(stored: StoredMembership) -> None:
    town = member_city(stored, "Town")
    stored.now = stored.now.replace(year=2028, month=3, day=1)

    def sign() -> None:
        stored.work.within(lambda _, unit: life.note_sign_of_life(unit, town), stored.context(management()))

    at_once(sign, lambda: stored.wait(seconds=1))
    stored.wait(seconds=1)
    stored.wait(seconds=1)
    seen = stored.see(views.life.get_membership, GetMembership(city_id=town), management())
    assert (seen.status, seen.last_sign_on) == ("active", date(2028, 3, 1))


def test_ids_that_nobody_knows_are_looked_for_in_vain(membership: Membership) -> None:
    with pytest.raises(Refusal) as refused:
        membership.see(views.life.get_membership, GetMembership(city_id=new_id()), management())
    assert refused.value.code == "membership.no_city"


def test_what_had_no_hub_is_adopted_on_either_store(membership: Membership) -> None:
    city_id = member_city(membership, "Mombasa")
    submitted(membership, person(), named("Nakuru"))
    hub = opened_hub(membership)
    for _ in range(2):
        membership.wait(seconds=1)
    with_hub = membership.see(views.directory.get_city, GetCity(city_id=city_id)).hub_id
    [application] = membership.see(views.applications.list_applications, ListApplications(), hub_officer(hub.id)).items
    assert (with_hub, application.hub_id) == (hub.id, hub.id)
