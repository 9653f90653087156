"""What is noted when something was said: which mails it makes, and whose an invitation was."""

from typing import Any

from contracts.declare import event_declaration
from services.notifications.domain import mails
from services.notifications.domain.erasure import Erasure
from services.notifications.domain.message import Message, message_id
from services.notifications.usecases.ports import Notifications


def note_mails(unit: Notifications, event: Any) -> None:
    """A row for each mail that `event` makes, unless it is about somebody who is forgotten: events of others may be heard later than that.
    Nothing is asked or sent here: this is the transaction in which the event counts as heard."""
    event_id = str(unit.context.causation_id)
    for mail in mails.mails_of(event):
        kind, _, id = mails.about(mail, event).partition("/")
        if kind == "people" and unit.erasures.told_of([id]):
            continue
        if unit.messages.find(message_id(event_id, mail.name)) is None:
            unit.messages.add(
                Message.to_audience(
                    mail=mail.name,
                    event_id=event_id,
                    event_type=event_declaration(event).type,
                    about=mails.about(mail, event),
                    audience=mail.audience,
                    facts=mails.facts(mail, event),
                    at=unit.now,
                )
            )


def note_whose_invitation(unit: Notifications, invitation_id: str, person_id: str) -> None:
    """The stranger has become a person: what was written to them goes when they go."""
    for message in unit.messages.to(f"invitations/{invitation_id}"):
        message.person_id = person_id
        unit.messages.save(message)


def note_nobody_came(unit: Notifications, invitation_id: str) -> None:
    """Whoever did not take an invitation stays a stranger, and nothing written to them is kept."""
    for message in unit.messages.to(f"invitations/{invitation_id}"):
        message.forget_at = unit.now
        unit.messages.save(message)


def note_erasure(unit: Notifications, erasure_id: str, person_id: str) -> None:
    """The background goes about it, mail by mail."""
    if unit.erasures.find(erasure_id) is None:
        unit.erasures.add(Erasure(id=erasure_id, person_id=person_id, asked_at=unit.now))
