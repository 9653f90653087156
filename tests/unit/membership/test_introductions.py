"""Introductions: each side agrees before it learns whom to write to, and nothing of anybody leaves before that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Actor
from contracts.declare import dump
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    AcceptIntroduction,
    BeginExchange,
    DeclineIntroduction,
    GetIntroduction,
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionExpired,
    IntroductionReported,
    IntroductionRequested,
    IntroductionSuggested,
    IntroductionWithdrawn,
    ListIntroductionContacts,
    ListIntroductions,
    ReportIntroduction,
    RequestIntroduction,
    SuggestIntroduction,
    WithdrawIntroduction,
)
from contracts.roles import MAYORS_OFFICE
from services.membership import views
from services.membership.domain.grant import REVOKED
from services.membership.domain.introduction import ANSWER_WITHIN, MOST_OPEN, PAUSE, holds_contact
from services.membership.usecases import grants, introductions
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.introductions import MESSAGE, Pair, agreed_to, appointed, asked_for, pair, suggested_to
from tests.builders.membership import opened_hub
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person


@pytest.fixture
def two(membership: MemoryMembership) -> Pair:
    return pair(membership)


def view_of(membership: MemoryMembership, id: str, reader: Actor) -> Any:
    return membership.see(views.introductions.get_introduction, GetIntroduction(introduction_id=id), reader)


def contacts(membership: MemoryMembership, id: str, reader: Actor) -> list[tuple[str, str]]:
    asked = ListIntroductionContacts(introduction_id=id)
    return [(one.name, one.email) for one in membership.see(views.introductions.list_introduction_contacts, asked, reader).items]


def listed(membership: MemoryMembership, reader: Actor, **asked: Any) -> list[str]:
    return [row.id for row in membership.see(views.introductions.list_introductions, ListIntroductions(**asked), reader).items]


# ---------------------------------------------------------------- states and sides

STEPS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[str], Any]]] = {
    "accept": (introductions.accept_introduction, lambda id: AcceptIntroduction(introduction_id=id)),
    "decline": (introductions.decline_introduction, lambda id: DeclineIntroduction(introduction_id=id, reason="not_now")),
    "withdraw": (introductions.withdraw_introduction, lambda id: WithdrawIntroduction(introduction_id=id)),
    "exchange": (introductions.begin_exchange, lambda id: BeginExchange(introduction_id=id)),
    "report": (introductions.report_introduction, lambda id: ReportIntroduction(introduction_id=id, outcome="visit_made")),
}
WAY: dict[str, tuple[tuple[str, str], ...]] = {
    # state: who takes which step to come there, from a suggestion
    "suggested": (),
    "requested": (("from", "accept"),),
    "accepted": (("from", "accept"), ("to", "accept")),
    "in_exchange": (("from", "accept"), ("to", "accept"), ("from", "exchange")),
    "reported": (("from", "accept"), ("to", "accept"), ("from", "report"), ("to", "report")),
    "declined": (("from", "accept"), ("to", "decline")),
    "withdrawn": (("from", "accept"), ("from", "withdraw")),
    "expired": (("from", "accept"), ("time", "expire")),
}
ALLOWED: dict[str, dict[str, set[str]]] = {
    # state: side: steps
    "suggested": {"from": {"accept", "decline"}, "to": set(), "unit": {"withdraw"}, "hub": {"withdraw"}},
    "requested": {"from": {"withdraw"}, "to": {"accept", "decline"}, "unit": set(), "hub": set()},
    "accepted": {"from": {"exchange", "report"}, "to": {"exchange", "report"}, "unit": set(), "hub": set()},
    "in_exchange": {"from": {"report"}, "to": {"report"}, "unit": set(), "hub": set()},
    "reported": {"from": set(), "to": set(), "unit": set(), "hub": set()},
    "declined": {"from": set(), "to": set(), "unit": set(), "hub": set()},
    "withdrawn": {"from": set(), "to": set(), "unit": set(), "hub": set()},
    "expired": {"from": set(), "to": set(), "unit": set(), "hub": set()},
}


def brought_to(membership: MemoryMembership, two: Pair, state: str) -> str:
    id = suggested_to(membership, two).id
    actors = {"from": two.amina.actor, "to": two.bruno.actor}
    for side, step in WAY[state]:
        if side == "time":
            membership.wait(days=30)
        else:
            use_case, ask = STEPS[step]
            membership.ask(use_case, ask(id), actors[side])
    assert view_of(membership, id, management()).state == state
    return id


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


# ---------------------------------------------------------------- nothing leaves before both agree


def everything(membership: MemoryMembership, two: Pair, id: str, reader: Actor) -> str:
    """All that `reader` can get to see of an introduction: its view, the lists, what may be read of the cities, and every refusal."""
    seen: list[str] = []

    def note(ask: Callable[[], Any]) -> None:
        try:
            seen.append(repr(dump(ask())))
        except Refusal as refused:
            seen.append(repr(refused.to_wire()))

    note(lambda: view_of(membership, id, reader))
    note(lambda: membership.see(views.introductions.list_introductions, ListIntroductions(), reader))
    for city in (two.here, two.there):
        note(lambda city=city: membership.see(views.introductions.list_introductions, ListIntroductions(city_id=city), reader))
    note(lambda: membership.see(views.introductions.list_introduction_contacts, ListIntroductionContacts(introduction_id=id), reader))
    for from_city, to_city in ((two.here, two.there), (two.there, two.here)):
        again = RequestIntroduction(from_city_id=from_city, to_city_id=to_city, themes=("misogyny",), message="Hello.")
        note(lambda again=again: refused_afterwards(membership, again, reader))
    return "\n".join(seen)


def refused_afterwards(membership: MemoryMembership, asked: Any, reader: Actor) -> Any:
    """The answer of a command that changes nothing."""
    before = membership.work.store.snapshot()
    try:
        return membership.ask(introductions.request_introduction, asked, reader)
    finally:
        membership.work.store.restore(before)


@pytest.mark.parametrize("state", ["suggested", "requested", "declined", "withdrawn", "expired"])
def test_before_both_agree_nothing_of_either_side_is_in_any_answer(membership: MemoryMembership, two: Pair, state: str) -> None:
    appointed(membership, two.here, "Mayor Karanja", MAYORS_OFFICE)
    id = brought_to(membership, two, state)
    to_here, to_there = everything(membership, two, id, two.amina.actor), everything(membership, two, id, two.bruno.actor)
    assert [trace for trace in two.bruno.traces if trace in to_here] == []
    assert [trace for trace in two.amina.traces if trace in to_there] == []
    for reader in (management(), person(), NOBODY):
        shown = everything(membership, two, id, reader)
        assert [trace for trace in (*two.amina.traces, *two.bruno.traces) if trace in shown] == []


@pytest.mark.parametrize("state", ALLOWED)
def test_no_event_names_a_person(membership: MemoryMembership, two: Pair, state: str) -> None:
    before = len(membership.said())
    brought_to(membership, two, state)
    told = "\n".join(repr(dump(event)) for event in membership.said()[before:])
    assert told
    assert [trace for trace in (*two.amina.traces, *two.bruno.traces, MESSAGE) if trace in told] == []


@pytest.mark.parametrize("state", ["accepted", "in_exchange", "reported"])
def test_once_both_agree_each_side_sees_the_others_focal_points_and_nobody_else_does(
    membership: MemoryMembership, two: Pair, state: str
) -> None:
    id = brought_to(membership, two, state)
    there = [("Bruno Ortega", "bruno@city.example")]
    assert (contacts(membership, id, two.amina.actor), contacts(membership, id, two.bruno.actor)) == (
        there,
        [("Amina Saidi", "amina@city.example")],
    )
    assert "city.example" not in repr(view_of(membership, id, two.amina.actor))
    for reader, code in ((mayor(member_city(membership, "Nakuru")), "membership.no_introduction"), (management(), "not_allowed")):
        with pytest.raises(Refusal) as refused:
            contacts(membership, id, reader)
        assert refused.value.code == code


def test_contacts_are_those_of_today(membership: MemoryMembership, two: Pair) -> None:
    """An ended grant and an erased person are gone from what the other side sees."""
    id = agreed_to(membership, two).id
    appointed(membership, two.there, "Carla Ruiz", deputy=True)
    office = appointed(membership, two.there, "Mayor Vega", MAYORS_OFFICE)
    assert [name for name, _ in contacts(membership, id, two.amina.actor)] == ["Bruno Ortega", "Carla Ruiz"]

    def revoke(_: Any, unit: Any) -> None:
        for grant in unit.grants.over("city", two.there):
            if grant.role != MAYORS_OFFICE:
                grants.end(unit, grant, REVOKED)

    membership.work.within(revoke, membership.context(management()))
    assert contacts(membership, id, two.amina.actor) == [("Mayor Vega", office.person.email)]

    def begin_erasure(_: Any, unit: Any) -> None:
        account = unit.people.get(office.person.id)
        account.begin_erasure(at=membership.now)
        unit.people.save(account)

    membership.work.within(begin_erasure, membership.context(management()))
    assert contacts(membership, id, two.amina.actor) == []


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Write to amina@city.example.", True),
        ("amina＠city.example", True),
        ("Call +254 41 000 000", True),
        ("Call 041 222 33 44 5", True),
        ("هاتف ٠٤١٢٢٢٣٣٤٤", True),
        ("Between 2019 and 2024 we trained 1,200 teachers.", False),
        ("Since 2026-11-22, 12 (of 40) schools @ work.", False),
        (MESSAGE, False),
    ],
)
def test_addresses_and_numbers_are_recognised_in_a_text(text: str, holds: bool) -> None:
    assert holds_contact(text) == holds


def test_texts_do_not_carry_contacts_past_the_other_sides_consent(membership: MemoryMembership, two: Pair) -> None:
    leak = "Write to me: amina@city.example"
    asked = RequestIntroduction(from_city_id=two.here, to_city_id=two.there, themes=("misogyny",), message=leak)
    hint = SuggestIntroduction(from_city_id=two.here, to_city_id=two.there, themes=("misogyny",), note=leak)
    for use_case, request, by in (
        (introductions.request_introduction, asked, two.amina.actor),
        (introductions.suggest_introduction, hint, management()),
    ):
        with pytest.raises(Invalid) as refused:
            membership.ask(use_case, request, by)
        assert refused.value.details["errors"][0]["code"] == "membership.contact_in_text"
    id = suggested_to(membership, two).id
    with pytest.raises(Invalid):
        membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=id, message=leak), two.amina.actor)
    membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=id, message=MESSAGE), two.amina.actor)
    with pytest.raises(Invalid):
        membership.ask(
            introductions.decline_introduction, DeclineIntroduction(introduction_id=id, reason="other", note=leak), two.bruno.actor
        )
    assert view_of(membership, id, two.bruno.actor).state == "requested"


# ---------------------------------------------------------------- suggestions


def test_the_other_city_hears_nothing_of_a_suggestion_until_the_first_agrees(membership: MemoryMembership, two: Pair) -> None:
    id = suggested_to(membership, two).id
    with pytest.raises(NotFound):
        view_of(membership, id, two.bruno.actor)
    assert (listed(membership, two.bruno.actor), listed(membership, two.amina.actor)) == ([], [id])
    assert view_of(membership, id, two.amina.actor).history[0].note == "They have done it."
    membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=id, message=MESSAGE), two.amina.actor)
    seen = view_of(membership, id, two.bruno.actor)
    assert (seen.state, seen.message, [step.note for step in seen.history]) == ("requested", MESSAGE, [None, None])
    assert [type(event) for event in membership.said()[-2:]] == [IntroductionSuggested, IntroductionRequested]


def test_a_suggestion_is_for_a_hub_of_one_of_the_two_or_the_management_unit(membership: MemoryMembership) -> None:
    hub, far = opened_hub(membership), opened_hub(membership, countries=("BR",))
    two = pair(membership)
    with pytest.raises(NotAllowed) as refused:
        suggested_to(membership, two, hub_officer(far.id))
    assert refused.value.code == "membership.not_yours_to_do"
    assert suggested_to(membership, two, hub_officer(hub.id)).state == "suggested"
    with pytest.raises(NotAllowed):
        suggested_to(membership, two, two.amina.actor)


def test_a_suggestion_is_not_in_the_way_of_who_may_not_know_of_it(membership: MemoryMembership, two: Pair) -> None:
    other_way = replace(two, here=two.there, there=two.here, amina=two.bruno, bruno=two.amina)
    suggested = suggested_to(membership, other_way)
    asked = asked_for(membership, two)
    assert asked.state == "requested"
    with pytest.raises(Conflict) as refused:
        membership.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=suggested.id), two.bruno.actor)
    assert (refused.value.code, refused.value.details["introduction_id"]) == ("membership.introduction_open", asked.id)


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
