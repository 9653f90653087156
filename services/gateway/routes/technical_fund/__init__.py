"""The Technical Support Fund over HTTP, a module per area."""

from typing import Final

from services.gateway.operations import Operation
from services.gateway.routes.technical_fund import applications, deadlines, history, reviews, terms

OPERATIONS: Final[tuple[Operation, ...]] = (
    *applications.OPERATIONS,
    *deadlines.OPERATIONS,
    *history.OPERATIONS,
    *reviews.OPERATIONS,
    *terms.OPERATIONS,
)

NOT_OVER_HTTP: Final[tuple[type, ...]] = ()
"""Asked by our own processes only."""
