"""The pool of reviewers: who joins, what they say of themselves, and how they leave."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Invalid, NotAllowed
from contracts.roles import REVIEWER
from contracts.technical_fund import (
    AwayRange,
    GetReviewer,
    JoinReviewerPool,
    ListReviewers,
    RetireReviewer,
    ReviewerJoined,
    ReviewerLeft,
    ReviseReviewerProfile,
    SetReviewerSeniority,
)
from services.technical_fund import views
from services.technical_fund.usecases import reviewers
from tests.builders.fund import facts
from tests.builders.fund.refused import refused
from tests.builders.fund.reviewers import a_reviewer, profile
from tests.fakes.technical_fund import MemoryFund, focal_point, management, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def test_a_reviewer_joins_the_pool_with_a_profile(fund: MemoryFund) -> None:
    one = reviewer()
    view = fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(themes=("hate_crime",))), one)
    assert (view.person_id, view.senior, view.active, view.room) == (one.person_id, False, True, 5)
    assert fund.said() == [ReviewerJoined(person_id=str(one.person_id), senior=False, joined_at=fund.now)]


def test_the_management_unit_puts_only_holders_of_the_role_into_the_pool(fund: MemoryFund) -> None:
    one = new_id()
    with refused("technical_fund.not_a_reviewer"):
        fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(), person_id=one), management())
    fund.hear(facts.granted(one, None, REVIEWER))
    assert fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(), person_id=one), management()).person_id == one


def test_a_reviewer_puts_nobody_else_into_the_pool(fund: MemoryFund) -> None:
    with refused("technical_fund.not_yours_to_do"):
        fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(), person_id=new_id()), reviewer())


def test_nobody_joins_twice(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    with refused("technical_fund.already_in_pool"):
        fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile()), one)


def test_a_stay_away_ends_after_it_begins(fund: MemoryFund) -> None:
    backwards = AwayRange(first=date(2027, 5, 2), last=date(2027, 5, 1))
    with pytest.raises(Invalid) as told:
        fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(away=(backwards,))), reviewer())
    assert told.value.details["errors"][0]["pointer"] == "/profile/away/0/last"


def test_a_reviewer_revises_their_own_profile_and_nobody_elses(fund: MemoryFund) -> None:
    one, other = a_reviewer(fund), a_reviewer(fund)
    changes: Any = {"max_load": 2}
    view = fund.ask(reviewers.revise_reviewer_profile, ReviseReviewerProfile(person_id=str(one.person_id), changes=changes), one, version=1)
    assert view.profile.max_load == 2
    with refused("technical_fund.not_yours_to_do"):
        fund.ask(reviewers.revise_reviewer_profile, ReviseReviewerProfile(person_id=str(one.person_id), changes=changes), other)


def test_a_profile_is_not_changed_by_somebody_who_has_not_seen_it(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    request = ReviseReviewerProfile(person_id=str(one.person_id), changes={"max_load": 2})  # type: ignore[dict-item]
    fund.ask(reviewers.revise_reviewer_profile, request, one, version=1)
    with refused("stale_version"):
        fund.ask(reviewers.revise_reviewer_profile, request, one, version=1)


def test_faults_of_a_change_are_named_where_they_were_sent(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    request = ReviseReviewerProfile(person_id=str(one.person_id), changes={"max_load": -1})  # type: ignore[dict-item]
    with pytest.raises(Invalid) as told:
        fund.ask(reviewers.revise_reviewer_profile, request, one)
    assert told.value.details["errors"][0]["pointer"] == "/changes/max_load"


def test_only_the_management_unit_says_who_is_senior_and_never_of_oneself(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    request = SetReviewerSeniority(person_id=str(one.person_id), senior=True)
    assert fund.ask(reviewers.set_reviewer_seniority, request, management()).senior
    with pytest.raises(NotAllowed):
        fund.ask(reviewers.set_reviewer_seniority, request, one)
    with refused("technical_fund.not_yours_to_do"):
        fund.ask(reviewers.set_reviewer_seniority, request, management(id=str(one.person_id)))


def test_the_pool_is_searched_by_theme_language_country_and_seniority(fund: MemoryFund) -> None:
    one = a_reviewer(fund, themes=("hate_crime",), languages=("ar",), country="LB")
    a_reviewer(fund)
    seen = fund.see(views.reviewers.list_reviewers, ListReviewers(theme="hate_crime", language="ar", country="LB"), management())
    assert [row.person_id for row in seen.items] == [one.person_id]
    assert fund.see(views.reviewers.list_reviewers, ListReviewers(senior=True), management()).items == ()


def test_the_pool_is_listed_in_pages(fund: MemoryFund) -> None:
    for _ in range(3):
        a_reviewer(fund)
    first = fund.see(views.reviewers.list_reviewers, ListReviewers(limit=2), management())
    rest = fund.see(views.reviewers.list_reviewers, ListReviewers(limit=2, cursor=first.next), management())
    assert (len(first.items), len(rest.items), rest.next) == (2, 1, None)


def test_reviewers_do_not_see_each_other(fund: MemoryFund) -> None:
    one, other = a_reviewer(fund), a_reviewer(fund)
    assert fund.see(views.reviewers.get_reviewer, GetReviewer(person_id=str(one.person_id)), one).active
    with refused("technical_fund.no_reviewer"):
        fund.see(views.reviewers.get_reviewer, GetReviewer(person_id=str(one.person_id)), other)
    with pytest.raises(NotAllowed):
        fund.see(views.reviewers.list_reviewers, ListReviewers(), one)
    with pytest.raises(NotAllowed):
        fund.see(views.reviewers.get_reviewer, GetReviewer(person_id=str(one.person_id)), focal_point(new_id()))


def test_whoever_is_retired_is_out_of_the_pool_and_may_come_back(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    retired = fund.ask(reviewers.retire_reviewer, RetireReviewer(person_id=str(one.person_id), reason="Another post."), management())
    assert (retired.active, retired.room) == (False, 0)
    assert fund.said()[-1] == ReviewerLeft(person_id=str(one.person_id), because="retired", left_at=fund.now)
    assert fund.see(views.reviewers.list_reviewers, ListReviewers(), management()).items == ()
    with refused("technical_fund.not_in_pool"):
        fund.ask(reviewers.retire_reviewer, RetireReviewer(person_id=str(one.person_id), reason="Again."), management())
    back = fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile(max_load=1)), one)
    assert (back.active, back.left_at, back.profile.max_load) == (True, None, 1)


def test_whoever_loses_the_role_leaves_the_pool(fund: MemoryFund) -> None:
    one = reviewer()
    given = facts.granted(str(one.person_id), None, REVIEWER)
    fund.hear(given)
    fund.ask(reviewers.join_reviewer_pool, JoinReviewerPool(profile=profile()), one)
    fund.now += timedelta(days=1)
    ended = facts.grant_ended(given, fund.now)
    fund.hear(ended, ended)
    left = [event for event in fund.said() if isinstance(event, ReviewerLeft)]
    assert left == [ReviewerLeft(person_id=str(one.person_id), because="role_ended", left_at=fund.now)]


def test_whoever_holds_the_role_by_another_grant_stays(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    second = facts.granted(str(one.person_id), None, REVIEWER)
    fund.hear(second, facts.grant_ended(second, fund.now))
    assert fund.see(views.reviewers.get_reviewer, GetReviewer(person_id=str(one.person_id)), one).active
