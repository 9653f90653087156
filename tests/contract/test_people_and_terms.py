"""What invitations, grants and elections ask of their collections, answered alike by the memory store and a real one."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.membership import DeclareElection, FindRecipients, ListElections, ListInvitations
from services.membership import views
from services.membership.domain.tokens import digest
from services.membership.usecases import terms
from tests.builders.membership import admitted, opened_hub
from tests.builders.people import NOTIFICATIONS, PASSWORD, accepted, given, holding, invited, somebody, token_of
from tests.fakes.membership import GATEWAY, Membership, MemoryMembership, StoredMembership, hub_officer, management


@pytest.fixture(params=["memory", "store"])
def membership(request: pytest.FixtureRequest) -> Membership:
    if request.param == "memory":
        return MemoryMembership()
    return StoredMembership(request.getfixturevalue("membership_database"))


def within(membership: Membership, do: Any) -> Any:
    return membership.work.within(lambda _, unit: do(unit), membership.context(GATEWAY))


def test_invitations_are_found_by_link_inviter_scope_and_address(membership: Membership) -> None:
    chief, scope = management(), new_id()
    one = invited(membership, chief, role="reviewer", scope_id=scope)
    two = invited(membership, email="other@c.example", role="reviewer", scope_id=scope)
    tokens = [token_of(membership, one.id) for _ in range(2)]

    def ids(find: Any) -> Any:
        return within(membership, lambda unit: sorted(found.id for found in find(unit.invitations)))

    for token in tokens:
        assert within(membership, lambda unit, token=token: unit.invitations.by_token(digest(token)).id) == one.id
    assert within(membership, lambda unit: unit.invitations.by_token("x")) is None
    assert ids(lambda found: found.open_of_inviter(chief.person_id)) == [one.id]
    assert ids(lambda found: found.open_over(scope)) == sorted([one.id, two.id])
    assert ids(lambda found: found.of_email("JUMA@city.example")) == [one.id]
    answer = accepted(membership, tokens[0], name="Juma", password=PASSWORD)
    assert ids(lambda found: found.open_over(scope)) == [two.id]
    kept = within(membership, lambda unit: unit.invitations.get(one.id))
    assert (kept.state, kept.accepted_by, kept.grant_id, kept.closed_at) == ("accepted", answer.person_id, answer.grant.id, membership.now)


def test_lists_of_invitations_follow_their_readers_and_filters(membership: Membership) -> None:
    hub, city = opened_hub(membership), admitted(membership).city_id
    sent = []
    for role, scope in (("focal_point", city), ("mayors_office", city), ("hub_officer", hub.id), ("reviewer", None)):
        sent.append(invited(membership, role=role, scope_id=scope).id)
        membership.wait(minutes=1)
    focal, mayor, officer, reviewer = sent

    def ids(reader: Any, **asked: Any) -> list[str]:
        return [one.id for one in membership.see(views.invitations.list_invitations, ListInvitations(**asked), reader).items]

    assert ids(management()) == [reviewer, officer, mayor, focal]
    assert ids(hub_officer(hub.id)) == [officer, mayor, focal]
    assert ids(holding("mayors_office", city), role="focal_point", state="sent", scope_id=city) == [focal]
    first = membership.see(views.invitations.list_invitations, ListInvitations(limit=3), management())
    second = membership.see(views.invitations.list_invitations, ListInvitations(limit=3, cursor=first.next), management())
    assert ([one.id for one in second.items], second.next) == ([focal], None)
    membership.wait(days=15)
    assert ids(management(), state="sent") == []


def test_grants_over_a_thing_are_those_that_are_not_over(membership: Membership) -> None:
    scope = new_id()
    for ends in (timedelta(hours=1), None):
        ends_at = membership.now + ends if ends else None
        given(membership, somebody(membership), "reviewer", scope, ends_at=ends_at, starts_at=membership.now)
    later = given(membership, somebody(membership), "reviewer", scope, starts_at=membership.now + timedelta(days=9))
    assert len(within(membership, lambda unit: unit.grants.over("item", scope))) == 3
    membership.now += timedelta(hours=2)
    left = {grant.id for grant in within(membership, lambda unit: unit.grants.over("item", scope))}
    assert (len(left), later.id in left) == (2, True)
    given(membership, somebody(membership), "management_unit")
    assert len(within(membership, lambda unit: unit.grants.over("network", None))) == 1


def test_the_current_election_is_the_one_whose_terms_have_not_ended(membership: Membership) -> None:
    city = str(admitted(membership).city_id)
    assert within(membership, lambda unit: unit.elections.current(city)) is None
    first = membership.ask(terms.declare_election, DeclareElection(city_id=city, date=date(2027, 6, 6)), management())
    assert within(membership, lambda unit: unit.elections.current(city)).id == first.id
    membership.wait(days=200)
    assert within(membership, lambda unit: unit.elections.current(city)) is None
    second = membership.ask(terms.declare_election, DeclareElection(city_id=city, date=date(2031, 6, 6)), management())
    listed = membership.see(views.grants.list_elections, ListElections(city_id=city), management()).items
    assert [(one.id, one.date) for one in listed] == [(second.id, date(2031, 6, 6)), (first.id, date(2027, 6, 6))]


def test_recipients_are_read_without_a_transaction(membership: Membership) -> None:
    city = admitted(membership).city_id
    given(membership, somebody(membership, "amina@c.example", "Amina"), "mayors_office", city)
    asked = FindRecipients(about=f"cities/{city}", audience="mayors_office")
    assert [one.email for one in membership.see(views.recipients.find_recipients, asked, NOTIFICATIONS).items] == ["amina@c.example"]
