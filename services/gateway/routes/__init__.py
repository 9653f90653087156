"""One module per service: what it offers over HTTP."""

from typing import Final

from services.gateway import feed
from services.gateway.operations import Operation
from services.gateway.routes import explore, membership, notifications, standard, technical_fund

OPERATIONS: Final[tuple[Operation, ...]] = (
    *membership.OPERATIONS,
    *notifications.OPERATIONS,
    *explore.OPERATIONS,
    *technical_fund.OPERATIONS,
    *standard.OPERATIONS,
    *feed.OPERATIONS,
)
"""Everything that can be done over HTTP."""

NOT_OVER_HTTP: Final[tuple[type, ...]] = (*membership.NOT_OVER_HTTP, *technical_fund.NOT_OVER_HTTP, *standard.NOT_OVER_HTTP)
"""Requests that only our own processes make."""
