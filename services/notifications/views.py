"""The delivery list, for the management unit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chassis.cursors import Cursors
from contracts.errors import NotFound
from contracts.notifications import GetNotification, ListNotifications, NotificationsPage, NotificationView
from services.notifications.domain.message import Message
from services.notifications.domain.showing import notification_view


class Messages(Protocol):
    def find(self, id: str) -> Message | None: ...
    def page(
        self,
        after: str | None,
        most: int,
        *,
        state: str | None,
        mail: str | None,
        event_type: str | None,
        created_from: datetime | None,
        created_before: datetime | None,
    ) -> Sequence[Message]: ...
    def sort_key(self, message: Message) -> str: ...


class Reading(Protocol):
    """What a view may look at."""

    cursors: Cursors

    @property
    def messages(self) -> Messages: ...


def list_notifications(unit: Reading, request: ListNotifications) -> NotificationsPage:
    found = unit.messages.page(
        unit.cursors.read(request),
        request.limit + 1,
        state=request.state,
        mail=request.mail,
        event_type=request.event_type,
        created_from=request.created_from,
        created_before=request.created_before,
    )
    items, more = unit.cursors.page(request, found, unit.messages.sort_key)
    return NotificationsPage(items=tuple(notification_view(message) for message in items), next=more)


def get_notification(unit: Reading, request: GetNotification) -> NotificationView:
    message = unit.messages.find(request.notification_id)
    if message is None:
        raise NotFound("notifications.no_notification", "there is no such notification")
    return notification_view(message)
