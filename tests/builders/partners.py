"""Partner organisations and agreements with them, as the management unit writes them down."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from chassis.context import Actor
from contracts.membership import (
    AgreementContent,
    AgreementView,
    BeginNegotiation,
    OpenAgreement,
    OrganisationContent,
    OrganisationView,
    PartnerContact,
    RegisterOrganisation,
    SignAgreement,
)
from contracts.standard import OpenUpload, SendUploadPart
from services.membership.usecases import agreements, organisations
from tests.builders.membership import PDF
from tests.fakes.membership import Membership


def organisation_content(**changes: Any) -> OrganisationContent:
    content = OrganisationContent(
        kind="donor",
        names={"en": "Coastal Foundation", "ar": "مؤسسة الساحل"},
        country="KE",
        website="https://foundation.example/cities",
        contact=PartnerContact(name="Wanjiru Kamau", email="wanjiru@foundation.example"),
        visibility="public",
    )
    return replace(content, **changes)


def registered(membership: Membership, by: Actor, **changes: Any) -> OrganisationView:
    view: OrganisationView = membership.ask(
        organisations.register_organisation, RegisterOrganisation(organisation=organisation_content(**changes)), by
    )
    return view


def agreement_content(organisation_id: str, **changes: Any) -> AgreementContent:
    content = AgreementContent(
        type="funding",
        organisation_ids=(organisation_id,),
        scope={"en": "Grants for youth councils on the coast."},
        themes=("youth_engagement",),
        countries=("KE",),
        review_months=12,
        visibility="public",
    )
    return replace(content, **changes)


def opened(membership: Membership, by: Actor, organisation_id: str | None = None, **changes: Any) -> AgreementView:
    party = organisation_id or registered(membership, by).id
    view: AgreementView = membership.ask(agreements.open_agreement, OpenAgreement(agreement=agreement_content(party, **changes)), by)
    return view


def paper(membership: Membership, by: Actor, *, purpose: str = "agreement", media_type: str = "application/pdf", data: bytes = PDF) -> str:
    """A complete upload; its id."""
    asked = OpenUpload(
        purpose=purpose, file_name="signed.pdf", media_type=media_type, size=len(data), sha256=hashlib.sha256(data).hexdigest()
    )
    upload = membership.ask(lambda unit, request: unit.files.open(request), asked, by)
    for offset in range(0, len(data), 256 * 1024):
        part = SendUploadPart(upload_id=upload.id, offset=offset, part=data[offset : offset + 256 * 1024])
        membership.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by)
    return str(upload.id)


def signing(membership: Membership, by: Actor, agreement_id: str, **changes: Any) -> SignAgreement:
    asked = SignAgreement(
        agreement_id=agreement_id,
        upload_id=paper(membership, by),
        signed_on=date(2027, 2, 20),
        starts_on=date(2027, 3, 1),
        ends_on=date(2029, 2, 28),
    )
    return replace(asked, **changes)


def negotiating(membership: Membership, by: Actor, organisation_id: str | None = None, **changes: Any) -> AgreementView:
    agreement = opened(membership, by, organisation_id, **changes)
    view: AgreementView = membership.ask(agreements.begin_negotiation, BeginNegotiation(agreement_id=agreement.id), by)
    return view


def signed(
    membership: Membership, by: Actor, organisation_id: str | None = None, *, ends_on: date | None = date(2029, 2, 28), **changes: Any
) -> AgreementView:
    agreement = negotiating(membership, by, organisation_id, **changes)
    view: AgreementView = membership.ask(agreements.sign_agreement, signing(membership, by, agreement.id, ends_on=ends_on), by)
    return view
