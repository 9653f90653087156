"""A role somebody holds over something, for a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.membership import GrantEnded, GrantGiven
from contracts.roles import REVIEWER, SCOPE_OF

TERM_OVER: Final = "term_over"
"""Why a grant ended that had an end from the beginning."""


@dataclass(kw_only=True)
class Grant(Aggregate):
    """(person, role, scope, from, until, granted by)."""

    kind: ClassVar[str] = "grants"
    person_id: str
    role: str
    scope_kind: str
    scope_id: str | None
    starts_at: datetime
    ends_at: datetime | None
    granted_by: str | None
    given_at: datetime
    ended_at: datetime | None = None
    end_reason: str | None = None

    @classmethod
    def give(
        cls,
        *,
        id: str,
        person_id: str,
        role: str,
        scope_id: str | None,
        by: str | None,
        at: datetime,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
    ) -> "Grant":
        grant = cls(
            id=id,
            person_id=person_id,
            role=role,
            scope_kind=scope_kind(role, scope_id),
            scope_id=scope_id,
            starts_at=starts_at or at,
            ends_at=ends_at,
            granted_by=by,
            given_at=at,
        )
        grant._check_times(at)
        grant.say(
            GrantGiven(
                grant_id=id,
                person_id=person_id,
                role=role,
                scope_kind=grant.scope_kind,
                scope_id=scope_id,
                starts_at=grant.starts_at,
                ends_at=ends_at,
            )
        )
        return grant

    def active(self, at: datetime) -> bool:
        return self.ended_at is None and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def open(self, at: datetime) -> bool:
        """Active now or still to begin."""
        return self.ended_at is None and (self.ends_at is None or at < self.ends_at)

    def overlaps(self, other: "Grant", at: datetime) -> bool:
        """Whether both say the same of the same person, and neither is over."""
        mine, theirs = ((grant.person_id, grant.role, grant.scope_kind, grant.scope_id) for grant in (self, other))
        return mine == theirs and self.open(at) and other.open(at)

    def end(self, reason: str, *, at: datetime) -> None:
        """Raises `Conflict` when the grant is over already."""
        if self.ended_at is not None:
            raise Conflict("membership.grant_over", "the grant has ended already")
        self.ended_at, self.end_reason = at, reason
        self.say(
            GrantEnded(
                grant_id=self.id,
                person_id=self.person_id,
                role=self.role,
                scope_kind=self.scope_kind,
                scope_id=self.scope_id,
                ended_at=at,
            )
        )

    def _check_times(self, at: datetime) -> None:
        if self.ends_at is not None and self.ends_at <= max(self.starts_at, at):
            raise Invalid.field("/ends_at", "membership.ends_too_early", "must lie after the start and in the future")


def scope_kind(role: str, scope_id: str | None) -> str:
    """The kind of thing `role` is held over. Raises `Invalid` when the scope does not fit the role."""
    kind = SCOPE_OF[role]
    if kind == "network" and scope_id is not None:
        raise Invalid.field("/scope_id", "membership.scope_not_wanted", "this role is held over the whole network")
    if scope_id is None and role == REVIEWER:
        return "network"
    if kind != "network" and scope_id is None:
        raise Invalid.field("/scope_id", "membership.scope_wanted", f"this role is held over one {kind}")
    return kind
