"""Needs and offers, what cities promise, and introductions: their lists answered alike by the memory store and a real one, and their
rules kept when several people act at the same instant."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.database import Database

from contracts.declare import EVENTS
from contracts.membership import (
    AcceptIntroduction,
    DeclareNeed,
    EndorseDeclaration,
    GetIntroduction,
    ListCityEndorsements,
    ListDeclarations,
    ListEndorsements,
    ListIntroductions,
    ListNeeds,
    ListOffers,
    RequestIntroduction,
    ReviseNeed,
    SuggestIntroduction,
    ThemedContent,
    WithdrawIntroduction,
    WithdrawNeed,
    WithdrawOffer,
)
from services.membership import views
from services.membership.domain.needs import NEED, OFFER
from services.membership.usecases import commitments, introductions, needs
from tests.at_once import at_once
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.commitments import drafted_declaration, endorsed, published_declaration, reported
from tests.builders.introductions import MESSAGE, agreed_to, asked_for, pair, suggested_to
from tests.builders.membership import opened_hub
from tests.fakes.membership import NOBODY, Membership, MemoryMembership, StoredMembership, hub_officer, management


@pytest.fixture(params=["memory", "store"])
def membership(request: pytest.FixtureRequest) -> Membership:
    if request.param == "memory":
        return MemoryMembership()
    return StoredMembership(request.getfixturevalue("membership_database"))


@pytest.fixture
def stored(membership_database: Database[dict[str, Any]]) -> StoredMembership:
    return StoredMembership(membership_database)


def within(membership: Membership, do: Any) -> Any:
    return membership.work.within(lambda _, unit: do(unit), membership.context(management()))


def changed(membership: Membership, city_id: str, **fields: Any) -> None:
    def change(unit: Any) -> None:
        city = unit.cities.get(city_id)
        for name, value in fields.items():
            setattr(city, name, value)
        unit.cities.save(city)

    within(membership, change)


# ---------------------------------------------------------------- needs and offers


def test_needs_come_back_as_they_were_declared(membership: Membership) -> None:
    city = member_city(membership)
    content = ThemedContent(theme="misogyny", priority="high", detail={"sw": "Msaada", "en": "Help"}, visibility="public")
    view = membership.ask(needs.declare_need, DeclareNeed(city_id=city, need=content), focal_point(city))
    kept = within(membership, lambda unit: unit.cities.get(city))
    [themed] = [one for one in kept.needs if one.id == view.id]
    assert (themed.theme, themed.detail, themed.review_by, themed.declared_at) == (
        "misogyny",
        {"sw": "Msaada", "en": "Help"},
        view.review_by,
        membership.now,
    )


def test_the_networks_lists_follow_their_readers_filters_and_cities(membership: Membership) -> None:
    hub = opened_hub(membership)
    mombasa, sevilla = member_city(membership), member_city(membership, "Sevilla", country="ES", subdivision="ES-SE")
    membership.wait(minutes=1)
    content = ThemedContent(theme="misogyny", priority="low", visibility="public")
    public = membership.ask(needs.declare_need, DeclareNeed(city_id=mombasa, need=content), focal_point(mombasa))

    def listed(reader: Any = NOBODY, **asked: Any) -> list[tuple[str, str]]:
        items = membership.see(views.needs.list_needs, ListNeeds(**asked), reader).items
        return [(row.theme, row.country) for row in items]

    everything = [("misogyny", "KE"), ("youth_engagement", "ES"), ("youth_engagement", "KE")]
    assert listed() == [("misogyny", "KE")]
    assert listed(mayor(sevilla)) == listed(management()) == everything
    assert listed(management(), hub_id=hub.id) == listed(management(), country="KE") == [everything[0], everything[2]]
    assert listed(management(), group="communities", country="ES") == [everything[1]]
    assert listed(management(), theme="youth_engagement", priority="high") == everything[1:]
    page = membership.see(views.needs.list_needs, ListNeeds(limit=2), management())
    assert listed(management(), limit=2, cursor=page.next) == everything[2:]
    assert len(membership.see(views.needs.list_offers, ListOffers(theme="interfaith_dialogue"), management()).items) == 2
    hide = ReviseNeed(city_id=mombasa, need_id=public.id, changes={"visibility": "network"})
    membership.ask(needs.revise_need, hide, focal_point(mombasa))
    assert (listed(), listed(mayor(sevilla)), listed(management())) == ([], everything[1:], everything)
    changed(membership, mombasa, status="suspended")
    assert listed(management()) == [("youth_engagement", "ES")]
    changed(membership, mombasa, status="active", hub_id=None)
    row = membership.see(views.needs.list_needs, ListNeeds(country="KE"), management()).items[0]
    assert (row.hub_id, row.city_names) == (None, {"en": "Mombasa"})


def test_what_is_hidden_is_emptied_in_the_log(membership: Membership) -> None:
    city = member_city(membership)
    content = ThemedContent(theme="misogyny")
    need = membership.ask(needs.declare_need, DeclareNeed(city_id=city, need=content), focal_point(city))
    hide = ReviseNeed(city_id=city, need_id=need.id, changes={"visibility": "network"})
    membership.ask(needs.revise_need, hide, focal_point(city))
    rows = within(membership, lambda unit: list(unit.unit.collection("outbox").find({"subject": f"cities/{city}"})))
    told = {row["data"]["need_id"]: row for row in rows if row["type"] == "membership.need_declared.v1"}
    assert (told[need.id]["data"]["theme"], told[need.id]["redacted_at"]) == (None, membership.now)
    assert all(row["redacted_at"] is None for id, row in told.items() if id != need.id)
    assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["type"] for row in rows} <= set(EVENTS)


def test_a_review_that_is_due_is_asked_for_once(membership: Membership) -> None:
    city = member_city(membership)
    membership.wait(days=366)
    membership.wait(days=1)
    due = [event for event in membership.said() if type(event).__name__ in ("NeedReviewDue", "OfferReviewDue")]
    assert sorted(type(event).__name__ for event in due) == ["NeedReviewDue", "OfferReviewDue"]
    kept = within(membership, lambda unit: unit.cities.get(city))
    assert [themed.reminded_for == themed.review_by for kind in (NEED, OFFER) for themed in kind.of(kept)] == [True, True]


# ---------------------------------------------------------------- what cities promise


def test_declarations_and_endorsements_are_listed_by_state_country_and_silence(membership: Membership) -> None:
    draft = drafted_declaration(membership)
    membership.wait(minutes=1)
    declaration = published_declaration(membership, report_every_months=6)
    here, there = member_city(membership), member_city(membership, "Sevilla", country="ES", subdivision="ES-SE")
    first = endorsed(membership, declaration, here)
    membership.wait(minutes=1)
    endorsed(membership, declaration, there)

    def states(reader: Any, **asked: Any) -> list[str]:
        return [one.id for one in membership.see(views.commitments.list_declarations, ListDeclarations(**asked), reader).items]

    assert (states(management()), states(NOBODY)) == ([declaration.id, draft.id], [declaration.id])
    assert (states(management(), state="draft"), states(NOBODY, state="draft")) == ([draft.id], [])

    def stand(**asked: Any) -> list[str]:
        page = membership.see(views.commitments.list_endorsements, ListEndorsements(declaration_id=declaration.id, **asked))
        return [row.country for row in page.items]

    membership.now = datetime(2027, 6, 1, 12, tzinfo=UTC)
    reported(membership, first)
    membership.now = datetime(2027, 9, 5, 12, tzinfo=UTC)
    assert (stand(), stand(country="ES"), stand(silent=True), stand(silent=False)) == (["KE", "ES"], ["ES"], ["ES"], ["KE"])
    assert stand(state="withdrawn") == []
    of_city = membership.see(views.commitments.list_city_endorsements, ListCityEndorsements(city_id=here)).items
    assert [(row.id, row.silent, row.progress[0].status) for row in of_city] == [(first.id, False, "under_way")]
    assert within(membership, lambda unit: unit.endorsements.number_of(declaration.id)) == 2
    kept = within(membership, lambda unit: unit.endorsements.get(first.id))
    assert (kept.reports[0].evidence[0].link, kept.reports[0].reported_at) == (
        "https://mombasa.example/minutes",
        datetime(2027, 6, 1, 12, tzinfo=UTC),
    )


# ---------------------------------------------------------------- introductions


def test_introductions_are_found_by_those_who_may_read_them(membership: Membership) -> None:
    hub = opened_hub(membership, countries=("ES",))
    two = pair(membership)
    asked = asked_for(membership, two)
    membership.wait(minutes=1)
    other = member_city(membership, "Nakuru")
    hint = SuggestIntroduction(from_city_id=other, to_city_id=two.here, themes=("misogyny",))
    suggested = membership.ask(introductions.suggest_introduction, hint, management())

    def listed(reader: Any, **more: Any) -> list[str]:
        return [row.id for row in membership.see(views.introductions.list_introductions, ListIntroductions(**more), reader).items]

    assert listed(management()) == [suggested.id, asked.id]
    assert listed(two.amina.actor) == listed(hub_officer(hub.id)) == listed(management(), state="requested") == [asked.id]
    assert listed(mayor(other)) == listed(management(), city_id=other) == [suggested.id]
    page = membership.see(views.introductions.list_introductions, ListIntroductions(limit=1), management())
    assert listed(management(), limit=1, cursor=page.next) == [asked.id]
    assert within(membership, lambda unit: unit.introductions.number_asked_by(two.here)) == 1
    assert [one.id for one in within(membership, lambda unit: unit.introductions.between(two.there, two.here))] == [asked.id]
    assert [one.id for one in within(membership, lambda unit: unit.introductions.open_with("from", two.amina.person.id))] == [asked.id]
    membership.wait(days=31)
    assert within(membership, lambda unit: unit.introductions.number_asked_by(two.here)) == 0
    assert within(membership, lambda unit: unit.introductions.open_with("from", two.amina.person.id)) == []
    assert membership.see(views.introductions.get_introduction, GetIntroduction(introduction_id=asked.id), management()).state == "expired"


def test_an_introduction_comes_back_as_it_was_agreed(membership: Membership) -> None:
    two = pair(membership)
    id = agreed_to(membership, two).id
    kept = within(membership, lambda unit: unit.introductions.get(id))
    assert kept.lies_with == {"from": two.amina.person.id, "to": two.bruno.person.id}
    assert [(step.step, step.by) for step in kept.history] == [("requested", "from"), ("accepted", "to")]
    assert (kept.message, kept.accepted_at) == (MESSAGE, membership.now)


# ---------------------------------------------------------------- several people at the same instant, on a real store


def test_a_city_endorses_once_however_many_sign_at_the_same_time(stored: StoredMembership) -> None:
    city, declaration = member_city(stored), published_declaration(stored)
    asked = EndorseDeclaration(declaration_id=declaration.id, city_id=city)
    answers, codes = at_once(*(lambda: stored.ask(commitments.endorse_declaration, asked, mayor(city)) for _ in range(4)))
    assert (len(answers), codes) == (1, ["membership.already_endorsed"] * 3)
    assert stored.database["endorsements"].count_documents({}) == 1


def test_an_offer_is_never_left_without_a_need(stored: StoredMembership) -> None:
    city = member_city(stored)
    kept = within(stored, lambda unit: unit.cities.get(city))
    [need], [offer] = kept.needs, kept.offers
    last_need, its_offer = WithdrawNeed(city_id=city, need_id=need.id), WithdrawOffer(city_id=city, offer_id=offer.id)
    second = DeclareNeed(city_id=city, need=ThemedContent(theme="misogyny"))
    at_once(
        lambda: stored.ask(needs.withdraw_need, last_need, focal_point(city)),
        lambda: stored.ask(needs.withdraw_offer, its_offer, mayor(city)),
        lambda: stored.ask(needs.declare_need, second, focal_point(city)),
    )
    left = within(stored, lambda unit: unit.cities.get(city))
    assert left.needs or not left.offers
    rows = {row["_id"] for row in stored.database["needs_and_offers"].find({"city_id": city})}
    assert rows == {themed.id for themed in (*left.needs, *left.offers)}


def test_two_cities_that_ask_each_other_at_the_same_time_have_one_introduction(stored: StoredMembership) -> None:
    two = pair(stored)
    there = RequestIntroduction(from_city_id=two.here, to_city_id=two.there, themes=("misogyny",), message=MESSAGE)
    here = RequestIntroduction(from_city_id=two.there, to_city_id=two.here, themes=("misogyny",), message=MESSAGE)
    answers, codes = at_once(
        lambda: stored.ask(introductions.request_introduction, there, two.amina.actor),
        lambda: stored.ask(introductions.request_introduction, here, two.bruno.actor),
        lambda: suggested_to(stored, two),
    )
    assert (len(answers), codes) in ((1, ["membership.introduction_open"] * 2), (2, ["membership.introduction_open"]))
    open_ones = list(stored.database["introductions"].find({"state": "requested"}))
    assert len(open_ones) <= 1


def test_agreeing_and_taking_back_at_the_same_time_have_one_outcome(stored: StoredMembership) -> None:
    two = pair(stored)
    id = asked_for(stored, two).id
    answers, codes = at_once(
        lambda: stored.ask(introductions.accept_introduction, AcceptIntroduction(introduction_id=id), two.bruno.actor),
        lambda: stored.ask(introductions.withdraw_introduction, WithdrawIntroduction(introduction_id=id), two.amina.actor),
    )
    assert (len(answers), len(codes)) == (1, 1)
    assert codes[0] in ("membership.introduction_state", "membership.not_yours_to_do")
