"""Nothing is kept longer than the rules say; what somebody holds stays, and a night that broke off is gone on with."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts.errors import Conflict, NotFound
from contracts.technical_fund import (
    FundRetention,
    HoldFundApplication,
    LiftFundHold,
    ListFundLegalHolds,
    ListFundRetentionRuns,
    RetentionCarriedOut,
    SetFundRetention,
    VerifyFundHistory,
)
from services.technical_fund import views
from services.technical_fund.domain.appeals import Appeal, SupportingFile
from services.technical_fund.domain.discussion import Post
from services.technical_fund.domain.retention import months_before
from services.technical_fund.usecases import history, retention
from tests.builders.fund import applications
from tests.builders.fund.reviews import Panel
from tests.fakes.technical_fund import MemoryFund, management, mayors_office

MONTH = 31


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def night(fund: MemoryFund) -> RetentionCarriedOut | None:
    """One night's work; what it said."""
    before = len(fund.said())
    fund.within(retention.begin_night)
    fund.run_jobs()
    return next((event for event in fund.said()[before:] if isinstance(event, RetentionCarriedOut)), None)


def months_pass(fund: MemoryFund, months: int) -> None:
    fund.now += timedelta(days=MONTH * months)


class Ended:
    """An application with an attachment that was declined, and its two reviews."""

    def __init__(self, fund: MemoryFund) -> None:
        self.fund, self.manager = fund, management()
        self.panel = Panel(fund)
        self.application = self.panel.application()
        for _ in range(2):
            self.panel.submitted(self.application)
        fund.within(lambda unit: history.note(unit, self.application.id, "remark", texts={"reason": "Late"}, person_id=new_id()))
        self.panel.move(self.application, "declined")

    @property
    def id(self) -> str:
        return self.application.id

    def now(self) -> Any:
        return self.fund.within(lambda unit: unit.applications.get(self.id))

    def reviews(self) -> Any:
        return self.fund.within(lambda unit: unit.reviews.of_application(self.id))


def test_a_draft_that_was_never_handed_in_goes_a_year_after_its_call_closed(fund: MemoryFund) -> None:
    city = applications.a_city(fund)
    by = mayors_office(city)
    draft = applications.a_draft(fund, applications.a_call(fund), city, by)
    applications.attached(fund, draft.id, by)
    months_pass(fund, 12)
    assert night(fund).drafts == 0  # type: ignore[union-attr]
    months_pass(fund, 2)
    assert night(fund).drafts == 1  # type: ignore[union-attr]
    store = fund.work.store
    assert [name for name in ("fund_applications", "fund_attachments", "chunks", "uploads", "text_keys") if store[name].rows] == []


def test_what_was_handed_in_does_not_go_with_the_drafts(fund: MemoryFund) -> None:
    city = applications.a_city(fund)
    applications.submitted(fund, applications.a_call(fund), city)
    months_pass(fund, 200)
    night(fund)
    [row] = fund.work.store["fund_applications"].rows.values()
    assert row["answers"] == applications.ANSWERS, "it waits for a decision, however long"


def test_a_declined_application_is_emptied_first_and_its_reviews_later(fund: MemoryFund) -> None:
    ended = Ended(fund)
    months_pass(fund, 24)
    said = night(fund)
    assert said is not None
    assert (said.applications, said.reviews) == (1, 0)
    assert (ended.now().answers, ended.now().title) == ({}, None)
    assert ended.now().requested.money.minor == 5_000_000
    assert all(one.content.to_city for one in ended.reviews())
    months_pass(fund, 12)
    said = night(fund)
    assert said is not None
    assert (said.applications, said.reviews) == (0, 2)
    for review in ended.reviews():
        assert (review.content.to_city, review.content.confidential, review.submissions[0].content.confidential) == (None, None, None)
        assert {one.comment for one in review.content.scores.values()} == {None}
        assert all(one.score is not None for one in review.content.scores.values())
        assert review.points is not None


def test_an_appeal_goes_with_the_application_and_the_discussion_with_the_reviews(fund: MemoryFund) -> None:
    ended = Ended(fund)
    appeal = Appeal(
        id=new_id(),
        application_id=ended.id,
        call_id=ended.application.call_id,
        city_id=ended.application.city_id,
        decision_id=None,
        round=1,
        ground="fact_overlooked",
        text="The annex was there.",
        language="en",
        reasons={"en": "It was read."},
        state="dismissed",
        opened_by=None,
        opened_at=fund.now,
    )
    post = Post(
        id=new_id(),
        application_id=ended.id,
        round=1,
        visibility="panel",
        posted_by=new_id(),
        part="chair",
        seat_id=None,
        text="The budget is thin.",
        posted_at=fund.now,
    )
    fund.within(lambda unit: (_keep_file(unit, appeal), unit.appeals.add(appeal), unit.posts.add(post)))
    months_pass(fund, 24)
    night(fund)
    [kept] = fund.within(lambda unit: unit.appeals.of_application(ended.id))
    assert (kept.text, kept.files, kept.ground, kept.reasons) == (None, (), "fact_overlooked", {"en": "It was read."})
    assert [row for row in fund.work.store["uploads"].rows.values() if row.get("claimed_by") == f"fund-appeals/{appeal.id}"] == []
    assert fund.within(lambda unit: unit.posts.of_application(ended.id))
    months_pass(fund, 12)
    night(fund)
    assert fund.within(lambda unit: unit.posts.of_application(ended.id)) == []


def _keep_file(unit: Any, appeal: Appeal) -> None:
    file_id = new_id()
    unit.files.keep(
        file_id,
        owner="x",
        purpose="fund_appeal",
        file_name="annex.pdf",
        media_type="application/pdf",
        data=b"%PDF-1.7",
        until=None,
        claimed_by=f"fund-appeals/{appeal.id}",
    )
    appeal.files = (SupportingFile(id=file_id, file_name="annex.pdf", size=8, sha256="0" * 64),)


def test_of_a_history_only_hashes_are_left_and_they_verify(fund: MemoryFund) -> None:
    ended = Ended(fund)
    months_pass(fund, 121)
    said = night(fund)
    assert said is not None
    assert said.histories == 1
    found = fund.see(views.history.verify_fund_history, VerifyFundHistory(application_id=ended.id), ended.manager)
    assert (found.holds, found.thinned) == (True, found.entries)
    assert fund.work.store["text_keys"].rows == {}


def test_a_second_night_finds_nothing_more_to_do(fund: MemoryFund) -> None:
    Ended(fund)
    months_pass(fund, 121)
    night(fund)
    assert night(fund) is None, "the day's work is done"
    fund.now += timedelta(days=1)
    assert night(fund) == RetentionCarriedOut(run_id=_last_run(fund).id, drafts=0, applications=0, reviews=0, histories=0)


def _last_run(fund: MemoryFund) -> Any:
    return fund.see(views.privacy.list_fund_retention_runs, ListFundRetentionRuns(), management()).items[0]


def test_what_is_held_stays_until_the_hold_is_lifted(fund: MemoryFund) -> None:
    ended = Ended(fund)
    hold(fund, ended.id, ended.manager)
    months_pass(fund, 60)
    night(fund)
    assert ended.now().answers
    fund.ask(retention.lift_fund_hold, LiftFundHold(application_id=ended.id, reason="Settled"), ended.manager)
    fund.now += timedelta(days=1)
    night(fund)
    assert ended.now().answers == {}


def hold(fund: MemoryFund, application_id: str, by: Actor) -> Any:
    return fund.ask(retention.hold_fund_application, HoldFundApplication(application_id=application_id, reason="A dispute"), by)


def test_holding_twice_and_lifting_what_is_not_held_are_refused(fund: MemoryFund) -> None:
    ended = Ended(fund)
    with pytest.raises(NotFound):
        fund.ask(retention.lift_fund_hold, LiftFundHold(application_id=ended.id, reason="No"), ended.manager)
    hold(fund, ended.id, ended.manager)
    with pytest.raises(Conflict):
        hold(fund, ended.id, ended.manager)


def test_whoever_is_recused_sees_no_hold_and_cannot_hold(fund: MemoryFund) -> None:
    ended, recused = Ended(fund), management()
    hold(fund, ended.id, ended.manager)
    ended.panel.recuse(ended.application, recused)
    assert fund.see(views.privacy.list_fund_legal_holds, ListFundLegalHolds(), recused).items == ()
    assert len(fund.see(views.privacy.list_fund_legal_holds, ListFundLegalHolds(), ended.manager).items) == 1
    with pytest.raises(NotFound) as refused:
        fund.ask(retention.lift_fund_hold, LiftFundHold(application_id=ended.id, reason="No"), recused)
    assert refused.value.code == "technical_fund.no_application"


def test_other_rules_hold_from_the_next_night_on(fund: MemoryFund) -> None:
    ended = Ended(fund)
    fund.ask(retention.set_fund_retention, SetFundRetention(retention=FundRetention(unsuccessful=3)), management())
    months_pass(fund, 3)
    night(fund)
    assert ended.now().answers == {}


def test_more_applications_than_fit_into_a_step_are_all_looked_at(fund: MemoryFund) -> None:
    panel = Panel(fund)
    for _ in range(retention.PIECE * 2 + 1):
        panel.application("declined")
    months_pass(fund, 25)
    said = night(fund)
    assert said is not None
    assert said.applications == retention.PIECE * 2 + 1


@pytest.mark.parametrize(
    ("at", "months", "before"),
    [((2027, 3, 31), 1, (2027, 2, 28)), ((2027, 1, 15), 1, (2026, 12, 15)), ((2028, 2, 29), 12, (2027, 2, 28))],
)
def test_months_are_counted_by_the_calendar(at: tuple[int, int, int], months: int, before: tuple[int, int, int]) -> None:
    assert months_before(datetime(*at, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)
