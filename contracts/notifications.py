"""Notifications: who was written to about what, and what became of it. No address and no text ever leaves the service."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT
from contracts.words import Count, Cursor, Doc, Id, Instant, Limit, Line, OneOf, Word

PUBLISHER = "notifications"

MessageState = Annotated[str, OneOf(["queued", "sent", "failed", "dropped"])]


@dataclass(frozen=True, kw_only=True)
class NotificationView:
    """A mail to one recipient, or, while nobody has been found out yet, to an audience."""

    id: Id
    mail: Annotated[Word, Doc("Which mail it is, such as `application_submitted`.")]
    event_id: Annotated[Id, Doc("The event it tells of.")]
    event_type: Line
    about: Annotated[Line, Doc("What it is about, as kind and id.")]
    audience: Word
    person_id: Annotated[Id | None, Doc("The reader; null for somebody without an account.")]
    state: MessageState
    reason: Annotated[Word | None, Doc("Why the last attempt did not succeed, or why it was dropped.")]
    attempts: Count
    created_at: Instant
    due_at: Annotated[Instant | None, Doc("When it is tried next.")]
    sent_at: Instant | None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class NotificationsPage:
    items: tuple[NotificationView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=NotificationsPage)
@dataclass(frozen=True, kw_only=True)
class ListNotifications:
    """What was written to whom, newest first, without addresses."""

    state: MessageState | None = None
    mail: Word | None = None
    event_type: Line | None = None
    created_from: Annotated[Instant, Doc("At or after this instant.")] | None = None
    created_before: Instant | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=NotificationView)
@dataclass(frozen=True, kw_only=True)
class GetNotification:
    """One mail and what became of it."""

    notification_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=NotificationView)
@dataclass(frozen=True, kw_only=True)
class RetryNotification:
    """Have a mail that failed sent after all."""

    notification_id: Id


@event(PUBLISHER, subject="messages/{message_id}")
@dataclass(frozen=True, kw_only=True)
class MessageFailed:
    """A mail could not be delivered, and nobody tries any more."""

    message_id: Id
    mail: Word
    event_id: Id
    reason: Word
    attempts: Count


@event(PUBLISHER, subject="erasures/{erasure_id}")
@dataclass(frozen=True, kw_only=True)
class PersonForgotten:
    """Nothing that notifications kept about the person is left."""

    erasure_id: Id
    person_id: Id
