"""Explore from what membership says to what is answered, alike on the memory store and on a real one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Actor, Grant, new_id
from chassis.job_runner import JobRunner
from chassis.leases import Lease
from contracts import membership as m
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from contracts.explore import (
    ExplainPair,
    GetMatchWeights,
    GetReadModel,
    ListPeers,
    MatchesRecomputed,
    PeersPage,
    SetMatchWeights,
    StartRebuild,
    StartRematch,
)
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT
from services.explore import views
from services.explore.domain.ranking import LISTS
from services.explore.domain.weights import BEGINNING
from services.explore.reactions import when_facts_were_rebuilt_compare_anew
from services.explore.repository import unpacked
from services.explore.usecases import comparing, matching
from tests.builders.explore import about, admitted, city_id, many, needs, offers, pictured
from tests.fakes.explore import NOBODY, Explore, MemoryExplore, StoredExplore
from tests.fakes.memory import NOON


def person(role: str, scope_kind: str, scope_id: str | None = None) -> Actor:
    return Actor(kind="person", person_id=new_id(), grants=(Grant(role=role, scope_kind=scope_kind, scope_id=scope_id),))


UNIT = person(MANAGEMENT_UNIT, "network")
MEMBER = person(FOCAL_POINT, "city", city_id(9))


@pytest.fixture(params=["memory", "store"])
def explore(request: pytest.FixtureRequest) -> Explore:
    return MemoryExplore() if request.param == "memory" else StoredExplore(request.getfixturevalue("database"))


def peers(explore: Explore, number: int, kind: str = "context", by: Actor = NOBODY, **asked: Any) -> PeersPage:
    page = explore.see(views.peers.list_peers, ListPeers(city_id=city_id(number), score=kind, **asked), by)
    assert isinstance(page, PeersPage)
    return page


def ids(page: PeersPage) -> list[int]:
    return [int(peer.city.city_id[-12:]) for peer in page.items]


def keep(explore: Explore, cities: list[Any]) -> None:
    def all_of_them(unit: Any) -> None:
        for city in cities:
            unit.facts.keep(city)

    explore.within(all_of_them)


def lists_of(explore: Explore) -> dict[str, Any]:
    """Every list of every city, as the numbers on it."""

    def read(unit: Any) -> dict[str, Any]:
        return {row["_id"]: {name: unpacked(row[name]) for name in LISTS} for row in unit.unit.collection("matches").find({})}

    found: dict[str, Any] = explore.look(read)
    return found


def test_a_city_finds_its_peers_once_they_have_been_compared(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2, "UG"), admitted(3, "SE", population=9_000_000))
    assert (peers(explore, 1).computed_at, peers(explore, 1).items) == (None, ())
    explore.match()
    page = peers(explore, 1)
    assert (ids(page), page.computed_at, page.audience) == ([2, 3], explore.now, "public")
    assert page.items[0].score.value > page.items[1].score.value
    assert page.items[0].languages == ("en",)


def test_a_rematch_is_said_with_what_it_was(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2))
    explore.match()
    said = explore.said()
    assert [(type(event), event.cities, event.weights_version) for event in said] == [(MatchesRecomputed, 2, 0)]


def test_equals_of_other_countries_come_first_then_the_smaller_id(explore: Explore) -> None:
    """By challenge only the one need counts, so that all are equal."""
    for number, country in ((1, "KE"), (2, "KE"), (4, "UG"), (3, "SE")):
        explore.hear(admitted(number, country), *needs(number, "hate_crime"))
    explore.match()
    assert ids(peers(explore, 1, "challenge")) == [3, 4, 2]


def test_only_who_shares_a_language_unless_an_interpreter_is_there(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2, languages=("es",)), admitted(3, languages=("es", "en-GB")))
    explore.match()
    assert ids(peers(explore, 1)) == [3]
    assert ids(peers(explore, 1, interpreter=True)) == [2, 3]


def test_peers_of_one_country_are_found_however_far_down_they_stand(explore: Explore) -> None:
    cities = [replace(city, status="active", languages=("en",), members_only=()) for city in many(150)]
    keep(explore, cities)
    explore.match()
    wanted = {int(city.city_id[-12:]) for city in cities if city.country == "SE"} - {1}
    assert set(ids(peers(explore, 1, country="SE", limit=100))) == wanted


def test_what_is_for_members_is_compared_for_members_only(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2), *needs(1, "hate_crime"), *needs(2, "hate_crime", visibility="members"))
    explore.match()
    assert ids(peers(explore, 1, "challenge")) == []
    for reader in (MEMBER, UNIT, person(HUB_OFFICER, "hub", new_id())):
        assert ids(peers(explore, 1, "challenge", by=reader)) == [2]
    stranger = Actor(kind="person", person_id=new_id())
    assert ids(peers(explore, 1, "challenge", by=stranger)) == []


def test_a_field_that_is_hidden_leaves_every_reason_at_once(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2), pictured(1), pictured(2))
    explore.match()

    def codes(by: Actor) -> set[str]:
        return {part.code for part in peers(explore, 1, by=by).items[0].score.contributions}

    assert "population" in codes(NOBODY)
    explore.hear(pictured(2, members_only=("population",)))
    assert "population" not in codes(NOBODY)
    assert "population" in codes(MEMBER)
    explore.hear(pictured(2, population=None))
    assert "population" not in codes(MEMBER)


def test_a_need_that_is_withdrawn_or_emptied_counts_no_more(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2), *needs(1, "a", "b"), *needs(2, "a", "b"))
    explore.match()
    explore.hear(m.NeedWithdrawn(city_id=city_id(2), need_id=about(2, "a", "need"), withdrawn_at=NOON))
    assert peers(explore, 1, "challenge").items[0].score.value == 0.5
    explore.hear(replace(needs(2, "b")[0], theme=None, priority=None))
    assert peers(explore, 1, "challenge").items == ()


def test_complementarity_falls_for_both_when_one_need_goes(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2), *needs(1, "a"), *offers(1, "x", "y"), *needs(2, "x", "y"), *offers(2, "a"))
    explore.match()
    before = [peers(explore, number, "complementarity").items[0].score.value for number in (1, 2)]
    explore.hear(m.NeedWithdrawn(city_id=city_id(2), need_id=about(2, "y", "need"), withdrawn_at=NOON))
    explore.match()
    after = [peers(explore, number, "complementarity").items[0].score.value for number in (1, 2)]
    assert before[0] == before[1] > after[0] == after[1] > 0


def test_mentoring_lists_who_helps_without_being_helped(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2), *needs(1, "a"), *needs(2, "z"), *offers(2, "a"))
    explore.match()
    assert (ids(peers(explore, 1, "mentoring")), ids(peers(explore, 2, "mentoring"))) == ([2], [])
    assert peers(explore, 1, "complementarity").items == ()


@pytest.mark.parametrize(
    "leaving",
    [
        m.CitySuspended(city_id=city_id(2), previous="active", reason="suspended_by_network", at=NOON),
        m.CityWithdrawn(city_id=city_id(2), previous="active", reason="withdrawn_by_city", at=NOON),
    ],
)
def test_a_city_that_is_not_listed_has_no_peers_and_is_nobodys(explore: Explore, leaving: Any) -> None:
    explore.hear(admitted(1), admitted(2), admitted(3))
    explore.match()
    explore.hear(leaving)
    assert ids(peers(explore, 1)) == [3]
    with pytest.raises(NotFound):
        peers(explore, 2)
    with pytest.raises(NotFound):
        explore.see(views.peers.explain_pair, ExplainPair(city_id=city_id(1), peer_id=city_id(2)))
    explore.match()
    assert set(lists_of(explore)) == {city_id(1), city_id(3)}
    explore.hear(m.CityReadmitted(city_id=city_id(2), at=NOON))
    explore.match()
    assert ids(peers(explore, 1)) == [2, 3]


def test_dormant_and_grace_stay_listed_and_hubs_do_not_matter(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2))
    explore.match()
    explore.hear(m.CityStatusChanged(city_id=city_id(2), status="dormant", previous="active", reason="silence", changed_at=NOON))
    explore.hear(m.CityHubChanged(city_id=city_id(2), country="KE", from_hub_id=None, to_hub_id=new_id()))
    assert ids(peers(explore, 1)) == [2]


def test_the_pair_view_explains_all_scores(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2, "UG"), *needs(1, "a", "b"), *offers(1, "x"), *needs(2, "b", "x"), *offers(2, "a"))
    pair = explore.see(views.peers.explain_pair, ExplainPair(city_id=city_id(1), peer_id=city_id(2)))
    assert pair.challenge.reasons[0].theme == "b"
    assert {(part.code, part.theme) for part in pair.complementarity.contributions} == {("they_offer", "a"), ("we_offer", "x")}
    assert pair.complementarity.value == round(1 / 3, 6)
    assert pair.mentoring.value == 0
    with pytest.raises(Invalid):
        explore.see(views.peers.explain_pair, ExplainPair(city_id=city_id(1), peer_id=city_id(1)))


def test_the_same_event_heard_twice_leaves_the_same_facts(explore: Explore) -> None:
    events = [admitted(1), *needs(1, "a"), pictured(1, at=NOON + timedelta(days=1))]
    explore.hear(*events)
    before = explore.look(lambda unit: unit.facts.find(city_id(1)))
    explore.hear(*events[1:])
    assert explore.look(lambda unit: unit.facts.find(city_id(1))) == before
    assert before.as_of == NOON + timedelta(days=1)


def test_of_a_city_never_admitted_nothing_is_kept(explore: Explore) -> None:
    explore.hear(*needs(1, "a"), pictured(1))
    assert explore.look(lambda unit: unit.facts.ids()) == []


# ---------------------------------------------------------------- keeping up


def test_lists_kept_up_change_by_change_are_those_of_a_rematch(explore: Explore) -> None:
    """Enough cities that lists are full, so that some enter and some leave."""
    cities = [replace(city, status="active") for city in many(230)]
    keep(explore, cities)
    explore.match()
    later = {city.city_id: city for city in many(230, seed=8)}
    changed = [later[city_id(number)] for number in (3, 17, 99, 150, 201)] + [replace(many(231)[-1], status="active")]
    keep(explore, changed)
    explore.restart()
    assert explore.match() == len(changed)
    kept_up = lists_of(explore)
    explore.ask(comparing.start_rematch, StartRematch(), UNIT)
    explore.match()
    assert kept_up == lists_of(explore)


def test_lists_kept_up_by_one_process_for_long_are_those_of_a_rematch(explore: Explore) -> None:
    """Round by round cities come, go and change, and words come that nobody had said before."""
    keep(explore, [replace(city, status="active") for city in many(130)])
    explore.match()
    for turn in range(1, 7):
        later = many(130 + turn, seed=20 + turn)
        changed = [replace(city, status="active") for city in later[turn * 9 : turn * 9 + 5]]
        gone = [replace(city, status="withdrawn") for city in later[turn * 7 : turn * 7 + 2]]
        spoken = replace(later[120 - turn], status="active", languages=("en", f"x{turn}"))
        keep(explore, [*changed, *gone, spoken, replace(later[-1], status="active")])
        assert explore.match() > 0
    kept_up = lists_of(explore)
    explore.ask(comparing.start_rematch, StartRematch(), UNIT)
    explore.match()
    assert kept_up == lists_of(explore)


def test_only_lists_that_have_changed_are_written(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(explore, [replace(city, status="active", languages=("en",)) for city in many(40)])
    explore.match()
    written: list[dict[str, Any]] = []
    rows = matching.Refreshed.rows
    monkeypatch.setattr(matching.Refreshed, "rows", lambda *arguments: written.append(rows(*arguments)) or written[-1])
    explore.hear(*needs(3, "never_said_before"))
    explore.match()
    lists = {name for part in written for row in part.values() for name in row if name in LISTS}
    assert lists
    assert not any(":context:" in name for name in lists)
    written.clear()
    explore.hear(replace(needs(3, "never_said_before")[0], priority="high"))
    explore.match()
    assert written == []


def test_a_refresh_that_dies_halfway_is_made_good(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(explore, [replace(city, status="active", languages=("en",)) for city in many(140)])
    explore.match()
    keep(explore, [replace(many(140, seed=9)[4], status="active", languages=("en",))])
    monkeypatch.setattr(matching, "CHUNK", 8)
    write, written = matching.Matcher._fenced, []

    def dies(self: Any, *arguments: Any) -> Any:
        written.append(1)
        if len(written) == 4:
            raise Unavailable("service_unavailable", "the store went away")
        return write(self, *arguments)

    monkeypatch.setattr(matching.Matcher, "_fenced", dies)
    with pytest.raises(Unavailable):
        explore.match()
    monkeypatch.undo()
    explore.restart()
    explore.match()
    kept_up = lists_of(explore)
    explore.ask(comparing.start_rematch, StartRematch(), UNIT)
    explore.match()
    assert kept_up == lists_of(explore)


def test_a_slow_refresh_never_writes_over_a_rematch(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explore.hear(admitted(1), admitted(2))
    explore.match()
    explore.hear(admitted(3))
    compare = matching.Matcher._compare

    def compare_late(self: Any, *arguments: Any) -> None:
        explore.within(matching._take_epoch)
        compare(self, *arguments)

    monkeypatch.setattr(matching.Matcher, "_compare", compare_late)
    assert explore.matcher.refresh() == 0
    assert set(lists_of(explore)) == {city_id(1), city_id(2)}
    monkeypatch.setattr(matching.Matcher, "_compare", compare)
    assert explore.matcher.refresh() == 1
    assert set(lists_of(explore)) == {city_id(1), city_id(2), city_id(3)}


@pytest.mark.parametrize("is_new", [True, False])
def test_a_refresh_that_was_held_up_before_it_began_leaves_the_lists_to_the_rematch_begun_since(
    explore: Explore, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    """The rematch has read the facts; what changes after that is compared when it is over, not written under it and then over."""
    explore.hear(admitted(1), admitted(2))
    explore.match()
    explore.hear(admitted(3))
    if is_new:
        explore.restart()
    else:
        assert explore.matcher.refresh() == 1
    explore.hear(admitted(4))
    take = Lease.take

    def take_late(self: Any) -> Any:
        monkeypatch.undo()
        matching._begin(explore.within)
        return take(self)

    monkeypatch.setattr(Lease, "take", take_late)
    before = set(lists_of(explore))
    assert explore.matcher.refresh() == 0
    assert set(lists_of(explore)) == before
    assert explore.matcher.refresh() > 0
    assert city_id(4) in lists_of(explore)


# ---------------------------------------------------------------- weights and work asked for


def test_other_weights_compare_everybody_anew(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2, population=5_000), admitted(3, "SE"))
    explore.match()
    assert ids(peers(explore, 1)) == [2, 3]
    only_size = replace(BEGINNING, region=0, tier=0, income=0, mandate=0, prevention_network=0, strategy=0)
    changed = explore.ask(comparing.set_match_weights, SetMatchWeights(context=only_size), UNIT, version=0)
    assert (changed.version, changed.context, changed.changed_at) == (1, only_size, explore.now)
    explore.match()
    page = peers(explore, 1)
    assert (ids(page), page.weights_version) == ([3, 2], 1)
    assert explore.said()[-1].weights_version == 1
    assert explore.see(views.comparing.get_match_weights, GetMatchWeights()) == changed


def test_weights_are_changed_by_whoever_saw_them_and_never_all_to_nothing(explore: Explore) -> None:
    with pytest.raises(Conflict) as stale:
        explore.ask(comparing.set_match_weights, SetMatchWeights(context=BEGINNING), UNIT, version=4)
    assert stale.value.code == "stale_version"
    nothing = type(BEGINNING)(**dict.fromkeys(vars(BEGINNING), 0))
    with pytest.raises(Invalid):
        explore.ask(comparing.set_match_weights, SetMatchWeights(context=nothing), UNIT, version=0)
    with pytest.raises(NotAllowed):
        explore.ask(comparing.set_match_weights, SetMatchWeights(context=BEGINNING), MEMBER, version=0)


def test_weights_changed_during_a_rematch_begin_another(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2))
    begun = matching._begin(explore.within)
    explore.ask(comparing.start_rematch, StartRematch(), UNIT)
    explore.ask(comparing.set_match_weights, SetMatchWeights(context=replace(BEGINNING, tier=99)), UNIT)
    explore.within(lambda unit: matching._end(unit, begun, matching.Comparison(begun.cities, BEGINNING)))
    explore.match()
    assert [event.weights_version for event in explore.said()][-1] == 1


def test_weights_changed_when_a_rematch_has_just_written_its_end_begin_another(explore: Explore) -> None:
    """Its job counts as running until it is marked as done, a transaction later."""
    explore.hear(admitted(1), admitted(2))
    explore.match()
    explore.ask(comparing.start_rematch, StartRematch(), UNIT)

    def ends(job: Any) -> Any:
        done = matching.rematch(job)
        explore.ask(comparing.set_match_weights, SetMatchWeights(context=replace(BEGINNING, tier=99)), UNIT)
        return done

    JobRunner(explore.work, {comparing.REMATCH: ends}, holder="test").run_next()
    explore.match()
    assert explore.said()[-1].weights_version == 1


def test_facts_swapped_in_during_a_rematch_begin_another(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2))
    explore.match()
    before = len(explore.said())
    explore.ask(comparing.start_rematch, StartRematch(), UNIT)

    def meanwhile(job: Any) -> Any:
        begun = matching._begin(lambda body: job.transact(lambda _, unit: body(unit)))
        explore.within(lambda unit: when_facts_were_rebuilt_compare_anew(unit, same=False))
        return job.transact(lambda _, unit: matching._end(unit, begun, matching.Comparison(begun.cities, BEGINNING)))

    JobRunner(explore.work, {comparing.REMATCH: meanwhile}, holder="test").run_next()
    explore.match()
    assert len(explore.said()) == before + 2


def test_facts_swapped_in_that_are_the_same_begin_none(explore: Explore) -> None:
    explore.hear(admitted(1), admitted(2))
    explore.match()
    before = explore.said()
    explore.within(lambda unit: when_facts_were_rebuilt_compare_anew(unit, same=True))
    explore.match()
    assert explore.said() == before


def test_a_rematch_asked_for_twice_is_one(explore: Explore) -> None:
    first, second = (explore.ask(comparing.start_rematch, StartRematch(), UNIT) for _ in range(2))
    assert first.id == second.id


def test_a_rebuild_is_begun_once_and_can_be_looked_at(explore: Explore) -> None:
    job = explore.ask(comparing.start_rebuild, StartRebuild(), UNIT)
    with pytest.raises(Conflict) as running:
        explore.ask(comparing.start_rebuild, StartRebuild(), UNIT)
    assert running.value.details["job_id"] == job.id
    shown = explore.see(views.comparing.get_read_model, GetReadModel(), UNIT)
    assert (shown.generation, shown.job, shown.rebuilt_at) == (1, job, None)
