"""Versions of applications, how they differ, and people who are let in for a while."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    CompareFundVersions,
    DelegateFundApplication,
    FundApplicationView,
    GetFundApplication,
    GetFundVersion,
    ListFundApplications,
    ListFundVersions,
    NameFundVersion,
    ReviseFundApplication,
    RevokeFundDelegation,
    SubmitFundApplication,
)
from services.technical_fund import views
from services.technical_fund.domain import versions as rules
from services.technical_fund.domain.versions import MOST_NAMED, word_differences
from services.technical_fund.usecases import application_versions, applications, delegations, submissions
from tests.builders.fund.applications import a_call, a_city, a_draft, submitted
from tests.builders.fund.calls import support
from tests.builders.fund.facts import granted
from tests.builders.fund.reviewers import a_reviewer
from tests.fakes.technical_fund import Fund, MemoryFund, focal_point, management, mayors_office, person, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def keep(fund: Fund, application: Any, by: Any, name: str = "Before") -> Any:
    return fund.ask(application_versions.name_fund_version, NameFundVersion(application_id=application.id, name=name), by)


def revise(fund: Fund, application_id: str, changes: dict[str, Any], by: Any) -> FundApplicationView:
    request = ReviseFundApplication(application_id=application_id, changes=changes)
    view: FundApplicationView = fund.ask(applications.revise_fund_application, request, by)
    return view


# ---------------------------------------------------------------- versions


def test_a_version_stays_as_it_was_and_the_differences_say_what_changed(fund: MemoryFund) -> None:
    city = a_city(fund)
    by = focal_point(city)
    draft = a_draft(fund, a_call(fund), city)
    assert keep(fund, draft, by).number == 1
    changes = {"title": "Safer squares", "requested": {"half_days": 6}, "answers": {"plan": "Street work with young women", "who": None}}
    revise(fund, draft.id, changes, by)
    keep(fund, draft, by, "After")
    request = CompareFundVersions(application_id=draft.id, number=2, against=1)
    found = fund.see(views.application_versions.compare_fund_versions, request, by).items
    assert [one.part for one in found] == ["title", "requested", "answers/plan", "answers/who"]
    assert [(one.change, one.text) for one in found[2].words] == [("same", "Street work with young "), ("gone", "people"), ("new", "women")]
    assert (found[1].before["half_days"], found[1].after["half_days"], found[1].words) == (4, 6, ())
    assert (found[3].before, found[3].after) == ("The schools", None)
    first = fund.see(views.application_versions.get_fund_version, GetFundVersion(application_id=draft.id, number=1), by)
    assert (first.content, first.whole, first.name) == (draft.content, True, "Before")


def test_a_version_that_was_altered_shows(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    keep(fund, draft, focal_point(city))
    fund.within(lambda unit: _alter(unit, draft.id))
    request = GetFundVersion(application_id=draft.id, number=1)
    assert not fund.see(views.application_versions.get_fund_version, request, focal_point(city)).whole


def _alter(unit: Any, application_id: str) -> None:
    unit.unit.collection("fund_application_versions").update_one(
        {"_id": rules.version_id(application_id, 1)}, {"$set": {"answers.plan": "Something else"}}
    )


def test_versions_kept_by_hand_are_the_citys_own(fund: MemoryFund) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = a_draft(fund, a_call(fund), city, by)
    keep(fund, draft, by)
    fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by)
    listed = ListFundVersions(application_id=draft.id)
    assert [one.occasion for one in fund.see(views.application_versions.list_fund_versions, listed, by).items] == ["submission", "named"]
    assert [one.number for one in fund.see(views.application_versions.list_fund_versions, listed, management()).items] == [2]
    with pytest.raises(NotFound) as refused:
        fund.see(views.application_versions.get_fund_version, GetFundVersion(application_id=draft.id, number=1), management())
    assert refused.value.code == "technical_fund.no_version"


def test_so_many_versions_are_kept_by_hand(fund: MemoryFund, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application_versions, "MOST_NAMED", 1)
    assert MOST_NAMED > 1
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    keep(fund, draft, focal_point(city))
    with pytest.raises(Conflict) as refused:
        keep(fund, draft, focal_point(city))
    assert refused.value.code == "technical_fund.too_many_versions"


TEXT = st.text(alphabet="ab é\n\u0639\u0645", max_size=200)


@settings(max_examples=200, deadline=None)
@given(before=TEXT, after=TEXT)
def test_word_differences_lose_nothing_of_either_text(before: str, after: str) -> None:
    changes = word_differences(before, after)
    assert "".join(text for change, text in changes if change != "new") == before
    assert "".join(text for change, text in changes if change != "gone") == after


def test_very_long_texts_are_compared_by_paragraph() -> None:
    before = "".join(f"{number} {'word ' * 40}\n" for number in range(300))
    changes = word_differences(before, before.replace("150 word", "150 words"))
    assert [change for change, _ in changes] == ["same", "gone", "new", "same"]
    assert changes[1][1] == "150 " + "word " * 40 + "\n"


# ---------------------------------------------------------------- people who are let in


def let_in(fund: Fund, application: Any, by: Any, who: Any, right: str = "edit", **time: float) -> FundApplicationView:
    request = DelegateFundApplication(
        application_id=application.id, person_id=str(who.person_id), right=right, until=fund.now + timedelta(**(time or {"days": 30}))
    )
    view: FundApplicationView = fund.ask(delegations.delegate_fund_application, request, by)
    return view


def see(fund: Fund, application: Any, by: Any) -> FundApplicationView:
    view: FundApplicationView = fund.see(views.applications.get_fund_application, GetFundApplication(application_id=application.id), by)
    return view


def test_a_delegate_edits_but_does_not_hand_in_nor_let_others_in(fund: MemoryFund) -> None:
    city, friend = a_city(fund), person()
    draft = a_draft(fund, a_call(fund), city)
    let_in(fund, draft, focal_point(city), friend)
    assert [row.id for row in fund.see(views.applications.list_fund_applications, ListFundApplications(), friend).items] == [draft.id]
    shown = revise(fund, draft.id, {"title": "Better"}, friend)
    assert (shown.content.title, shown.possible, shown.delegations) == ("Better", (), ())
    with pytest.raises(NotAllowed):
        fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), friend)
    with pytest.raises(NotAllowed):
        let_in(fund, draft, friend, person())


def test_a_delegate_who_reads_does_not_write(fund: MemoryFund) -> None:
    city, friend = a_city(fund), person()
    draft = a_draft(fund, a_call(fund), city)
    let_in(fund, draft, focal_point(city), friend, "read")
    assert see(fund, draft, friend).editable == "none"
    with pytest.raises(NotAllowed) as refused:
        revise(fund, draft.id, {"title": "Better"}, friend)
    assert refused.value.code == "technical_fund.not_yours_to_do"


def test_a_delegation_ends_at_its_instant_whether_or_not_the_timer_has_come_by(fund: MemoryFund) -> None:
    city, friend = a_city(fund), person()
    draft = a_draft(fund, a_call(fund), city)
    let_in(fund, draft, focal_point(city), friend, hours=1)
    fund.now += timedelta(hours=1)
    with pytest.raises(NotFound):
        see(fund, draft, friend)
    assert fund.see(views.applications.list_fund_applications, ListFundApplications(), friend).items == ()
    assert see(fund, draft, focal_point(city)).delegations == ()
    fund.wait(seconds=1)
    assert fund.within(lambda unit: unit.applications.get(draft.id).delegations) == ()


def test_a_delegation_is_taken_back_and_given_anew(fund: MemoryFund) -> None:
    city, friend = a_city(fund), person()
    draft, by = a_draft(fund, a_call(fund), city), mayors_office(city)
    let_in(fund, draft, by, friend, "read", hours=1)
    shown = let_in(fund, draft, by, friend, "edit", days=2)
    assert [(one.right, one.until) for one in shown.delegations] == [("edit", fund.now + timedelta(days=2))]
    fund.wait(hours=2)
    assert see(fund, draft, friend).editable == "all"
    fund.ask(
        delegations.revoke_fund_delegation,
        RevokeFundDelegation(application_id=draft.id, delegation_id=shown.delegations[0].id),
        by,
    )
    with pytest.raises(NotFound):
        see(fund, draft, friend)
    again = RevokeFundDelegation(application_id=draft.id, delegation_id=shown.delegations[0].id)
    with pytest.raises(NotFound) as refused:
        fund.ask(delegations.revoke_fund_delegation, again, by)
    assert refused.value.code == "technical_fund.no_delegation"


def test_whoever_comes_to_judge_applications_is_let_into_none(fund: MemoryFund) -> None:
    city, unit, judge = a_city(fund), management(), reviewer()
    draft = a_draft(fund, a_call(fund), city)
    fund.hear(granted(str(unit.person_id), None, "management_unit"), granted(str(judge.person_id), None, "reviewer"))
    for nobody in (unit, judge, a_reviewer(fund)):
        with pytest.raises(Conflict) as refused:
            let_in(fund, draft, focal_point(city), nobody, "read")
        assert refused.value.code == "technical_fund.delegate_judges"
    assert see(fund, draft, focal_point(city)).delegations == ()


def test_a_delegate_who_becomes_a_reviewer_judges_nothing_of_that_city(fund: MemoryFund) -> None:
    city, friend = a_city(fund), reviewer()
    draft = a_draft(fund, a_call(fund), city)
    let_in(fund, draft, focal_point(city), friend)
    a_reviewer(fund, friend.person_id)
    fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), mayors_office(city))
    assert fund.within(lambda unit: unit.recusals.holds(draft.id, friend.person_id))
    assert see(fund, draft, friend).possible == ()
    assert [row.id for row in fund.see(views.applications.list_fund_applications, ListFundApplications(), friend).items] == [draft.id]
    fund.wait(days=31)
    with pytest.raises(NotFound):
        see(fund, draft, friend)


@pytest.mark.parametrize("time", [{"seconds": 0}, {"days": 180, "seconds": 1}])
def test_a_delegation_is_for_a_time_to_come_and_no_longer_than_half_a_year(fund: MemoryFund, time: dict[str, float]) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    with pytest.raises(Invalid):
        let_in(fund, draft, focal_point(city), person(), **time)


def test_nobody_is_let_in_by_others(fund: MemoryFund) -> None:
    receipt = submitted(fund, a_call(fund), a_city(fund), requested=support(1_000_000))
    with pytest.raises((NotAllowed, NotFound)):
        let_in(fund, receipt.application, management(), person())
    with pytest.raises(NotFound):
        let_in(fund, receipt.application, focal_point(a_city(fund)), person())
