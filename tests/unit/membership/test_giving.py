"""Who may give a role, take it back and see it, role by role."""

import pytest

from chassis.context import new_id
from contracts.errors import NotAllowed, NotFound, Refusal
from contracts.membership import EndGrant, GiveGrant, ListGrants, RenewGrant
from contracts.roles import ROLES
from services.membership import views
from services.membership.domain.giving import GIVERS
from services.membership.usecases import grants, terms
from tests.builders.membership import admitted, opened_hub
from tests.builders.partners import opened
from tests.builders.people import given, holding, somebody
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person


class Places:
    """A city in a hub, and another city in another hub."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.hub, self.other_hub = opened_hub(membership).id, opened_hub(membership, countries=("BR",), names={"en": "Other"}).id
        self.city = str(admitted(membership).city_id)
        self.agreement = opened(membership, management()).id

    def scope_of(self, role: str) -> str | None:
        return {"focal_point": self.city, "mayors_office": self.city, "hub_officer": self.hub}.get(
            role, self.agreement if role in ("partner", "donor") else None
        )


@pytest.fixture
def places(membership: MemoryMembership) -> Places:
    return Places(membership)


EXPECTED = {
    # who                      may give and take back
    "management unit": set(ROLES),
    "hub": {"focal_point", "mayors_office"},
    "other hub": set(),
    "mayor's office": {"focal_point", "mayors_office"},
    "other mayor's office": set(),
}
"""By hand, not from the table that this is here to check. Everybody else is turned away at the door."""


def asking(places: Places) -> dict:
    return {
        "management unit": management(),
        "hub": hub_officer(places.hub),
        "other hub": hub_officer(places.other_hub),
        "mayor's office": holding("mayors_office", places.city),
        "other mayor's office": holding("mayors_office", new_id()),
    }


@pytest.mark.parametrize("role", ROLES)
def test_who_gives_a_role(membership: MemoryMembership, places: Places, role: str) -> None:
    for who, actor in asking(places).items():
        request = GiveGrant(person_id=somebody(membership), role=role, scope_id=places.scope_of(role))
        if role in EXPECTED[who]:
            assert membership.ask(grants.give_grant, request, actor).granted_by == actor.person_id
            continue
        with pytest.raises(NotAllowed) as refused:
            membership.ask(grants.give_grant, request, actor)
        assert refused.value.code == "membership.not_yours_to_give", who


@pytest.mark.parametrize("role", ROLES)
def test_who_takes_a_role_back_or_renews_it(membership: MemoryMembership, places: Places, role: str) -> None:
    given(membership, somebody(membership), "management_unit")
    for who, actor in asking(places).items():
        one = given(membership, somebody(membership), role, places.scope_of(role))
        for act, request in (
            (terms.renew_grant, RenewGrant(grant_id=one.id)),
            (grants.end_grant, EndGrant(grant_id=one.id, reason="moved on")),
        ):
            if role in EXPECTED[who]:
                assert membership.ask(act, request, actor).id == one.id
                continue
            with pytest.raises(Refusal) as refused:
                membership.ask(act, request, actor)
            assert refused.value.code in ("membership.no_grant", "membership.not_yours_to_give"), who


def test_who_may_not_know_of_a_grant_hears_that_there_is_none_and_who_knows_it_that_it_is_not_theirs(
    membership: MemoryMembership, places: Places
) -> None:
    mine = given(membership, somebody(membership), "hub_officer", places.hub)
    end = EndGrant(grant_id=mine.id, reason="coup")
    with pytest.raises(NotAllowed):
        membership.ask(grants.end_grant, end, holding("hub_officer", places.hub, mine.person_id))
    with pytest.raises(NotFound):
        membership.ask(grants.end_grant, end, hub_officer(places.other_hub))


def test_roles_that_give_nothing_are_turned_away_at_the_door(membership: MemoryMembership, places: Places) -> None:
    request = GiveGrant(person_id=somebody(membership), role="focal_point", scope_id=places.city, deputy=True)
    for role in ("focal_point", "reviewer", "partner", "donor"):
        with pytest.raises(NotAllowed):
            membership.ask(grants.give_grant, request, holding(role, places.city))
    for nobody in (person(), NOBODY):
        with pytest.raises(NotAllowed):
            membership.ask(grants.give_grant, request, nobody)


def test_the_table_knows_every_role() -> None:
    assert set(GIVERS) == set(ROLES)


def test_grants_are_seen_by_their_holder_and_by_those_of_the_same_scope(membership: MemoryMembership, places: Places) -> None:
    holder = somebody(membership)
    of_city = given(membership, holder, "focal_point", places.city)
    of_hub = given(membership, somebody(membership), "hub_officer", places.hub)
    of_network = given(membership, somebody(membership), "reviewer")
    mine = {of_city.id, of_hub.id, of_network.id}

    def seen(reader, **asked) -> set[str]:
        items = membership.see(views.grants.list_grants, ListGrants(**asked), reader).items
        return {one.id for one in items} & mine

    assert seen(management()) == mine
    assert seen(hub_officer(places.hub)) == {of_city.id, of_hub.id}
    assert seen(hub_officer(places.other_hub)) == set()
    assert seen(holding("mayors_office", places.city)) == {of_city.id}
    assert seen(holding("mayors_office", new_id())) == set()
    assert seen(holding("focal_point", places.city)) == set()
    assert seen(person(id=holder)) == {of_city.id}
    assert seen(hub_officer(places.hub), person_id=of_network.person_id) == set()
    assert seen(hub_officer(places.hub), scope_id=places.city) == {of_city.id}


def test_a_deputy_stands_in_for_focal_points_only(membership: MemoryMembership, places: Places) -> None:
    assert given(membership, somebody(membership), "focal_point", places.city, deputy=True).deputy
    for role in set(ROLES) - {"focal_point"}:
        with pytest.raises(Refusal) as refused:
            given(membership, somebody(membership), role, places.scope_of(role), deputy=True)
        assert refused.value.details["errors"][0]["code"] == "membership.no_deputy"
