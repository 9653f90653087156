"""Decisions, letters and batches on a real store: once however many ask at once, never more than the envelope, and kept whole."""

import hashlib
from functools import partial
from typing import Any

import pytest
from pymongo.database import Database

from contracts.technical_fund import (
    ApplicationDecided,
    ApproveFundDecision,
    ApproveFundDecisionBatch,
    AwardMade,
    BatchLine,
    DraftFundDecision,
    DraftFundDecisionBatch,
    GetFundDecisionBatch,
    GetFundLetter,
    LetterIssued,
    ListFundDecisions,
    OpenFundAppeal,
    ProposeFundDecisionBatch,
    ReadFundLetter,
)
from services.technical_fund import views
from services.technical_fund.usecases import appeals, batches, decisions
from tests.at_once import at_once
from tests.builders.fund import decisions as build
from tests.builders.fund.calls import support
from tests.builders.fund.decisions import APPROVER, PROPOSER, content
from tests.fakes.technical_fund import StoredFund, management


@pytest.fixture
def fund(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def said(fund: StoredFund, kind: type) -> list[Any]:
    return [event for event in fund.said() if isinstance(event, kind)]


def test_many_who_approve_at_once_decide_once(fund: StoredFund) -> None:
    case = build.before_the_panel(fund)
    decision = build.proposed(fund, case)
    request = ApproveFundDecision(decision_id=decision.id)
    approved, refused = at_once(*[lambda: fund.ask(decisions.approve_fund_decision, request, management())] * 6)
    assert len(approved) == 1
    assert refused == ["technical_fund.wrong_decision_state"] * 5
    assert len(said(fund, ApplicationDecided)) == len(said(fund, AwardMade)) == 1
    assert fund.database["letters"].count_documents({}) == 1


def test_many_proposals_at_once_never_exceed_the_envelope(fund: StoredFund) -> None:
    call = build.an_open_call(fund, envelope=support(22_000_000, 100), ceiling=support(8_000_000, 40))
    cases = [build.before_the_panel(fund, call) for _ in range(6)]
    proposed, refused = at_once(*(partial(build.proposed, fund, case) for case in cases))
    assert len(proposed) == 4
    assert refused == ["technical_fund.envelope_exceeded"] * 2
    assert build.available(fund, cases[0]) == support(2_000_000, 84)


def test_two_who_begin_a_draft_at_once_write_in_one(fund: StoredFund) -> None:
    case = build.before_the_panel(fund)
    request = DraftFundDecision(application_id=case.id, decision=content("decline"))
    at_once(*[lambda: fund.ask(decisions.draft_fund_decision, request, management())] * 4)
    assert fund.database["decisions"].count_documents({"application_id": case.id, "state": "draft"}) == 1


def test_two_who_appeal_at_once_raise_one_appeal(fund: StoredFund, monkeypatch: pytest.MonkeyPatch) -> None:
    build.print_at_once(monkeypatch)
    case = build.before_the_panel(fund)
    build.told(fund, case, content("decline"))
    request = OpenFundAppeal(application_id=case.id, ground="fact_overlooked", text="The annex was there.", language="en")
    opened, refused = at_once(*[lambda: fund.ask(appeals.open_fund_appeal, request, case.mayor)] * 4)
    assert len(opened) == 1
    assert refused == ["technical_fund.wrong_state"] * 3
    assert fund.database["appeals"].count_documents({}) == 1


def test_a_letter_lies_in_the_store_byte_for_byte(fund: StoredFund) -> None:
    case = build.before_the_panel(fund, language="ar")
    decision = build.told(fund, case, content("decline"))
    letter = fund.see(views.letters.get_fund_letter, GetFundLetter(letter_id=decision.id), case.mayor)
    assert [file.language for file in letter.files] == ["ar", "en"]
    for file in letter.files:
        request = ReadFundLetter(letter_id=letter.id, language=file.language)
        data = fund.see(views.letters.read_fund_letter, request, case.mayor).part
        assert hashlib.sha256(data).hexdigest() == file.sha256
    assert len(said(fund, LetterIssued)) == 1
    fund.now = fund.now.replace(year=fund.now.year + 1)
    fund.within(lambda unit: unit.files.sweep())
    assert fund.see(views.letters.read_fund_letter, ReadFundLetter(letter_id=letter.id, language="ar"), case.mayor).part


def test_decisions_of_a_call_are_listed_page_by_page(fund: StoredFund) -> None:
    call = build.an_open_call(fund)
    made = [build.proposed(fund, build.before_the_panel(fund, call)).id for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        request = ListFundDecisions(call_id=call[0], state="proposed", limit=2, cursor=cursor)
        page = fund.see(views.decisions.list_fund_decisions, request, APPROVER)
        seen += [one.id for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(made)


def test_as_many_lines_as_are_done_at_once_are_done_in_time(fund: StoredFund) -> None:
    """Whole, in one transaction: what is beyond `AT_ONCE` is a job."""
    call = build.an_open_call(fund, envelope=support(400_000_000, 4000))
    cases = [build.before_the_panel(fund, call) for _ in range(batches.AT_ONCE)]
    lines = tuple(BatchLine(application_id=case.id, decision=content()) for case in cases)
    batch = fund.ask(batches.draft_fund_decision_batch, DraftFundDecisionBatch(call_id=call[0], lines=lines), PROPOSER)
    proposed = fund.ask(batches.propose_fund_decision_batch, ProposeFundDecisionBatch(batch_id=batch.id), PROPOSER)
    assert proposed.job_id is None
    fund.ask(batches.approve_fund_decision_batch, ApproveFundDecisionBatch(batch_id=batch.id), APPROVER)
    seen = fund.see(views.batches.get_fund_decision_batch, GetFundDecisionBatch(batch_id=batch.id), APPROVER)
    assert {line.state for line in seen.lines} == {"approved"}
    assert len(said(fund, AwardMade)) == batches.AT_ONCE
