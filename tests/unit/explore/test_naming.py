"""Names come from membership at the last moment; without it there are ids and no failure."""

from typing import Any

from contracts.declare import dump
from contracts.errors import Unavailable
from contracts.explore import ExplainPair, ListPeers, PairView, PeersPage
from contracts.membership import CityName, CityNames, NameCities
from services.explore.views import naming, peers
from tests.builders.explore import admitted, city_id
from tests.fakes.explore import MemoryExplore


class Membership:
    """Answers as membership would, or not at all."""

    def __init__(self, *cities: CityName, away: bool = False) -> None:
        self.cities, self.away = cities, away
        self.asked: list[NameCities] = []

    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]:
        self.asked.append(request)
        if self.away:
            raise Unavailable("service_unavailable", "membership is away", retryable=True)
        return dump(CityNames(items=self.cities))


def named(number: int, *, listed: bool = True) -> CityName:
    return CityName(city_id=city_id(number), names={"en": f"City {number}"}, country="KE", listed=listed)


def page(membership: Membership) -> PeersPage:
    explore = MemoryExplore()
    explore.hear(admitted(1), admitted(2), admitted(3, "UG"))
    explore.match()
    return naming.with_names(explore.see(peers.list_peers, ListPeers(city_id=city_id(1))), membership)


def test_peers_are_named_in_one_question() -> None:
    membership = Membership(named(2), named(3))
    told = page(membership)
    assert [peer.city.names for peer in told.items] == [{"en": "City 2"}, {"en": "City 3"}]
    assert told.names_available
    assert [set(asked.city_ids) for asked in membership.asked] == [{city_id(2), city_id(3)}]


def test_without_membership_there_are_ids() -> None:
    told = page(Membership(away=True))
    assert [(peer.city.city_id, peer.city.names) for peer in told.items] == [(city_id(2), None), (city_id(3), None)]
    assert not told.names_available


def test_a_city_that_membership_lists_no_more_leaves_before_we_have_heard_of_it() -> None:
    told = page(Membership(named(2), named(3, listed=False)))
    assert [peer.city.city_id for peer in told.items] == [city_id(2)]


def test_a_pair_is_named_too() -> None:
    explore = MemoryExplore()
    explore.hear(admitted(1), admitted(2))
    pair = explore.see(peers.explain_pair, ExplainPair(city_id=city_id(1), peer_id=city_id(2)))
    told = naming.with_both_names(pair, Membership(named(1), named(2)))
    assert isinstance(told, PairView)
    assert (told.city.names, told.peer.names, told.names_available) == ({"en": "City 1"}, {"en": "City 2"}, True)
    assert naming.with_both_names(pair, Membership(away=True)) == pair
