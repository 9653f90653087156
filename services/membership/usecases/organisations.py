"""The register of partner organisations."""

from chassis.context import new_id
from contracts.errors import NotFound
from contracts.membership import OrganisationRegistered, OrganisationRevised, OrganisationView, RegisterOrganisation, ReviseOrganisation
from services.membership.domain.organisation import HIDDEN_WITH_IT, Organisation
from services.membership.domain.showing.partners import organisation_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.ports import Membership


def register_organisation(unit: Membership, request: RegisterOrganisation) -> OrganisationView:
    organisation = Organisation.register(request.organisation, id=new_id(), by=unit.actor, at=unit.now)
    unit.organisations.add(organisation)
    return organisation_view(organisation, to_staff=True)


def revise_organisation(unit: Membership, request: ReviseOrganisation) -> OrganisationView:
    organisation = unit.organisations.find(request.organisation_id)
    if organisation is None:
        raise NotFound("membership.no_organisation", "there is no such organisation")
    unit.expect(organisation)
    content = apply_changes(organisation.content, request.changes)
    if organisation.revise(content, by=unit.actor, at=unit.now):
        unit.redact(f"organisations/{organisation.id}", HIDDEN_WITH_IT, (OrganisationRegistered, OrganisationRevised))
    unit.organisations.save(organisation)
    return organisation_view(organisation, to_staff=True)
