"""What the service that writes mail asks: whom to write to, and the link to put into the letter."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.shared import PUBLISHER, Subject
from contracts.roles import service
from contracts.words import Doc, Email, Id, Instant, Language, Line, OneOf, Secret, Texts

NOTIFICATIONS = service("notifications")

Audience = Annotated[str, OneOf(["applicant", "city", "mayors_office", "hub", "management_unit", "person"])]
LinkKind = Annotated[str, OneOf(["invitation", "password_reset", "email_confirmation"])]


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody to write to; without an account while they are only invited."""

    person_id: Id | None
    name: Annotated[Line | None, Doc("None for somebody invited whose name nobody told.")]
    email: Email
    language: Language


@dataclass(frozen=True, kw_only=True)
class Recipients:
    """With what a letter may call the thing by: a reference, the name of the city or hub. Nothing else of it belongs into a letter."""

    items: tuple[Recipient, ...]
    reference: Line | None = None
    names: Texts | None = None


@request(PUBLISHER, kind="query", may=(NOTIFICATIONS,), answer=Recipients)
@dataclass(frozen=True, kw_only=True)
class FindRecipients:
    """Who they are just now. Nobody, when there is no such thing or nobody holds the role: whoever asks then turns to the next audience."""

    about: Annotated[Subject, Doc("`applications/<id>`, `cities/<id>`, `hubs/<id>`, `people/<id>`, `invitations/<id>`.")]
    audience: Audience


@dataclass(frozen=True, kw_only=True)
class DrawnLink:
    """A token made for one letter. It is stored as a hash and shown nowhere else."""

    token: Annotated[str, Secret()]
    expires_at: Instant
    email: Annotated[Email, Doc("Where the letter must go when that is not the account's present address.")] | None = None


@request(PUBLISHER, kind="command", may=(NOTIFICATIONS,), answer=DrawnLink)
@dataclass(frozen=True, kw_only=True)
class DrawLink:
    """Make a fresh token for a letter that is being written. The newest five work until the thing expires."""

    kind: LinkKind
    id: Id
