"""Rules that change from a day on, and who sees what became of whom."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.context import new_id
from chassis.jobs import cancel_job
from contracts.errors import Invalid
from contracts.membership import (
    AnnounceStatusRules,
    ListStatusRules,
    SuspendCity,
)
from contracts.standard import CancelJob
from services.membership import views
from services.membership.usecases import life, memberships, status_rules
from tests.builders.life import World
from tests.fakes.membership import MemoryMembership, management


@pytest.fixture
def world(membership: MemoryMembership) -> World:
    return World(membership)


def announce(world: World, **changes: Any) -> Any:
    asked = AnnounceStatusRules(effective_from=date(2027, 9, 1), silence_months=6)
    return world.ask(status_rules.announce_status_rules, replace(asked, **changes), management())


def test_new_rules_hold_from_their_day_and_never_change_the_past(world: World) -> None:
    announce(world)
    world.run_jobs()
    world.wait_until(date(2027, 8, 31))
    assert world.see().status == "active"
    world.wait_until(date(2027, 9, 1))
    assert world.see().status == "dormant"
    page = world.membership.see(views.life.list_status_rules, ListStatusRules())
    assert ([rules.number for rules in page.items], page.in_force) == ([2, 1], 2)
    [*_, last] = world.see().history or ()
    assert (last.step, last.at.date()) == ("status_changed", date(2027, 9, 1))


def test_a_new_look_that_was_stopped_begins_again(world: World) -> None:
    """Else members would wait for a day that was planned under rules that hold no more."""
    job_id = announce(world, effective_from=date(2027, 3, 3), silence_months=1, dormant_months=1).job_id
    world.membership.work.run(cancel_job, CancelJob(job_id=job_id), world.membership.context(management()))
    world.run_jobs()
    assert [job["state"] for job in jobs(world)] == ["cancelled"]
    world.membership.wait(minutes=11)
    world.run_jobs()
    assert [job["state"] for job in jobs(world)] == ["cancelled", "done"]
    world.membership.wait(minutes=11)
    world.membership.wait(minutes=11)
    assert len(jobs(world)) == 2, "what is done is not done again"


def jobs(world: World) -> list[dict[str, Any]]:
    return list(world.membership.work.store["jobs"].find({}, sort=(("created_at", 1),)))


def test_rules_are_announced_for_days_to_come_in_order(world: World) -> None:
    announce(world)
    for changes in ({"effective_from": date(2027, 3, 1)}, {"effective_from": date(2027, 9, 1)}, {"effective_from": date(2027, 8, 1)}):
        with pytest.raises(Invalid) as refused:
            announce(world, **changes)
        assert refused.value.details["errors"][0]["pointer"] == "/effective_from"


def test_nobody_announces_the_last_rules_of_all(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        announce(world, effective_from=date(2999, 12, 31))
    assert refused.value.details["errors"][0]["code"] == "membership.too_far_ahead"
    announce(world)


def test_the_history_says_who_to_staff_only(world: World) -> None:
    boss = management()
    world.ask(memberships.suspend_city, SuspendCity(city_id=world.city_id, reason="other", note="A word."), boss)
    assert (world.see().history or ())[-1].by == boss.person_id
    entry = (world.see(world.mayor).history or ())[-1]
    assert (entry.by, entry.note, entry.step) == (None, "A word.", "suspended")


def test_a_city_taken_over_from_long_ago_has_its_full_time(world: World) -> None:
    from services.membership.domain.city import City

    def take_over(_: Any, unit: Any) -> str:
        known = unit.cities.get(world.city_id)
        old = replace(
            known,
            id=new_id(),
            application_id=None,
            admitted_at=known.admitted_at.replace(year=2016),
            needs=(),
            offers=(),
            version=0,
            sequence=0,
            news=[],
        )
        assert isinstance(old, City)
        unit.cities.add(old)
        life.begin_membership(unit, old)
        return old.id

    world.city_id = world.membership.work.within(take_over, world.membership.context(management()))
    world.membership.wait(days=1)
    seen = world.see()
    assert (seen.status, seen.mandate, seen.accepted_version, seen.since.year) == ("active", None, None, 2016)
    assert [(due.what, due.on) for due in seen.due or ()] == [("silence", date(2028, 3, 1)), ("mandate_lapsed", date(2031, 3, 2))]


def test_hubs_say_how_many_officers_they_have_and_who_to_staff(world: World) -> None:
    from contracts.membership import GetHub, GiveGrant
    from services.membership.usecases import grants

    given = GiveGrant(person_id=world.applicant.person_id, role="hub_officer", scope_id=world.hub.id)
    world.ask(grants.give_grant, given, management())
    public = world.membership.see(views.hubs.get_hub, GetHub(hub_id=world.hub.id))
    assert (public.officers, public.officer_names) == (1, None)
    assert world.membership.see(views.hubs.get_hub, GetHub(hub_id=world.hub.id), world.mayor).officer_names is None
    assert world.membership.see(views.hubs.get_hub, GetHub(hub_id=world.hub.id), management()).officer_names == ("Amina Said",)
