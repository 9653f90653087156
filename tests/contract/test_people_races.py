"""Invitations, grants and terms with several people at the same instant, on a real store: nothing twice, nothing lost."""

from datetime import date
from typing import Any

import pytest
from pymongo.database import Database

from contracts.membership import (
    AcceptInvitation,
    DeclareElection,
    EndGrant,
    GiveGrant,
    InvitePerson,
    ListGrants,
    RegisterPerson,
    RevokeInvitation,
)
from services.membership import views
from services.membership.usecases import accounts, grants, invitations, terms
from services.membership.usecases.open_work import holders
from tests.at_once import at_once
from tests.builders.membership import admitted, named, opened_hub
from tests.builders.people import PASSWORD, accepted, given, invited, somebody, token_of
from tests.contract.test_membership_races import said
from tests.fakes.membership import GATEWAY, NOBODY, StoredMembership, management, person


@pytest.fixture
def membership(membership_database: Database[dict[str, Any]]) -> StoredMembership:
    return StoredMembership(membership_database)


def look(membership: StoredMembership, what: Any) -> Any:
    return membership.work.look(lambda _, unit: what(unit), membership.context(GATEWAY))


def test_one_address_invited_at_once_is_invited_once(membership: StoredMembership) -> None:
    request = InvitePerson(email="juma@city.example", role="reviewer")
    answers, codes = at_once(*[lambda: membership.ask(invitations.invite_person, request, management()) for _ in range(4)])
    assert (len({one.id for one in answers}), codes) == (1, [])
    assert said(membership, "invitation_issued.v1") == 1


def test_two_tabs_that_accept_make_one_account_and_one_grant(membership: StoredMembership) -> None:
    token = token_of(membership, invited(membership).id)
    accept = [lambda: accepted(membership, token, name="Juma", password=PASSWORD) for _ in range(3)]
    answers, codes = at_once(*accept)
    assert (len(answers), codes) == (1, ["membership.invitation_used"] * 2)
    assert membership.database["people"].count_documents({}) == membership.database["grants"].count_documents({}) == 1


def test_two_tabs_of_somebody_signed_in_give_one_grant(membership: StoredMembership) -> None:
    me = person(id=somebody(membership, "juma@city.example"))
    token = token_of(membership, invited(membership).id)
    answers, codes = at_once(*[lambda: accepted(membership, token, me) for _ in range(3)])
    assert (len(answers), codes) == (1, ["membership.invitation_used"] * 2)
    assert said(membership, "grant_given.v1") == 1


def test_taken_back_and_accepted_at_once_only_one_of_both_happens(membership: StoredMembership) -> None:
    for number in range(4):
        sent = invited(membership, email=f"n{number}@c.example")
        token = token_of(membership, sent.id)
        revoke = RevokeInvitation(invitation_id=sent.id)
        answers, codes = at_once(
            lambda t=token: accepted(membership, t, name="Juma", password=PASSWORD),
            lambda r=revoke: membership.ask(invitations.revoke_invitation, r, management()),
        )
        kept = look(membership, lambda unit, id=sent.id: unit.invitations.get(id))
        assert (len(answers), len(codes)) == (1, 1)
        assert codes[0] == {"accepted": "membership.invitation_used", "revoked": "membership.invitation_revoked"}[kept.state]
        assert (kept.grant_id is not None) == (kept.state == "accepted")


def test_registered_and_accepted_at_once_there_is_one_account(membership: StoredMembership) -> None:
    token = token_of(membership, invited(membership).id)
    register = RegisterPerson(name="Juma", email="juma@city.example", password=PASSWORD)
    _, codes = at_once(
        lambda: membership.ask(lambda unit, asked: accounts.add_person(unit, asked, password_hash="h"), register, NOBODY),
        lambda: accepted(membership, token, name="Juma", password=PASSWORD),
    )
    assert codes in ([], ["membership.sign_in_to_accept"])
    assert membership.database["people"].count_documents({}) == 1


def test_several_letters_written_at_once_hold_links_that_all_work(membership: StoredMembership) -> None:
    sent = invited(membership)
    tokens, codes = at_once(*[lambda: token_of(membership, sent.id) for _ in range(4)])
    assert (len(set(tokens)), codes) == (4, [])
    for token in tokens:
        request = AcceptInvitation(token=token)
        with pytest.raises(invitations.AccountWanted):
            membership.ask(lambda unit, asked: invitations.accept(unit, asked, account=None), request, NOBODY)


def test_a_grant_ended_twice_at_once_is_ended_once(membership: StoredMembership) -> None:
    one = given(membership, somebody(membership), "reviewer")
    request = EndGrant(grant_id=one.id, reason="moved on")
    answers, codes = at_once(*[lambda: membership.ask(grants.end_grant, request, management()) for _ in range(3)])
    assert (len(answers), codes) == (1, ["membership.grant_over"] * 2)
    assert said(membership, "grant_ended.v1") == 1


def test_work_is_never_handed_to_somebody_who_leaves_at_the_same_instant(membership: StoredMembership) -> None:
    opened_hub(membership)
    given(membership, somebody(membership), "management_unit")
    applicant = somebody(membership)
    application = admitted(membership, person(id=applicant))
    city = str(application.city_id)
    for _ in range(3):
        leaving = [given(membership, somebody(membership), "focal_point", city) for _ in range(2)]
        given(membership, somebody(membership), "mayors_office", city)
        owner = look(membership, lambda unit: unit.applications.get(application.id).applicant_id)
        held = [grant for grant in look(membership, lambda unit: unit.grants.over("city", city)) if grant.person_id == owner]
        ends = [EndGrant(grant_id=grant.id, reason="moved on") for grant in (*held, *leaving)]
        _, codes = at_once(*[lambda end=end: membership.ask(grants.end_grant, end, management()) for end in ends])
        assert codes == []
        now_with = look(membership, lambda unit: unit.applications.get(application.id).applicant_id)
        assert now_with in {grant.person_id for grant in look(membership, lambda unit: holders(unit, ("city", city)))}


def test_an_office_given_while_an_election_is_declared_ends_with_it(membership: StoredMembership) -> None:
    opened_hub(membership)
    for number in range(3):
        city = str(admitted(membership, person(id=somebody(membership)), named(f"City {number}")).city_id)
        give = GiveGrant(person_id=somebody(membership), role="mayors_office", scope_id=city)
        declare = DeclareElection(city_id=city, date=date(2027, 6, 6))
        _, codes = at_once(
            lambda g=give: membership.ask(grants.give_grant, g, management()),
            lambda d=declare: membership.ask(terms.declare_election, d, management()),
        )
        assert codes == []
        shown = membership.see(views.grants.list_grants, ListGrants(scope_id=city), management()).items
        assert {one.ends_because for one in shown} == {"election"}
