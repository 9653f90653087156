"""What nobody looked after gets the hub of its country, as soon as the country has one."""

import pytest

from contracts.membership import (
    ApplicationRerouted,
    BeginReview,
    CityHubChanged,
    GetApplication,
    GetCity,
    PlanTransfer,
    RecommendApplication,
    ReviseHub,
)
from services.membership import views
from services.membership.usecases import adoption, hubs, reviews, transfers
from tests.builders.membership import admitted, named, opened_hub, submitted
from tests.fakes.membership import MemoryMembership, hub_officer, management, person


def orphans(membership: MemoryMembership) -> tuple[str, str]:
    """A city and a live application of a country without a hub."""
    city_id = str(admitted(membership, content=named("Mombasa")).city_id)
    return city_id, submitted(membership, person(), named("Nakuru")).id


def hub_of(membership: MemoryMembership, city_id: str) -> str | None:
    return membership.see(views.directory.get_city, GetCity(city_id=city_id)).hub_id


def routed(membership: MemoryMembership, application_id: str) -> str | None:
    return membership.see(views.applications.get_application, GetApplication(application_id=application_id), management()).hub_id


def test_a_new_hub_brings_along_what_its_countries_had(membership: MemoryMembership) -> None:
    city_id, application_id = orphans(membership)
    elsewhere = str(admitted(membership, content=named("Addis Ababa", country="ET", subdivision=None)).city_id)
    assert (hub_of(membership, city_id), routed(membership, application_id)) == (None, None)
    hub = opened_hub(membership)
    membership.wait(seconds=1)
    membership.wait(seconds=1)
    assert (hub_of(membership, city_id), routed(membership, application_id), hub_of(membership, elsewhere)) == (hub.id, hub.id, None)
    [moved] = [said for said in membership.said() if isinstance(said, CityHubChanged)]
    assert (moved.city_id, moved.from_hub_id, moved.to_hub_id) == (city_id, None, hub.id)
    [rerouted] = [said for said in membership.said() if isinstance(said, ApplicationRerouted)]
    assert (rerouted.application_id, rerouted.from_hub_id, rerouted.to_hub_id) == (application_id, None, hub.id)


def test_the_new_officers_go_on_where_the_management_unit_stood(membership: MemoryMembership) -> None:
    _, application_id = orphans(membership)
    membership.ask(reviews.begin_review, BeginReview(application_id=application_id), management())
    officer = hub_officer(opened_hub(membership).id)
    membership.wait(seconds=1)
    recommended = membership.ask(reviews.recommend_application, RecommendApplication(application_id=application_id), officer)
    assert recommended.state == "recommended"


def test_a_hub_that_takes_another_country_brings_along_what_that_had(membership: MemoryMembership) -> None:
    hub = opened_hub(membership, countries=("TZ",))
    city_id, _ = orphans(membership)
    membership.ask(hubs.revise_hub, ReviseHub(hub_id=hub.id, changes={"countries": ["TZ", "KE"]}), management())
    membership.wait(seconds=1)
    membership.wait(seconds=1)
    assert hub_of(membership, city_id) == hub.id


def test_many_come_a_few_at_a_time_and_none_is_forgotten(membership: MemoryMembership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adoption, "AT_ONCE", 2)
    cities = [str(admitted(membership, content=named(f"Town {letter}")).city_id) for letter in "abcde"]
    hub = opened_hub(membership)
    with_hub = []
    for _ in range(4):
        membership.wait(seconds=1)
        with_hub.append(sum(hub_of(membership, city_id) == hub.id for city_id in cities))
    assert with_hub == [2, 4, 5, 5]


def test_a_country_that_moves_on_takes_along_what_was_not_adopted(membership: MemoryMembership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adoption, "AT_ONCE", 1)
    city_id, application_id = orphans(membership)
    first = opened_hub(membership)
    second = opened_hub(membership, countries=("ET",), names={"en": "The Horn"})
    asked = PlanTransfer(hub_id=first.id, country="KE", to_hub_id=second.id, reason="The Horn grows.")
    membership.ask(transfers.plan_transfer, asked, management())
    for _ in range(3):
        membership.wait(seconds=1)
    assert (hub_of(membership, city_id), routed(membership, application_id)) == (second.id, second.id)


def test_a_hub_without_such_work_sets_nothing_going(membership: MemoryMembership) -> None:
    orphans(membership)
    opened_hub(membership, countries=("TZ",))
    before = len(membership.said())
    membership.wait(seconds=5)
    assert len(membership.said()) == before
