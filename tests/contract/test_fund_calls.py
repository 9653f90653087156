"""Calls and the library on a real store: the same answers as in memory, and what happens when two ask at once."""

from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from contracts.declare import dump
from contracts.technical_fund import (
    DraftFundCall,
    DraftFundForm,
    EligibilityRule,
    ExtendFundCall,
    FundCallView,
    GetFundCall,
    GetFundCallVersion,
    GetFundWorkflow,
    ListFundCalls,
    ListFundWorkflows,
    PublishFundCall,
    PublishFundForm,
    ReviseFundCall,
)
from services.technical_fund.domain.standard_workflow import CONTENT, STANDARD_WORKFLOW
from services.technical_fund.repository.library import MIGRATIONS, first_rows
from services.technical_fund.usecases import calls
from services.technical_fund.usecases import library as act
from services.technical_fund.views import library as look
from services.technical_fund.views.calls import get_fund_call, get_fund_call_version, list_fund_calls
from tests.at_once import at_once
from tests.builders.fund.calls import CLOSES, OPENS, content, form, library, rubric
from tests.fakes.technical_fund import NOBODY, Fund, MemoryFund, StoredFund, management

UNIT = management()


@pytest.fixture(params=["memory", "store"])
def fund(request: pytest.FixtureRequest) -> Fund:
    fund = MemoryFund() if request.param == "memory" else StoredFund(request.getfixturevalue("fund_database"))
    library(fund)
    return fund


@pytest.fixture
def stored(fund_database: Database[dict[str, Any]]) -> StoredFund:
    fund = StoredFund(fund_database)
    library(fund)
    return fund


def drafted(fund: Fund, **changes: Any) -> FundCallView:
    answer: FundCallView = fund.ask(calls.draft_fund_call, DraftFundCall(call=dump(content(**changes))), UNIT)
    return answer


def published(fund: Fund, **changes: Any) -> FundCallView:
    answer: FundCallView = fund.ask(calls.publish_fund_call, PublishFundCall(call_id=drafted(fund, **changes).id), UNIT)
    return answer


def test_a_call_comes_back_as_it_was_kept(fund: Fund) -> None:
    rules = (EligibilityRule(code="small", fact="population", op="between", value=[None, 500_000], texts={"en": "Small"}),)
    call = published(fund, eligibility=rules)
    assert fund.see(get_fund_call, GetFundCall(call_id=call.id), UNIT) == call
    version = fund.see(get_fund_call_version, GetFundCallVersion(call_id=call.id, number=1), NOBODY)
    assert (version.content, version.form, version.rubric, version.workflow) == (content(eligibility=rules), form(), rubric(), CONTENT)
    assert fund.within(lambda unit: unit.call_versions.pinned(call.id, 1).workflow) == STANDARD_WORKFLOW


def test_lists_and_their_filters_answer_alike(fund: Fund) -> None:
    first = published(fund)
    fund.now += timedelta(minutes=1)
    spain = (EligibilityRule(code="spain", fact="country", op="in", value=["ES"]),)
    second = published(fund, opens_at=OPENS + timedelta(days=30), priorities=("disinformation",), eligibility=spain, titles={"en": "Facts"})
    fund.now += timedelta(minutes=1)
    third = drafted(fund)

    def found(by: Any = NOBODY, **sought: Any) -> list[str]:
        return [row.id for row in fund.see(list_fund_calls, ListFundCalls(**sought), by).items]

    assert found(UNIT) == [third.id, second.id, first.id]
    assert (found(), found(stage="draft"), found(UNIT, stage="draft")) == ([second.id, first.id], [], [third.id])
    assert (found(country="KE"), found(theme="disinformation"), found(search="fac")) == ([first.id], [second.id], [second.id])
    page = fund.see(list_fund_calls, ListFundCalls(limit=1), NOBODY)
    assert [row.id for row in fund.see(list_fund_calls, ListFundCalls(limit=1, cursor=page.next), NOBODY).items] == [first.id]
    fund.now = OPENS
    assert (found(stage="open"), found(stage="published"), found(stage="closed")) == ([first.id], [second.id], [])
    fund.now = CLOSES
    assert found(stage="closed") == [second.id, first.id]


def test_the_standard_workflow_is_there(fund: Fund) -> None:
    assert fund.see(look.get_fund_workflow, GetFundWorkflow(workflow_id="standard")).content == CONTENT
    assert [row.id for row in fund.see(look.list_fund_workflows, ListFundWorkflows(), UNIT).items] == ["standard"]
    assert fund.within(lambda unit: unit.workflow_versions.pinned("standard", 1).workflow) == STANDARD_WORKFLOW


def test_bringing_in_the_standard_workflow_again_changes_nothing(stored: StoredFund) -> None:
    bring_in = MIGRATIONS[-1].run  # type: ignore[union-attr]
    stored.database["workflow_versions"].update_one({"_id": "standard@1"}, {"$set": {"retired_by": "somebody"}})
    before = {name: list(stored.database[name].find({})) for name in first_rows()}
    bring_in(stored.database)
    assert {name: list(stored.database[name].find({})) for name in first_rows()} == before


def test_calls_published_at_once_have_references_of_their_own(stored: StoredFund) -> None:
    drafts = [drafted(stored).id for _ in range(6)]
    answers, refused = at_once(
        *(lambda id=id: stored.ask(calls.publish_fund_call, PublishFundCall(call_id=id), UNIT) for id in drafts)  # type: ignore[misc]
    )
    assert refused == []
    assert sorted(call.reference for call in answers) == [f"CALL-2027-000{number}" for number in range(1, 7)]


def test_one_call_is_published_once_by_two(stored: StoredFund) -> None:
    call = drafted(stored)
    ask = PublishFundCall(call_id=call.id)
    answers, refused = at_once(*[lambda: stored.ask(calls.publish_fund_call, ask, UNIT)] * 3)
    assert (len(answers), refused) == (1, ["technical_fund.call_state"] * 2)
    assert stored.database["call_versions"].count_documents({"call_id": call.id}) == 1
    assert stored.database["envelopes"].count_documents({"call_id": call.id}) == 1
    assert answers[0].reference == "CALL-2027-0001"


def test_the_same_publication_asked_again_has_the_same_answer(stored: StoredFund) -> None:
    call = drafted(stored)
    ask = PublishFundCall(call_id=call.id)
    first, again = (stored.ask(calls.publish_fund_call, ask, UNIT, key="publish-once") for _ in range(2))
    assert first == again


def test_a_code_is_given_once_however_many_ask(stored: StoredFund) -> None:
    ask = DraftFundForm(form_id="plan", form=form())
    answers, refused = at_once(*[lambda: stored.ask(act.draft_fund_form, ask, UNIT)] * 3)
    assert len(answers) == 1
    assert set(refused) <= {"technical_fund.code_taken", "already_exists"}


def test_a_draft_becomes_one_version_however_many_publish_it(stored: StoredFund) -> None:
    stored.ask(act.draft_fund_form, DraftFundForm(form_id="plan", form=form()), UNIT)
    answers, refused = at_once(*[lambda: stored.ask(act.publish_fund_form, PublishFundForm(form_id="plan"), UNIT)] * 3)
    assert (len(answers), refused) == (1, ["technical_fund.nothing_drafted"] * 2)
    assert stored.database["form_versions"].count_documents({"entry_id": "plan"}) == 1


def test_a_deadline_put_off_twice_at_once_ends_at_the_later(stored: StoredFund) -> None:
    call = published(stored)
    stored.now = OPENS
    later = [CLOSES + timedelta(days=days) for days in (7, 14)]
    asks = [ExtendFundCall(call_id=call.id, closes_at=closes_at, reason="A strike") for closes_at in later]
    at_once(*(lambda ask=ask: stored.ask(calls.extend_fund_call, ask, UNIT) for ask in asks))  # type: ignore[misc]
    assert stored.see(get_fund_call, GetFundCall(call_id=call.id), UNIT).content.closes_at == later[1]
    due = stored.database["timers"].find_one({"_id": f"fund_call_closing:{call.id}"})
    assert due is not None
    assert due["due_at"] == later[1]


def test_two_changes_at_once_make_two_versions(stored: StoredFund) -> None:
    call = published(stored)
    asks = [ReviseFundCall(call_id=call.id, changes={"reviews_per_application": number}) for number in (2, 4)]
    answers, refused = at_once(*(lambda ask=ask: stored.ask(calls.revise_fund_call, ask, UNIT) for ask in asks))  # type: ignore[misc]
    assert (sorted(answer.number for answer in answers), refused) == ([2, 3], [])
    numbers = [
        stored.see(get_fund_call_version, GetFundCallVersion(call_id=call.id, number=number)).content.reviews_per_application
        for number in (1, 2, 3)
    ]
    assert (numbers[0], sorted(numbers[1:])) == (3, [2, 4])
