"""The directory in memory is what the store holds: after every change, beside others who change, in every process that holds a copy."""

import threading
from typing import Any

import pytest

from contracts.membership import CountCities, ListCities, MapCities, ReviseProfile
from services.membership import views
from services.membership.domain.directory import entry_of
from services.membership.repository.directory import Directory
from services.membership.usecases import profiles
from tests.builders.cities import mayor, member_city
from tests.fakes.membership import Membership, MemoryMembership, StoredMembership, management


@pytest.fixture(params=["memory", "store"])
def membership(request: pytest.FixtureRequest) -> Membership:
    if request.param == "memory":
        return MemoryMembership()
    return StoredMembership(request.getfixturevalue("membership_database"))


def names(membership: Membership, **asked: Any) -> list[str]:
    return [city.names["en"] for city in membership.see(views.directory.list_cities, ListCities(**asked), management()).items]


def revise(membership: Membership, city_id: str, **changes: Any) -> None:
    membership.ask(profiles.revise_profile, ReviseProfile(city_id=city_id, changes=changes), mayor(city_id))


def entries(membership: Membership) -> dict[str, Any]:
    return membership.work.look(  # type: ignore[no-any-return]
        lambda _, unit: {entry.id: entry for entry in unit.directory.all(lambda entry: True)}, membership.context(management())
    )


def drawn(membership: Membership) -> dict[str, Any]:
    """What the directory should hold, made anew from the cities."""
    ids = tuple(entries(membership))
    return membership.work.look(  # type: ignore[no-any-return]
        lambda _, unit: {city.id: entry_of(city) for city in unit.cities.of_ids(ids)}, membership.context(management())
    )


def three(membership: Membership) -> list[str]:
    return [member_city(membership, name, population=number) for name, number in (("Nakuru", 30), ("Kisumu", 10), ("Lamu", 20))]


def test_every_order_goes_both_ways_page_by_page(membership: Membership) -> None:
    three(membership)
    expected = {
        "name": ["Kisumu", "Lamu", "Nakuru"],
        "population": ["Kisumu", "Lamu", "Nakuru"],
        "-population": ["Nakuru", "Lamu", "Kisumu"],
        "-name": ["Nakuru", "Lamu", "Kisumu"],
    }
    for sort, whole in expected.items():
        assert names(membership, sort=sort) == whole
        found, cursor = [], None
        for _ in whole:
            page = membership.see(views.directory.list_cities, ListCities(sort=sort, limit=1, cursor=cursor), management())
            found += [city.names["en"] for city in page.items]
            cursor = page.next
        assert (found, cursor) == (whole, None)


def test_a_change_is_found_at_once_and_nothing_is_found_twice(membership: Membership) -> None:
    nakuru, *_ = three(membership)
    assert names(membership, sort="population") == ["Kisumu", "Lamu", "Nakuru"]
    revise(membership, nakuru, population=5, population_year=2024)
    assert names(membership, sort="population") == ["Nakuru", "Kisumu", "Lamu"]
    revise(membership, nakuru, names={"en": "Abu Nakuru"})
    assert names(membership) == ["Abu Nakuru", "Kisumu", "Lamu"]
    assert names(membership, q="abu") == ["Abu Nakuru"]
    assert entries(membership) == drawn(membership)


def test_a_change_that_was_refused_leaves_no_trace(membership: Membership) -> None:
    nakuru, *_ = three(membership)
    names(membership)

    def change_and_fail(unit: Any, _: Any) -> None:
        city = unit.cities.get(nakuru)
        city.status = "suspended"
        unit.cities.save(city)
        assert nakuru not in {entry.id for entry in unit.directory.all(lambda entry: entry.listed)}
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        membership.work.run(change_and_fail, None, membership.context(management()))
    assert names(membership) == ["Kisumu", "Lamu", "Nakuru"]
    revise(membership, nakuru, population=5, population_year=2024)
    assert entries(membership) == drawn(membership)


def test_a_copy_made_later_is_the_same(membership: Membership) -> None:
    nakuru, kisumu, _ = three(membership)
    names(membership)
    revise(membership, nakuru, languages=["fr"])
    revise(membership, kisumu, visibility={"population": "network"})
    before = entries(membership)
    membership.directory = Directory()
    assert entries(membership) == before == drawn(membership)


def test_what_changes_no_entry_makes_no_generation(membership: Membership) -> None:
    nakuru, *_ = three(membership)

    def state(_: Any, unit: Any) -> Any:
        return unit.unit.collection("directory_state").find_one({"_id": "cities"})

    before = membership.work.look(state, membership.context(management()))
    revise(membership, nakuru, website="https://nakuru.example")
    assert membership.work.look(state, membership.context(management())) == before


def test_many_who_change_at_once_are_all_found(membership_database: Any) -> None:
    """Readers look all the while; each process has its own copy."""
    membership = StoredMembership(membership_database)
    ids = [member_city(membership, f"City {letter}") for letter in "ABCDEF"]
    done = threading.Event()
    lengths: set[int] = set()

    def look() -> None:
        while not done.is_set():
            lengths.add(len(names(membership)))

    def write(city_id: str) -> None:
        for number in range(1, 5):
            revise(membership, city_id, population=number * 100, population_year=2024)

    readers = [threading.Thread(target=look) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(city_id,)) for city_id in ids]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join(60)
    done.set()
    for thread in readers:
        thread.join(10)
    assert entries(membership) == drawn(membership)
    assert lengths == {len(ids)}
    assert {entry.known[0].population for entry in entries(membership).values()} == {400}


def test_counts_and_map_are_of_what_was_asked_for(membership: Membership) -> None:
    three(membership)
    facets = membership.see(views.directory.count_cities, CountCities(min_population=15), management())
    assert (facets.cities, [(tally.value, tally.cities) for tally in facets.country]) == (2, [("KE", 2)])
    assert [(tally.value, tally.cities) for tally in facets.need] == [("youth_engagement", 2)]
    rows = membership.see(views.directory.map_cities, MapCities(q="lamu")).rows
    assert [row[1:] for row in rows] == [[39.7, -4.1, "Lamu", "KE", "municipality"]]


def test_a_process_that_was_warmed_up_reads_no_entry_for_the_first_who_asks(membership: Membership) -> None:
    three(membership)
    membership.directory = Directory()
    assert membership.work.look(lambda _, unit: unit.directory.warm(), membership.context(management())) == 3
    membership.work.within(lambda unit, _: unit.collection("directory").delete_many({}), membership.context(management()))
    assert names(membership) == ["Kisumu", "Lamu", "Nakuru"]
