"""Who holds which role over what, since when and until when."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.shared import PUBLISHER, Role, Subject
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, SIGNED_IN
from contracts.words import Count, Cursor, Doc, Id, Instant, Limit, Line, OneOf, Word

END_REASONS = ("term_over", "election", "departed", "revoked", "erased", "city_withdrawn")
EndReason = Annotated[str, OneOf(END_REASONS)]


@dataclass(frozen=True, kw_only=True)
class GrantView:
    """A role somebody holds over something, from one instant to another. `ends_at` is the earliest end known; `ends_because` says whose."""

    id: Id
    person_id: Id
    role: Role
    deputy: bool = False
    scope_kind: Word
    scope_id: Id | None
    starts_at: Instant
    ends_at: Instant | None
    ends_because: EndReason | None = None
    granted_by: Id | None
    ended_at: Instant | None = None
    end_reason: EndReason | None = None
    end_note: Line | None = None
    successor_id: Id | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class GrantsPage:
    items: tuple[GrantView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT), answer=GrantView)
@dataclass(frozen=True, kw_only=True)
class GiveGrant:
    """Give somebody a role over something, for a time. Who may give which role stands in the guide to people and grants."""

    person_id: Id
    role: Role
    scope_id: Annotated[Id, Doc("The city, hub, item or agreement; none for the management unit.")] | None = None
    deputy: Annotated[bool, Doc("Stands in for the focal points of a city.")] = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT), answer=GrantView)
@dataclass(frozen=True, kw_only=True)
class EndGrant:
    """Take a role back now. Open work goes to the successor named, or to whoever is next in line."""

    grant_id: Id
    reason: Line
    successor_id: Annotated[Id, Doc("Somebody who holds a role over the same thing.")] | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=GrantsPage)
@dataclass(frozen=True, kw_only=True)
class ListGrants:
    """Grants, newest first: one's own, and those over one's own city (mayor's office), hub (hub officers) or network (management unit)."""

    person_id: Id | None = None
    role: Role | None = None
    scope_id: Id | None = None
    active: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantGiven:
    """Somebody holds a role over something from `starts_at` on."""

    grant_id: Id
    person_id: Id
    role: Role
    deputy: bool = False
    scope_kind: Word
    scope_id: Id | None
    starts_at: Instant
    ends_at: Instant | None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantEnded:
    """Somebody no longer holds a role. `successor_id` took over what was open, if anything was."""

    grant_id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    ended_at: Instant
    reason: EndReason | None = None
    successor_id: Id | None = None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class WorkHandedOver:
    """Open work is somebody else's now, because this grant has ended or begun; nobody's when there was nobody to take it."""

    grant_id: Id
    from_person_id: Id
    to_person_id: Id | None
    scope_kind: Word
    scope_id: Id | None
    items: tuple[Subject, ...]


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class CityWithoutFocalPoint:
    """With this grant the city's last focal point has gone; its hub may want to know why."""

    grant_id: Id
    city_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantTermSet:
    """A grant ends at another instant than was known: an election or a departure was declared or moved, or it was renewed."""

    grant_id: Id
    person_id: Id
    ends_at: Instant | None
    reason: EndReason | None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantEndingSoon:
    """A grant ends in so many days unless it is renewed. Said once for each of the days on which it is due."""

    grant_id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    ends_at: Instant
    reason: EndReason
    days: Count
