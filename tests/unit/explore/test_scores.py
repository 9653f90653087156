"""The scores: every part explained, nothing hidden seeps in, and what is bulk is the same as what is exact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.explore import CHALLENGE, COMPLEMENTARITY, CONTEXT, KINDS, MENTORING, ContextWeights
from contracts.regions import M49
from services.explore.domain.facts import CityFacts, Told
from services.explore.domain.income import BAND_OF, CLASSIFIED_ON
from services.explore.domain.ranking import KEEP, Comparison
from services.explore.domain.scores import apportioned, explained
from services.explore.domain.seen import AUDIENCES, MEMBERS, PUBLIC, Seen, seen, shared_languages
from services.explore.domain.weights import BEGINNING
from tests.builders.explore import city_id, many
from tests.fakes.memory import NOON

THEMES = st.sampled_from([f"theme_{number}" for number in range(8)])
TOLD = st.builds(
    Told,
    theme=THEMES,
    priority=st.sampled_from([None, "low", "medium", "high"]),
    visibility=st.sampled_from(["public", "members"]),
    declared_at=st.integers(0, 900).map(lambda days: NOON - timedelta(days=days)),
)
FLAG = st.sampled_from([None, True, False])
CITIES = st.builds(
    CityFacts,
    city_id=st.integers(1, 10**6).map(city_id),
    country=st.sampled_from([*sorted(BAND_OF), "VE", "AQ"]),
    subdivision=st.none(),
    region=st.sampled_from(sorted(M49)[:23]),
    tier=st.sampled_from(["town", "municipality", "state"]),
    hub_id=st.none(),
    status=st.sampled_from(["active", "dormant", "grace"]),
    population=st.none() | st.integers(0, 40_000_000),
    population_year=st.none() | st.integers(1950, 2100),
    languages=st.none() | st.lists(st.sampled_from(["en", "es", "pt", "pt-BR", "ar"]), max_size=3).map(tuple),
    prevention_network=FLAG,
    mandate=FLAG,
    strategy=FLAG,
    members_only=st.lists(st.sampled_from(["population", "languages", "mandate", "prevention_network", "strategy"]), max_size=3).map(tuple),
    needs=st.lists(TOLD, max_size=7).map(lambda told: {str(at): one for at, one in enumerate(told)}),
    offers=st.lists(TOLD, max_size=7).map(lambda told: {str(at): one for at, one in enumerate(told)}),
    profile_as_of=st.just(NOON),
    as_of=st.just(NOON),
)
WEIGHTS = st.builds(ContextWeights, **dict.fromkeys(vars(BEGINNING), st.integers(0, 100))).filter(
    lambda weights: any(vars(weights).values())
)


def looked_at(facts: CityFacts, audience: str = MEMBERS) -> Seen:
    found = seen(facts, audience)
    assert found is not None
    return found


def a_city(number: int = 1, **told: Any) -> CityFacts:
    base = many(1)[0]
    facts = replace(base, city_id=city_id(number), status="active", members_only=(), needs={}, offers={}, population=100_000, mandate=True)
    return replace(facts, **told)


def themed(*themes: str, visibility: str = "public", priority: str = "medium") -> dict[str, Told]:
    return {theme: Told(theme=theme, priority=priority, visibility=visibility, declared_at=NOON) for theme in themes}


@settings(max_examples=400, deadline=None)
@given(CITIES, CITIES, WEIGHTS, st.sampled_from(AUDIENCES), st.sampled_from(KINDS))
def test_the_parts_of_a_score_add_up_to_it(one: CityFacts, other: CityFacts, weights: ContextWeights, audience: str, kind: str) -> None:
    score = explained(kind, looked_at(one, audience), looked_at(other, audience), weights)
    assert abs(sum(part.amount for part in score.contributions) - (score.value or 0)) < 1e-9
    assert 0 <= (score.value or 0) <= 1
    assert 0 <= score.coverage <= 1
    assert list(score.reasons) == [part for part in score.contributions if part.amount > 0][:3]
    assert (score.value is None) == (round(score.coverage, 6) < 0.5)


@settings(max_examples=200, deadline=None)
@given(CITIES, CITIES, WEIGHTS, st.sampled_from([CONTEXT, CHALLENGE, COMPLEMENTARITY]))
def test_a_pair_has_one_score_whoever_looks(one: CityFacts, other: CityFacts, weights: ContextWeights, kind: str) -> None:
    ours, theirs = looked_at(one), looked_at(other)
    assert explained(kind, ours, theirs, weights).value == explained(kind, theirs, ours, weights).value


@settings(max_examples=200, deadline=None)
@given(CITIES, CITIES, st.sampled_from(KINDS))
def test_what_the_public_may_not_see_changes_nothing_it_is_shown(one: CityFacts, other: CityFacts, kind: str) -> None:
    blank = dict.fromkeys(one.members_only)
    public = {key: told for key, told in one.needs.items() if told.visibility == "public"}
    offered = {key: told for key, told in one.offers.items() if told.visibility == "public"}
    emptied = replace(one, needs=public, offers=offered, members_only=(), **blank)
    shown = explained(kind, looked_at(one, PUBLIC), looked_at(other, PUBLIC), BEGINNING)
    assert shown == explained(kind, looked_at(emptied, PUBLIC), looked_at(other, PUBLIC), BEGINNING)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_millionths_are_handed_out_whole(raw: list[float]) -> None:
    total = sum(raw) or 1.0
    amounts = [one / total for one in raw]
    given_out = apportioned(amounts)
    assert sum(round(one * 1_000_000) for one in given_out) == min(round(sum(amounts) * 1_000_000), 1_000_000)
    assert all(abs(one - exact) < 1.1e-6 for one, exact in zip(given_out, amounts, strict=True))


def test_a_city_is_entirely_like_itself() -> None:
    mine = looked_at(a_city())
    assert explained(CONTEXT, mine, mine, BEGINNING).value == 1


def test_context_is_gowers_similarity_over_what_is_known() -> None:
    one = a_city(
        country="KE", region="eastern_africa", tier="town", population=100_000, mandate=True, prevention_network=None, strategy=None
    )
    other = replace(one, city_id=city_id(2), country="SN", region="western_africa", population=1_000_000, mandate=False)
    score = explained(CONTEXT, looked_at(one), looked_at(other), BEGINNING)
    # population 0.75 of 30, the same continent 0.5 of 15, tier 10, income 20 (both lower middle), mandate 0 of 10; 85 of 100 are known
    assert score.value == round((0.75 * 30 + 0.5 * 15 + 10 + 20) / 85, 6)
    assert score.coverage == 0.85
    assert [part.code for part in score.reasons] == ["population", "income", "tier"]
    assert (score.reasons[0].mine, score.reasons[0].theirs) == (100_000, 1_000_000)


def test_with_less_than_half_known_there_is_no_score() -> None:
    unknown = a_city(country="VE", population=None, mandate=None, prevention_network=None, strategy=None)
    score = explained(CONTEXT, looked_at(unknown), looked_at(a_city(2)), BEGINNING)
    assert (score.value, score.coverage, score.contributions) == (None, 0.25, ())


def test_challenge_is_the_share_of_needs_in_common_whatever_their_priority() -> None:
    one = a_city(1, needs=themed("a", "b", priority="low"))
    other = a_city(2, needs=themed("b", "c", "d", priority="high"))
    assert explained(CHALLENGE, looked_at(one), looked_at(other), BEGINNING).value == 0.25


def test_taking_one_need_away_lowers_the_pair_for_both() -> None:
    mine = a_city(1, needs=themed("a", "b"), offers=themed("x", "y"))
    theirs = a_city(2, needs=themed("x", "y"), offers=themed("a", "b"))
    fewer = replace(theirs, needs=themed("x"))

    def of_pair(one: CityFacts, other: CityFacts) -> float:
        return explained(COMPLEMENTARITY, looked_at(one), looked_at(other), BEGINNING).value or 0

    assert of_pair(mine, fewer) == of_pair(fewer, mine) < of_pair(mine, theirs) == of_pair(theirs, mine)


@settings(max_examples=200, deadline=None)
@given(CITIES, CITIES, st.data())
def test_no_need_taken_away_ever_raises_complementarity(one: CityFacts, other: CityFacts, data: st.DataObject) -> None:
    if not other.needs:
        return
    theme = data.draw(st.sampled_from([told.theme for told in other.needs.values()]))
    fewer = replace(other, needs={key: told for key, told in other.needs.items() if told.theme != theme})
    before, after = (explained(COMPLEMENTARITY, looked_at(one), looked_at(city), BEGINNING).value or 0 for city in (other, fewer))
    matched = theme in {told.theme for told in one.offers.values()}
    assert after < before if matched and before else after <= before


def test_help_in_one_direction_is_mentoring_and_nothing_else() -> None:
    learner, teacher = a_city(1, needs=themed("a")), a_city(2, offers=themed("a"), needs=themed("z"))
    assert explained(MENTORING, looked_at(learner), looked_at(teacher), BEGINNING).value == round(1 / 3, 6)
    assert explained(MENTORING, looked_at(teacher), looked_at(learner), BEGINNING).value == 0
    assert explained(COMPLEMENTARITY, looked_at(learner), looked_at(teacher), BEGINNING).value == 0
    giving_back = replace(learner, offers=themed("z"))
    assert explained(MENTORING, looked_at(giving_back), looked_at(teacher), BEGINNING).value == 0


def test_the_oldest_fact_gives_its_date() -> None:
    early = NOON - timedelta(days=90)
    mine = a_city(1, needs={"1": replace(themed("a")["a"], declared_at=early)})
    score = explained(CHALLENGE, looked_at(mine), looked_at(a_city(2, needs=themed("a"))), BEGINNING)
    assert score.oldest_data == early


def test_a_context_is_as_old_as_the_oldest_of_what_it_compares() -> None:
    one, other = (a_city(number, country="KE", population_year=year) for number, year in ((1, 2019), (2, 2011)))
    nothing = dict.fromkeys(vars(BEGINNING), 0)

    def oldest(*compared: str) -> datetime | None:
        weights = replace(BEGINNING, **(nothing | dict.fromkeys(compared, 1)))
        return explained(CONTEXT, looked_at(one), looked_at(other), weights).oldest_data

    assert oldest("tier") == one.profile_as_of, "what the cities said"
    assert oldest("tier", "income") == CLASSIFIED_ON
    assert oldest("tier", "income", "population") == datetime(2011, 1, 1, tzinfo=UTC)
    told = replace(other, members_only=("population", "population_year"))
    assert explained(CONTEXT, looked_at(one, PUBLIC), looked_at(told, PUBLIC), BEGINNING).oldest_data == CLASSIFIED_ON, (
        "nothing of the hidden"
    )


def test_a_city_that_is_not_listed_is_not_seen() -> None:
    assert seen(a_city(status="suspended"), MEMBERS) is None


def test_every_country_has_one_income_band_and_the_bands_are_as_large_as_published() -> None:
    sizes = [sum(1 for band in BAND_OF.values() if band == wanted) for wanted in (1, 2, 3, 4)]
    assert sizes == [25, 50, 54, 88]  # the Channel Islands are one economy there and two territories here


@pytest.mark.parametrize("count", [3, 40, 260])
def test_lists_computed_in_bulk_are_those_computed_one_by_one(count: int) -> None:
    cities = many(count)
    comparison = Comparison(cities, BEGINNING)
    by_id = {city.city_id: city for city in cities}
    step = max(1, len(comparison) // 6)
    for ranked in comparison.ranked(range(0, len(comparison), step)):
        mine = by_id[comparison.ids[ranked.place]]
        for name, places in ranked.lists.items():
            audience, kind, gate = name.split(":")
            wanted = _one_by_one(mine, cities, audience, kind, gate)
            assert [comparison.ids[place] for place in places] == [found for *_, found in wanted][:KEEP], name


def _one_by_one(mine: CityFacts, cities: list[CityFacts], audience: str, kind: str, gate: str) -> list[tuple[float, bool, str]]:
    me = looked_at(mine, audience)
    found = []
    for city in cities:
        them = seen(city, audience)
        if them is None or city is mine or (gate == "shared" and not shared_languages(me, them)):
            continue
        if value := explained(kind, me, them, BEGINNING).value:
            found.append((-round(value, 5), city.country == mine.country, city.city_id))
    return sorted(found)
