"""The Technical Support Fund over HTTP, a module per area."""

from typing import Final

from services.gateway.operations import Operation
from services.gateway.routes.technical_fund import (
    calls,
    applications,
    assignment,
    award_reports,
    awards,
    conflicts,
    deadlines,
    decisions,
    history,
    ledger,
    library,
    reviewers,
    reviews,
    screening,
    terms,
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    *award_reports.OPERATIONS,
    *awards.OPERATIONS,
    *ledger.OPERATIONS,
    *library.OPERATIONS,
    *applications.OPERATIONS,
    *assignment.OPERATIONS,
    *conflicts.OPERATIONS,
    *calls.OPERATIONS,
    *deadlines.OPERATIONS,
    *decisions.OPERATIONS,
    *history.OPERATIONS,
    *reviewers.OPERATIONS,
    *reviews.OPERATIONS,
    *screening.OPERATIONS,
    *terms.OPERATIONS,
)

NOT_OVER_HTTP: Final[tuple[type, ...]] = (*conflicts.NOT_OVER_HTTP,)
"""Asked by our own processes only."""
