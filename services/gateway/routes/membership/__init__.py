"""Membership over HTTP, a module per area."""

from typing import Final

from services.gateway.operations import Operation
from services.gateway.routes.membership import applications, directory, grants, hubs, needs, partners, people

OPERATIONS: Final[tuple[Operation, ...]] = (
    *people.OPERATIONS,
    *grants.OPERATIONS,
    *hubs.OPERATIONS,
    *applications.OPERATIONS,
    *directory.OPERATIONS,
    *partners.OPERATIONS,
    *needs.OPERATIONS,
)
NOT_OVER_HTTP: Final[tuple[type, ...]] = (*people.NOT_OVER_HTTP, *directory.NOT_OVER_HTTP)
"""For our own processes only."""
