"""Membership over HTTP, a module per area."""

from typing import Final

from services.gateway.operations import Operation
from services.gateway.routes.membership import (
    applications,
    commitments,
    directory,
    grants,
    hubs,
    imports,
    introductions,
    invitations,
    life,
    needs,
    partners,
    people,
    principles,
    privacy,
    profiles,
    security,
)

OPERATIONS: Final[tuple[Operation, ...]] = (
    *people.OPERATIONS,
    *privacy.OPERATIONS,
    *security.OPERATIONS,
    *grants.OPERATIONS,
    *hubs.OPERATIONS,
    *invitations.OPERATIONS,
    *principles.OPERATIONS,
    *life.OPERATIONS,
    *applications.OPERATIONS,
    *directory.OPERATIONS,
    *profiles.OPERATIONS,
    *partners.OPERATIONS,
    *imports.OPERATIONS,
    *needs.OPERATIONS,
    *introductions.OPERATIONS,
    *commitments.OPERATIONS,
)
NOT_OVER_HTTP: Final[tuple[type, ...]] = (
    *people.NOT_OVER_HTTP,
    *invitations.NOT_OVER_HTTP,
    *security.NOT_OVER_HTTP,
    *directory.NOT_OVER_HTTP,
    *privacy.NOT_OVER_HTTP,
)
"""For our own processes only."""
