"""The Fund's background process killed with SIGKILL at whatever line it happens to be: another goes on, and everything is done once.

The store holds what a dead process had open for sixty seconds, so this takes minutes; deaths between two commits are in
tests/contract/test_fund_crash.py.
"""

import random
import time
from typing import Any

import pytest

from contracts.technical_fund import (
    ApproveFundDecisionBatch,
    BatchLine,
    BatchView,
    DraftFundDecisionBatch,
    FundRunView,
    ProposeFundDecisionBatch,
    StartAssignmentRun,
)
from tests.builders.fund import decisions as build
from tests.builders.fund.assignment import Round, a_usual_round
from tests.builders.fund.calls import support
from tests.contract.test_fund_ledger import check as check_books
from tests.eventually import eventually
from tests.service.running_fund import RunningFund, fund
from tests.service.running_membership import running

__all__ = ["fund", "running"]

pytestmark = pytest.mark.prove

LINES = 30
"""More than are done in one transaction: a job of as many."""

DEATHS = 6
LONG = 600.0


def killed(fund: RunningFund, source: random.Random) -> None:
    """After up to two seconds of whatever it is at."""
    time.sleep(source.uniform(0.1, 2.0))
    fund.children["background"].kill()
    fund.database["jobs"].update_many({"state": "running"}, {"$set": {"starts": 1}})
    fund.start("background")


def carried_out(fund: RunningFund, batch: BatchView, source: random.Random) -> None:
    """The batch's job, with deaths on the way."""
    for _ in range(DEATHS // 3):
        killed(fund, source)
    eventually(lambda: fund.job(str(batch.job_id))["state"] == "done", "the batch to be carried out", LONG)


def test_a_large_batch_and_its_letters_survive_deaths_at_any_line(fund: RunningFund) -> None:
    house, source = fund.house, random.Random(20270301)
    call = build.an_open_call(house, envelope=support(400_000_000, 4000))
    cases = [build.before_the_panel(house, call) for _ in range(LINES)]
    round_: Round = a_usual_round(house)
    run = fund.ask(StartAssignmentRun(call_id=round_.call.id), FundRunView, round_.unit)
    lines = tuple(BatchLine(application_id=case.id, decision=build.content()) for case in cases)
    batch = fund.ask(DraftFundDecisionBatch(call_id=call[0], lines=lines), BatchView, build.PROPOSER)
    carried_out(fund, batch, source)
    batch = fund.ask(ProposeFundDecisionBatch(batch_id=batch.id), BatchView, build.PROPOSER)
    carried_out(fund, batch, source)
    batch = fund.ask(ApproveFundDecisionBatch(batch_id=batch.id), BatchView, build.APPROVER)
    carried_out(fund, batch, source)

    def told(fact: str, **about: Any) -> list[Any]:
        return sorted(one["application_id"] for one in fund.said(fact, call_id=call[0], **about))

    ids = sorted(case.id for case in cases)
    eventually(lambda: told("letter_issued.v1") == ids, "a letter to each city", LONG, every=1.0)
    assert [told(fact) for fact in ("application_decided.v1", "award_made.v1", "letter_issued.v1")] == [ids] * 3
    assert [one["state"] for one in fund.said("fund_run_computed.v1", run_id=run.id)] == ["proposed"]
    check_books(house, call[1])
    outbox = fund.database["outbox"]
    eventually(lambda: outbox.count_documents({"state": {"$ne": "published"}}) == 0, "everything to be told", LONG, every=1.0)
    positions = sorted(row["position"] for row in outbox.find({}, ["position"]))
    assert positions == list(range(1, len(positions) + 1))
