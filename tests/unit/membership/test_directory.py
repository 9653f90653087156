"""The directory: found in any script, by any property, page by page. And the hubs the world is divided into."""

from dataclasses import replace

import pycountry
import pytest

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import (
    CreateHub,
    GetCity,
    GetHub,
    GetPrinciples,
    HubOpened,
    HubRevised,
    ListCities,
    ListHubs,
    ListThemes,
    ReviseHub,
    Theming,
)
from contracts.regions import M49, PARTS
from contracts.words import LANGUAGES
from services.membership import views
from services.membership.domain import regions, themes
from services.membership.domain.principles import FIRST_TEXTS, FIRST_VERSION
from services.membership.usecases import hubs
from tests.builders.membership import admitted, hub_content, named, opened_hub, whole_content
from tests.fakes.membership import NOBODY, MemoryMembership, management, person


@pytest.fixture
def world(membership: MemoryMembership) -> MemoryMembership:
    opened_hub(membership)
    for content in (
        whole_content(),
        whole_content(
            city={
                "names": {"ar": "الإسكندريّة", "en": "Alexandria", "fr": "Alexandrie"},
                "country": "EG",
                "subdivision": "EG-ALX",
                "tier": "province",
                "population": 5_200_000,
                "languages": ("ar",),
            },
            needs=(Theming(theme="polarisation"),),
            offers=(),
        ),
        named("Saint-Étienne", country="FR", subdivision=None, population=170_000, languages=("fr",)),
        named("Łódź", country="PL", subdivision=None, population=650_000, languages=("pl",)),
        named("Aarhus", country="DK", subdivision=None, population=290_000, languages=("da", "en")),
    ):
        admitted(membership, content=content)
    return membership


def found(world: MemoryMembership, by: Actor = NOBODY, **asked) -> list[str]:
    return [city.names["en"] for city in world.see(views.directory.list_cities, ListCities(**asked), by).items]


def test_everybody_may_read_the_directory_by_name(world: MemoryMembership) -> None:
    assert found(world) == ["Aarhus", "Alexandria", "Łódź", "Mombasa", "Saint-Étienne"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("momb", ["Mombasa"]),
        ("MOMBASA", ["Mombasa"]),
        ("etienne saint", ["Saint-Étienne"]),
        ("ÉTIENNE", ["Saint-Étienne"]),
        ("lodz", ["Łódź"]),
        ("a", ["Aarhus", "Alexandria"]),
        ("alexandrie", ["Alexandria"]),
        ("الاسكندرية", ["Alexandria"]),
        ("اسكندريه", ["Alexandria"]),
        ("الإســكندرية", ["Alexandria"]),
        ("ممبا", ["Mombasa"]),
        ("ombasa", []),
        ("mombasa lodz", []),
    ],
)
def test_names_are_found_by_their_beginnings_in_any_script(world: MemoryMembership, words: str, names: list[str]) -> None:
    assert found(world, q=words) == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"country": "EG"}, ["Alexandria"]),
        ({"region": "northern_africa"}, ["Alexandria"]),
        ({"region": "africa"}, ["Alexandria", "Mombasa"]),
        ({"region": "europe"}, ["Aarhus", "Łódź", "Saint-Étienne"]),
        ({"region": "antarctica"}, []),
        ({"tier": "province"}, ["Alexandria"]),
        ({"language": "en"}, ["Aarhus", "Mombasa"]),
        ({"need": "polarisation"}, ["Alexandria"]),
        ({"offer": "interfaith_dialogue", "region": "africa"}, ["Mombasa"]),
        ({"min_population": 650_000}, ["Alexandria", "Łódź", "Mombasa"]),
        ({"min_population": 200_000, "max_population": 700_000}, ["Aarhus", "Łódź"]),
        ({"q": "a", "language": "ar"}, ["Alexandria"]),
    ],
)
def test_filters_narrow_together(world: MemoryMembership, asked, names: list[str]) -> None:
    """Asked as staff: needs and offers are shared among members unless the city says otherwise."""
    assert found(world, management(), **asked) == names


def test_a_hubs_cities_are_its_own(world: MemoryMembership) -> None:
    [hub] = world.see(views.hubs.list_hubs, ListHubs()).items
    assert (hub.cities, found(world, hub_id=hub.id)) == (1, ["Mombasa"])


def test_an_unknown_region_and_an_empty_search_are_refused(world: MemoryMembership) -> None:
    for asked, pointer, code in (
        ({"region": "atlantis"}, "/region", "membership.unknown_region"),
        ({"q": "—?!"}, "/q", "membership.nothing_to_search"),
    ):
        with pytest.raises(Invalid) as refused:
            found(world, **asked)
        [error] = refused.value.details["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code)


def test_pages_of_the_directory_join_up(world: MemoryMembership) -> None:
    names, cursor = [], None
    for _ in range(3):
        page = world.see(views.directory.list_cities, ListCities(limit=2, cursor=cursor))
        names += [city.names["en"] for city in page.items]
        cursor = page.next
    assert (names, cursor) == (["Aarhus", "Alexandria", "Łódź", "Mombasa", "Saint-Étienne"], None)


def test_a_city_that_is_not_there_is_not_found(membership: MemoryMembership) -> None:
    with pytest.raises(NotFound) as refused:
        membership.see(views.directory.get_city, GetCity(city_id=str(person().person_id)))
    assert refused.value.code == "membership.no_city"


# ---------------------------------------------------------------- hubs


def test_opening_and_revising_a_hub_is_told(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    assert membership.said() == [HubOpened(hub_id=hub.id, countries=("KE", "TZ", "UG"), languages=("en", "sw", "fr"))]
    revise = ReviseHub(hub_id=hub.id, changes={"countries": ["KE", "RW"]})
    revised = membership.ask(hubs.revise_hub, revise, management(), version=1)
    assert (revised.countries, revised.version) == (("KE", "RW"), 2)
    assert membership.said()[-1] == HubRevised(hub_id=hub.id, countries=("KE", "RW"), languages=("en", "sw", "fr"))
    membership.ask(hubs.revise_hub, ReviseHub(hub_id=hub.id, changes={"names": {"fr": "Est"}}), management())
    assert len(membership.said()) == 2


def test_a_country_belongs_to_one_hub_at_most(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    with pytest.raises(Conflict) as refused:
        opened_hub(membership, countries=("ES", "TZ"))
    assert (refused.value.code, refused.value.details) == ("membership.country_taken", {"country": "TZ", "hub_id": hub.id})
    other = opened_hub(membership, countries=("ES",))
    with pytest.raises(Conflict):
        membership.ask(hubs.revise_hub, ReviseHub(hub_id=other.id, changes={"countries": ["ES", "KE"]}), management())


def test_a_country_let_go_may_be_taken_by_another_hub(membership: MemoryMembership) -> None:
    first = opened_hub(membership)
    membership.ask(hubs.revise_hub, ReviseHub(hub_id=first.id, changes={"countries": ["KE"]}), management())
    second = opened_hub(membership, countries=("TZ",))
    assert [hub.id for hub in membership.see(views.hubs.list_hubs, ListHubs(country="TZ")).items] == [second.id]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"countries": ("KE", "XX")}, "/hub/countries/1", "membership.unknown_country"),
        ({"countries": ("KE", "KE")}, "/hub/countries/1", "membership.repeated_country"),
        ({"time_zone": "Mars/Olympus"}, "/hub/time_zone", "membership.unknown_time_zone"),
        ({"region": "atlantis"}, "/hub/region", "membership.unknown_region"),
        ({"names": {"en": "—"}}, "/hub/names", "membership.no_name"),
    ],
)
def test_a_hub_is_checked(membership: MemoryMembership, changes, pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        membership.ask(hubs.create_hub, CreateHub(hub=replace(hub_content(), **changes)), management())
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_hub_that_is_not_there_is_neither_shown_nor_revised(membership: MemoryMembership) -> None:
    nowhere = str(person().person_id)
    with pytest.raises(NotFound) as refused:
        membership.see(views.hubs.get_hub, GetHub(hub_id=nowhere))
    assert refused.value.code == "membership.no_hub"
    with pytest.raises(NotFound):
        membership.ask(hubs.revise_hub, ReviseHub(hub_id=nowhere, changes={}), management())


def test_hubs_are_listed_by_their_english_name(membership: MemoryMembership) -> None:
    opened_hub(membership, names={"en": "Western Balkans"}, countries=("AL",))
    opened_hub(membership, names={"es": "América", "en": "Americas"}, countries=("AR",))
    assert [hub.names["en"] for hub in membership.see(views.hubs.list_hubs, ListHubs()).items] == ["Americas", "Western Balkans"]


# ---------------------------------------------------------------- data


def test_every_country_of_the_world_lies_in_a_region() -> None:
    assert set(regions.REGION_OF) == {country.alpha_2 for country in pycountry.countries}
    assert {part for parts in PARTS.values() for part in parts} | {"antarctica"} == set(regions.REGION_OF.values())
    assert set(PARTS) | set(regions.REGION_OF.values()) == set(M49)


def test_the_vocabulary_is_whole_in_every_language(membership: MemoryMembership) -> None:
    items = membership.see(views.needs.list_themes, ListThemes()).items
    assert 30 <= len(items) == len(themes.CODES) <= 40
    assert all(set(theme.names) == set(LANGUAGES) for theme in items)
    for language in LANGUAGES:
        assert len({theme.names[language] for theme in items}) == len(items)


def test_the_principles_are_the_same_in_every_language(membership: MemoryMembership) -> None:
    shown = membership.see(views.principles.get_principles, GetPrinciples())
    assert (shown.version, shown.texts) == (FIRST_VERSION, FIRST_TEXTS)
    assert set(FIRST_TEXTS) == set(LANGUAGES)
    assert {len(text.splitlines()) for text in FIRST_TEXTS.values()} == {8}
