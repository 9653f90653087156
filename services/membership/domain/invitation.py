"""Somebody is asked by mail to take a role: until they answer, or fourteen days are over, or it is taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.errors import Conflict
from contracts.membership import InvitationAccepted, InvitationDeclined, InvitationExpired, InvitationIssued, InvitationRevoked
from services.membership.domain.giving import staff_readers, staff_readings
from services.membership.domain.grant import check_deputy, check_times, scope_kind
from services.membership.domain.person import email_key
from services.membership.domain.tokens import digest, new_token

GOOD_FOR: Final = timedelta(days=14)

LINKS: Final = 5
"""How many links to one invitation are good at the same time: a mail that was sent twice opens twice."""

CLOSINGS: Final[dict[str, Callable[[], Conflict]]] = {
    "accepted": lambda: Conflict("membership.invitation_used", "the invitation has been accepted"),
    "declined": lambda: Conflict("membership.invitation_declined", "the invitation has been declined"),
    "expired": lambda: Conflict("membership.invitation_expired", "the invitation was not answered in time"),
    "revoked": lambda: Conflict("membership.invitation_revoked", "the invitation has been taken back"),
}
"""States that nothing leads out of, and what whoever comes later hears. The only state before them is `sent`."""


@dataclass(kw_only=True)
class Invitation(Aggregate):
    """An address, the role it is asked to take, and the hashes of the links that were mailed to it."""

    kind: ClassVar[str] = "invitations"
    email: str
    name: str | None
    language: str
    role: str
    deputy: bool
    scope_kind: str
    scope_id: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    invited_by: str | None
    invited_at: datetime
    sent_at: datetime
    expires_at: datetime
    hub_id: str | None = None
    sendings: int = 1
    state: str = "sent"
    closed_at: datetime | None = None
    grant_id: str | None = None
    accepted_by: str | None = None
    token_hashes: tuple[str, ...] = ()

    @classmethod
    def issue(
        cls,
        *,
        id: str,
        email: str,
        name: str | None,
        language: str,
        role: str,
        deputy: bool,
        scope_id: str | None,
        starts_at: datetime | None,
        ends_at: datetime | None,
        by: str | None,
        at: datetime,
    ) -> "Invitation":
        check_deputy(role, deputy)
        check_times(starts_at or at, ends_at, at)
        invitation = cls(
            id=id,
            email=email,
            name=name,
            language=language,
            role=role,
            deputy=deputy,
            scope_kind=scope_kind(role, scope_id),
            scope_id=scope_id,
            starts_at=starts_at,
            ends_at=ends_at,
            invited_by=by,
            invited_at=at,
            sent_at=at,
            expires_at=_good_until(at, ends_at),
        )
        invitation._tell_issued()
        return invitation

    # ---- who

    @property
    def email_key(self) -> str:
        return email_key(self.email)

    @property
    def identity(self) -> str:
        """What makes two invitations the same; tells the address to nobody."""
        return digest(f"{self.email_key} {self.role} {self.scope_kind} {self.scope_id or '-'}")

    def readers(self) -> tuple[str, ...]:
        return staff_readers(self.scope_kind, self.scope_id, self.hub_id)

    def may_be_read_by(self, actor: Actor) -> bool:
        return not staff_readings(actor).isdisjoint(self.readers())

    # ---- how long

    def lives(self, at: datetime) -> bool:
        return self.state == "sent" and at < self.expires_at

    def require_open(self, at: datetime) -> None:
        """Raises `Conflict` with the code of what has become of the invitation."""
        if self.state in CLOSINGS:
            raise CLOSINGS[self.state]()
        if at >= self.expires_at:
            raise CLOSINGS["expired"]()

    # ---- what happens to it

    def draw(self, at: datetime) -> str:
        """A fresh token; the newest few are good."""
        self.require_open(at)
        token = new_token()
        self.token_hashes = (*self.token_hashes, digest(token))[-LINKS:]
        return token

    def resend(self, *, at: datetime) -> None:
        self.require_open(at)
        self.sendings, self.sent_at, self.expires_at = self.sendings + 1, at, _good_until(at, self.ends_at)
        self._tell_issued()

    def accept(self, person_id: str, grant_id: str, *, at: datetime) -> None:
        self.grant_id, self.accepted_by = grant_id, person_id
        self._close("accepted", at, InvitationAccepted(invitation_id=self.id, person_id=person_id, grant_id=grant_id))

    def decline(self, *, at: datetime) -> None:
        self._close("declined", at, InvitationDeclined(invitation_id=self.id))

    def revoke(self, *, at: datetime) -> None:
        self._close("revoked", at, InvitationRevoked(invitation_id=self.id))

    def expire(self, *, at: datetime) -> None:
        if self.state == "sent" and at >= self.expires_at:
            self.state, self.closed_at = "expired", at
            self.say(InvitationExpired(invitation_id=self.id))

    def hand_over(self, person_id: str) -> None:
        """Somebody else answers for having invited."""
        self.invited_by = person_id

    def forget_addressee(self) -> None:
        """Whoever it was sent to is to be forgotten."""
        self.email, self.name, self.token_hashes = "", None, ()

    # ---- inside

    def _close(self, state: str, at: datetime, fact: Any) -> None:
        self.require_open(at)
        self.state, self.closed_at = state, at
        self.say(fact)

    def _tell_issued(self) -> None:
        self.say(
            InvitationIssued(
                invitation_id=self.id,
                role=self.role,
                deputy=self.deputy,
                scope_kind=self.scope_kind,
                scope_id=self.scope_id,
                invited_by=self.invited_by,
                expires_at=self.expires_at,
                sending=self.sendings,
            )
        )


def _good_until(at: datetime, ends_at: datetime | None) -> datetime:
    """Not beyond the end of the role itself."""
    return at + GOOD_FOR if ends_at is None else min(at + GOOD_FOR, ends_at)
