"""People with accounts, the offices they hold, and the invitations they are sent."""

from typing import Any

from chassis.context import Actor, Grant, new_id
from contracts.membership import AcceptInvitation, DrawLink, GiveGrant, GrantView, InvitationAnswer, InvitationView, InvitePerson
from contracts.roles import SCOPE_OF
from services.membership.domain.person import Person
from services.membership.usecases import drawing, grants, invitations
from tests.fakes.membership import GATEWAY, NOBODY, Membership, management, person

NOTIFICATIONS = Actor(kind="service", service="notifications")
PASSWORD = "a long enough secret"


def somebody(membership: Membership, email: str | None = None, name: str = "Somebody") -> str:
    """An account; its id."""
    made = Person(
        id=new_id(),
        name=name,
        email=email or f"{new_id()}@c.example",
        language="en",
        password_hash="h",
        created_at=membership.now,
    )
    membership.work.within(lambda _, unit: unit.people.add(made), membership.context(GATEWAY))
    return made.id


def given(membership: Membership, person_id: str, role: str, scope_id: str | None = None, **more: Any) -> GrantView:
    request = GiveGrant(person_id=person_id, role=role, scope_id=scope_id, **more)
    view: GrantView = membership.ask(grants.give_grant, request, management())
    return view


def holding(role: str, scope_id: str | None = None, id: str | None = None) -> Actor:
    """Somebody who asks with one role."""
    return person(Grant(role=role, scope_kind=SCOPE_OF[role], scope_id=scope_id), id=id)


def invited(membership: Membership, by: Actor | None = None, **changes: Any) -> InvitationView:
    asked = {"email": "juma@city.example", "role": "reviewer"} | changes
    view: InvitationView = membership.ask(invitations.invite_person, InvitePerson(**asked), by or management())
    return view


def token_of(membership: Membership, invitation_id: str) -> str:
    """The token in the mail."""
    token: str = membership.ask(drawing.draw_link, DrawLink(kind="invitation", id=invitation_id), NOTIFICATIONS).token
    return token


def accepted(membership: Membership, token: str, by: Actor = NOBODY, **more: Any) -> InvitationAnswer:
    answer: InvitationAnswer = membership.talk(invitations.accept_invitation, AcceptInvitation(token=token, **more), by)
    return answer
