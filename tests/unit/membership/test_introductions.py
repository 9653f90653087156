"""Introductions: who takes which step, what stands in the way, what time does, and what came of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    AcceptIntroduction,
    DeclineIntroduction,
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionExpired,
    IntroductionReported,
    IntroductionWithdrawn,
    ListIntroductions,
    ReportIntroduction,
    RequestIntroduction,
    SuggestIntroduction,
    WithdrawIntroduction,
)
from contracts.roles import MAYORS_OFFICE
from services.membership import views
from services.membership.domain.grant import REVOKED
from services.membership.domain.introduction import ANSWER_WITHIN, MOST_OPEN, PAUSE
from services.membership.usecases import grants, introductions
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.introductions import (
    ALLOWED,
    MESSAGE,
    STEPS,
    Pair,
    agreed_to,
    appointed,
    asked_for,
    brought_to,
    listed,
    pair,
    suggested_to,
    view_of,
)
from tests.builders.membership import opened_hub
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person


@pytest.fixture
def two(membership: MemoryMembership) -> Pair:
    return pair(membership)


# ---------------------------------------------------------------- states and sides


@pytest.mark.parametrize("state", ALLOWED)
def test_every_step_is_for_its_side_in_its_state_and_for_nobody_else(membership: MemoryMembership, state: str) -> None:
    hub, far = opened_hub(membership, countries=("ES",)), opened_hub(membership, countries=("BR",))
    two = pair(membership)
    id = brought_to(membership, two, state)
    actors = {
        "from": two.amina.actor,
        "to": two.bruno.actor,
        "unit": management(),
        "hub": hub_officer(hub.id),
        "another hub": hub_officer(far.id),
        "another city": mayor(member_city(membership, "Nakuru")),
        "anybody": person(),
        "nobody": NOBODY,
    }
    for side, actor in actors.items():
        allowed = {step for step in STEPS if may_take(membership, id, step, side, actor)}
        assert allowed == ALLOWED[state].get(side, set()), (state, side)


def may_take(membership: MemoryMembership, id: str, step: str, side: str, actor: Actor) -> bool:
    """Whether the step is taken; afterwards all is as before. A refusal says no more than the side may know, and changes nothing."""
    (use_case, ask), before, code = STEPS[step], membership.work.store.snapshot(), ""
    try:
        membership.ask(use_case, ask(id), actor)
    except Refusal as refused:
        code = refused.code
    if not code:
        membership.work.store.restore(before)
        return True
    strangers = {"membership.no_introduction", "not_allowed", "not_signed_in"}
    known = {"membership.introduction_state", "membership.not_yours_to_do"}
    assert code in (strangers | known if side in ("from", "to", "unit", "hub") else strangers), (side, step, code)
    assert membership.work.store.snapshot() == before
    return False


@pytest.mark.parametrize("state", ALLOWED)
def test_the_reader_is_told_what_may_be_done_now(membership: MemoryMembership, two: Pair, state: str) -> None:
    id = brought_to(membership, two, state)
    names = {
        "accept": "accept_introduction",
        "decline": "decline_introduction",
        "withdraw": "withdraw_introduction",
        "exchange": "begin_exchange",
        "report": "report_introduction",
    }
    for side, reader in (("from", two.amina.actor), ("unit", management())):
        assert set(view_of(membership, id, reader).next_steps) == {names[step] for step in ALLOWED[state][side]}


# ---------------------------------------------------------------- gates


def test_both_cities_stand_in_the_directory(membership: MemoryMembership, two: Pair) -> None:
    def suspend(_: Any, unit: Any) -> None:
        city = unit.cities.get(two.there)
        city.status = "suspended"
        unit.cities.save(city)

    asked = asked_for(membership, two)
    membership.work.within(suspend, membership.context(management()))
    with pytest.raises(Conflict) as refused:
        membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=asked.id), two.bruno.actor)
    assert refused.value.code == "membership.city_not_listed"
    membership.ask(introductions.withdraw_introduction, WithdrawIntroduction(introduction_id=asked.id), two.amina.actor)
    with pytest.raises(NotFound) as unknown:
        asked_for(membership, two)
    assert unknown.value.code == "membership.no_city"
    with pytest.raises(Conflict) as staff:
        suggested_to(membership, two)
    assert staff.value.code == "membership.city_not_listed"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"themes": ("flying_cars",)}, "/themes/0", "membership.unknown_theme"),
        ({"themes": ("misogyny", "misogyny")}, "/themes/1", "membership.repeated_theme"),
    ],
)
def test_the_themes_are_words_of_the_vocabulary(
    membership: MemoryMembership, two: Pair, changes: dict[str, Any], pointer: str, code: str
) -> None:
    asked = RequestIntroduction(from_city_id=two.here, to_city_id=two.there, themes=("misogyny",), message=MESSAGE)
    with pytest.raises(Invalid) as refused:
        membership.ask(introductions.request_introduction, replace(asked, **changes), two.amina.actor)
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_city_is_not_introduced_to_itself_nor_by_strangers(membership: MemoryMembership, two: Pair) -> None:
    asked = RequestIntroduction(from_city_id=two.here, to_city_id=two.here, themes=("misogyny",), message=MESSAGE)
    with pytest.raises(Invalid) as refused:
        membership.ask(introductions.request_introduction, asked, two.amina.actor)
    assert refused.value.details["errors"][0]["code"] == "membership.same_city"
    for who in (two.bruno.actor, management(), person(), NOBODY):
        with pytest.raises(NotAllowed):
            membership.ask(introductions.request_introduction, replace(asked, to_city_id=two.there), who)


def test_two_cities_have_one_open_introduction_at_a_time_whoever_asks(membership: MemoryMembership, two: Pair) -> None:
    first = asked_for(membership, two)
    other_way = RequestIntroduction(from_city_id=two.there, to_city_id=two.here, themes=("misogyny",), message=MESSAGE)
    for ask in (
        lambda: asked_for(membership, two),
        lambda: suggested_to(membership, two),
        lambda: membership.ask(introductions.request_introduction, other_way, two.bruno.actor),
    ):
        with pytest.raises(Conflict) as refused:
            ask()
        assert (refused.value.code, refused.value.details["introduction_id"]) == ("membership.introduction_open", first.id)


def test_after_a_no_the_same_city_waits_half_a_year_and_the_other_does_not(membership: MemoryMembership, two: Pair) -> None:
    asked = asked_for(membership, two)
    decline = DeclineIntroduction(introduction_id=asked.id, reason="no_capacity", note="Not this year.")
    membership.ask(introductions.decline_introduction, decline, two.bruno.actor)
    assert membership.said()[-1] == IntroductionDeclined(
        introduction_id=asked.id,
        from_city_id=two.here,
        to_city_id=two.there,
        by="to",
        reason="no_capacity",
        declined_at=membership.now,
    )
    membership.now += PAUSE - timedelta(minutes=1)
    for ask in (asked_for, suggested_to):
        with pytest.raises(Conflict) as refused:
            ask(membership, two)
        assert refused.value.code == "membership.introduction_paused"
    other_way = RequestIntroduction(from_city_id=two.there, to_city_id=two.here, themes=("misogyny",), message=MESSAGE)
    theirs = membership.ask(introductions.request_introduction, other_way, two.bruno.actor)
    membership.ask(introductions.withdraw_introduction, WithdrawIntroduction(introduction_id=theirs.id), two.bruno.actor)
    membership.now += timedelta(minutes=1)
    assert asked_for(membership, two).state == "requested"


def test_a_citys_own_no_to_a_suggestion_does_not_keep_it_from_asking(membership: MemoryMembership, two: Pair) -> None:
    id = suggested_to(membership, two).id
    decline = DeclineIntroduction(introduction_id=id, reason="not_our_theme")
    membership.ask(introductions.decline_introduction, decline, two.amina.actor)
    with pytest.raises(Conflict) as refused:
        suggested_to(membership, two)
    assert refused.value.code == "membership.introduction_paused"
    assert asked_for(membership, two).state == "requested"


def test_a_city_asks_ten_at_once_at_most(membership: MemoryMembership, two: Pair) -> None:
    def asked(name: str) -> Any:
        to = member_city(membership, name)
        request = RequestIntroduction(from_city_id=two.here, to_city_id=to, themes=("misogyny",), message=MESSAGE)
        return membership.ask(introductions.request_introduction, request, two.amina.actor)

    for number in range(MOST_OPEN):
        last = asked(f"City {number}")
    with pytest.raises(Conflict) as refused:
        asked("One more")
    assert (refused.value.code, refused.value.details) == ("membership.too_many_introductions", {"most": 10})
    suggestion = suggested_to(membership, two)
    with pytest.raises(Conflict):
        membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=suggestion.id), two.amina.actor)
    membership.ask(introductions.withdraw_introduction, WithdrawIntroduction(introduction_id=last.id), two.amina.actor)
    assert membership.said()[-1] == IntroductionWithdrawn(
        introduction_id=last.id, from_city_id=two.here, to_city_id=last.to_city.city_id, withdrawn_at=membership.now
    )
    membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=suggestion.id), two.amina.actor)


def test_whoever_acts_for_both_cities_does_not_agree_with_themselves(membership: MemoryMembership, two: Pair) -> None:
    both = replace(two.amina.actor, grants=(*two.amina.actor.grants, *two.bruno.actor.grants))
    asked = asked_for(membership, two)
    accept = AcceptIntroduction(introduction_id=asked.id)
    with pytest.raises(NotAllowed) as refused:
        membership.ask(introductions.accept_introduction, accept, both)
    assert refused.value.code == "membership.own_introduction"
    assert membership.ask(introductions.accept_introduction, accept, focal_point(two.there)).state == "accepted"


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(("start", "waited_for"), [(suggested_to, "from"), (asked_for, "to")])
def test_no_answer_in_thirty_days_is_a_no_without_a_pause(membership: MemoryMembership, two: Pair, start: Any, waited_for: str) -> None:
    id = start(membership, two).id
    membership.now += ANSWER_WITHIN - timedelta(minutes=1)
    membership.wait(seconds=1)
    assert view_of(membership, id, two.amina.actor).state in ("suggested", "requested")
    membership.wait(minutes=1)
    membership.wait(minutes=1)
    expired = [event for event in membership.said() if isinstance(event, IntroductionExpired)]
    assert [(event.introduction_id, event.waited_for) for event in expired] == [(id, waited_for)]
    assert start(membership, two).id != id


def test_an_agreed_suggestion_has_thirty_days_from_then_on(membership: MemoryMembership, two: Pair) -> None:
    id = suggested_to(membership, two).id
    membership.wait(days=29)
    membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=id), two.amina.actor)
    membership.wait(days=29)
    assert view_of(membership, id, two.bruno.actor).state == "requested"
    membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=id), two.bruno.actor)
    assert membership.said()[-1] == IntroductionAccepted(
        introduction_id=id, from_city_id=two.here, to_city_id=two.there, accepted_at=membership.now
    )
    membership.wait(days=100)
    assert view_of(membership, id, two.bruno.actor).state == "accepted"


# ---------------------------------------------------------------- what came of it


def test_each_side_says_once_what_came_of_it_and_reads_the_others_code_only(membership: MemoryMembership, two: Pair) -> None:
    id = agreed_to(membership, two).id
    report = ReportIntroduction(introduction_id=id, outcome="advice_given", text="They were late, but good.")
    assert membership.ask(introductions.report_introduction, report, two.amina.actor).state == "in_exchange"
    with pytest.raises(Conflict) as refused:
        membership.ask(introductions.report_introduction, report, two.amina.actor)
    assert refused.value.code == "membership.reported_already"
    membership.ask(introductions.report_introduction, replace(report, text="We learned a lot."), two.bruno.actor)
    assert membership.said()[-1] == IntroductionReported(
        introduction_id=id,
        from_city_id=two.here,
        to_city_id=two.there,
        side="to",
        outcome="advice_given",
        complete=True,
        reported_at=membership.now,
    )
    seen = {reader: view_of(membership, id, actor) for reader, actor in (("to", two.bruno.actor), ("unit", management()))}
    assert [(one.side, one.outcome, one.text) for one in seen["to"].outcomes] == [
        ("from", "advice_given", None),
        ("to", "advice_given", "We learned a lot."),
    ]
    assert all(one.text for one in seen["unit"].outcomes)
    assert seen["to"].state == "reported"


# ---------------------------------------------------------------- lists


def test_lists_hold_what_the_reader_may_read(membership: MemoryMembership) -> None:
    hub, far = opened_hub(membership, countries=("ES",)), opened_hub(membership, countries=("BR",))
    two = pair(membership)
    first = asked_for(membership, two)
    membership.wait(minutes=1)
    other = member_city(membership, "Nakuru")
    ask = SuggestIntroduction(from_city_id=other, to_city_id=two.here, themes=("misogyny",))
    second = membership.ask(introductions.suggest_introduction, ask, management())
    assert listed(membership, management()) == [second.id, first.id]
    assert listed(membership, two.amina.actor) == listed(membership, two.bruno.actor) == [first.id]
    assert listed(membership, hub_officer(hub.id)) == [first.id]
    assert listed(membership, mayor(other)) == [second.id]
    assert listed(membership, hub_officer(far.id)) == []
    assert listed(membership, management(), city_id=other) == [second.id]
    assert listed(membership, management(), state="requested") == [first.id]
    page = membership.see(views.introductions.list_introductions, ListIntroductions(limit=1), management())
    assert listed(membership, management(), limit=1, cursor=page.next) == [first.id]


# ---------------------------------------------------------------- handing over


def test_when_the_one_who_asked_leaves_a_colleague_takes_it_over(membership: MemoryMembership, two: Pair) -> None:
    id = agreed_to(membership, two).id
    heirs = {
        "from": appointed(membership, two.here, "Dina Abdi", deputy=True),
        "to": appointed(membership, two.there, "Elena Gil", MAYORS_OFFICE),
    }

    def leave(_: Any, unit: Any) -> None:
        """Every focal point but the deputy: those who applied for their cities too."""
        for city in (two.here, two.there):
            for grant in unit.grants.over("city", city):
                if grant.role != MAYORS_OFFICE and not grant.deputy:
                    grants.end(unit, grant, REVOKED)

    membership.work.within(leave, membership.context(management()))
    kept = membership.work.within(lambda _, unit: unit.introductions.get(id), membership.context(management()))
    assert kept.lies_with == {side: heir.person.id for side, heir in heirs.items()}
