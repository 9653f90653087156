"""Reviews, discussion, scores and draws on a real store: the same stories as on the memory, and what only transactions can show."""

from typing import Any

import pytest
from pymongo.database import Database

from contracts.technical_fund import (
    DrawFundTie,
    FundReviewView,
    GetFundDraws,
    GetFundReview,
    GetReviewTable,
    GetScoreRun,
    ListFundPosts,
    ListReviewQueue,
    ListScores,
    PostInFundDiscussion,
    ReviewSubmitted,
    StartScoreRun,
    SubmitFundReview,
    TakeBackFundReview,
)
from services.technical_fund import views
from services.technical_fund.usecases import discussion, draws, reviews, scores
from tests.at_once import at_once
from tests.builders.fund.reviews import Panel, scored
from tests.fakes.technical_fund import StoredFund, reviewer


@pytest.fixture
def fund(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def test_a_round_from_the_first_word_to_a_drawn_tie(fund: StoredFund) -> None:
    panel = Panel(fund)
    people = (reviewer(), reviewer())
    made = []
    for quality in (5, 3, 3, 1):
        application = panel.application()
        made.append(application)
        for who in people:
            panel.submitted(application, who, **scored(quality, quality, quality))
    assert len([one for one in fund.said() if isinstance(one, ReviewSubmitted)]) == 8
    queue = fund.see(views.review_desk.list_review_queue, ListReviewQueue(limit=3), people[0])
    rest = fund.see(views.review_desk.list_review_queue, ListReviewQueue(limit=3, cursor=queue.next), people[0])
    assert len({item.assignment_id for item in (*queue.items, *rest.items)}) == 4
    table = fund.see(views.review_table.get_review_table, GetReviewTable(call_id=panel.call.id), panel.unit)
    assert (table.applications, table.submitted, table.missing) == (4, 8, 0)
    fund.ask(discussion.post_in_fund_discussion, PostInFundDiscussion(application_id=made[0].id, text="لا خلاف."), people[0])
    said = fund.see(views.discussion.list_fund_posts, ListFundPosts(application_id=made[0].id), people[1])
    assert [one.text for one in said.items] == ["لا خلاف."]

    started = fund.ask(scores.start_score_run, StartScoreRun(call_id=panel.call.id, places=2), panel.unit)
    fund.run_jobs()
    run = fund.see(views.scores.get_score_run, GetScoreRun(run_id=started.id), panel.unit)
    assert (run.state, run.applications, len(run.tied)) == ("done", 4, 2)
    fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    rows = fund.see(views.scores.list_scores, ListScores(run_id=run.id), panel.unit).items
    assert [row.stands for row in rows] == ["above", "above", "below", "below"]
    page = fund.see(views.scores.get_fund_draws, GetFundDraws(call_id=panel.call.id))
    assert [draw.above for draw in page.draws] == [1]


def test_handing_in_and_taking_back_at_the_same_moment_leave_one_of_the_two(fund: StoredFund) -> None:
    panel = Panel(fund)
    seat, who = panel.handed_in(panel.application())
    _, codes = at_once(
        lambda: fund.ask(reviews.take_back_fund_review, TakeBackFundReview(review_id=seat), who),
        lambda: fund.ask(reviews.submit_fund_review, SubmitFundReview(review_id=seat), who),
    )
    before: FundReviewView = fund.see(views.reviews.get_fund_review, GetFundReview(review_id=seat), who)
    fund.wait(minutes=11)
    after: FundReviewView = fund.see(views.reviews.get_fund_review, GetFundReview(review_id=seat), who)
    taken_back_last = (["technical_fund.wrong_review_state"], "draft", "draft")
    handed_in_last: tuple[list[str], str, str] = ([], "handed_in", "submitted")
    assert (codes, before.state, after.state) in (taken_back_last, handed_in_last)


def test_a_conflict_at_the_moment_a_review_becomes_final_never_leaves_it_counting(fund: StoredFund) -> None:
    panel = Panel(fund)
    for _ in range(3):
        application = panel.application()
        seat, who = panel.handed_in(application)
        at_once(lambda: fund.wait(minutes=10), lambda application=application, who=who: panel.recuse(application, who))
        fund.wait(minutes=1)
        assert fund.within(lambda unit, seat=seat: unit.reviews.get(seat).state) == "void"


def test_a_tie_that_two_people_draw_at_once_is_drawn_once(fund: StoredFund) -> None:
    panel = Panel(fund)
    who = reviewer()
    for _ in range(3):
        panel.submitted(panel.application(), who, **scored(3, 3, 3))
    started = fund.ask(scores.start_score_run, StartScoreRun(call_id=panel.call.id, places=1), panel.unit)
    fund.run_jobs()
    answers, codes = at_once(*[lambda: fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=started.id), panel.unit)] * 3)
    assert (len(answers), codes) == (1, ["technical_fund.drawn_already"] * 2)
    assert len(fund.see(views.scores.get_fund_draws, GetFundDraws(call_id=panel.call.id)).draws) == 1
