"""The second factor, forgotten passwords and one's own account over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

FACTOR: Final = "/v1/me/second-factor"


def _own(request: type, path: str, *, status: int = 200, **more: object) -> Operation:
    """Changes what the gateway remembers of the caller; guessed at, so counted by address."""
    options: dict[str, object] = {"limit": "sign-in", "served_by": "own_account"} | more
    return Operation(request=request, method="POST", path=path, tag="Security", status=status, cache="never", **options)  # type: ignore[arg-type]


OPERATIONS: Final = (
    _own(m.EnrolSecondFactor, FACTOR, status=201),
    _own(m.ConfirmSecondFactor, f"{FACTOR}/confirmations"),
    _own(m.RenewRecoveryCodes, f"{FACTOR}/recovery-codes"),
    _own(m.RemoveSecondFactor, f"{FACTOR}/removals"),
    Operation(request=m.ResetSecondFactor, method="POST", path="/v1/people/{person_id}/second-factor-resets", tag="Security"),
    Operation(
        request=m.RequestPasswordReset,
        method="POST",
        path="/v1/password-resets",
        tag="Security",
        status=202,
        from_edge={"address": "address"},
        keyed=False,
        limit="sign-in",
        cache="never",
    ),
    Operation(
        request=m.CompletePasswordReset,
        method="POST",
        path="/v1/password-resets/completions",
        tag="Security",
        keyed=False,
        limit="sign-in",
        cache="never",
    ),
    Operation(
        request=m.ReviseMe,
        method="PATCH",
        path="/v1/me",
        tag="People",
        body_as="changes",
        versioned=True,
        needs_version=True,
        served_by="own_account",
    ),
    Operation(request=m.ChangeEmail, method="POST", path="/v1/me/email", tag="Security", status=202, limit="sign-in", cache="never"),
    Operation(
        request=m.RequestEmailConfirmation,
        method="POST",
        path="/v1/me/email-confirmation-requests",
        tag="Security",
        status=202,
        limit="sign-in",
        cache="never",
    ),
    Operation(
        request=m.ConfirmEmail,
        method="POST",
        path="/v1/me/email-confirmations",
        tag="Security",
        keyed=False,
        limit="sign-in",
        cache="never",
    ),
    Operation(request=m.EndOtherSessions, method="DELETE", path="/v1/sessions", tag="Sessions", status=204),
)

NOT_OVER_HTTP: Final = (m.ResetLastSecondFactor,)
"""For the operator's command line only."""
