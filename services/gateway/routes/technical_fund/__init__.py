"""The Technical Support Fund over HTTP, a module per area."""

from typing import Final

from services.gateway.operations import Operation
from services.gateway.routes.technical_fund import (
    applications,
    assignment,
    award_reports,
    awards,
    calls,
    conflicts,
    deadlines,
    decision_batches,
    decisions,
    discussion,
    exports,
    facts,
    history,
    ledger,
    library,
    mentors,
    privacy,
    register,
    reviewers,
    reviews,
    runs,
    scores,
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
    *decision_batches.OPERATIONS,
    *decisions.OPERATIONS,
    *facts.OPERATIONS,
    *exports.OPERATIONS,
    *history.OPERATIONS,
    *reviewers.OPERATIONS,
    *discussion.OPERATIONS,
    *reviews.OPERATIONS,
    *runs.OPERATIONS,
    *mentors.OPERATIONS,
    *scores.OPERATIONS,
    *screening.OPERATIONS,
    *privacy.OPERATIONS,
    *register.OPERATIONS,
    *terms.OPERATIONS,
)

NOT_OVER_HTTP: Final[tuple[type, ...]] = (*conflicts.NOT_OVER_HTTP,)
"""Asked by our own processes only."""
