"""Roles are given over things that exist, once, for a time; somebody is always in charge."""

from datetime import timedelta

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import EndAgreement, EndGrant, GetPerson, GiveGrant, GrantEnded, GrantGiven, ListGrants
from services.membership import views
from services.membership.domain.person import Person
from services.membership.usecases import agreements, grants
from tests.builders.membership import admitted, opened_hub
from tests.builders.partners import opened
from tests.fakes.membership import GATEWAY, MemoryMembership, management, person


def somebody(membership: MemoryMembership) -> str:
    made = Person(id=new_id(), name="Somebody", email=f"{new_id()}@c.example", language="en", password_hash="h", created_at=membership.now)
    membership.work.within(lambda _, unit: unit.people.add(made), membership.context(GATEWAY))
    return made.id


def give(membership: MemoryMembership, person_id: str, role: str = "partner", scope_id: str | None = None, **more):
    scope_id = scope_id or (opened(membership, management()).id if role in ("partner", "donor") else None)
    return membership.ask(grants.give_grant, GiveGrant(person_id=person_id, role=role, scope_id=scope_id, **more), management())


def end(membership: MemoryMembership, grant_id: str, **more):
    return membership.ask(grants.end_grant, EndGrant(grant_id=grant_id, reason="moved on"), management(), **more)


def refusal(refused: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    [error] = refused.value.details["errors"]
    return error["pointer"], error["code"]


@pytest.mark.parametrize("role", ["focal_point", "mayors_office"])
def test_a_citys_roles_are_held_over_a_city_that_exists(membership: MemoryMembership, role: str) -> None:
    city_id, holder = admitted(membership).city_id, somebody(membership)
    given = give(membership, holder, role, city_id)
    assert (given.scope_kind, given.scope_id, given.starts_at) == ("city", city_id, membership.now)
    assert membership.said()[-1] == GrantGiven(
        grant_id=given.id, person_id=holder, role=role, scope_kind="city", scope_id=city_id, starts_at=membership.now, ends_at=None
    )
    with pytest.raises(Invalid) as refused:
        give(membership, holder, role, new_id())
    assert refusal(refused) == ("/scope_id", "membership.no_scope")


def test_a_hub_officer_needs_a_hub_that_exists(membership: MemoryMembership) -> None:
    hub, holder = opened_hub(membership), somebody(membership)
    assert give(membership, holder, "hub_officer", hub.id).scope_kind == "hub"
    for scope, code in ((new_id(), "membership.no_scope"), (None, "membership.scope_wanted")):
        with pytest.raises(Invalid) as refused:
            give(membership, holder, "hub_officer", scope)
        assert refusal(refused) == ("/scope_id", code)


def test_the_management_unit_has_no_smaller_scope(membership: MemoryMembership) -> None:
    holder = somebody(membership)
    assert give(membership, holder, "management_unit").scope_kind == "network"
    with pytest.raises(Invalid) as refused:
        give(membership, holder, "management_unit", new_id())
    assert refusal(refused) == ("/scope_id", "membership.scope_not_wanted")


def test_a_reviewer_is_one_for_the_network_or_for_one_item(membership: MemoryMembership) -> None:
    holder, item = somebody(membership), new_id()
    assert give(membership, holder, "reviewer").scope_kind == "network"
    assert (given := give(membership, holder, "reviewer", item)).scope_kind == "item"
    assert given.scope_id == item


def test_a_grant_needs_a_person(membership: MemoryMembership) -> None:
    with pytest.raises(Invalid) as refused:
        give(membership, new_id())
    assert refusal(refused) == ("/person_id", "membership.no_person")


@pytest.mark.parametrize(("starts", "ends"), [(None, 0), (None, -1), (48, 24), (-48, -24)])
def test_a_grant_ends_after_it_starts_and_in_the_future(membership: MemoryMembership, starts: int | None, ends: int) -> None:
    at = membership.now
    with pytest.raises(Invalid) as refused:
        give(
            membership,
            somebody(membership),
            starts_at=None if starts is None else at + timedelta(hours=starts),
            ends_at=at + timedelta(hours=ends),
        )
    assert refusal(refused) == ("/ends_at", "membership.ends_too_early")


def test_the_same_role_is_not_held_twice(membership: MemoryMembership) -> None:
    holder, agreement = somebody(membership), opened(membership, management()).id
    first = give(membership, holder, "donor", agreement)
    with pytest.raises(Conflict) as refused:
        give(membership, holder, "donor", agreement)
    assert (refused.value.code, refused.value.details) == ("membership.grant_held", {"grant_id": first.id})
    give(membership, holder, "donor")
    give(membership, somebody(membership), "donor", agreement)
    end(membership, first.id)
    give(membership, holder, "donor", agreement)


def test_a_grant_is_ended_once(membership: MemoryMembership) -> None:
    given = give(membership, somebody(membership))
    ended = end(membership, given.id)
    assert (ended.ended_at, ended.end_reason, ended.end_note) == (membership.now, "revoked", "moved on")
    assert isinstance(membership.said()[-1], GrantEnded)
    with pytest.raises(Conflict) as refused:
        end(membership, given.id)
    assert refused.value.code == "membership.grant_over"


def test_a_grant_that_is_not_there_cannot_be_ended(membership: MemoryMembership) -> None:
    with pytest.raises(NotFound) as refused:
        end(membership, new_id())
    assert refused.value.code == "membership.no_grant"


def test_a_grant_changed_since_it_was_read_is_not_ended(membership: MemoryMembership) -> None:
    given = give(membership, somebody(membership))
    with pytest.raises(Conflict) as refused:
        end(membership, given.id, version=7)
    assert refused.value.code == "stale_version"


def test_a_term_ends_by_itself_and_says_so_once(membership: MemoryMembership) -> None:
    ends_at = membership.now + timedelta(days=30)
    given = give(membership, somebody(membership), ends_at=ends_at)
    membership.wait(days=29)
    assert not any(isinstance(event, GrantEnded) for event in membership.said())
    membership.wait(days=2)
    membership.wait(days=2)
    [ended] = [event for event in membership.said() if isinstance(event, GrantEnded)]
    assert (ended.grant_id, ended.ended_at) == (given.id, ends_at)
    [shown] = membership.see(views.grants.list_grants, ListGrants(person_id=given.person_id), management()).items
    assert (shown.ended_at, shown.end_reason) == (ends_at, "term_over")


def test_the_end_of_a_term_leaves_a_grant_ended_earlier_alone(membership: MemoryMembership) -> None:
    given = give(membership, somebody(membership), ends_at=membership.now + timedelta(days=30))
    end(membership, given.id)
    membership.wait(days=31)
    assert sum(isinstance(event, GrantEnded) for event in membership.said()) == 1


def test_the_last_lasting_grant_of_the_management_unit_cannot_be_ended(membership: MemoryMembership) -> None:
    first = give(membership, somebody(membership), "management_unit")
    give(membership, somebody(membership), "management_unit", ends_at=membership.now + timedelta(days=9))
    give(membership, somebody(membership), "management_unit", starts_at=membership.now + timedelta(days=9))
    with pytest.raises(Conflict) as refused:
        end(membership, first.id)
    assert refused.value.code == "membership.last_management_unit"
    second = give(membership, somebody(membership), "management_unit")
    end(membership, first.id)
    with pytest.raises(Conflict):
        end(membership, second.id)


def test_grants_are_listed_to_the_management_unit_and_to_their_holders(membership: MemoryMembership) -> None:
    mine, other = somebody(membership), somebody(membership)
    past = give(membership, mine, ends_at=membership.now + timedelta(days=1))
    membership.wait(days=2)
    now = give(membership, mine)
    membership.wait(minutes=1)
    later = give(membership, mine, starts_at=membership.now + timedelta(days=1))
    membership.wait(minutes=1)
    foreign = give(membership, other, "reviewer")

    def ids(reader, **asked):
        return [grant.id for grant in membership.see(views.grants.list_grants, ListGrants(**asked), reader).items]

    me = person(id=mine)
    assert ids(me) == [later.id, now.id, past.id]
    assert ids(me, active=True) == [now.id]
    assert ids(me, active=False) == [later.id, past.id]
    assert ids(me, person_id=other) == []
    assert ids(management()) == [foreign.id, later.id, now.id, past.id]
    assert ids(management(), role="reviewer") == [foreign.id]
    assert ids(management(), scope_id=now.scope_id) == [now.id]
    held = membership.see(views.people.get_person, GetPerson(person_id=mine), management()).grants
    assert [grant.id for grant in held] == [past.id, now.id, later.id]


def test_only_the_management_unit_gives_and_ends(membership: MemoryMembership) -> None:
    holder = somebody(membership)
    with pytest.raises(NotAllowed):
        membership.ask(grants.give_grant, GiveGrant(person_id=holder, role="reviewer"), person(id=holder))


def test_a_partner_holds_a_role_over_an_agreement_that_is_not_over(membership: MemoryMembership) -> None:
    with pytest.raises(Invalid) as refused:
        give(membership, somebody(membership), "partner", new_id())
    assert refusal(refused) == ("/scope_id", "membership.no_scope")
    agreement = opened(membership, management())
    give(membership, somebody(membership), "partner", agreement.id)
    membership.ask(agreements.end_agreement, EndAgreement(agreement_id=agreement.id, note="Given up."), management())
    with pytest.raises(Invalid) as refused:
        give(membership, somebody(membership), "donor", agreement.id)
    assert refusal(refused) == ("/scope_id", "membership.no_scope")
