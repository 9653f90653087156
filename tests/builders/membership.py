"""Applications as a city would write them, and the steps that lead from a draft to a member."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from chassis.context import Actor
from contracts.membership import (
    AdmitCity,
    ApplicationContent,
    ApplicationView,
    AttachMandate,
    BeginReview,
    CityDraft,
    Contact,
    CreateHub,
    HubContent,
    HubView,
    RecommendApplication,
    StartApplication,
    SubmitApplication,
    Theming,
)
from contracts.standard import OpenUpload, SendUploadPart
from services.membership.domain.principles import FIRST_VERSION
from services.membership.usecases import applications, hubs, reviews
from tests.fakes.membership import Membership, hub_officer, management, person

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def whole_city(**changes: Any) -> CityDraft:
    return replace(
        CityDraft(
            names={"es": "Mombasa", "en": "Mombasa", "ar": "ممباسا"},
            country="KE",
            subdivision="KE-28",
            tier="municipality",
            population=1_208_333,
            population_year=2019,
            languages=("sw", "en"),
            latitude=-4.0547,
            longitude=39.6636,
        ),
        **changes,
    )


def whole_content(**changes: Any) -> ApplicationContent:
    """An application with everything in it; `city` may be a mapping of changes."""
    city = changes.pop("city", {})
    return replace(
        ApplicationContent(
            city=city if isinstance(city, CityDraft) else whole_city(**city),
            contact=Contact(name="Amina Said", function="Head of the mayor's office", email="amina@city.example", phone="+254 41 000 000"),
            needs=(Theming(theme="youth_engagement", priority="high", detail="Work with the coastal youth councils."),),
            offers=(Theming(theme="interfaith_dialogue"),),
            principles_version=FIRST_VERSION,
        ),
        **changes,
    )


def named(name: str, **changes: Any) -> ApplicationContent:
    """A whole application of a city of that name."""
    return whole_content(city={"names": {"en": name}, **changes})


def hub_content(**changes: Any) -> HubContent:
    return replace(
        HubContent(
            names={"en": "East and Southern Africa", "fr": "Afrique orientale et australe"},
            countries=("KE", "TZ", "UG"),
            languages=("en", "sw", "fr"),
            time_zone="Africa/Nairobi",
            region="eastern_africa",
        ),
        **changes,
    )


def with_mandate(membership: Membership, draft: ApplicationView, by: Actor, pdf: bytes = PDF) -> ApplicationView:
    upload = OpenUpload(
        purpose="mandate", file_name="mandate.pdf", media_type="application/pdf", size=len(pdf), sha256=hashlib.sha256(pdf).hexdigest()
    )
    opened = membership.ask(lambda unit, request: unit.files.open(request), upload, by)
    part = SendUploadPart(upload_id=opened.id, offset=0, part=pdf)
    membership.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by)
    attach = AttachMandate(application_id=draft.id, upload_id=opened.id, signatory="The Governor", signed_on=date(2026, 11, 2))
    view: ApplicationView = membership.ask(applications.attach_mandate, attach, by)
    return view


def drafted(membership: Membership, by: Actor, content: ApplicationContent | None = None) -> ApplicationView:
    """A draft ready to be handed in."""
    draft = membership.ask(applications.start_application, StartApplication(content=content or whole_content()), by)
    return with_mandate(membership, draft, by)


def submitted(membership: Membership, by: Actor, content: ApplicationContent | None = None) -> ApplicationView:
    draft = drafted(membership, by, content)
    view: ApplicationView = membership.ask(applications.submit_application, SubmitApplication(application_id=draft.id), by)
    return view


def reviewer_of(application: ApplicationView) -> Actor:
    return hub_officer(application.hub_id) if application.hub_id else management()


def under_review(membership: Membership, by: Actor, content: ApplicationContent | None = None) -> ApplicationView:
    handed_in = submitted(membership, by, content)
    view: ApplicationView = membership.ask(reviews.begin_review, BeginReview(application_id=handed_in.id), reviewer_of(handed_in))
    return view


def recommended(membership: Membership, by: Actor, content: ApplicationContent | None = None) -> ApplicationView:
    reviewed = under_review(membership, by, content)
    recommend = RecommendApplication(application_id=reviewed.id, note="A strong partner on the coast.")
    view: ApplicationView = membership.ask(reviews.recommend_application, recommend, reviewer_of(reviewed))
    return view


def admitted(membership: Membership, by: Actor | None = None, content: ApplicationContent | None = None) -> ApplicationView:
    ready = recommended(membership, by or person(), content)
    view: ApplicationView = membership.ask(reviews.admit_city, AdmitCity(application_id=ready.id), management())
    return view


def opened_hub(membership: Membership, **changes: Any) -> HubView:
    view: HubView = membership.ask(hubs.create_hub, CreateHub(hub=hub_content(**changes)), management())
    return view
