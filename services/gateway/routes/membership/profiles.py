"""What cities say of themselves, over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

ONE: Final = "/v1/cities/{city_id}"


def _judgement(request: type, path: str) -> Operation:
    """What becomes of a proposal is posted as a thing of its own; `If-Match` keeps one from judging what one has not read."""
    return Operation(request=request, method="POST", path=f"{ONE}/{path}", tag="Cities", versioned=True)


OPERATIONS: Final = (
    Operation(
        request=m.ReviseProfile,
        method="PATCH",
        path=ONE,
        tag="Cities",
        body_as="changes",
        versioned=True,
        needs_version=True,
    ),
    _judgement(m.ApproveProposal, "approvals"),
    _judgement(m.ReturnProposal, "returns"),
    _judgement(m.WithdrawProposal, "proposal-withdrawals"),
    Operation(
        request=m.ListProfileHistory,
        method="GET",
        path=f"{ONE}/history",
        tag="Cities",
        csv=(
            "version",
            "at",
            "step",
            "field",
            "before",
            "after",
            "visibility_before",
            "visibility_after",
            "by",
            "by_part",
            "author",
            "author_part",
            "approval",
            "note",
        ),
    ),
)
