"""Facts, reviewers, conflicts and screening of the Fund on a real store: the same as in memory, once, and with several people at once."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import Actor, Context, new_id
from chassis.envelope import Envelope
from chassis.hearing import envelope_of
from chassis.inbox import Inbox
from chassis.job_runner import JobRunner
from chassis.read_models import digest, generation, start_rebuild
from chassis.rebuild import Rebuild
from contracts import membership as m
from contracts.declare import dump, event_declaration
from contracts.roles import HUB_OFFICER, MAYORS_OFFICE, REVIEWER
from contracts.standard import EventRecord, EventsPage
from contracts.technical_fund import (
    BidOnApplication,
    DeclareFundConflict,
    EligibilityRule,
    FindApplicationEligible,
    JoinReviewerPool,
    ListBiddableApplications,
    ListReviewers,
    ListScreenings,
    RunScreening,
    SubmitFundApplication,
)
from services.technical_fund import views
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.usecases import clearance, conflicts, reviewers, screening, submissions
from services.technical_fund.wiring import MODEL
from tests.at_once import at_once
from tests.builders.fund import facts
from tests.builders.fund.applications import a_call, a_city, a_draft, submitted
from tests.builders.fund.reviewers import a_reviewer, profile
from tests.fakes.memory import NOON
from tests.fakes.technical_fund import Fund, MemoryFund, StoredFund, management, mayors_office, reviewer


@pytest.fixture(params=["memory", "store"])
def fund(request: pytest.FixtureRequest) -> Fund:
    return MemoryFund() if request.param == "memory" else StoredFund(request.getfixturevalue("fund_database"))


@pytest.fixture
def stored(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def eligible(fund: Fund, call_id: str, city_id: str | None = None) -> str:
    application = str(submitted(fund, call_id, city_id or a_city(fund)).application.id)
    fund.ask(screening.run_screening, RunScreening(application_id=application), management())
    fund.ask(screening.find_application_eligible, FindApplicationEligible(application_id=application), management())
    return application


def recused(fund: Fund, who: Actor) -> frozenset[str]:
    found: frozenset[str] = fund.within(lambda unit: unit.recusals.from_person(who.person_id))
    return found


# ---------------------------------------------------------------- the same on both


def test_the_pool_is_listed_and_searched(fund: Fund) -> None:
    first, second = a_reviewer(fund, themes=("hate_crime",)), a_reviewer(fund, languages=("ar", "fr"), country="LB")
    a_reviewer(fund)

    def listed(**wanted: Any) -> list[str | None]:
        return [row.person_id for row in fund.see(views.reviewers.list_reviewers, ListReviewers(**wanted), management()).items]

    assert listed(theme="hate_crime") == [first.person_id]
    assert listed(language="fr", country="LB") == [second.person_id]
    assert (len(listed()), len(listed(limit=2)), listed(senior=True), listed(active=False)) == (3, 2, [], [])


def test_conflicts_are_found_by_every_question_that_is_put_to_the_store(fund: Fund) -> None:
    hub, organisation = new_id(), new_id()
    city = a_city(fund, hub_id=hub)
    by_role, by_profile = a_reviewer(fund), a_reviewer(fund, city_ids=(city,))
    officer, partner, compatriot, nobody = (
        a_reviewer(fund),
        a_reviewer(fund, organisation_id=organisation),
        a_reviewer(fund, country="CL"),
        a_reviewer(fund),
    )
    fund.hear(
        facts.granted(str(by_role.person_id), city, MAYORS_OFFICE),
        facts.granted(str(officer.person_id), hub, HUB_OFFICER),
        facts.signed(organisation, city),
    )
    application = str(submitted(fund, a_call(fund), city).application.id)
    late = a_reviewer(fund, country="CL")
    found = fund.within(lambda unit: {(one.person_id, one.ground) for one in unit.conflicts.of_application(application)})
    assert found == {
        (by_role.person_id, "same_city"),
        (by_role.person_id, "same_country"),
        (by_profile.person_id, "same_city"),
        (by_profile.person_id, "same_country"),
        (officer.person_id, "hub_office"),
        (partner.person_id, "partner_agreement"),
        (compatriot.person_id, "same_country"),
        (late.person_id, "same_country"),
    }
    assert (recused(fund, compatriot), recused(fund, nobody)) == (frozenset({application}), frozenset())
    assert fund.within(lambda unit: unit.recusals.of(application)) == {person for person, _ in found}


def test_what_waits_for_reviewers_is_paged_without_what_they_conflict_with(fund: Fund) -> None:
    call, one = a_call(fund), a_reviewer(fund)
    ids = [eligible(fund, call) for _ in range(3)]
    fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=ids[1], nature="other"), one)
    fund.ask(conflicts.bid_on_application, BidOnApplication(application_id=ids[0], bid="eager"), one)
    first = fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call, limit=1), one)
    rest = fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call, limit=1, cursor=first.next), one)
    assert [(item.id, item.bid) for item in (*first.items, *rest.items)] == [(ids[0], "eager"), (ids[2], None)]
    assert rest.next is None


def test_screenings_are_listed_by_result_and_state_without_what_the_reader_is_recused_from(fund: Fund) -> None:
    rule = EligibilityRule(code="size", fact="population", op="between", value=[1, 100_000])
    call, one = a_call(fund, eligibility=(rule,)), management()
    small, large, hidden = (str(submitted(fund, call, a_city(fund, population=size)).application.id) for size in (5_000, 500_000, 600_000))
    for application in (small, large, hidden):
        fund.ask(screening.run_screening, RunScreening(application_id=application), management())
    fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=hidden, nature="family"), one)

    def listed(**wanted: Any) -> list[str]:
        page = fund.see(views.screening.list_screenings, ListScreenings(call_id=call, **wanted), one)
        return [row.application_id for row in page.items]

    assert (listed(), listed(result="failing"), listed(result="clear")) == ([small, large], [large], [small])
    assert (listed(state="screening"), listed(state="submitted"), listed(state="screening", result="failing")) == (
        [small, large],
        [],
        [large],
    )


# ---------------------------------------------------------------- facts built anew


class Log:
    """What membership has said, delivered to the read model."""

    def __init__(self, fund: StoredFund) -> None:
        self.records: list[EventRecord] = []
        self._inbox: Inbox[Any] = Inbox(fund.work, "technical_fund", MODEL.live_namespace, reactions=MODEL.reactions)

    def say(self, *events: Any) -> None:
        for event in events:
            subject = event_declaration(event).subject_of(event)
            record = EventRecord(
                id=new_id(),
                type=event_declaration(event).type,
                source="/membership",
                subject=subject,
                time=NOON,
                sequence=1 + sum(one.subject == subject for one in self.records),
                position=len(self.records) + 1,
                data=dump(event),
                correlation_id="c",
            )
            self.records.append(record)
            self.deliver(envelope_of(record))

    def deliver(self, envelope: Envelope) -> str:
        return self._inbox.receive(envelope, None, Context.for_service("technical_fund", seconds=30), lambda *_: [])

    def page(self, publisher: str, after: int) -> EventsPage:
        items = tuple(self.records[after : after + 5])
        return EventsPage(items=items, last=after + len(items), head=len(self.records))


def a_life(log: Log) -> tuple[str, str]:
    """A city, its people, its needs and an agreement; ids of the city and of somebody who left it."""
    city, person, organisation = new_id(), new_id(), new_id()
    given, agreement = facts.granted(person, city), facts.signed(organisation, city)
    log.say(
        facts.admitted(city),
        given,
        facts.granted(person, None, REVIEWER),
        agreement,
        m.NeedDeclared(
            city_id=city, need_id=new_id(), theme="hate_crime", priority="high", visibility="public", review_by=None, declared_at=NOON
        ),
        m.PrinciplesAccepted(city_id=city, version="2027-01", accepted_at=NOON),
        m.CityHubChanged(city_id=city, country="CL", from_hub_id=None, to_hub_id=new_id()),
        m.CityStatusChanged(city_id=city, status="grace", previous="active", reason=None, changed_at=NOON),
        facts.grant_ended(given, NOON),
        m.AgreementEnded(agreement_id=agreement.agreement_id, ended_at=NOON),
        m.PersonErased(person_id=new_id(), erasure_id=new_id()),
    )
    return city, person


def test_facts_built_anew_are_the_facts_that_were_there(stored: StoredFund) -> None:
    log = Log(stored)
    city, person = a_life(log)
    before = _digest(stored)
    _rebuild(stored, log.page)
    assert _digest(stored) == before
    known = stored.within(lambda unit: unit.city_facts.find(city))
    assert (known.status, known.themes_needed, known.principles_version) == ("grace", {"hate_crime"}, "2027-01")
    assert {tie.ends_at for tie in stored.within(lambda unit: unit.role_ties.of_person(person))} == {None, NOON}
    assert stored.within(lambda unit: generation(unit.unit, MODEL.name)) == 2


def test_what_is_delivered_again_changes_nothing(stored: StoredFund) -> None:
    log = Log(stored)
    a_life(log)
    before = _digest(stored)
    for record in log.records:
        log.deliver(envelope_of(record))
    assert _digest(stored) == before


def test_facts_that_were_wrong_are_put_right_and_conflicts_found_again(stored: StoredFund) -> None:
    one, log = a_reviewer(stored), Log(stored)
    city = new_id()
    log.say(facts.admitted(city), facts.granted(str(one.person_id), None, REVIEWER))
    application = str(submitted(stored, a_call(stored), city).application.id)
    missed = facts.granted(str(one.person_id), city)
    log.say(missed)
    stored.database["role_ties_1"].delete_one({"_id": missed.grant_id})
    stored.database["conflicts"].delete_many({})
    assert recused(stored, one) == frozenset()
    _rebuild(stored, log.page)
    assert stored.run_jobs() == 1
    assert recused(stored, one) == {application}


def _rebuild(fund: StoredFund, page: Callable[[str, int], EventsPage]) -> None:
    fund.within(lambda unit: start_rebuild(unit, MODEL))
    parts: Any = SimpleNamespace(work=fund.work, name="technical_fund", database=fund.database)
    JobRunner(fund.work, {MODEL.job: Rebuild(parts, MODEL, page).run}, holder="test").run_next()


def _digest(fund: StoredFund) -> str:
    return str(fund.within(lambda unit: digest(unit.unit, MODEL, generation(unit.unit, MODEL.name))))


# ---------------------------------------------------------------- at once


def test_who_joins_while_an_application_comes_in_is_recused_whoever_was_first(stored: StoredFund) -> None:
    call = a_call(stored)
    for _ in range(3):
        city, one = a_city(stored), reviewer()
        stored.hear(facts.granted(str(one.person_id), None, REVIEWER))
        by = mayors_office(city)
        draft = a_draft(stored, call, city, by)
        joining = JoinReviewerPool(profile=profile(country="CL"))
        _, codes = at_once(
            lambda o=one, j=joining: stored.ask(reviewers.join_reviewer_pool, j, o),
            lambda b=by, d=draft: stored.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=d.id), b),
        )
        assert codes == []
        assert draft.id in recused(stored, one)


def test_a_seat_and_a_conflict_at_once_never_leave_both(stored: StoredFund) -> None:
    call = a_call(stored)
    for _ in range(3):
        one, city = a_reviewer(stored), a_city(stored)
        application = str(submitted(stored, call, city).application.id)
        seat = Assignment(
            id=new_id(),
            application_id=application,
            call_id=call,
            reviewer_id=str(one.person_id),
            assigned_at=stored.now,
            accept_by=stored.now,
        )

        def sit(unit: Any, seat: Assignment = seat) -> None:
            clearance.require_no_conflict(unit, seat.application_id, seat.reviewer_id)
            unit.assignments.add(seat)

        at_once(lambda s=sit: stored.within(s), lambda o=one, c=city: stored.hear(facts.granted(str(o.person_id), c)))
        assert application in recused(stored, one)
        kept = stored.within(lambda unit, id=seat.id: unit.assignments.find(id))
        assert kept is None or kept.state == "released"
