"""Having a mail sent after all."""

from contracts.errors import NotFound
from contracts.notifications import NotificationView, RetryNotification
from services.notifications.domain.showing import notification_view
from services.notifications.usecases.ports import Notifications


def retry_notification(unit: Notifications, request: RetryNotification) -> NotificationView:
    message = unit.messages.find(request.notification_id)
    if message is None:
        raise NotFound("notifications.no_notification", "there is no such notification")
    unit.expect(message)
    message.retry(unit.now)
    unit.messages.save(message)
    return notification_view(message)
