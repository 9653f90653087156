"""What is done when something was said: note which mails it makes, whose an invitation was, and whom to forget."""

from typing import Any

from contracts.declare import event_declaration
from services.notifications.domain import mails
from services.notifications.domain.message import Message, message_id
from services.notifications.usecases.ports import Notifications


def note_mails(unit: Notifications, event: Any) -> None:
    """A row for each mail that `event` makes. Nothing is asked or sent here: this is the transaction in which the event counts as heard."""
    event_id = str(unit.context.causation_id)
    for mail in mails.mails_of(event):
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
