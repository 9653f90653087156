"""Introductions over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

TAG: Final = "Introductions"
ALL: Final = "/v1/introductions"
ONE: Final = f"{ALL}/{{introduction_id}}"


def _begun_by(request: type, path: str) -> Operation:
    return Operation(request=request, method="POST", path=path, tag=TAG, status=201, location=f"{ALL}/{{id}}", versioned=True)


def _step(request: type, path: str) -> Operation:
    return Operation(request=request, method="POST", path=f"{ONE}/{path}", tag=TAG, versioned=True)


OPERATIONS: Final = (
    _begun_by(m.RequestIntroduction, ALL),
    _begun_by(m.SuggestIntroduction, "/v1/introduction-suggestions"),
    Operation(
        request=m.ListIntroductions,
        method="GET",
        path=ALL,
        tag=TAG,
        csv=("id", "state", "from_city", "to_city", "themes", "suggested_at", "requested_at", "accepted_at", "expires_at"),
    ),
    Operation(request=m.GetIntroduction, method="GET", path=ONE, tag=TAG, versioned=True),
    Operation(request=m.ListIntroductionContacts, method="GET", path=f"{ONE}/contacts", tag=TAG, cache="never"),
    _step(m.AcceptIntroduction, "acceptances"),
    _step(m.DeclineIntroduction, "declines"),
    _step(m.WithdrawIntroduction, "withdrawals"),
    _step(m.BeginExchange, "exchanges"),
    _step(m.ReportIntroduction, "reports"),
)
