"""Invitations, with the keys of those who may know of them."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.membership.domain.invitation import Invitation
from services.membership.domain.person import email_key

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="invitations", keys=(("readers", 1), ("sort_key", -1))),
    Index(collection="invitations", keys=(("token_hashes", 1),)),
    Index(collection="invitations", keys=(("invited_by", 1), ("state", 1))),
    Index(collection="invitations", keys=(("scope_id", 1), ("state", 1))),
    Index(collection="invitations", keys=(("email_key", 1),)),
)


class StoredInvitations(Repository[Invitation]):
    """Invitations, with the keys of those who may know of them."""

    aggregate = Invitation
    name = "invitations"

    def document(self, aggregate: Invitation) -> Document:
        return super().document(aggregate) | {
            "readers": list(aggregate.readers()),
            "email_key": aggregate.email_key,
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, invitation: Invitation) -> str:
        return f"{instant_text(invitation.invited_at)} {invitation.id}"

    def by_token(self, token_hash: str) -> Invitation | None:
        return next(self.select({"token_hashes": token_hash}), None)

    def open_of_inviter(self, person_id: str) -> Sequence[Invitation]:
        return list(self.select({"invited_by": person_id, "state": "sent"}))

    def open_over(self, scope_id: str) -> Sequence[Invitation]:
        return list(self.select({"scope_id": scope_id, "state": "sent"}))

    def ever_over(self, scope_id: str) -> Sequence[Invitation]:
        return list(self.select({"scope_id": scope_id}))

    def of_email(self, email: str) -> Sequence[Invitation]:
        return list(self.select({"email_key": email_key(email)}))

    def page(
        self, after: Any, *, readers: frozenset[str], state: str | None, role: str | None, scope_id: str | None
    ) -> Sequence[Invitation]:
        """Newest first."""
        keys = sorted(readers)
        where: dict[str, Any] = {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
        return list(page_after(self, where | given(state=state, role=role, scope_id=scope_id), after, newest_first=True))
