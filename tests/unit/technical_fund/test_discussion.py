"""The panel's discussion: for those whose own review is in, with a window to correct oneself, never for the city."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Actor
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.technical_fund import (
    CloseFundDiscussion,
    EditFundPost,
    FundPostsPage,
    FundPostView,
    ListFundPosts,
    PostInFundDiscussion,
    ReopenFundDiscussion,
)
from services.technical_fund import views
from services.technical_fund.domain.applications import Application
from services.technical_fund.usecases import discussion
from tests.builders.fund.reviews import Panel
from tests.fakes.technical_fund import MemoryFund, mayors_office, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def panel(fund: MemoryFund) -> Panel:
    return Panel(fund)


@pytest.fixture
def application(panel: Panel) -> Application:
    return panel.application()


def post(fund: MemoryFund, application: Application, who: Actor, text: str = "The budget is thin.", **said: Any) -> FundPostView:
    request = PostInFundDiscussion(application_id=application.id, text=text, **said)
    view: FundPostView = fund.ask(discussion.post_in_fund_discussion, request, who)
    return view


def posts(fund: MemoryFund, application: Application, who: Actor, **asked: Any) -> FundPostsPage:
    page: FundPostsPage = fund.see(views.discussion.list_fund_posts, ListFundPosts(application_id=application.id, **asked), who)
    return page


def test_a_reviewer_joins_once_their_own_review_is_final(fund: MemoryFund, panel: Panel, application: Application) -> None:
    post(fund, application, panel.unit, "Welcome to the panel.")
    _, who = panel.handed_in(application)
    with pytest.raises(NotAllowed) as refused:
        post(fund, application, who)
    assert refused.value.code == "technical_fund.own_review_first"
    assert posts(fund, application, who).items == ()
    fund.wait(minutes=10)
    post(fund, application, who, "I have been there.")
    assert [one.text for one in posts(fund, application, who).items] == ["Welcome to the panel.", "I have been there."]


def test_what_is_for_management_is_nothing_to_reviewers(fund: MemoryFund, panel: Panel, application: Application) -> None:
    _, who = panel.submitted(application)
    chair = reviewer()
    panel.appoint(chair)
    post(fund, application, panel.unit, "He missed the last meeting.", visibility="management")
    assert posts(fund, application, who).items == ()
    assert len(posts(fund, application, chair).items) == 1
    with pytest.raises(NotAllowed):
        post(fund, application, who, visibility="management")


@pytest.mark.parametrize(("anonymity", "named"), [("open", True), ("reviewers_hidden", False)])
def test_reviewers_speak_under_the_name_the_call_gives_them(fund: MemoryFund, anonymity: str, named: bool) -> None:
    panel = Panel(fund, anonymity=anonymity)
    application = panel.application()
    _, one = panel.submitted(application)
    _, other = panel.submitted(application)
    post(fund, application, one)
    post(fund, application, panel.unit)
    seen = posts(fund, application, other).items
    assert (seen[0].posted_by == one.person_id) is named
    assert (str(one.person_id) in str(seen)) is named
    assert seen[0].label.startswith("R-")
    assert (seen[1].posted_by, seen[1].label) == (panel.unit.person_id, "management")
    assert posts(fund, application, panel.unit).items[0].posted_by == one.person_id


def test_one_corrects_oneself_for_a_quarter_of_an_hour_and_what_was_said_stays(
    fund: MemoryFund, panel: Panel, application: Application
) -> None:
    _, who = panel.submitted(application)
    said = post(fund, application, who, "Two cities.")
    fund.now += timedelta(minutes=14)
    edited = fund.ask(discussion.edit_fund_post, EditFundPost(post_id=said.id, text="Three cities."), who)
    assert (edited.text, [one.text for one in edited.earlier]) == ("Three cities.", ["Two cities."])
    fund.now += timedelta(minutes=1)
    with pytest.raises(Conflict) as refused:
        fund.ask(discussion.edit_fund_post, EditFundPost(post_id=said.id, text="Four cities."), who)
    assert refused.value.code == "technical_fund.too_late_to_edit"
    assert posts(fund, application, panel.unit).items[0].text == "Three cities."


def test_nobody_changes_what_somebody_else_said(fund: MemoryFund, panel: Panel, application: Application) -> None:
    _, who = panel.submitted(application)
    said = post(fund, application, who)
    with pytest.raises(NotFound) as refused:
        fund.ask(discussion.edit_fund_post, EditFundPost(post_id=said.id, text="Something else."), panel.unit)
    assert refused.value.code == "technical_fund.no_post"


def test_the_chair_ends_the_discussion_and_opens_it_again(fund: MemoryFund, panel: Panel, application: Application) -> None:
    _, who = panel.submitted(application)
    chair = reviewer()
    panel.appoint(chair)
    said = post(fund, application, who)
    close = CloseFundDiscussion(application_id=application.id)
    with pytest.raises(NotAllowed):
        fund.ask(discussion.close_fund_discussion, close, panel.unit)
    fund.ask(discussion.close_fund_discussion, close, chair)
    assert posts(fund, application, who).closed_at == fund.now
    for act in (
        lambda: post(fund, application, who),
        lambda: fund.ask(discussion.edit_fund_post, EditFundPost(post_id=said.id, text="One more."), who),
        lambda: fund.ask(discussion.close_fund_discussion, close, chair),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "technical_fund.discussion_closed"
    fund.ask(discussion.reopen_fund_discussion, ReopenFundDiscussion(application_id=application.id), chair)
    post(fund, application, who, "So then.")


def test_nothing_more_is_said_once_the_panel_has_decided(fund: MemoryFund, panel: Panel, application: Application) -> None:
    _, who = panel.submitted(application)
    panel.move(application, "funded")
    with pytest.raises(Conflict) as refused:
        post(fund, application, who)
    assert refused.value.code == "technical_fund.not_under_review"


def test_the_recused_and_the_city_hear_nothing_of_the_discussion(fund: MemoryFund, panel: Panel, application: Application) -> None:
    _, who = panel.submitted(application)
    said = post(fund, application, who)
    panel.recuse(application, who)
    panel.recuse(application, panel.unit)
    for recused in (who, panel.unit):
        with pytest.raises(NotFound) as refused:
            posts(fund, application, recused)
        assert refused.value.code == "technical_fund.no_application"
    with pytest.raises(NotFound):
        fund.ask(discussion.edit_fund_post, EditFundPost(post_id=said.id, text="Still here."), who)
    with pytest.raises(NotAllowed):
        posts(fund, application, mayors_office(application.city_id))


def test_a_new_panel_does_not_read_what_the_former_one_said(fund: MemoryFund, panel: Panel, application: Application) -> None:
    _, before = panel.submitted(application)
    post(fund, application, before, "Decline it.")

    def next_round(unit: Any) -> None:
        found = unit.panels.of(application.id, application.call_id)
        found.open_next_round([])
        unit.panels.keep(found)

    fund.within(next_round)
    _, after = panel.submitted(application, round=2)
    assert posts(fund, application, after).items == ()
    with pytest.raises(NotAllowed):
        post(fund, application, before)
    assert [one.text for one in posts(fund, application, before).items] == ["Decline it."]
    assert [one.text for one in posts(fund, application, panel.unit).items] == ["Decline it."]


def test_the_discussion_comes_in_pages(fund: MemoryFund, panel: Panel, application: Application) -> None:
    for number in range(5):
        fund.wait(seconds=1)
        post(fund, application, panel.unit, f"Point {number}.")
    first = posts(fund, application, panel.unit, limit=3)
    rest = posts(fund, application, panel.unit, limit=3, cursor=first.next)
    assert [one.text for one in (*first.items, *rest.items)] == [f"Point {number}." for number in range(5)]
