"""Somebody is asked by mail to take a role, and takes it once, with the account of the address that was asked."""

from datetime import timedelta
from typing import get_args

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import (
    DeclineInvitation,
    DrawLink,
    GetInvitation,
    GiveGrant,
    GrantGiven,
    InvitationAccepted,
    InvitationDeclined,
    InvitationExpired,
    InvitationIssued,
    InvitationRevoked,
    InvitePerson,
    LinkKind,
    ListInvitations,
    PreviewInvitation,
    ResendInvitation,
    RevokeInvitation,
)
from services.membership import views
from services.membership.usecases import drawing, grants, invitations
from tests.builders.membership import admitted, opened_hub
from tests.builders.partners import opened
from tests.builders.people import NOTIFICATIONS, PASSWORD, accepted, given, holding, invited, somebody, token_of
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person


def preview(membership: MemoryMembership, token: str, by=NOBODY, **more):
    return membership.talk(lambda work, _, asked: invitations.preview_invitation(work, asked), PreviewInvitation(token=token, **more), by)


def decline(membership: MemoryMembership, token: str):
    return membership.talk(lambda work, _, asked: invitations.decline_invitation(work, asked), DeclineInvitation(token=token))


def said(membership: MemoryMembership, kind: type) -> list:
    return [event for event in membership.said() if isinstance(event, kind)]


def code_of(act) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


# ---------------------------------------------------------------- inviting


def test_an_invitation_tells_ids_only_and_runs_for_fourteen_days(membership: MemoryMembership) -> None:
    chief = management()
    sent = invited(membership, chief, name="Juma Otieno", language="sw")
    assert (sent.state, sent.expires_at - sent.invited_at, sent.sendings) == ("sent", timedelta(days=14), 1)
    assert membership.said()[-1] == InvitationIssued(
        invitation_id=sent.id,
        role="reviewer",
        deputy=False,
        scope_kind="network",
        scope_id=None,
        invited_by=chief.person_id,
        expires_at=sent.expires_at,
        sending=1,
    )


def test_the_same_address_asked_for_the_same_thing_is_answered_with_the_first(membership: MemoryMembership) -> None:
    first = invited(membership, email="Juma@City.example")
    assert invited(membership, email="juma@city.EXAMPLE") == first
    assert invited(membership, role="reviewer", scope_id=new_id()).id != first.id
    assert len(said(membership, InvitationIssued)) == 2


@pytest.mark.parametrize("ending", ["declined", "revoked", "expired"])
def test_an_address_is_asked_again_once_the_first_time_is_over(membership: MemoryMembership, ending: str) -> None:
    first = invited(membership)
    if ending == "declined":
        decline(membership, token_of(membership, first.id))
    elif ending == "revoked":
        membership.ask(invitations.revoke_invitation, RevokeInvitation(invitation_id=first.id), management())
    else:
        membership.now += timedelta(days=15)  # the timer has not fired yet
    again = invited(membership)
    assert again.id != first.id
    shown = membership.see(views.invitations.get_invitation, GetInvitation(invitation_id=first.id), management())
    assert shown.state == ending


def test_who_holds_the_role_is_not_invited_to_it(membership: MemoryMembership) -> None:
    held = given(membership, somebody(membership, "juma@city.example"), "reviewer")
    with pytest.raises(Conflict) as refused:
        invited(membership)
    assert (refused.value.code, refused.value.details) == ("membership.grant_held", {"grant_id": held.id})
    assert said(membership, InvitationIssued) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"role": "focal_point"}, "membership.scope_wanted"),
        ({"role": "focal_point", "scope_id": new_id()}, "membership.no_scope"),
        ({"role": "management_unit", "scope_id": new_id()}, "membership.scope_not_wanted"),
        ({"role": "reviewer", "deputy": True}, "membership.no_deputy"),
    ],
)
def test_an_invitation_to_nothing_is_refused(membership: MemoryMembership, asked: dict, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        invited(membership, **asked)
    assert refused.value.details["errors"][0]["code"] == code


def test_an_invitation_to_a_role_that_is_over_is_refused(membership: MemoryMembership) -> None:
    now = membership.now
    for starts, ends in ((None, now), (now + timedelta(days=9), now + timedelta(days=8))):
        with pytest.raises(Invalid) as refused:
            invited(membership, starts_at=starts, ends_at=ends)
        assert refused.value.details["errors"][0] == {
            "pointer": "/ends_at",
            "code": "membership.ends_too_early",
            "message": "must lie after the start and in the future",
        }
    assert invited(membership, ends_at=now + timedelta(days=3)).expires_at == now + timedelta(days=3)


# ---------------------------------------------------------------- who may


def test_everybody_invites_to_what_they_may_give_and_to_nothing_else(membership: MemoryMembership) -> None:
    hub, other_hub = opened_hub(membership), opened_hub(membership, countries=("FR",), names={"en": "Other"})
    city = admitted(membership).city_id
    roles = {
        "focal_point": city,
        "mayors_office": city,
        "hub_officer": hub.id,
        "reviewer": None,
        "management_unit": None,
        "partner": opened(membership, management()).id,
    }
    may = {
        holding("management_unit"): set(roles),
        hub_officer(hub.id): {"focal_point", "mayors_office"},
        hub_officer(other_hub.id): set(),
        holding("mayors_office", city): {"focal_point", "mayors_office"},
        holding("mayors_office", new_id()): set(),
    }
    for number, (actor, allowed) in enumerate(may.items()):
        for role, scope_id in roles.items():
            request = InvitePerson(email=f"n{number}@c.example", role=role, scope_id=scope_id)
            if role in allowed:
                assert membership.ask(invitations.invite_person, request, actor).state == "sent"
            else:
                assert code_of(lambda a=actor, r=request: membership.ask(invitations.invite_person, r, a)) == "membership.not_yours_to_give"
    for nobody in (holding("focal_point", city), holding("reviewer"), person()):
        with pytest.raises(NotAllowed):
            membership.ask(invitations.invite_person, InvitePerson(email="x@c.example", role="focal_point", scope_id=city), nobody)


def test_invitations_are_seen_and_touched_by_those_of_the_same_scope(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    city = admitted(membership).city_id
    of_city = invited(membership, role="focal_point", scope_id=city)
    of_network = invited(membership)
    near, far = holding("mayors_office", city), holding("mayors_office", new_id())

    def ids(reader, **asked):
        return {one.id for one in membership.see(views.invitations.list_invitations, ListInvitations(**asked), reader).items}

    assert ids(management()) == {of_city.id, of_network.id}
    assert ids(management(), role="reviewer") == {of_network.id}
    assert ids(near) == ids(hub_officer(hub.id)) == ids(management(), scope_id=city) == {of_city.id}
    assert ids(far) == set()
    for request, act in (
        (GetInvitation(invitation_id=of_city.id), lambda r, a: membership.see(views.invitations.get_invitation, r, a)),
        (ResendInvitation(invitation_id=of_city.id), lambda r, a: membership.ask(invitations.resend_invitation, r, a)),
        (RevokeInvitation(invitation_id=of_city.id), lambda r, a: membership.ask(invitations.revoke_invitation, r, a)),
    ):
        assert code_of(lambda r=request, a=act: a(r, far)) == "membership.no_invitation"
        assert act(request, near).id == of_city.id


# ---------------------------------------------------------------- accepting


def test_somebody_without_an_account_makes_one_and_has_the_role(membership: MemoryMembership) -> None:
    chief = management()
    sent = invited(membership, chief, name="Juma Otieno", language="sw", ends_at=membership.now + timedelta(days=900))
    token = token_of(membership, sent.id)
    assert preview(membership, token).next == "create_account"
    answer = accepted(membership, token, password=PASSWORD)
    assert (answer.grant.role, answer.grant.granted_by, answer.grant.ends_at) == ("reviewer", chief.person_id, sent.ends_at)
    made = membership.work.look(lambda _, unit: unit.people.get(answer.person_id), membership.context(NOBODY))
    assert (made.name, made.email, made.language, made.email_confirmed_at) == ("Juma Otieno", sent.email, "sw", membership.now)
    assert said(membership, InvitationAccepted) == [
        InvitationAccepted(invitation_id=sent.id, person_id=answer.person_id, grant_id=answer.grant.id)
    ]


@pytest.mark.parametrize(
    ("name", "more", "pointers"),
    [(None, {}, ["/name", "/password"]), ("Juma", {}, ["/password"]), (None, {"password": PASSWORD}, ["/name"])],
)
def test_an_account_wants_a_name_and_a_password(membership: MemoryMembership, name: str | None, more: dict, pointers: list[str]) -> None:
    token = token_of(membership, invited(membership, name=name).id)
    with pytest.raises(Invalid) as refused:
        accepted(membership, token, **more)
    assert [error["pointer"] for error in refused.value.details["errors"]] == pointers
    with pytest.raises(Invalid) as refused:
        accepted(membership, token, name="Juma", password="123456789012")
    assert refused.value.details["errors"][0]["code"] == "membership.password_common"
    assert said(membership, GrantGiven) == []


def test_an_address_with_an_account_signs_in_before_it_accepts(membership: MemoryMembership) -> None:
    known = somebody(membership, "juma@city.example")
    token = token_of(membership, invited(membership).id)
    assert preview(membership, token).next == "sign_in"
    assert code_of(lambda: accepted(membership, token, name="Thief", password=PASSWORD)) == "membership.sign_in_to_accept"
    assert preview(membership, token, person(id=known)).next == "accept"
    assert accepted(membership, token, person(id=known)).person_id == known


@pytest.mark.parametrize("known", [True, False])
def test_nobody_takes_the_invitation_of_another(membership: MemoryMembership, known: bool) -> None:
    if known:
        somebody(membership, "juma@city.example")
    stranger = person(id=somebody(membership))
    token = token_of(membership, invited(membership).id)
    assert preview(membership, token, stranger).next == "sign_in_as_another"
    assert code_of(lambda: accepted(membership, token, stranger)) == "membership.invitation_of_another"
    assert said(membership, GrantGiven) == []


def test_who_got_the_role_meanwhile_gets_no_second_one(membership: MemoryMembership) -> None:
    known = somebody(membership, "juma@city.example")
    token = token_of(membership, invited(membership).id)
    held = given(membership, known, "reviewer")
    assert accepted(membership, token, person(id=known)).grant.id == held.id
    assert len(said(membership, GrantGiven)) == 1


def test_a_role_that_began_while_the_invitation_lay_begins_with_the_answer(membership: MemoryMembership) -> None:
    later = membership.now + timedelta(days=40)
    soon = invited(membership, starts_at=membership.now + timedelta(days=2))
    far = invited(membership, role="reviewer", scope_id=new_id(), starts_at=later)
    tokens = [token_of(membership, one.id) for one in (soon, far)]
    membership.wait(days=3)
    first = accepted(membership, tokens[0], name="Juma", password=PASSWORD)
    assert first.grant.starts_at == membership.now
    assert accepted(membership, tokens[1], person(id=first.person_id)).grant.starts_at == later


# ---------------------------------------------------------------- tokens


def test_each_end_of_an_invitation_has_its_own_word_for_the_holder_of_the_link(membership: MemoryMembership) -> None:
    ends = {
        "membership.invitation_used": lambda one, token: accepted(membership, token, name="Juma", password=PASSWORD),
        "membership.invitation_declined": lambda one, token: decline(membership, token),
        "membership.invitation_revoked": lambda one, token: membership.ask(
            invitations.revoke_invitation, RevokeInvitation(invitation_id=one.id), management()
        ),
        "membership.invitation_expired": lambda one, token: membership.wait(days=15),
    }
    for number, (code, end) in enumerate(ends.items()):
        one = invited(membership, email=f"juma{number}@city.example")
        token = token_of(membership, one.id)
        end(one, token)
        assert code_of(lambda t=token: preview(membership, t)) == code
        assert code_of(lambda t=token: accepted(membership, t, name="Juma", password=PASSWORD)) == code
        assert code_of(lambda t=token: decline(membership, t)) == code
        draw = DrawLink(kind="invitation", id=one.id)
        assert code_of(lambda d=draw: membership.ask(drawing.draw_link, d, NOTIFICATIONS)) == code
    kinds = (InvitationAccepted, InvitationDeclined, InvitationRevoked, InvitationExpired)
    assert [len(said(membership, kind)) for kind in kinds] == [1, 1, 1, 1]
    assert len(said(membership, GrantGiven)) == 1


def test_a_token_that_nobody_was_given_opens_nothing_and_is_counted(membership: MemoryMembership) -> None:
    good = token_of(membership, invited(membership).id)
    assert code_of(lambda: preview(membership, "made up")) == "membership.no_invitation"
    for _ in range(100):
        assert code_of(lambda: preview(membership, "made up", address="203.0.113.7")) == "membership.no_invitation"
    assert code_of(lambda: preview(membership, good, address="203.0.113.7")) == "too_many_attempts"
    assert preview(membership, good, address="203.0.113.8").next == "create_account"


def test_good_links_are_not_counted_against_their_holder(membership: MemoryMembership) -> None:
    good = token_of(membership, invited(membership).id)
    for _ in range(120):
        preview(membership, good, address="203.0.113.7")


def test_the_newest_five_links_work_and_only_their_hashes_are_kept(membership: MemoryMembership) -> None:
    sent = invited(membership)
    tokens = [token_of(membership, sent.id) for _ in range(6)]
    assert code_of(lambda: preview(membership, tokens[0])) == "membership.no_invitation"
    assert {preview(membership, token).invitation_id for token in tokens[1:]} == {sent.id}
    kept = str(membership.work.store.snapshot())
    assert not any(token in kept for token in tokens)


def test_only_the_service_that_writes_mail_draws_links(membership: MemoryMembership) -> None:
    sent = invited(membership)
    for actor in (management(), NOBODY, person()):
        with pytest.raises(NotAllowed):
            membership.ask(drawing.draw_link, DrawLink(kind="invitation", id=sent.id), actor)
    with pytest.raises(NotFound):
        membership.ask(drawing.draw_link, DrawLink(kind="invitation", id=new_id()), NOTIFICATIONS)


def test_every_kind_of_link_has_somebody_who_draws_it() -> None:
    assert set(get_args(LinkKind)[1].choices) == set(drawing.DRAWERS)


# ---------------------------------------------------------------- again, and no more


def test_sent_again_it_runs_anew_and_earlier_links_still_work(membership: MemoryMembership) -> None:
    sent = invited(membership)
    old = token_of(membership, sent.id)
    membership.wait(days=13)
    again = membership.ask(invitations.resend_invitation, ResendInvitation(invitation_id=sent.id), management())
    assert (again.sendings, again.expires_at) == (2, membership.now + timedelta(days=14))
    assert [event.sending for event in said(membership, InvitationIssued)] == [1, 2]
    membership.wait(days=13)
    assert accepted(membership, old, name="Juma", password=PASSWORD).invitation_id == sent.id
    membership.wait(days=13)
    assert said(membership, InvitationExpired) == []


def test_one_address_is_not_flooded(membership: MemoryMembership) -> None:
    sent = invited(membership)
    again = ResendInvitation(invitation_id=sent.id)
    for _ in range(3):
        membership.ask(invitations.resend_invitation, again, management())
    assert code_of(lambda: membership.ask(invitations.resend_invitation, again, management())) == "too_many_attempts"
    membership.wait(minutes=16)
    membership.ask(invitations.resend_invitation, again, management())


def test_one_person_does_not_flood_the_world(membership: MemoryMembership) -> None:
    chief = management()
    for number in range(100):
        invited(membership, chief, email=f"n{number}@c.example")
    assert code_of(lambda: invited(membership, chief, email="one.more@c.example")) == "too_many_attempts"
    invited(membership, email="one.more@c.example")


def test_what_is_over_is_neither_sent_nor_taken_back(membership: MemoryMembership) -> None:
    sent = invited(membership)
    membership.ask(invitations.revoke_invitation, RevokeInvitation(invitation_id=sent.id), management())
    for act, request in (
        (invitations.resend_invitation, ResendInvitation(invitation_id=sent.id)),
        (invitations.revoke_invitation, RevokeInvitation(invitation_id=sent.id)),
    ):
        assert code_of(lambda a=act, r=request: membership.ask(a, r, management())) == "membership.invitation_revoked"


def test_giving_directly_closes_nothing_but_the_invitation_still_gives_no_second_role(membership: MemoryMembership) -> None:
    city = admitted(membership).city_id
    known = somebody(membership, "juma@city.example")
    sent = invited(membership, holding("mayors_office", city), role="focal_point", scope_id=city, deputy=True)
    token = token_of(membership, sent.id)
    direct = membership.ask(
        grants.give_grant, GiveGrant(person_id=known, role="focal_point", scope_id=city), holding("mayors_office", city)
    )
    assert accepted(membership, token, person(id=known)).grant.id == direct.id
