"""Invitations over HTTP. The token of a link travels in bodies only: addresses are logged."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

INVITING: Final = (
    Operation(
        request=m.InvitePerson, method="POST", path="/v1/invitations", tag="Invitations", status=201, location="/v1/invitations/{id}"
    ),
    Operation(
        request=m.ListInvitations,
        method="GET",
        path="/v1/invitations",
        tag="Invitations",
        csv=("id", "email", "name", "role", "deputy", "scope_kind", "scope_id", "state", "invited_at", "expires_at"),
    ),
    Operation(request=m.GetInvitation, method="GET", path="/v1/invitations/{invitation_id}", tag="Invitations", versioned=True),
    Operation(
        request=m.ResendInvitation, method="POST", path="/v1/invitations/{invitation_id}/resendings", tag="Invitations", versioned=True
    ),
    Operation(
        request=m.RevokeInvitation, method="POST", path="/v1/invitations/{invitation_id}/revocations", tag="Invitations", versioned=True
    ),
)

ANSWERING: Final = tuple(
    Operation(
        request=request,
        method="POST",
        path=path,
        tag="Invitations",
        status=status,
        keyed=False,
        from_edge={"address": "address"},
        limit="sign-in",
        cache="never",
    )
    for request, path, status in (
        (m.PreviewInvitation, "/v1/invitations/previews", 200),
        (m.AcceptInvitation, "/v1/invitations/acceptances", 201),
        (m.DeclineInvitation, "/v1/invitations/declines", 200),
    )
)

NOT_OVER_HTTP: Final = (m.FindRecipients, m.DrawLink)
"""For the service that writes mail."""

OPERATIONS: Final = (*INVITING, *ANSWERING)
