"""The Fund's processes killed between any two of their commits: another goes on, nothing is lost, and nothing is done twice."""

import hashlib
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import new_id
from contracts.errors import Refusal
from contracts.technical_fund import (
    ApplicationDecided,
    ApplicationSubmitted,
    ApplyFundRun,
    ApproveFundDecision,
    ApproveFundDecisionBatch,
    ApproveTranche,
    AwardMade,
    BatchLine,
    DraftFundDecisionBatch,
    DrawFundTie,
    DrawUpFundAgreement,
    ExportFundCall,
    FundAgreementInForce,
    FundRunApplied,
    FundRunComputed,
    GetFundDecisionBatch,
    LedgerEntryPosted,
    LetterIssued,
    ListScores,
    MakeFundDossier,
    ProposeFundDecisionBatch,
    RecordTranchePayment,
    RetentionCarriedOut,
    ReviewerAssigned,
    ScoresComputed,
    SetAwardSchedule,
    SignFundAgreement,
    StartScoreRun,
    SubmitFundApplication,
    TranchePaid,
)
from services.technical_fund import views
from services.technical_fund.domain.history import verify
from services.technical_fund.usecases import (
    award_agreements,
    batches,
    decisions,
    dossier,
    draws,
    exports,
    retention,
    runs,
    scores,
    submissions,
    tranches,
)
from tests.builders.fund import applications as on_their_way
from tests.builders.fund import decisions as build
from tests.builders.fund import money
from tests.builders.fund.assignment import Round, a_usual_round, set_terms
from tests.builders.fund.assignment import applications as applications_of
from tests.builders.fund.calls import support
from tests.builders.fund.decisions import APPROVER, PROPOSER, content
from tests.builders.fund.reviews import Panel, scored
from tests.contract.fund_that_dies import LEASE, Asking, died, survive
from tests.contract.test_fund_ledger import check as check_books
from tests.fakes.technical_fund import StoredFund, mayors_office, reviewer


@pytest.fixture
def fund(fund_database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> StoredFund:
    build.print_at_once(monkeypatch)
    return StoredFund(fund_database)


def said(fund: StoredFund, kind: type) -> list[Any]:
    return [event for event in fund.said() if isinstance(event, kind)]


def whole(fund: StoredFund) -> None:
    """What holds whatever was killed: books that add up, facts without gaps or doubles, histories that verify, files that are owned."""
    for envelope in fund.database["envelopes"].find({}):
        check_books(fund, envelope["_id"])
    rows = list(fund.database["outbox"].find({}))
    assert max(Counter((row["subject"], row["sequence"]) for row in rows).values(), default=1) == 1
    for subject in {row["subject"] for row in rows}:
        assert sorted(row["sequence"] for row in rows if row["subject"] == subject)[-1] == sum(row["subject"] == subject for row in rows)
    for application_id in fund.database["histories"].distinct("application_id"):
        assert fund.within(lambda unit, id=application_id: verify(id, unit.histories.head(id), unit.histories.entries(id))).fault is None
    assert {row["state"] for row in fund.database["uploads"].find({})} <= {"complete"}
    assert {row["state"] for row in fund.database["jobs"].find({})} <= {"done"}
    files = set(fund.database["uploads"].distinct("_id"))
    assert set(fund.database["chunks"].distinct("upload_id")) <= files


def posted(fund: StoredFund, kind: str) -> int:
    return sum(entry.kind == kind for entry in said(fund, LedgerEntryPosted))


def noted(fund: StoredFund, application_id: str, what: str) -> int:
    return fund.database["histories"].count_documents({"application_id": application_id, "what": what})


# ---------------------------------------------------------------- the background process


def test_a_letter_is_issued_once_wherever_its_printer_is_killed(fund: StoredFund, store: Any) -> None:
    case = build.before_the_panel(fund, language="ar")
    build.approved(fund, case)
    assert survive(fund, store) >= 4
    (letter,) = said(fund, LetterIssued)
    assert [file["purpose"] for file in fund.database["uploads"].find({"claimed_by": f"fund-letters/{letter.letter_id}"})] == [
        "fund_letter"
    ] * 2
    assert noted(fund, case.id, "issue_letter") == 1
    whole(fund)


def test_an_archive_is_made_once_and_byte_for_byte_wherever_its_maker_is_killed(fund: StoredFund, store: Any) -> None:
    city = on_their_way.a_city(fund)
    by = mayors_office(city)
    draft = on_their_way.attached(fund, on_their_way.a_draft(fund, on_their_way.a_call(fund), city, by).id, by)
    job = fund.ask(dossier.make_fund_dossier, MakeFundDossier(application_id=draft.id, form="zip"), by)
    assert survive(fund, store) >= 6
    row = fund.database["uploads"].find_one({"_id": job.id})
    assert row is not None
    chunks = fund.database["chunks"].find({"upload_id": job.id}).sort("offset")
    data = b"".join(chunk["data"] for chunk in chunks)
    assert (len(data), hashlib.sha256(data).hexdigest()) == (row["size"], row["sha256"])
    whole(fund)


def test_a_spreadsheet_is_made_once_wherever_its_maker_is_killed(fund: StoredFund, store: Any) -> None:
    of = money.in_force(fund)
    job = fund.ask(exports.export_fund_call, ExportFundCall(call_id=of.call_id, sheets=("ledger", "awards")), of.manager)
    assert survive(fund, store) >= 5
    assert fund.database["uploads"].count_documents({"_id": job.id, "state": "complete"}) == 1
    whole(fund)


def test_an_agreement_is_drawn_once_wherever_it_is_killed(fund: StoredFund, store: Any) -> None:
    of = money.granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=money.schedule()), of.manager)
    fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id), of.manager)
    assert survive(fund, store) >= 4
    (version,) = of.view().agreement
    assert version.sha256
    assert fund.database["uploads"].count_documents({"claimed_by": f"fund-awards/{of.award_id}"}) == 1
    whole(fund)


def test_a_run_is_computed_once_wherever_it_is_killed(fund: StoredFund, store: Any) -> None:
    round_ = a_usual_round(fund)
    run = round_.begun()
    assert survive(fund, store) >= 4
    assert [event.state for event in said(fund, FundRunComputed)] == ["proposed"]
    round_.applied(run.id)
    assert all(len(round_.sitting(one)) == 2 for one in applications_of(fund, round_))
    whole(fund)


def test_vacant_seats_are_filled_at_once_though_the_process_is_killed(fund: StoredFund, store: Any) -> None:
    set_terms(fund, vacated_seats="fill")
    round_ = a_usual_round(fund)
    round_.applied(round_.computed().id)
    application = applications_of(fund, round_)[0]
    seat = round_.seats(application)[0]
    round_.decline(seat.id, reviewer(seat.reviewer_id))
    before = len(said(fund, ReviewerAssigned))
    fund.wait(minutes=11)
    assert survive(fund, store) >= 5
    assert len(round_.sitting(application)) == 2
    assert len(said(fund, ReviewerAssigned)) == before + 1
    assert len(said(fund, FundRunApplied)) == 2
    whole(fund)


def reviewed(fund: StoredFund, *qualities: int) -> Panel:
    panel, who = Panel(fund), reviewer()
    for quality in qualities:
        panel.submitted(panel.application(), who, **scored(quality, quality, quality))
    return panel


def test_scores_are_computed_once_wherever_it_is_killed(fund: StoredFund, store: Any) -> None:
    panel = reviewed(fund, 5, 3)
    fund.ask(scores.start_score_run, StartScoreRun(call_id=panel.call.id, places=1), panel.unit)
    assert survive(fund, store) >= 4
    assert len(said(fund, ScoresComputed)) == 1
    whole(fund)


def test_a_tie_that_was_drawn_before_the_job_ended_stays_drawn(fund: StoredFund, store: Any) -> None:
    panel = reviewed(fund, 3, 3)
    run = fund.ask(scores.start_score_run, StartScoreRun(call_id=panel.call.id, places=1), panel.unit)
    assert died(fund, store, at=4)
    fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    before = fund.see(views.scores.list_scores, ListScores(run_id=run.id), panel.unit)
    assert [row.stands for row in before.items] == ["above", "below"]
    fund.now += LEASE
    assert not died(fund, store, at=None)
    assert fund.see(views.scores.list_scores, ListScores(run_id=run.id), panel.unit) == before
    whole(fund)


def test_a_night_of_retention_ends_wherever_it_is_killed(fund: StoredFund, store: Any) -> None:
    call = on_their_way.a_call(fund)
    for _ in range(3):
        city = on_their_way.a_city(fund)
        draft = on_their_way.a_draft(fund, call, city, mayors_office(city))
        on_their_way.attached(fund, draft.id, mayors_office(city))
    fund.now += timedelta(days=500)
    fund.within(retention.begin_night)
    assert survive(fund, store) >= 5
    assert [event.drafts for event in said(fund, RetentionCarriedOut)] == [3]
    assert fund.database["chunks"].count_documents({}) == 0
    whole(fund)


def test_a_batch_is_drafted_proposed_and_approved_once_wherever_it_is_killed(
    fund: StoredFund, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    call = build.an_open_call(fund, envelope=support(100_000_000, 400))
    cases = [build.before_the_panel(fund, call) for _ in range(4)]
    lines = tuple(BatchLine(application_id=case.id, decision=content()) for case in cases)
    batch = fund.ask(batches.draft_fund_decision_batch, DraftFundDecisionBatch(call_id=call[0], lines=lines), PROPOSER)
    assert survive(fund, store) >= 3
    fund.ask(batches.propose_fund_decision_batch, ProposeFundDecisionBatch(batch_id=batch.id), PROPOSER)
    assert survive(fund, store) >= 3
    fund.ask(batches.approve_fund_decision_batch, ApproveFundDecisionBatch(batch_id=batch.id), APPROVER)
    assert survive(fund, store) >= 5
    seen = fund.see(views.batches.get_fund_decision_batch, GetFundDecisionBatch(batch_id=batch.id), APPROVER)
    assert [line.state for line in seen.lines] == ["approved"] * 4
    for kind in (ApplicationDecided, AwardMade, LetterIssued):
        assert sorted(event.application_id for event in said(fund, kind)) == sorted(case.id for case in cases), kind
    assert posted(fund, "reserve") == 4
    whole(fund)


# ---------------------------------------------------------------- the serving process, between commit and answer


def retried(fund: StoredFund, store: Any, asking: Asking) -> Any:
    """The answer to a command whose first answer nobody got; the same words under another key are refused."""
    assert died(fund, store, 1, asking)
    answer = asking.of(fund)
    with pytest.raises(Refusal):
        fund.ask(asking.use_case, asking.request, asking.by, key=new_id())
    return answer


def asking(use_case: Any, request: Any, by: Any) -> Asking:
    return Asking(use_case=use_case, request=request, by=by, key=new_id())


def test_a_submission_whose_answer_was_lost_is_answered_as_it_was(fund: StoredFund, store: Any) -> None:
    city = on_their_way.a_city(fund)
    by = mayors_office(city)
    draft = on_their_way.a_draft(fund, on_their_way.a_call(fund), city, by)
    receipt = retried(fund, store, asking(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by))
    assert receipt.application.reference.endswith("-0001")
    assert [event.application_id for event in said(fund, ApplicationSubmitted)] == [draft.id]
    assert noted(fund, draft.id, "submit") == 1
    whole(fund)


def test_an_approval_whose_answer_was_lost_decides_once(fund: StoredFund, store: Any) -> None:
    case = build.before_the_panel(fund)
    decision = build.proposed(fund, case)
    retried(fund, store, asking(decisions.approve_fund_decision, ApproveFundDecision(decision_id=decision.id), APPROVER))
    fund.run_jobs()
    assert [len(said(fund, kind)) for kind in (ApplicationDecided, AwardMade, LetterIssued)] == [1, 1, 1]
    whole(fund)


def test_a_batch_whose_answer_was_lost_is_approved_once(fund: StoredFund, store: Any) -> None:
    call = build.an_open_call(fund, envelope=support(100_000_000, 400))
    lines = tuple(BatchLine(application_id=build.before_the_panel(fund, call).id, decision=content()) for _ in range(3))
    batch = fund.ask(batches.draft_fund_decision_batch, DraftFundDecisionBatch(call_id=call[0], lines=lines), PROPOSER)
    fund.ask(batches.propose_fund_decision_batch, ProposeFundDecisionBatch(batch_id=batch.id), PROPOSER)
    retried(fund, store, asking(batches.approve_fund_decision_batch, ApproveFundDecisionBatch(batch_id=batch.id), APPROVER))
    fund.run_jobs()
    assert [len(said(fund, kind)) for kind in (ApplicationDecided, AwardMade, LetterIssued)] == [3, 3, 3]
    whole(fund)


def test_a_run_whose_answer_was_lost_seats_one_panel(fund: StoredFund, store: Any) -> None:
    round_: Round = a_usual_round(fund)
    run = round_.computed()
    retried(fund, store, asking(runs.apply_fund_run, ApplyFundRun(run_id=run.id), round_.unit))
    assert len(said(fund, ReviewerAssigned)) == 6
    assert len(said(fund, FundRunApplied)) == 1
    whole(fund)


def test_a_signature_whose_answer_was_lost_commits_once(fund: StoredFund, store: Any) -> None:
    of = money.granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=money.schedule()), of.manager)
    version = money.drawn_up(of).agreement[-1]
    request = SignFundAgreement(award_id=of.award_id, agreement_version=version.version, sha256=str(version.sha256))
    fund.ask(award_agreements.sign_fund_agreement, request, of.mayor)
    retried(fund, store, asking(award_agreements.sign_fund_agreement, request, of.manager))
    assert len(said(fund, FundAgreementInForce)) == 1
    assert posted(fund, "commit") == 1
    whole(fund)


def test_a_payment_whose_answer_was_lost_is_paid_once(fund: StoredFund, store: Any) -> None:
    of = money.in_force(fund)
    for by in (of.manager, of.colleague):
        fund.ask(tranches.approve_tranche, ApproveTranche(award_id=of.award_id, tranche="first"), by)
    paid = RecordTranchePayment(award_id=of.award_id, tranche="first", paid_on=fund.now.date(), payment_reference="B-1")
    retried(fund, store, asking(tranches.record_tranche_payment, paid, of.manager))
    assert len(said(fund, TranchePaid)) == 1
    assert posted(fund, "disburse") == 1
    whole(fund)
