"""A membership from admission on: silence, mandates, principles, suspension, leaving and coming back."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.context import Actor, Grant, new_id
from chassis.job_runner import JobRunner
from chassis.jobs import cancel_job
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    AcceptPrinciples,
    AnnounceStatusRules,
    ApplicationView,
    CityReadmitted,
    CityStatusChanged,
    CitySuspended,
    CityWithdrawn,
    DraftPrinciples,
    GetMembership,
    GetPrinciples,
    GiveSignOfLife,
    GrantEnded,
    GrantGiven,
    LiftSuspension,
    ListMandates,
    ListStatusRules,
    MandateRefused,
    MandateRenewalDue,
    MandateVerified,
    MembershipView,
    PrinciplesAcceptanceDue,
    PublishPrinciples,
    ReadCityMandate,
    ReadmitCity,
    RenewMandate,
    SubmitApplication,
    SuspendCity,
    VerifyMandate,
    WithdrawCity,
)
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from contracts.standard import CancelJob, OpenUpload, SendUploadPart
from services.membership import reactions, views
from services.membership.domain.person import Person
from services.membership.usecases import applications, life, mandates, memberships, principles, status_rules
from tests.builders.membership import PDF, admitted, drafted, opened_hub
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

TEXTS = {"en": "1. Anew.", "es": "1. De nuevo.", "fr": "1. À nouveau.", "ar": "1. من جديد."}


def account(membership: MemoryMembership) -> str:
    made = Person(
        id=new_id(), name="Amina Said", email=f"{new_id()}@city.example", language="en", password_hash="h", created_at=membership.now
    )
    membership.work.within(lambda _, unit: unit.people.add(made), membership.context(NOBODY))
    return made.id


def of_city(role: str, city_id: str | None) -> Actor:
    return person(Grant(role=role, scope_kind="city", scope_id=city_id))


class World:
    """One member city with its people and its hub."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.membership = membership
        self.hub = opened_hub(membership)
        self.applicant = person(id=account(membership))
        self.application: ApplicationView = admitted(membership, self.applicant)
        self.city_id = str(self.application.city_id)
        self.mayor = of_city(MAYORS_OFFICE, self.city_id)
        self.focal = of_city(FOCAL_POINT, self.city_id)
        self.officer = hub_officer(self.hub.id)

    def see(self, by: Actor | None = None) -> MembershipView:
        view: MembershipView = self.membership.see(views.life.get_membership, GetMembership(city_id=self.city_id), by or management())
        return view

    def ask(self, use_case: Any, request: Any, by: Actor) -> Any:
        return self.membership.ask(use_case, request, by)

    def wait_until(self, day: date) -> None:
        """Let the days pass, one timer after the other."""
        while self.membership.now.date() < day:
            self.membership.wait(days=min(10, (day - self.membership.now.date()).days))

    def said(self, *kinds: type) -> list[Any]:
        return [event for event in self.membership.said() if isinstance(event, kinds)]

    def sign(self) -> MembershipView:
        view: MembershipView = self.ask(memberships.give_sign_of_life, GiveSignOfLife(city_id=self.city_id), self.focal)
        return view

    def hand_in(self, **changes: Any) -> MembershipView:
        upload = OpenUpload(
            purpose="mandate", file_name="new.pdf", media_type="application/pdf", size=len(PDF), sha256=hashlib.sha256(PDF).hexdigest()
        )
        opened = self.ask(lambda unit, request: unit.files.open(request), upload, self.mayor)
        part = SendUploadPart(upload_id=opened.id, offset=0, part=PDF)
        self.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, self.mayor)
        asked = RenewMandate(city_id=self.city_id, upload_id=opened.id, signatory="The Mayor", signed_on=self.membership.now.date())
        view: MembershipView = self.ask(mandates.renew_mandate, replace(asked, **changes), self.mayor)
        return view

    def run_jobs(self) -> None:
        runner = JobRunner(self.membership.work, reactions.JOBS)
        while runner.run_next():
            pass

    def publish(self, version: str, accept_by: date) -> None:
        self.ask(principles.draft_principles, DraftPrinciples(version=version, texts=TEXTS), management())
        self.ask(principles.publish_principles, PublishPrinciples(version=version, accept_by=accept_by), management())
        self.run_jobs()


@pytest.fixture
def world(membership: MemoryMembership) -> World:
    return World(membership)


STATUS = (CityStatusChanged, CitySuspended, CityWithdrawn, CityReadmitted)


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


# ---------------------------------------------------------------- mandates


def test_a_mandate_is_reminded_of_once_for_each_day_ahead_and_lapses_into_grace(world: World) -> None:
    while world.membership.now.date() < date(2031, 3, 20):
        world.membership.wait(days=7)
        if world.see().status == "active" and world.membership.now.date() < date(2031, 3, 1):
            world.sign()
    assert [(event.valid_until, event.days) for event in world.said(MandateRenewalDue)] == [
        (date(2031, 3, 1), days) for days in (90, 30, 0)
    ]
    assert (world.see().status, world.see().reasons) == ("grace", ("mandate_lapsed",))


def test_a_reminder_is_not_said_again_when_the_look_is_repeated(world: World) -> None:
    world.membership.now += timedelta(days=4 * 365 - 20)
    for _ in range(3):
        world.membership.work.within(lambda _, unit: life.look_soon(unit, world.city_id), world.membership.context(world.focal))
        world.membership.wait(seconds=1)
    assert [event.days for event in world.said(MandateRenewalDue)] == [30]


def test_a_renewed_mandate_counts_at_once_and_the_hub_judges_it(world: World) -> None:
    first = world.see().mandate
    world.wait_until(date(2027, 9, 1))
    renewed = world.hand_in()
    assert renewed.mandate is not None
    assert (renewed.mandate.state, renewed.mandate.valid_until) == ("pending", date(2031, 9, 1))
    judge = VerifyMandate(city_id=world.city_id, mandate_id=renewed.mandate.id, holds=False, note="Signed by the mayor before.")
    assert world.ask(mandates.verify_mandate, judge, world.officer).mandate == first
    with pytest.raises(Conflict) as twice:
        world.ask(mandates.verify_mandate, judge, world.officer)
    assert twice.value.code == "membership.mandate_judged"
    again = world.hand_in(valid_until=date(2029, 1, 31))
    holds = VerifyMandate(city_id=world.city_id, mandate_id=again.mandate.id, holds=True)
    assert world.ask(mandates.verify_mandate, holds, management()).mandate.valid_until == date(2029, 1, 31)
    kept = world.membership.see(views.life.list_mandates, ListMandates(city_id=world.city_id), world.mayor).items
    assert [mandate.state for mandate in kept] == ["verified", "refused", "verified"]
    assert (len(world.said(MandateRefused)), len(world.said(MandateVerified))) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"signed_on": date(2027, 3, 2)}, "/signed_on"),
        ({"signed_on": date(2023, 2, 1)}, "/signed_on"),
        ({"valid_until": date(2031, 3, 2)}, "/valid_until"),
        ({"valid_until": date(2027, 2, 28)}, "/valid_until"),
    ],
)
def test_a_mandate_that_breaks_the_rules_is_refused(world: World, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.hand_in(**changes)
    assert refused.value.details["errors"][0]["pointer"] == pointer
    assert len(world.membership.see(views.life.list_mandates, ListMandates(city_id=world.city_id), management()).items) == 1


def test_nobody_judges_a_mandate_of_their_own_city_nor_of_another_hub(world: World) -> None:
    mandate = world.hand_in().mandate
    asked = VerifyMandate(city_id=world.city_id, mandate_id=mandate.id, holds=True)
    both = person(*world.mayor.grants, *world.officer.grants)
    for who in (both, hub_officer(new_id())):
        with pytest.raises(NotAllowed):
            world.ask(mandates.verify_mandate, asked, who)


def test_a_mandates_bytes_are_for_the_city_its_hub_and_the_management_unit(world: World) -> None:
    asked = ReadCityMandate(city_id=world.city_id, mandate_id=world.see().mandate.id)
    for who in (world.mayor, world.focal, world.officer, management()):
        assert world.membership.see(views.life.read_city_mandate, asked, who).part == PDF
    for stranger in (hub_officer(new_id()), of_city(FOCAL_POINT, new_id())):
        with pytest.raises(NotAllowed):
            world.membership.see(views.life.read_city_mandate, asked, stranger)
    with pytest.raises(NotAllowed):
        world.membership.see(views.life.read_city_mandate, asked, NOBODY)


# ---------------------------------------------------------------- principles


def test_new_principles_are_accepted_by_a_day_or_cost_the_standing(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    assert next((due.what, due.on) for due in world.see().due or ()) == ("principles_not_accepted", date(2027, 6, 1))
    world.wait_until(date(2027, 6, 1))
    assert [(event.version, event.days) for event in world.said(PrinciplesAcceptanceDue)] == [("2027-1", days) for days in (90, 30, 0)]
    assert (world.see().status, world.see().reasons) == ("grace", ("principles_not_accepted",))
    accepted = world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-1"), world.mayor)
    assert (accepted.status, accepted.accepted_version) == ("active", "2027-1")
    with pytest.raises(Conflict) as twice:
        world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-1"), world.mayor)
    assert twice.value.code == "membership.accepted_already"


def test_a_later_version_does_not_put_an_earlier_day_off(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    world.wait_until(date(2027, 5, 1))
    world.publish("2027-2", date(2027, 12, 31))
    world.wait_until(date(2027, 6, 1))
    assert world.see().status == "grace"
    assert world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-2"), world.mayor).status == "active"


def test_only_the_version_in_force_is_accepted_and_only_by_the_mayors_office(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    with pytest.raises(Invalid) as old:
        world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2026-1"), world.mayor)
    assert old.value.details["errors"][0]["code"] == "membership.old_principles"
    for who in (world.focal, world.officer, management(), of_city(MAYORS_OFFICE, new_id())):
        with pytest.raises(NotAllowed):
            world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-1"), who)


def test_applications_name_the_version_in_force(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    from tests.builders.membership import named

    applicant = person()
    draft = drafted(world.membership, applicant, named("Nakuru"))
    with pytest.raises(Invalid) as old:
        world.ask(applications.submit_application, SubmitApplication(application_id=draft.id), applicant)
    assert [error["code"] for error in old.value.details["errors"]] == ["membership.old_principles"]


def test_principles_are_published_whole_once_and_seen_by_everybody(world: World) -> None:
    ask = world.ask
    ask(principles.draft_principles, DraftPrinciples(version="2027-1", texts={"en": "1. Half."}), management())
    assert [row.version for row in world.membership.see(views.principles.get_principles, GetPrinciples()).versions] == ["2026-1"]
    assert len(world.membership.see(views.principles.get_principles, GetPrinciples(), management()).versions) == 2
    publish = PublishPrinciples(version="2027-1", accept_by=date(2027, 9, 30))
    with pytest.raises(Invalid) as missing:
        ask(principles.publish_principles, publish, management())
    assert [error["pointer"] for error in missing.value.details["errors"]] == ["/texts/es", "/texts/fr", "/texts/ar"]
    ask(principles.draft_principles, DraftPrinciples(version="2027-1", texts=TEXTS), management())
    with pytest.raises(Invalid):
        ask(principles.publish_principles, replace(publish, accept_by=world.membership.now.date()), management())
    ask(principles.publish_principles, publish, management())
    for again in (
        lambda: ask(principles.publish_principles, publish, management()),
        lambda: ask(principles.draft_principles, DraftPrinciples(version="2027-1", texts=TEXTS), management()),
    ):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "membership.principles_published"
    assert world.membership.see(views.principles.get_principles, GetPrinciples()).texts == TEXTS


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


# ---------------------------------------------------------------- rules


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
