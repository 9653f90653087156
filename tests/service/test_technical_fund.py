"""The Fund as it runs, beside membership and notifications: what it hears, does in the background and tells, also while it is killed."""

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts import membership as m
from contracts.errors import Conflict, NotFound, Unavailable
from contracts.standard import FilePart, Job
from contracts.technical_fund import (
    ApplyFundRun,
    ApproveFundDecision,
    ApproveTranche,
    DecisionView,
    ExportFundCall,
    FundApplicationView,
    FundAwardView,
    FundReceipt,
    FundRunView,
    GetFundApplication,
    MakeFundDossier,
    ReadFundDossier,
    ReadFundExport,
    ReadFundLetter,
    RecordTranchePayment,
    StartAssignmentRun,
    StartFundApplication,
    SubmitFundApplication,
)
from tests.at_once import at_once
from tests.builders.fund import applications as on_their_way
from tests.builders.fund import decisions as build
from tests.builders.fund import money
from tests.builders.fund.assignment import Round, a_usual_round
from tests.eventually import eventually
from tests.fakes.technical_fund import management, mayors_office
from tests.service.running_fund import RunningFund, fund
from tests.service.running_membership import RunningMembership, running
from tests.service.running_notifications import RunningNotifications, post_office, text
from tests.service.test_membership import SECRET, chief, handed_in
from tests.wire import Wire

__all__ = ["chief", "fund", "post_office", "running"]

TAKEN_OVER = 150.0
"""Seconds: the store may hold for a minute what a killed process had open."""


@dataclass(frozen=True, kw_only=True)
class City:
    """A member, and who applied for it."""

    id: str
    focal_point: Actor
    email: str


@pytest.fixture(scope="module")
def city(running: RunningMembership, fund: RunningFund, post_office: RunningNotifications, chief: Actor) -> City:
    """Admitted by membership, which the Fund has heard of."""
    email = f"{new_id()}@city.example"
    running.ask(m.RegisterPerson(name="Amina Said", email=email, password=SECRET, language="es"), m.Registered)
    application = handed_in(running, running.sign_in(email, SECRET), "Mombasa")
    running.ask(m.BeginReview(application_id=application.id), m.ApplicationView, chief)
    running.ask(m.RecommendApplication(application_id=application.id), m.ApplicationView, chief)
    city_id = str(running.ask(m.AdmitCity(application_id=application.id), m.ApplicationView, chief).city_id)
    eventually(lambda: fund.house.within(lambda unit: unit.city_facts.find(city_id)), "the Fund to hear of the city", 30)
    return City(id=city_id, focal_point=running.sign_in(email, SECRET), email=email)


def drafted(fund: RunningFund, call_id: str, city_id: str, by: Actor) -> str:
    request = StartFundApplication(call_id=call_id, city_id=city_id, content=on_their_way.written())
    return str(fund.ask(request, FundApplicationView, by).id)


def submitted(fund: RunningFund, call: tuple[str, str], city: City) -> build.Case:
    draft = drafted(fund, call[0], city.id, city.focal_point)
    fund.ask(SubmitFundApplication(application_id=draft), FundReceipt, city.focal_point)
    return build.Case(id=draft, call_id=call[0], city_id=city.id, envelope_id=call[1])


def ended(fund: RunningFund, job_id: str) -> dict[str, Any]:
    def over() -> dict[str, Any] | None:
        row = fund.job(job_id)
        return row if row["state"] in ("done", "failed", "cancelled") else None

    row: dict[str, Any] = eventually(over, "the job to end", TAKEN_OVER)
    assert (row["state"], row["error_code"]) == ("done", None)
    return row


def test_a_city_that_membership_admitted_applies_and_is_written_to(
    running: RunningMembership, fund: RunningFund, post_office: RunningNotifications, city: City
) -> None:
    with Wire(running.broker.uri("administrator", running.vhost)) as outside:
        queue = outside.channel.queue_declare("", exclusive=True).queue
        outside.channel.queue_bind(queue, "technical_fund.events", "application_submitted.v1")
        case = submitted(fund, build.an_open_call(fund.house), city)
        heard = eventually(lambda: outside.channel.basic_get(queue, no_ack=True), "the news of the application", 20)
    assert heard.headers["ce-subject"] == f"fund-applications/{case.id}"
    assert post_office.letter(city.email, case.id)["Content-Language"] == "es"
    stranger = mayors_office(new_id())
    with pytest.raises(NotFound) as refused:
        fund.ask(GetFundApplication(application_id=case.id), FundApplicationView, stranger)
    assert refused.value.code == "technical_fund.no_application"


def test_whoever_is_erased_is_forgotten_by_every_service(
    running: RunningMembership, fund: RunningFund, post_office: RunningNotifications, chief: Actor
) -> None:
    email = f"{new_id()}@city.example"
    running.ask(m.RegisterPerson(name="Amina Said", email=email, password=SECRET, language="es"), m.Registered)
    erasure = running.ask(m.EraseMe(password=SECRET), m.ErasureView, running.sign_in(email, SECRET))

    def done() -> m.ErasureView | None:
        seen = running.ask(m.GetErasure(erasure_id=erasure.id), m.ErasureView, chief)
        return seen if seen.state == "done" else None

    confirmed: m.ErasureView = eventually(done, "the erasure to be confirmed by all", 60)
    assert {holder.service for holder in confirmed.holders} == {"membership", "notifications", "technical_fund"}


def test_papers_are_made_by_the_background_process_and_the_city_is_told(
    fund: RunningFund, post_office: RunningNotifications, city: City
) -> None:
    call = build.an_open_call(fund.house)
    case, chief = submitted(fund, call, city), management()
    archive = fund.ask(MakeFundDossier(application_id=case.id, form="zip"), Job, city.focal_point)
    sheet = fund.ask(ExportFundCall(call_id=call[0], sheets=("applications",), format="csv"), Job, chief)
    build.put(fund.house, case, "in_panel")
    decision = build.proposed(fund.house, case, build.content("decline"))
    fund.ask(ApproveFundDecision(decision_id=decision.id), DecisionView, build.APPROVER)
    for job in (archive, sheet):
        ended(fund, job.id)
    part = fund.ask(ReadFundDossier(application_id=case.id, dossier_id=archive.id), FilePart, city.focal_point)
    assert part.part.startswith(b"PK")
    assert b"TSF-" in fund.ask(ReadFundExport(export_id=sheet.id), FilePart, chief).part
    eventually(lambda: fund.said("letter_issued.v1", letter_id=decision.id), "the letter to be printed", 60)
    letter = fund.ask(ReadFundLetter(letter_id=decision.id, language="es"), FilePart, city.focal_point)
    assert letter.part.startswith(b"%PDF")
    told = eventually(lambda: letters_about(post_office, city, case, 2), "a mail when it came in, and one about the letter", 30)
    assert [mail["Content-Language"] for mail in told] == ["es", "es"]


def letters_about(post_office: RunningNotifications, city: City, case: build.Case, number: int) -> list[Any] | None:
    found = [letter for letter in post_office.letters(city.email) if case.id in text(letter)]
    return found if len(found) == number else None


def test_a_run_whose_process_is_killed_while_it_is_solved_is_computed_once(fund: RunningFund) -> None:
    round_: Round = a_usual_round(fund.house)
    run = fund.ask(StartAssignmentRun(call_id=round_.call.id), FundRunView, round_.unit)
    eventually(lambda: fund.job(run.job_id)["phase"] is not None, "the question to be gathered", 30, every=0.005)
    fund.children["background"].kill()
    state = fund.job(run.job_id)["state"]
    fund.start("background")
    ended(fund, run.job_id)
    assert state == "running"
    assert [one["state"] for one in fund.said("fund_run_computed.v1", run_id=run.id)] == ["proposed"]
    key = new_id()
    answers = [fund.ask(ApplyFundRun(run_id=run.id), FundRunView, round_.unit, key=key) for _ in range(2)]
    assert answers[0] == answers[1]
    seats = Counter(one["application_id"] for one in fund.said("reviewer_assigned.v1", call_id=round_.call.id))
    assert sorted(seats.values()) == [2, 2, 2]


def test_an_answer_lost_with_its_process_is_the_answer_of_the_next(fund: RunningFund) -> None:
    """The request is killed between its commit and its answer, and asked again with its key of another process."""
    house, of = fund.house, money.in_force(fund.house)
    for by in (of.manager, of.colleague):
        fund.ask(ApproveTranche(award_id=of.award_id, tranche="first"), FundAwardView, by)
    paid = RecordTranchePayment(award_id=of.award_id, tranche="first", paid_on=house.now.date(), payment_reference="B-1")
    fund.stop("serve")
    fund.start_dying(after="RecordTranchePayment")
    key, heard = new_id(), []

    def pay(seconds: float) -> FundAwardView | None:
        try:
            heard.append(fund.ask(paid, FundAwardView, of.manager, key=key, seconds=seconds))
        except Unavailable:
            return None
        return heard[-1]  # type: ignore[no-any-return]

    first = threading.Thread(target=pay, args=(15,))
    first.start()
    eventually(lambda: not fund.children["serve"].alive, "the process to be killed", 20)
    assert len(fund.said("tranche_paid.v1", award_id=of.award_id)) == 1
    fund.start("serve")
    answer = eventually(lambda: pay(10), "the answer", 40)
    first.join()
    assert all(one == answer for one in heard)
    assert [one.state for one in answer.tranches if one.code == "first"] == ["paid"]
    assert len(fund.said("tranche_paid.v1", award_id=of.award_id)) == 1
    assert [one["kind"] for one in fund.said("ledger_entry_posted.v1", envelope_id=of.envelope_id)].count("disburse") == 1
    with pytest.raises(Conflict) as refused:
        fund.ask(paid, FundAwardView, of.manager, key=new_id())
    assert refused.value.code == "technical_fund.paid_already"


def test_two_of_each_process_do_everything_once(fund: RunningFund) -> None:
    fund.start_another("serve", "background")
    call = build.an_open_call(fund.house)
    proposed = [build.proposed(fund.house, build.before_the_panel(fund.house, call)) for _ in range(3)]

    def approve(decision: DecisionView) -> Any:
        return lambda: fund.ask(ApproveFundDecision(decision_id=decision.id), DecisionView, management(), key=new_id())

    approved, refused = at_once(*(approve(decision) for decision in proposed for _ in range(3)))
    assert (len(approved), refused) == (3, ["technical_fund.wrong_decision_state"] * 6)
    ids = sorted(decision.application_id for decision in proposed)
    for fact in ("application_decided.v1", "award_made.v1", "letter_issued.v1"):
        eventually(lambda fact=fact: len(fund.said(fact, call_id=call[0])) >= 3, f"{fact} of each", TAKEN_OVER)
        assert sorted(one["application_id"] for one in fund.said(fact, call_id=call[0])) == ids, fact
    outbox = fund.database["outbox"]
    eventually(lambda: outbox.count_documents({"state": {"$ne": "published"}}) == 0, "everything to be told", 60)
    positions = sorted(row["position"] for row in outbox.find({}, ["position"]))
    assert positions == list(range(1, len(positions) + 1))
    fund.stop("serve 2", "background 2")
