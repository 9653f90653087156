"""What we do when others speak."""

from collections.abc import Mapping
from typing import Any, Final

from contracts.membership import InvitationAccepted, InvitationDeclined, InvitationExpired, InvitationRevoked, PersonErased
from services.notifications.domain.mails import HEARD
from services.notifications.usecases import noting
from services.notifications.usecases.ports import Notifications

when_something_is_said_note_the_mails = noting.note_mails


def when_invitation_accepted_remember_whose_it_was(unit: Notifications, event: InvitationAccepted) -> None:
    noting.note_whose_invitation(unit, event.invitation_id, event.person_id)


def when_invitation_is_over_forget_the_invited(
    unit: Notifications, event: InvitationDeclined | InvitationExpired | InvitationRevoked
) -> None:
    noting.note_nobody_came(unit, event.invitation_id)


def when_person_erased_forget_their_mail(unit: Notifications, event: PersonErased) -> None:
    noting.note_erasure(unit, event.erasure_id, event.person_id)


REACTIONS: Final[Mapping[type, Any]] = {
    **dict.fromkeys(HEARD, when_something_is_said_note_the_mails),
    InvitationAccepted: when_invitation_accepted_remember_whose_it_was,
    InvitationDeclined: when_invitation_is_over_forget_the_invited,
    InvitationExpired: when_invitation_is_over_forget_the_invited,
    InvitationRevoked: when_invitation_is_over_forget_the_invited,
    PersonErased: when_person_erased_forget_their_mail,
}
