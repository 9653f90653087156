"""Each side agrees before it learns whom to write to, and nothing of anybody leaves before that."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chassis.context import Actor
from contracts.declare import dump
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    AcceptIntroduction,
    DeclineIntroduction,
    IntroductionRequested,
    IntroductionSuggested,
    ListIntroductionContacts,
    ListIntroductions,
    RequestIntroduction,
    SuggestIntroduction,
)
from contracts.roles import MAYORS_OFFICE
from services.membership import views
from services.membership.domain.grant import REVOKED
from services.membership.domain.introduction import holds_contact
from services.membership.usecases import grants, introductions
from tests.builders.cities import mayor, member_city
from tests.builders.introductions import (
    ALLOWED,
    MESSAGE,
    Pair,
    agreed_to,
    appointed,
    asked_for,
    brought_to,
    contacts,
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
