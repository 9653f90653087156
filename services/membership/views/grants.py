"""Who holds which role, to those who may know."""

from contracts.membership import GrantsPage, ListGrants
from services.membership.domain import showing
from services.membership.domain.grant import grant_readings
from services.membership.views.ports import Reading, after


def list_grants(unit: Reading, request: ListGrants) -> GrantsPage:
    """Grants that the caller may not know of are not in the list."""
    found = unit.grants.page(
        after(unit, request),
        readers=grant_readings(unit.actor),
        person_id=request.person_id,
        role=request.role,
        scope_id=request.scope_id,
        active=request.active,
        at=unit.now,
    )
    items, more = unit.cursors.page(request, found, unit.grants.sort_key)
    return GrantsPage(items=tuple(showing.grant_view(grant) for grant in items), next=more)
