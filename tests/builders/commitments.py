"""Declarations that cities may endorse, endorsements, and reports with evidence."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.membership import (
    DeclarationContent,
    DeclarationView,
    DraftDeclaration,
    EndorseDeclaration,
    EndorsementView,
    EvidenceGiven,
    NamedCommitment,
    PublishDeclaration,
    ReportProgress,
)
from services.membership.usecases import commitments
from tests.builders.cities import focal_point, mayor
from tests.fakes.membership import Membership, management


def declaration_content(**changes: Any) -> DeclarationContent:
    return replace(
        DeclarationContent(
            titles={"en": "Mayors for prevention", "es": "Alcaldías por la prevención"},
            texts={"en": "We stand together against hate."},
            commitments=(
                NamedCommitment(code="youth_council", texts={"en": "Hear young people."}),
                NamedCommitment(code="victim_fund", texts={"en": "Set money aside for victims."}),
            ),
        ),
        **changes,
    )


def drafted_declaration(membership: Membership, **changes: Any) -> DeclarationView:
    asked = DraftDeclaration(declaration=declaration_content(**changes))
    view: DeclarationView = membership.ask(commitments.draft_declaration, asked, management())
    return view


def published_declaration(membership: Membership, **changes: Any) -> DeclarationView:
    drafted = drafted_declaration(membership, **changes)
    asked = PublishDeclaration(declaration_id=drafted.id)
    view: DeclarationView = membership.ask(commitments.publish_declaration, asked, management())
    return view


def endorsed(membership: Membership, declaration: DeclarationView, city_id: str) -> EndorsementView:
    asked = EndorseDeclaration(declaration_id=declaration.id, city_id=city_id)
    view: EndorsementView = membership.ask(commitments.endorse_declaration, asked, mayor(city_id))
    return view


def evidence(**changes: Any) -> EvidenceGiven:
    return replace(EvidenceGiven(on=date(2027, 2, 20), shows={"en": "The minutes."}, link="https://mombasa.example/minutes"), **changes)


def reported(membership: Membership, endorsement: EndorsementView, **changes: Any) -> EndorsementView:
    asked = ReportProgress(endorsement_id=endorsement.id, commitment="youth_council", status="under_way", evidence=(evidence(),))
    view: EndorsementView = membership.ask(commitments.report_progress, replace(asked, **changes), focal_point(endorsement.city_id))
    return view
