"""Inviting over the wire: the letter's link is made when the letter is written, and stands nowhere but in it."""

from pathlib import Path

import pyotp
import pytest

from chassis.context import Actor, new_id
from contracts import membership as say
from contracts.errors import NotAllowed, Refusal
from tests.builders.membership import hub_content
from tests.service.running_membership import RunningMembership, running

__all__ = ["running"]

SECRET = "correct horse battery staple"


@pytest.fixture(scope="module")
def chief(running: RunningMembership) -> Actor:
    email = f"chief-{new_id()}@network.example"
    request = say.CreateAdministrator(name="Management Unit", email=email, password=SECRET)
    made = running.ask(request, say.AdministratorCreated, user="operator")
    return running.sign_in(email, SECRET, pyotp.TOTP(str(made.secret)).now())


def drawn(running: RunningMembership, invitation_id: str) -> str:
    link = running.ask(say.DrawLink(kind="invitation", id=invitation_id), say.DrawnLink, user="notifications")
    return link.token


def test_somebody_invited_by_mail_makes_an_account_and_signs_in_with_the_role(running: RunningMembership, chief: Actor) -> None:
    hub = running.ask(say.CreateHub(hub=hub_content(countries=("KE",))), say.HubView, chief)
    email = f"{new_id()}@hub.example"
    invite = say.InvitePerson(email=email, name="Juma Otieno", role="hub_officer", scope_id=hub.id)
    sent = running.ask(invite, say.InvitationView, chief, idempotency_key="once")
    assert running.ask(invite, say.InvitationView, chief, idempotency_key="once") == sent

    whom = running.ask(say.FindRecipients(about=f"invitations/{sent.id}", audience="person"), say.Recipients, user="notifications")
    assert [(one.email, one.person_id) for one in whom.items] == [(email, None)]
    token = drawn(running, sent.id)
    shown = running.ask(say.PreviewInvitation(token=token), say.InvitationPreview)
    assert (shown.next, shown.scope_names) == ("create_account", hub.names)

    done = running.ask(say.AcceptInvitation(token=token, password=SECRET), say.InvitationAnswer)
    officer = running.sign_in(email, SECRET)
    assert (officer.person_id, officer.scopes("hub_officer")) == (done.person_id, {hub.id})
    with pytest.raises(Refusal) as refused:
        running.ask(say.AcceptInvitation(token=token, password=SECRET), say.InvitationAnswer)
    assert refused.value.code == "membership.invitation_used"
    told = {row["type"] for row in running.database["outbox"].find({"subject": f"invitations/{sent.id}"})}
    assert told == {"membership.invitation_issued.v1", "membership.invitation_accepted.v1"}
    assert_nowhere(running, token)


def test_only_the_service_that_writes_mail_gets_links_and_addresses(running: RunningMembership, chief: Actor) -> None:
    sent = running.ask(say.InvitePerson(email=f"{new_id()}@c.example", role="reviewer"), say.InvitationView, chief)
    for request in (
        say.DrawLink(kind="invitation", id=sent.id),
        say.FindRecipients(about=f"invitations/{sent.id}", audience="person"),
    ):
        for user, actor in (("gateway", chief), ("operator", None), ("gateway", Actor(kind="service", service="notifications"))):
            with pytest.raises(NotAllowed):
                running.ask(request, say.DrawnLink, actor, user=user)


def assert_nowhere(running: RunningMembership, token: str) -> None:
    """Neither in the store nor in what the processes wrote."""
    for name in running.database.list_collection_names():
        for row in running.database[name].find({}):
            assert token not in str(row), name
    for log in Path(running.folder).rglob("*.log"):
        assert token not in log.read_text(encoding="utf-8", errors="replace"), log
