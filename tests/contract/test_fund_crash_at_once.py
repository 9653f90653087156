"""Two people whose deeds exclude one another, at the same moment on a real store: one of the two is done, and done whole."""

from typing import Any

import pytest
from pymongo.database import Database

from contracts.technical_fund import (
    ApplicationDecided,
    ApplicationWithdrawn,
    ApproveFundDecision,
    AwardMade,
    FundAgreementInForce,
    SetAwardSchedule,
    SignFundAgreement,
    WithdrawFundApplication,
)
from services.technical_fund.domain.amounts import NOTHING
from services.technical_fund.domain.ledger.entries import RESERVED
from services.technical_fund.usecases import award_agreements, decisions, submissions
from tests.at_once import at_once
from tests.builders.fund import decisions as build
from tests.builders.fund import money
from tests.builders.fund.decisions import APPROVER
from tests.contract.test_fund_ledger import check as check_books
from tests.fakes.technical_fund import StoredFund


@pytest.fixture
def fund(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def said(fund: StoredFund, kind: type) -> int:
    return sum(isinstance(event, kind) for event in fund.said())


@pytest.mark.parametrize("number", range(3))
def test_who_withdraws_while_another_approves_leaves_no_money_behind(fund: StoredFund, number: int) -> None:
    case = build.before_the_panel(fund)
    decision = build.proposed(fund, case)
    answers, codes = at_once(
        lambda: fund.ask(submissions.withdraw_fund_application, WithdrawFundApplication(application_id=case.id), case.mayor),
        lambda: fund.ask(decisions.approve_fund_decision, ApproveFundDecision(decision_id=decision.id), APPROVER),
    )
    assert (len(answers), len(codes)) == (1, 1)
    books = check_books(fund, case.envelope_id)
    funded = build.state_of(fund, case) == "funded"
    assert (said(fund, ApplicationDecided), said(fund, AwardMade), said(fund, ApplicationWithdrawn)) == ((1, 1, 0) if funded else (0, 0, 1))
    assert (books.balances[RESERVED] != NOTHING) == funded


def test_two_who_sign_for_the_network_at_once_commit_once(fund: StoredFund) -> None:
    of = money.granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=money.schedule()), of.manager)
    version = money.drawn_up(of).agreement[-1]
    request = SignFundAgreement(award_id=of.award_id, agreement_version=version.version, sha256=str(version.sha256))
    signers = (of.mayor, of.mayor, of.manager, of.colleague)
    at_once(*[lambda by=by: fund.ask(award_agreements.sign_fund_agreement, request, by) for by in signers])
    if of.award.state != "in_force":
        fund.ask(award_agreements.sign_fund_agreement, request, of.manager)
    assert said(fund, FundAgreementInForce) == 1
    books = check_books(fund, of.envelope_id)
    assert books.balances[RESERVED] == NOTHING
