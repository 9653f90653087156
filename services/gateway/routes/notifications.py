"""Notifications over HTTP: the delivery list."""

from typing import Final

from contracts import notifications as n
from services.gateway.operations import Operation

ONE: Final = "/v1/notifications/{notification_id}"

OPERATIONS: Final = (
    Operation(
        request=n.ListNotifications,
        method="GET",
        path="/v1/notifications",
        tag="Notifications",
        csv=(
            "id",
            "mail",
            "event_type",
            "about",
            "audience",
            "person_id",
            "state",
            "reason",
            "attempts",
            "created_at",
            "due_at",
            "sent_at",
        ),
    ),
    Operation(request=n.GetNotification, method="GET", path=ONE, tag="Notifications", versioned=True),
    Operation(request=n.RetryNotification, method="POST", path=f"{ONE}/retries", tag="Notifications", versioned=True),
)
