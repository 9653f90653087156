"""How organisations, agreements and contributions are shown, and to whom."""

from collections.abc import Collection
from dataclasses import replace

from chassis.context import Actor
from contracts.membership import (
    AgreementRow,
    AgreementTerm,
    AgreementView,
    ContributionView,
    OrganisationRow,
    OrganisationView,
)
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain.agreement import Agreement, Term
from services.membership.domain.contribution import Contribution
from services.membership.domain.organisation import Organisation


def organisation_view(organisation: Organisation, *, to_staff: bool) -> OrganisationView:
    content = organisation.content
    return OrganisationView(
        id=organisation.id,
        kind=content.kind,
        names=content.names,
        country=content.country,
        website=content.website,
        contact=content.contact if to_staff else None,
        visibility=content.visibility,
        created_at=organisation.created_at,
        updated_at=organisation.updated_at,
        history=organisation.history if to_staff else (),
        version=organisation.version,
    )


def organisation_row(organisation: Organisation) -> OrganisationRow:
    content = organisation.content
    return OrganisationRow(
        id=organisation.id,
        kind=content.kind,
        names=content.names,
        country=content.country,
        website=content.website,
        visibility=content.visibility,
        version=organisation.version,
    )


def agreement_view(agreement: Agreement, reader: Actor, *, to_staff: bool, to_party: bool) -> AgreementView:
    """Papers are for the parties and for staff, who did what and why for staff alone."""
    return AgreementView(
        id=agreement.id,
        reference=agreement.reference,
        state=agreement.state,
        content=agreement.content,
        terms=tuple(_term(term, with_paper=to_staff or to_party) for term in agreement.terms),
        review_due_on=agreement.review_due_on,
        opened_at=agreement.opened_at,
        updated_at=agreement.updated_at,
        history=agreement.history if to_staff else (),
        next_steps=agreement.next_steps(reader),
        version=agreement.version,
    )


def _term(term: Term, *, with_paper: bool) -> AgreementTerm:
    paper = term.paper if with_paper else None
    return AgreementTerm(number=term.number, starts_on=term.starts_on, ends_on=term.ends_on, signed_on=term.signed_on, paper=paper)


def agreement_row(agreement: Agreement) -> AgreementRow:
    term = agreement.term
    return AgreementRow(
        id=agreement.id,
        reference=agreement.reference,
        type=agreement.content.type,
        state=agreement.state,
        organisation_ids=agreement.content.organisation_ids,
        countries=agreement.content.countries,
        starts_on=term.starts_on if term else None,
        ends_on=term.ends_on if term else None,
        review_due_on=agreement.review_due_on,
        visibility=agreement.content.visibility,
        updated_at=agreement.updated_at,
        version=agreement.version,
    )


def contribution_view(entry: Contribution, reader: Actor, *, corrected_by: str | None = None) -> ContributionView:
    """Donors see the account, not who keeps it, nor the notes of those who do."""
    inside = reader.has(MANAGEMENT_UNIT)
    return ContributionView(
        id=entry.id,
        agreement_id=entry.agreement_id,
        kind="in_kind" if entry.gift.amount is None else "money",
        gift=entry.gift if inside else replace(entry.gift, note=None),
        entered_at=entry.entered_at,
        entered_by=entry.entered_by if inside else None,
        corrects=entry.corrects,
        corrected_by=corrected_by,
        replaces=entry.replaces,
    )


def account(entries: Collection[Contribution]) -> dict[str, str]:
    """Which entry is cancelled by which."""
    return {entry.corrects: entry.id for entry in entries if entry.corrects is not None}
