"""What the delivery list shows of a mail."""

from contracts.notifications import NotificationView
from services.notifications.domain.message import Message


def notification_view(message: Message) -> NotificationView:
    return NotificationView(
        id=message.id,
        mail=message.mail,
        event_id=message.event_id,
        event_type=message.event_type,
        about=message.about,
        audience=message.audience,
        person_id=message.person_id,
        state=message.state,
        reason=message.reason,
        attempts=message.attempts,
        created_at=message.created_at,
        due_at=message.due_at,
        sent_at=message.sent_at,
        version=message.version,
    )
