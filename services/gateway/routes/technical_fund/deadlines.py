"""Deadlines of the Fund over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund management"
REMINDERS: Final = "/v1/fund/reminders"

OPERATIONS: Final = (
    Operation(request=f.ListFundDeadlines, method="GET", path="/v1/fund/deadlines", tag=TAG),
    Operation(request=f.GetFundReminders, method="GET", path=REMINDERS, tag=TAG, versioned=True),
    Operation(request=f.SetFundReminders, method="PUT", path=REMINDERS, tag=TAG, body_as="reminders", versioned=True, needs_version=True),
)
