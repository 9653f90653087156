"""Needs and offers: who may say them, who may see them, what is told of them, and what time does to them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    CityAdmitted,
    DeclareNeed,
    DeclareOffer,
    GetCity,
    GetNeed,
    GetOffer,
    ListCityNeeds,
    ListCityOffers,
    ListNeeds,
    ListOffers,
    ListThemes,
    NeedDeclared,
    NeedReviewDue,
    NeedWithdrawn,
    OfferDeclared,
    OfferWithdrawn,
    ReviewNeed,
    ReviseNeed,
    ReviseOffer,
    SubmitApplication,
    ThemedContent,
    ThemedView,
    Theming,
    WithdrawCity,
    WithdrawNeed,
    WithdrawOffer,
)
from services.membership import views
from services.membership.domain import themes
from services.membership.domain.needs import MOST
from services.membership.usecases import applications, memberships, needs
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.membership import admitted, drafted, opened_hub, whole_content
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

A_YEAR_ON = date(2028, 2, 29)


@pytest.fixture
def city(membership: MemoryMembership) -> str:
    return member_city(membership)


def declared(membership: MemoryMembership, city: str, theme: str = "polarisation", **content: Any) -> ThemedView:
    asked = DeclareNeed(city_id=city, need=ThemedContent(theme=theme, **content))
    view: ThemedView = membership.ask(needs.declare_need, asked, focal_point(city))
    return view


def offered(membership: MemoryMembership, city: str, theme: str = "digital_literacy", **content: Any) -> ThemedView:
    asked = DeclareOffer(city_id=city, offer=ThemedContent(theme=theme, **content))
    view: ThemedView = membership.ask(needs.declare_offer, asked, focal_point(city))
    return view


def revised(membership: MemoryMembership, view: ThemedView, **changes: Any) -> ThemedView:
    asked = ReviseNeed(city_id=view.city_id, need_id=view.id, changes=changes)
    answer: ThemedView = membership.ask(needs.revise_need, asked, focal_point(view.city_id))
    return answer


def seen(membership: MemoryMembership, city: str, reader: Actor = NOBODY) -> list[str]:
    return [need.theme for need in membership.see(views.needs.list_city_needs, ListCityNeeds(city_id=city), reader).items]


def listed(membership: MemoryMembership, reader: Actor = NOBODY, **asked: Any) -> list[str]:
    return [need.theme for need in membership.see(views.needs.list_needs, ListNeeds(**asked), reader).items]


def log(membership: MemoryMembership, type_: str) -> list[dict[str, Any]]:
    return [row["data"] for row in membership.work.store["outbox"].rows.values() if row["type"] == f"membership.{type_}.v1"]


# ---------------------------------------------------------------- joining


def test_what_the_application_named_becomes_the_members_and_is_told_right_after_its_admission(membership: MemoryMembership) -> None:
    done = admitted(membership)
    about_the_city = [event for event in membership.said() if getattr(event, "city_id", None) == done.city_id]
    assert [type(event) for event in about_the_city if not type(event).__name__.startswith(("Application", "Grant"))][:3] == [
        CityAdmitted,
        NeedDeclared,
        OfferDeclared,
    ]
    [need] = [event for event in about_the_city if isinstance(event, NeedDeclared)]
    assert (need.theme, need.priority, need.visibility, need.review_by) == ("youth_engagement", "high", "members", A_YEAR_ON)
    [shown] = membership.see(views.needs.list_city_needs, ListCityNeeds(city_id=str(done.city_id)), management()).items
    assert (shown.id, shown.detail) == (need.need_id, {"und": "Work with the coastal youth councils."})


def test_an_application_that_offers_without_needing_is_not_whole(membership: MemoryMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant, whole_content(needs=()))
    with pytest.raises(Invalid) as refused:
        membership.ask(applications.submit_application, SubmitApplication(application_id=draft.id), applicant)
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == ("/content/needs", "membership.offer_without_need")


def test_an_application_without_either_is_welcome(membership: MemoryMembership) -> None:
    done = admitted(membership, content=whole_content(needs=(), offers=()))
    assert seen(membership, str(done.city_id), management()) == []


# ---------------------------------------------------------------- declaring


def test_a_need_is_declared_with_its_defaults_and_told(membership: MemoryMembership, city: str) -> None:
    view = declared(membership, city, detail={"en": "The last election left a rift."})
    assert (view.priority, view.visibility, view.review_by, view.version) == ("medium", "members", A_YEAR_ON, 1)
    assert membership.said()[-1] == NeedDeclared(
        city_id=city,
        need_id=view.id,
        theme="polarisation",
        priority="medium",
        visibility="members",
        review_by=A_YEAR_ON,
        declared_at=membership.now,
    )


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        ({"theme": "flying_cars"}, "/need/theme", "membership.unknown_theme"),
        ({"theme": "youth_engagement"}, "/need/theme", "membership.repeated_theme"),
        ({"theme": "misogyny", "review_by": date(2027, 3, 1)}, "/need/review_by", "membership.in_the_past"),
        ({"theme": "misogyny", "review_by": date(2030, 1, 1)}, "/need/review_by", "membership.too_far_ahead"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(
    membership: MemoryMembership, city: str, content: dict[str, Any], pointer: str, code: str
) -> None:
    before = len(membership.said())
    with pytest.raises(Invalid) as refused:
        declared(membership, city, **content)
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert len(membership.said()) == before
    assert seen(membership, city, management()) == ["youth_engagement"]


def test_a_detail_says_in_which_of_its_languages_it_was_written(membership: MemoryMembership, city: str) -> None:
    told = declared(membership, city, detail={"sw": "Vijana wetu.", "en": "Our youth."}, source_lang="sw")
    assert told.source_lang == "sw"
    assert membership.see(views.needs.list_needs, ListNeeds(), management()).items[0].source_lang == "sw"
    with pytest.raises(Invalid) as refused:
        revised(membership, told, detail={"sw": None})
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == ("/changes/source_lang", "membership.source_not_there")
    assert revised(membership, told, detail={"sw": None}, source_lang="en").source_lang == "en"


def test_a_city_may_need_and_offer_the_same_theme(membership: MemoryMembership, city: str) -> None:
    assert offered(membership, city, "youth_engagement").theme == "youth_engagement"


def test_a_city_has_twenty_needs_at_most(membership: MemoryMembership, city: str) -> None:
    left = sorted(themes.CODES - {"youth_engagement"})
    for theme in left[: MOST - 1]:
        declared(membership, city, theme)
    with pytest.raises(Conflict) as refused:
        declared(membership, city, left[MOST])
    assert (refused.value.code, refused.value.details) == ("membership.too_many_themes", {"most": 20})


# ---------------------------------------------------------------- the network is reciprocal


def test_no_offer_without_a_need(membership: MemoryMembership) -> None:
    city = str(admitted(membership, content=whole_content(needs=(), offers=())).city_id)
    with pytest.raises(Conflict) as refused:
        offered(membership, city)
    assert refused.value.code == "membership.offer_without_need"
    declared(membership, city)
    offered(membership, city)


def test_the_last_need_stays_while_offers_stand(membership: MemoryMembership, city: str) -> None:
    [need] = membership.see(views.needs.list_city_needs, ListCityNeeds(city_id=city), management()).items
    [offer] = membership.see(views.needs.list_city_offers, ListCityOffers(city_id=city), management()).items
    take_back = WithdrawNeed(city_id=city, need_id=need.id)
    with pytest.raises(Conflict) as refused:
        membership.ask(needs.withdraw_need, take_back, focal_point(city))
    assert refused.value.code == "membership.offer_without_need"
    membership.ask(needs.withdraw_offer, WithdrawOffer(city_id=city, offer_id=offer.id), focal_point(city))
    membership.ask(needs.withdraw_need, take_back, focal_point(city))
    assert membership.said()[-2:] == [
        OfferWithdrawn(city_id=city, offer_id=offer.id, withdrawn_at=membership.now),
        NeedWithdrawn(city_id=city, need_id=need.id, withdrawn_at=membership.now),
    ]
    with pytest.raises(NotFound) as gone:
        membership.ask(needs.withdraw_need, take_back, focal_point(city))
    assert gone.value.code == "membership.no_need"


# ---------------------------------------------------------------- who may


def test_the_citys_people_its_hub_and_the_management_unit_may_and_nobody_else(membership: MemoryMembership) -> None:
    hub, other_hub = opened_hub(membership), opened_hub(membership, countries=("ES",))
    city, other = member_city(membership), member_city(membership, "Nakuru")
    welcome = [focal_point(city), mayor(city), hub_officer(hub.id), management()]
    refused = [focal_point(other), mayor(other), hub_officer(other_hub.id)]
    left = iter(sorted(themes.CODES - {"youth_engagement"}))
    for who in welcome:
        membership.ask(needs.declare_need, DeclareNeed(city_id=city, need=ThemedContent(theme=next(left))), who)
    for who in refused:
        with pytest.raises(NotAllowed) as no:
            membership.ask(needs.declare_need, DeclareNeed(city_id=city, need=ThemedContent(theme=next(left))), who)
        assert no.value.code == "membership.not_yours_to_do"
    for who in (person(), NOBODY):
        with pytest.raises(NotAllowed):
            membership.ask(needs.declare_need, DeclareNeed(city_id=city, need=ThemedContent(theme="misogyny")), who)
    with pytest.raises(NotFound):
        membership.ask(needs.declare_need, DeclareNeed(city_id=other_hub.id, need=ThemedContent(theme="misogyny")), management())


def test_who_has_read_an_older_version_is_told(membership: MemoryMembership, city: str) -> None:
    need = declared(membership, city)
    asked = ReviseNeed(city_id=city, need_id=need.id, changes={"priority": "high"})
    assert membership.ask(needs.revise_need, asked, focal_point(city), version=1).version == 2
    with pytest.raises(Conflict) as refused:
        membership.ask(needs.revise_need, asked, focal_point(city), version=1)
    assert refused.value.code == "stale_version"


def test_a_city_that_is_not_listed_is_unknown_to_strangers(membership: MemoryMembership, city: str) -> None:
    withdrawn(membership, city)
    for reader in (NOBODY, person(), focal_point(member_city(membership, "Nakuru"))):
        with pytest.raises(NotFound) as refused:
            seen(membership, city, reader)
        assert refused.value.code == "membership.no_city"
    assert listed(membership, management(), theme="youth_engagement") == ["youth_engagement"]  # that of Nakuru
    with pytest.raises(Conflict) as left:
        declared(membership, city)
    assert left.value.code == "membership.city_withdrawn"


def withdrawn(membership: MemoryMembership, city_id: str) -> None:
    membership.ask(memberships.withdraw_city, WithdrawCity(city_id=city_id, reason="other", note="So be it."), management())


# ---------------------------------------------------------------- who sees what


def test_every_reader_sees_what_the_city_shares_with_them(membership: MemoryMembership, city: str) -> None:
    declared(membership, city, "polarisation", visibility="public")
    declared(membership, city, "misogyny", visibility="network")
    other = member_city(membership, "Sevilla", country="ES", subdivision="ES-SE")
    everything, shared, public = ["misogyny", "polarisation", "youth_engagement"], ["polarisation", "youth_engagement"], ["polarisation"]
    assert [seen(membership, city, reader) for reader in (NOBODY, person())] == [public, public]
    assert seen(membership, city, focal_point(other)) == shared
    assert [seen(membership, city, reader) for reader in (focal_point(city), mayor(city), management())] == [everything] * 3
    assert [sorted(listed(membership, reader, country="KE")) for reader in (NOBODY, mayor(other), management())] == [
        public,
        shared,
        everything,
    ]
    shown = {
        reader: [need.theme for need in membership.see(views.directory.get_city, GetCity(city_id=city), actor).needs]
        for reader, actor in {"nobody": NOBODY, "member": mayor(other), "staff": management()}.items()
    }
    assert shown == {"nobody": public, "member": shared, "staff": everything}


def test_a_single_need_is_not_there_for_who_may_not_know_of_it(membership: MemoryMembership, city: str) -> None:
    hidden, other = declared(membership, city, visibility="network"), member_city(membership, "Nakuru")
    asked = GetNeed(city_id=city, need_id=hidden.id)
    assert membership.see(views.needs.get_need, asked, focal_point(city)) == hidden
    for reader in (NOBODY, mayor(other)):
        with pytest.raises(NotFound) as refused:
            membership.see(views.needs.get_need, asked, reader)
        assert refused.value.code == "membership.no_need"
    with pytest.raises(NotFound) as wrong_list:
        membership.see(views.needs.get_offer, GetOffer(city_id=city, offer_id=hidden.id), management())
    assert wrong_list.value.code == "membership.no_offer"


# ---------------------------------------------------------------- what is told


def test_what_was_public_and_is_for_members_now_is_taken_back_and_said_to_them_again(membership: MemoryMembership, city: str) -> None:
    shown = declared(membership, city, priority="high", visibility="public")
    revised(membership, shown, visibility="members")
    said = [(row["visibility"], row["theme"], row["priority"]) for row in log(membership, "need_declared") if row["need_id"] == shown.id]
    assert said == [("public", None, None), ("members", "polarisation", "high")]


def test_hiding_a_need_takes_it_back_and_empties_what_was_said(membership: MemoryMembership, city: str) -> None:
    kept, hidden = declared(membership, city, "misogyny", priority="high"), declared(membership, city, priority="high")
    revised(membership, hidden, visibility="network", detail={"en": "Delicate."})
    assert membership.said()[-1] == NeedWithdrawn(city_id=city, need_id=hidden.id, withdrawn_at=membership.now)
    said = {row["need_id"]: (row["theme"], row["priority"]) for row in log(membership, "need_declared")}
    assert (said[hidden.id], said[kept.id]) == ((None, None), ("misogyny", "high"))
    count = len(membership.said())
    revised(membership, hidden, priority="low")
    assert len(membership.said()) == count, "what is not shared is not spoken of"
    revised(membership, hidden, visibility="public")
    assert membership.said()[-1] == NeedDeclared(
        city_id=city,
        need_id=hidden.id,
        theme="polarisation",
        priority="low",
        visibility="public",
        review_by=A_YEAR_ON,
        declared_at=membership.now,
    )


def test_what_was_never_shared_is_never_spoken_of(membership: MemoryMembership, city: str) -> None:
    before = len(membership.said())
    need = declared(membership, city, visibility="network")
    membership.ask(needs.review_need, ReviewNeed(city_id=city, need_id=need.id), focal_point(city))
    membership.wait(days=365 + 91)
    assert [event for event in membership.said()[before:] if getattr(event, "need_id", None) == need.id] == []
    membership.ask(needs.withdraw_need, WithdrawNeed(city_id=city, need_id=need.id), focal_point(city))
    assert [event for event in membership.said()[before:] if getattr(event, "need_id", None) == need.id] == []


def test_a_revision_may_change_the_theme_but_not_to_one_already_named(membership: MemoryMembership, city: str) -> None:
    need = declared(membership, city)
    assert revised(membership, need, theme="misogyny").theme == "misogyny"
    with pytest.raises(Invalid) as refused:
        revised(membership, need, theme="youth_engagement")
    assert refused.value.details["errors"][0]["pointer"] == "/changes/theme"
    assert membership.said()[-1].theme == "misogyny"


# ---------------------------------------------------------------- time


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def due(membership: MemoryMembership, need_id: str) -> list[date]:
    return [event.review_by for event in membership.said() if isinstance(event, NeedReviewDue) and event.need_id == need_id]


def test_the_city_is_asked_once_when_a_review_is_due(membership: MemoryMembership, city: str) -> None:
    need = declared(membership, city, review_by=date(2027, 6, 1))
    membership.wait(days=91)
    assert due(membership, need.id) == []
    membership.wait(days=1)
    membership.wait(days=1)
    assert due(membership, need.id) == [date(2027, 6, 1)]


def test_a_review_moves_the_date_and_is_asked_for_again(membership: MemoryMembership, city: str) -> None:
    need = declared(membership, city, review_by=date(2027, 6, 1))
    membership.wait(days=100)
    asked = ReviewNeed(city_id=city, need_id=need.id, review_by=date(2027, 9, 1))
    reviewed = membership.ask(needs.review_need, asked, mayor(city))
    assert (reviewed.review_by, reviewed.reviewed_at, reviewed.declared_at) == (date(2027, 9, 1), membership.now, need.declared_at)
    membership.now = at(date(2027, 9, 2))
    membership.wait(minutes=1)
    assert due(membership, need.id) == [date(2027, 6, 1), date(2027, 9, 1)]


def test_a_revision_says_as_well_that_it_is_still_true(membership: MemoryMembership, city: str) -> None:
    need = declared(membership, city, review_by=date(2027, 6, 1))
    assert revised(membership, need, priority="high").review_by == date(2027, 6, 1)
    membership.now = at(date(2027, 6, 3))
    assert revised(membership, need, priority="low").review_by == (membership.now + timedelta(days=365)).date()


def test_what_nobody_confirms_lapses_and_says_so(membership: MemoryMembership, city: str) -> None:
    need = declared(membership, city, review_by=date(2027, 6, 1))
    membership.wait(days=93)
    membership.wait(days=88)
    assert "polarisation" in seen(membership, city, management())
    membership.wait(days=2)
    assert seen(membership, city, management()) == ["youth_engagement"]
    assert membership.said()[-1] == NeedWithdrawn(city_id=city, need_id=need.id, withdrawn_at=membership.now, reason="not_reviewed")


def test_offers_do_not_outlive_the_last_need(membership: MemoryMembership, city: str) -> None:
    offer = offered(membership, city, review_by=date(2028, 12, 1))
    membership.wait(days=366)
    membership.wait(days=91)
    [gone] = [event for event in membership.said() if isinstance(event, OfferWithdrawn) and event.offer_id == offer.id]
    assert gone.reason == "no_need_left"
    assert membership.see(views.needs.list_city_offers, ListCityOffers(city_id=city), management()).items == ()


def test_a_city_outside_the_directory_is_not_asked(membership: MemoryMembership, city: str) -> None:
    declared(membership, city, review_by=date(2027, 4, 1))
    withdrawn(membership, city)
    membership.wait(days=40)
    membership.wait(days=100)
    assert not [event for event in membership.said() if isinstance(event, NeedReviewDue | NeedWithdrawn)]


# ---------------------------------------------------------------- the network's list


def test_the_networks_list_is_drawn_by_theme_group_country_hub_and_priority(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    mombasa = member_city(membership)
    membership.wait(minutes=1)
    member_city(membership, "Sevilla", country="ES", subdivision="ES-SE")
    membership.wait(minutes=1)
    declared(membership, mombasa, "misogyny", priority="low")
    reader = management()
    assert listed(membership, reader) == ["misogyny", "youth_engagement", "youth_engagement"]
    assert listed(membership, reader, group="threats") == ["misogyny"]
    assert listed(membership, reader, theme="youth_engagement", country="ES") == ["youth_engagement"]
    assert listed(membership, reader, hub_id=hub.id) == ["misogyny", "youth_engagement"]
    assert listed(membership, reader, priority="high", country="KE") == ["youth_engagement"]
    first = membership.see(views.needs.list_needs, ListNeeds(limit=2), reader)
    rest = membership.see(views.needs.list_needs, ListNeeds(limit=2, cursor=first.next), reader)
    assert [row.country for row in (*first.items, *rest.items)] == ["KE", "ES", "KE"]
    assert [row.city_names for row in first.items] == [{"en": "Mombasa"}, {"en": "Sevilla"}]
    assert [row.theme for row in membership.see(views.needs.list_offers, ListOffers(), reader).items] == ["interfaith_dialogue"] * 2
    for wrong, code in (({"theme": "x"}, "membership.unknown_theme"), ({"group": "x"}, "membership.unknown_theme_group")):
        with pytest.raises(Invalid) as refused:
            listed(membership, reader, **wrong)
        assert refused.value.details["errors"][0]["code"] == code


def test_the_vocabulary_is_searched_by_group_and_by_words_of_any_language(membership: MemoryMembership) -> None:
    def found(**asked: Any) -> list[str]:
        return [theme.code for theme in membership.see(views.needs.list_themes, ListThemes(**asked)).items]

    assert found(q="juventud") == found(q="jeunes") == found(q="الشباب") == ["youth_engagement"]
    assert found(q="extremism", group="threats") == ["violent_extremism", "far_right_extremism", "religious_extremism"]
    assert len(found(group="services")) == 6
    assert found(q="youth", group="services") == []
    for wrong, code in (({"group": "x"}, "membership.unknown_theme_group"), ({"q": "!"}, "membership.nothing_to_search")):
        with pytest.raises(Refusal) as refused:
            found(**wrong)
        assert refused.value.details["errors"][0]["code"] == code


def test_a_revised_offer_is_told_again_with_the_same_id(membership: MemoryMembership, city: str) -> None:
    offer = offered(membership, city)
    membership.ask(needs.revise_offer, ReviseOffer(city_id=city, offer_id=offer.id, changes={"priority": "high"}), mayor(city))
    told = [event for event in membership.said() if isinstance(event, OfferDeclared) and event.offer_id == offer.id]
    assert [event.priority for event in told] == ["medium", "high"]
    assert replace(told[0], priority="high") == told[1]


def test_the_details_language_is_that_of_the_applicant(membership: MemoryMembership) -> None:
    from services.membership.domain.person import Person

    applicant = person()
    account = Person(
        id=str(applicant.person_id), name="A", email="a@city.example", language="sw", password_hash="h", created_at=membership.now
    )
    membership.work.within(lambda _, unit: unit.people.add(account), membership.context(applicant))
    content = whole_content(needs=(Theming(theme="misogyny", detail="Msaada"),), offers=())
    done = admitted(membership, applicant, content)
    [need] = membership.see(views.needs.list_city_needs, ListCityNeeds(city_id=str(done.city_id)), management()).items
    assert need.detail == {"sw": "Msaada"}
