"""Organisations, agreements and contributions, to those who may know of them."""

from contracts.errors import Invalid, NotFound
from contracts.membership import (
    AgreementsPage,
    AgreementView,
    ContributionsPage,
    GetAgreement,
    GetOrganisation,
    ListAgreements,
    ListContributions,
    ListOrganisations,
    OrganisationsPage,
    OrganisationView,
    ReadAgreementPaper,
)
from contracts.roles import DONOR, MANAGEMENT_UNIT
from contracts.standard import FilePart
from services.membership.domain.agreement import Agreement
from services.membership.domain.contribution import totals
from services.membership.domain.organisation import Organisation
from services.membership.domain.partners import party_keys, reader_keys, staff_keys
from services.membership.domain.showing import partners as showing
from services.membership.domain.text import sought
from services.membership.views.ports import Reading, after


def list_organisations(unit: Reading, request: ListOrganisations) -> OrganisationsPage:
    words = sought(request.q) if request.q else ()
    if request.q and not words:
        raise Invalid.field("/q", "membership.nothing_to_search", "holds no letter or digit")
    found = unit.organisations.page(
        after(unit, request),
        readers=_keys(unit),
        words=words,
        kind=request.kind,
        country=request.country,
    )
    items, more = unit.cursors.page(request, found, unit.organisations.sort_key)
    return OrganisationsPage(items=tuple(showing.organisation_row(organisation) for organisation in items), next=more)


def get_organisation(unit: Reading, request: GetOrganisation) -> OrganisationView:
    organisation = unit.organisations.find(request.organisation_id)
    if organisation is None or not _may_know(unit, organisation):
        raise NotFound("membership.no_organisation", "there is no such organisation")
    return showing.organisation_view(organisation, to_staff=_looks_after(unit, organisation))


def list_agreements(unit: Reading, request: ListAgreements) -> AgreementsPage:
    found = unit.agreements.page(
        after(unit, request),
        readers=_keys(unit),
        state=request.state,
        type=request.type,
        organisation_id=request.organisation_id,
        city_id=request.city_id,
        country=request.country,
        theme=request.theme,
        review_due_before=request.review_due_before,
    )
    items, more = unit.cursors.page(request, found, unit.agreements.sort_key)
    return AgreementsPage(items=tuple(showing.agreement_row(agreement) for agreement in items), next=more)


def get_agreement(unit: Reading, request: GetAgreement) -> AgreementView:
    agreement = _readable(unit, request.agreement_id)
    return showing.agreement_view(
        agreement, unit.actor, to_staff=_looks_after(unit, agreement), to_party=not party_keys(unit.actor).isdisjoint(agreement.readers())
    )


def read_agreement_paper(unit: Reading, request: ReadAgreementPaper) -> FilePart:
    agreement = _readable(unit, request.agreement_id)
    keys = staff_keys(unit.actor, unit.hubs.all()) | party_keys(unit.actor)
    term = next((term for term in agreement.terms if term.number == request.term), None)
    if keys.isdisjoint(agreement.readers()) or term is None or term.file_id is None:
        raise NotFound("membership.no_paper", "there is no such document")
    return unit.files.read(term.file_id, request.offset)


def list_contributions(unit: Reading, request: ListContributions) -> ContributionsPage:
    """The donor of the agreement and the management unit; other donors hear that there is no such agreement."""
    agreement = unit.agreements.find(request.agreement_id)
    allowed = unit.actor.has(MANAGEMENT_UNIT) or unit.actor.has(DONOR, request.agreement_id)
    if agreement is None or not allowed:
        raise NotFound("membership.no_agreement", "there is no such agreement")
    entries = unit.contributions.of_agreement(agreement.id)
    corrected = showing.account(entries)
    last = after(unit, request)
    rest = [entry for entry in entries if last.key is None or unit.contributions.sort_key(entry) > last.key]
    items, more = unit.cursors.page(request, rest[: last.most], unit.contributions.sort_key)
    shown = tuple(showing.contribution_view(entry, unit.actor, corrected_by=corrected.get(entry.id)) for entry in items)
    return ContributionsPage(items=shown, totals=totals(entries), entries=len(entries), next=more)


def _keys(unit: Reading) -> frozenset[str]:
    return reader_keys(unit.actor, unit.hubs.all())


def _may_know(unit: Reading, organisation: Organisation) -> bool:
    """By its own keys; or as a party to an agreement with it."""
    if not _keys(unit).isdisjoint(organisation.readers()):
        return True
    mine = (unit.agreements.find(key.removeprefix("agreement:")) for key in party_keys(unit.actor) if key.startswith("agreement:"))
    return any(agreement is not None and organisation.id in agreement.content.organisation_ids for agreement in mine)


def _looks_after(unit: Reading, record: Organisation | Agreement) -> bool:
    return not staff_keys(unit.actor, unit.hubs.all()).isdisjoint(record.readers())


def _readable(unit: Reading, agreement_id: str) -> Agreement:
    agreement = unit.agreements.find(agreement_id)
    if agreement is None or _keys(unit).isdisjoint(agreement.readers()):
        raise NotFound("membership.no_agreement", "there is no such agreement")
    return agreement
