"""Reviews: written in private, handed in, taken back, final, sent back, void."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    FundReviewView,
    GetFundReview,
    ListFundReviews,
    ReopenFundReview,
    ReviewReopened,
    ReviewSubmitted,
    ReviewVoided,
    RevokeFundReview,
    StartFundReview,
    SubmitFundReview,
    TakeBackFundReview,
)
from services.technical_fund import views
from services.technical_fund.domain.applications import Application
from services.technical_fund.usecases import reviews
from tests.builders.fund.reviews import COMPLETE, Panel, scored
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def panel(fund: MemoryFund) -> Panel:
    return Panel(fund)


@pytest.fixture
def application(panel: Panel) -> Application:
    return panel.application()


def see(fund: MemoryFund, seat: str, who: Actor) -> FundReviewView:
    view: FundReviewView = fund.see(views.reviews.get_fund_review, GetFundReview(review_id=seat), who)
    return view


def submit(fund: MemoryFund, seat: str, who: Actor) -> FundReviewView:
    view: FundReviewView = fund.ask(reviews.submit_fund_review, SubmitFundReview(review_id=seat), who)
    return view


def reopen(fund: MemoryFund, seat: str, by: Actor) -> Any:
    return fund.ask(reviews.reopen_fund_review, ReopenFundReview(review_id=seat, reason="Another city's figures."), by)


# ---------------------------------------------------------------- writing


def test_a_reviewer_begins_once_and_begun_again_it_is_there(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.seat(application)
    first = fund.ask(reviews.start_fund_review, StartFundReview(assignment_id=seat), who)
    assert first.state == "draft"
    assert first.own
    assert first.progress.done == 0
    assert first.progress.of == 6
    again = fund.ask(reviews.start_fund_review, StartFundReview(assignment_id=seat), who)
    assert again == first
    assert fund.within(lambda unit: unit.assignments.get(seat).state) == "started"


def test_nobody_begins_the_review_of_somebody_elses_seat(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, _ = panel.seat(application)
    with pytest.raises(NotFound) as refused:
        fund.ask(reviews.start_fund_review, StartFundReview(assignment_id=seat), reviewer())
    assert refused.value.code == "technical_fund.no_assignment"


def test_a_draft_may_be_saved_half_done_and_counts_what_is_there(panel: Panel, application: Application) -> None:
    seat, who = panel.started(application)
    view = panel.save(seat, who, scores={"need": {"score": 4}})
    assert (view.progress.done, view.progress.of, view.points) == (1, 6, None)
    view = panel.save(seat, who, scores={"need": {"comment": "The figures show it."}}, recommendation="fund_in_part")
    assert (view.progress.done, view.progress.of) == (3, 7)
    assert {fault.pointer for fault in view.missing} == {"/scores/plan/score", "/scores/plan/comment", "/scores/risk/score", "/suggested"}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"scores": {"need": {"score": 6}}}, "/changes/scores/need/score", "technical_fund.off_scale"),
        ({"scores": {"charm": {"score": 1}}}, "/changes/scores/charm", "unknown_field"),
        ({"suggested": {"money": {"minor": 1, "currency": "USD"}}}, "/changes/suggested/money/currency", "technical_fund.wrong_currency"),
    ],
)
def test_what_may_not_be_in_a_draft_either_is_refused_and_nothing_is_saved(
    fund: MemoryFund, panel: Panel, application: Application, changes: dict[str, Any], pointer: str, code: str
) -> None:
    seat, who = panel.started(application)
    before = see(fund, seat, who)
    with pytest.raises(Invalid) as refused:
        panel.save(seat, who, **changes)
    assert [(error["pointer"], error["code"]) for error in refused.value.details["errors"]] == [(pointer, code)]
    assert see(fund, seat, who) == before


def test_somebody_who_saves_over_something_newer_gets_both_versions(panel: Panel, application: Application) -> None:
    seat, who = panel.started(application)
    seen = panel.save(seat, who, to_city="First words.").version
    panel.save(seat, who, version=seen, to_city="On the telephone.", scores={"need": {"score": 4}})
    with pytest.raises(Conflict) as refused:
        panel.save(seat, who, version=seen, to_city="On the computer.", scores={"need": {"score": 4}, "plan": {"score": 1}})
    details = refused.value.details
    assert refused.value.code == "stale_version"
    assert details["version"] == seen + 1
    assert details["yours"]["to_city"] == "On the computer."
    assert details["theirs"]["to_city"] == "On the telephone."
    assert details["changed"] == ["/scores/need", "/to_city"]
    assert details["conflicts"] == ["/to_city"]


def test_saving_what_is_there_already_changes_nothing(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.written(application)
    version = see(fund, seat, who).version
    assert panel.save(seat, who, **COMPLETE).version == version


def test_nothing_is_written_once_the_application_has_left_its_reviewers(panel: Panel, application: Application) -> None:
    seat, who = panel.written(application)
    panel.move(application, "funded")
    with pytest.raises(Conflict) as refused:
        panel.save(seat, who, to_city="One more thing.")
    assert refused.value.code == "technical_fund.not_under_review"


@pytest.mark.parametrize("state", ["in_review", "in_panel", "info_requested_in_review", "info_requested_in_panel"])
def test_a_review_may_be_written_as_long_as_the_panel_has_the_application(panel: Panel, application: Application, state: str) -> None:
    seat, who = panel.started(application)
    panel.move(application, state)
    assert panel.save(seat, who, to_city="Late, but here.").content.to_city == "Late, but here."  # type: ignore[union-attr]


# ---------------------------------------------------------------- handing in


def test_an_incomplete_review_is_not_handed_in_and_everything_missing_is_named(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.started(application)
    panel.save(seat, who, scores={"need": {"score": 4}}, recommendation="fund_in_part")
    with pytest.raises(Invalid) as refused:
        submit(fund, seat, who)
    assert refused.value.code == "technical_fund.review_incomplete"
    assert {error["pointer"] for error in refused.value.details["errors"]} == {
        "/scores/need/comment", "/scores/plan/score", "/scores/plan/comment", "/scores/risk/score", "/suggested",
    }  # fmt: skip
    assert see(fund, seat, who).state == "draft"


def test_a_review_handed_in_is_nobody_elses_for_ten_minutes_and_then_the_panels(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.handed_in(application)
    fund.wait(minutes=9, seconds=59)
    assert see(fund, seat, panel.unit).content is None
    assert not [said for said in fund.said() if isinstance(said, ReviewSubmitted)]
    fund.wait(seconds=1)
    view = see(fund, seat, panel.unit)
    assert view.state == "submitted"
    assert view.content is not None
    assert view.content.confidential == "I doubt the budget."
    assert view.points == pytest.approx(30 * 4 / 5 + 50 * 3 / 5 + 20 * 2 / 5)
    said = [said for said in fund.said() if isinstance(said, ReviewSubmitted)]
    assert [(one.review_id, one.number) for one in said] == [(seat, 1)]
    assert fund.within(lambda unit: unit.assignments.get(seat).state) == "submitted"


def test_a_review_can_be_taken_back_within_ten_minutes_and_not_after(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.handed_in(application)
    fund.now += timedelta(minutes=9)
    view = fund.ask(reviews.take_back_fund_review, TakeBackFundReview(review_id=seat), who)
    assert view.state == "draft"
    assert view.next_steps == ("save_fund_review", "submit_fund_review")
    fund.wait(minutes=30)
    assert see(fund, seat, who).state == "draft"

    submit(fund, seat, who)
    fund.now += timedelta(minutes=10)
    with pytest.raises(Conflict) as refused:
        fund.ask(reviews.take_back_fund_review, TakeBackFundReview(review_id=seat), who)
    assert refused.value.code == "technical_fund.too_late_to_take_back"
    fund.wait(seconds=1)
    assert see(fund, seat, who).state == "submitted"


def test_a_review_that_its_writer_calls_final_is_the_panels_at_once(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.written(application)
    view = fund.ask(reviews.submit_fund_review, SubmitFundReview(review_id=seat, final=True), who)
    assert view.state == "submitted"
    assert view.final_at == view.submitted_at == fund.now
    assert see(fund, seat, panel.unit).content is not None
    assert fund.within(lambda unit: unit.assignments.get(seat).state) == "submitted"
    with pytest.raises(Conflict):
        fund.ask(reviews.take_back_fund_review, TakeBackFundReview(review_id=seat), who)
    fund.wait(minutes=30)
    assert len([said for said in fund.said() if isinstance(said, ReviewSubmitted)]) == 1


def test_what_is_handed_in_or_submitted_cannot_be_written_in(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.handed_in(application)
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            panel.save(seat, who, to_city="Better words.")
        assert refused.value.code == "technical_fund.wrong_review_state"
        fund.wait(minutes=10)


def test_handing_in_late_is_said_and_allowed(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.written(application)
    assert not see(fund, seat, who).late
    fund.wait(days=22)
    assert see(fund, seat, who).late
    assert submit(fund, seat, who).late


# ---------------------------------------------------------------- blindness


def test_nobody_but_its_writer_reads_a_draft_however_high_they_sit(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, _ = panel.written(application)
    chair = reviewer()
    panel.appoint(chair)
    for leading in (panel.unit, chair):
        view = see(fund, seat, leading)
        assert view.content is None
        assert view.points is None
        assert view.missing == ()
        assert (view.progress.done, view.progress.of) == (6, 6)
        assert "I doubt the budget." not in str(view)
        assert "Thank you" not in str(view)


def test_a_reviewer_knows_nothing_of_others_reviews_before_their_own_is_final(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    other, _ = panel.submitted(application)
    own, who = panel.handed_in(application)
    with pytest.raises(NotFound) as refused:
        see(fund, other, who)
    assert refused.value.code == "technical_fund.no_review"
    assert [item.id for item in listed(fund, application, who)] == [own]
    fund.wait(minutes=10)
    assert {item.id for item in listed(fund, application, who)} == {own, other}
    assert see(fund, other, who).content is not None


def test_a_draft_of_somebody_else_is_nothing_to_a_reviewer_who_is_done(fund: MemoryFund, panel: Panel, application: Application) -> None:
    draft, _ = panel.written(application)
    _, who = panel.submitted(application)
    with pytest.raises(NotFound):
        see(fund, draft, who)


def test_a_chair_who_reviews_reads_as_a_reviewer_first(fund: MemoryFund, panel: Panel, application: Application) -> None:
    other, _ = panel.submitted(application)
    chair = reviewer()
    panel.appoint(chair)
    assert see(fund, other, chair).content is not None
    own, _ = panel.written(application, chair)
    assert see(fund, other, chair).content is None
    with pytest.raises(NotAllowed) as refused:
        reopen(fund, other, chair)
    assert refused.value.code == "technical_fund.own_review_first"
    submit(fund, own, chair)
    fund.wait(minutes=10)
    assert see(fund, other, chair).content is not None


@pytest.mark.parametrize(("anonymity", "named"), [("open", True), ("reviewers_hidden", False), ("city_hidden", False)])
def test_reviewers_learn_one_anothers_names_only_where_the_call_is_open(fund: MemoryFund, anonymity: str, named: bool) -> None:
    panel = Panel(fund, anonymity=anonymity)
    application = panel.application()
    other, writer = panel.submitted(application)
    _, who = panel.submitted(application)
    view = see(fund, other, who)
    assert (view.reviewer_id == writer.person_id) is named
    assert (str(writer.person_id) in str(view)) is named
    assert view.label.startswith("R-")
    assert see(fund, other, panel.unit).reviewer_id == writer.person_id


def test_the_city_and_strangers_hear_that_there_is_no_such_review(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, _ = panel.submitted(application)
    with pytest.raises(NotFound) as refused:
        see(fund, seat, reviewer())
    assert refused.value.code == "technical_fund.no_review"
    for actor in (mayors_office(application.city_id), focal_point(application.city_id)):
        with pytest.raises(NotAllowed):
            see(fund, seat, actor)


def test_somebody_of_the_unit_who_works_for_the_city_too_sees_no_review(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, _ = panel.submitted(application)
    both = Actor(kind="person", person_id=panel.unit.person_id, grants=panel.unit.grants + mayors_office(application.city_id).grants)
    with pytest.raises(NotFound):
        see(fund, seat, both)
    with pytest.raises(NotFound):
        listed(fund, application, both)


# ---------------------------------------------------------------- sent back


def test_a_review_sent_back_is_incomplete_work_until_it_is_submitted_again(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.submitted(application)
    reopen(fund, seat, panel.unit)
    view = see(fund, seat, who)
    assert view.state == "draft"
    assert view.submitted_at is None
    assert view.submissions[0].reason == "Another city's figures."
    assert see(fund, seat, panel.unit).content is None
    assert fund.within(lambda unit: unit.assignments.get(seat).state) == "started"
    assert fund.within(lambda unit: unit.reviews.get(seat).counts) is False
    assert [one.review_id for one in fund.said() if isinstance(one, ReviewReopened)] == [seat]

    panel.save(seat, who, scores={"need": {"comment": None}})
    with pytest.raises(Invalid):
        submit(fund, seat, who)
    panel.save(seat, who, scores={"need": {"comment": "The right city's figures."}})
    submit(fund, seat, who)
    fund.wait(minutes=10)
    view = see(fund, seat, panel.unit)
    assert [one.number for one in view.submissions] == [1, 2]
    assert view.content is not None
    assert view.content.scores["need"].comment == "The right city's figures."
    assert [one.number for one in fund.said() if isinstance(one, ReviewSubmitted)] == [1, 2]


def test_where_there_is_a_chair_only_the_chair_sends_reviews_back(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, _ = panel.submitted(application)
    chair = reviewer()
    panel.appoint(chair)
    with pytest.raises(NotAllowed) as refused:
        reopen(fund, seat, panel.unit)
    assert refused.value.code == "technical_fund.not_yours_to_do"
    assert reopen(fund, seat, chair).state == "draft"


def test_only_a_submitted_review_is_sent_back(fund: MemoryFund, panel: Panel, application: Application) -> None:
    for seat, _ in (panel.written(application), panel.handed_in(application)):
        with pytest.raises(Conflict) as refused:
            reopen(fund, seat, panel.unit)
        assert refused.value.code == "technical_fund.wrong_review_state"


# ---------------------------------------------------------------- void


def test_a_late_conflict_voids_the_review_and_takes_it_from_its_writers_sight(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.submitted(application)
    panel.recuse(application, who)
    assert [(one.review_id, one.reason) for one in fund.said() if isinstance(one, ReviewVoided)] == [(seat, "conflict")]
    with pytest.raises(NotFound) as refused:
        see(fund, seat, who)
    nowhere = "0192f0c4-7b3a-7cc0-8a55-00000000dead"
    with pytest.raises(NotFound) as never:
        see(fund, nowhere, who)
    assert refused.value.to_wire() == never.value.to_wire()
    with pytest.raises(NotFound):
        panel.save(seat, who, to_city="Still here.")
    assert see(fund, seat, management()).state == "void"


def test_a_conflict_within_the_ten_minutes_keeps_the_review_from_ever_becoming_final(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.handed_in(application)
    panel.recuse(application, who)
    fund.wait(minutes=11)
    assert not [one for one in fund.said() if isinstance(one, ReviewSubmitted)]
    assert fund.within(lambda unit: unit.reviews.get(seat).state) == "void"


def test_recused_people_of_the_unit_see_no_review_either(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, _ = panel.submitted(application)
    panel.recuse(application, panel.unit)
    with pytest.raises(NotFound):
        see(fund, seat, panel.unit)
    with pytest.raises(NotFound):
        listed(fund, application, panel.unit)
    with pytest.raises(NotFound):
        fund.ask(reviews.revoke_fund_review, RevokeFundReview(review_id=seat, reason="No."), panel.unit)


def test_a_review_is_revoked_with_a_reason_and_its_seat_is_vacant(fund: MemoryFund, panel: Panel, application: Application) -> None:
    seat, who = panel.submitted(application)
    view = fund.ask(reviews.revoke_fund_review, RevokeFundReview(review_id=seat, reason="Written by somebody else."), panel.unit)
    assert (view.state, view.void_reason) == ("void", "revoked")
    assert fund.within(lambda unit: unit.assignments.get(seat).state) == "released"
    with pytest.raises(NotFound):
        see(fund, seat, who)
    with pytest.raises(Conflict):
        fund.ask(reviews.revoke_fund_review, RevokeFundReview(review_id=seat, reason="Again."), panel.unit)


def test_of_a_void_review_those_who_lead_read_what_was_submitted_and_no_draft(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.submitted(application)
    reopen(fund, seat, panel.unit)
    panel.save(seat, who, to_city="Half a new thought.")
    fund.ask(reviews.revoke_fund_review, RevokeFundReview(review_id=seat, reason="Never finished."), panel.unit)
    view = see(fund, seat, panel.unit)
    assert view.content is not None
    assert view.content.to_city == "Thank you for a clear application."
    assert view.points is None

    draft, _ = panel.written(application)
    fund.ask(reviews.revoke_fund_review, RevokeFundReview(review_id=draft, reason="Never finished."), panel.unit)
    assert see(fund, draft, panel.unit).content is None
    _, other = panel.submitted(application)
    with pytest.raises(NotFound):
        see(fund, seat, other)


# ---------------------------------------------------------------- due, and on record


def test_a_review_is_due_three_weeks_from_taking_it_on_until_it_is_handed_in(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, who = panel.started(application)
    due = see(fund, seat, who).due_at
    assert due is not None
    assert (due - fund.now).days == 21
    waiting = fund.within(lambda unit: [one.about_id for one in unit.deadlines.waiting(None, 10)])
    assert waiting == [seat]
    panel.save(seat, who, **scored(5, 5, 5))
    submit(fund, seat, who)
    assert fund.within(lambda unit: list(unit.deadlines.waiting(None, 10))) == []
    fund.ask(reviews.take_back_fund_review, TakeBackFundReview(review_id=seat), who)
    assert fund.within(lambda unit: [one.due_at for one in unit.deadlines.waiting(None, 10)]) == [due]


def test_what_happens_to_a_review_is_in_the_applications_history_and_no_word_of_a_draft_is(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    seat, _ = panel.submitted(application)
    reopen(fund, seat, panel.unit)
    entries = fund.within(lambda unit: list(unit.histories.entries(application.id)))
    assert [entry["what"] for entry in entries] == ["review_started", "review_handed_in", "review_submitted", "review_reopened"]
    assert "I doubt the budget." not in str(entries)


def listed(fund: MemoryFund, application: Application, who: Actor) -> Any:
    return fund.see(views.reviews.list_fund_reviews, ListFundReviews(application_id=application.id), who).items
