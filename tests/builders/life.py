"""A member city with its people and its hub, and time that passes over it."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from chassis.context import Actor, Grant, new_id
from chassis.job_runner import JobRunner
from contracts.membership import (
    ApplicationView,
    CityReadmitted,
    CityStatusChanged,
    CitySuspended,
    CityWithdrawn,
    DraftPrinciples,
    GetMembership,
    GiveSignOfLife,
    MembershipView,
    PublishPrinciples,
    RenewMandate,
)
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from contracts.standard import OpenUpload, SendUploadPart
from services.membership import reactions, views
from services.membership.domain.person import Person
from services.membership.usecases import mandates, memberships, principles
from tests.builders.membership import PDF, admitted, opened_hub
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

TEXTS = {"en": "1. Anew.", "es": "1. De nuevo.", "fr": "1. À nouveau.", "ar": "1. من جديد."}


def account(membership: MemoryMembership) -> str:
    made = Person(
        id=new_id(), name="Amina Said", email=f"{new_id()}@city.example", language="en", password_hash="h", created_at=membership.now
    )
    membership.work.within(lambda _, unit: unit.people.add(made), membership.context(NOBODY))
    return made.id


def of_city(role: str, city_id: str | None) -> Actor:
    return person(Grant(role=role, scope_kind="city", scope_id=city_id))


class World:
    """One member city with its people and its hub."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.membership = membership
        self.hub = opened_hub(membership)
        self.applicant = person(id=account(membership))
        self.application: ApplicationView = admitted(membership, self.applicant)
        self.city_id = str(self.application.city_id)
        self.mayor = of_city(MAYORS_OFFICE, self.city_id)
        self.focal = of_city(FOCAL_POINT, self.city_id)
        self.officer = hub_officer(self.hub.id)

    def see(self, by: Actor | None = None) -> MembershipView:
        view: MembershipView = self.membership.see(views.life.get_membership, GetMembership(city_id=self.city_id), by or management())
        return view

    def ask(self, use_case: Any, request: Any, by: Actor) -> Any:
        return self.membership.ask(use_case, request, by)

    def wait_until(self, day: date) -> None:
        """Let the days pass, one timer after the other."""
        while self.membership.now.date() < day:
            self.membership.wait(days=min(10, (day - self.membership.now.date()).days))

    def said(self, *kinds: type) -> list[Any]:
        return [event for event in self.membership.said() if isinstance(event, kinds)]

    def sign(self) -> MembershipView:
        view: MembershipView = self.ask(memberships.give_sign_of_life, GiveSignOfLife(city_id=self.city_id), self.focal)
        return view

    def hand_in(self, **changes: Any) -> MembershipView:
        upload = OpenUpload(
            purpose="mandate", file_name="new.pdf", media_type="application/pdf", size=len(PDF), sha256=hashlib.sha256(PDF).hexdigest()
        )
        opened = self.ask(lambda unit, request: unit.files.open(request), upload, self.mayor)
        part = SendUploadPart(upload_id=opened.id, offset=0, part=PDF)
        self.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, self.mayor)
        asked = RenewMandate(city_id=self.city_id, upload_id=opened.id, signatory="The Mayor", signed_on=self.membership.now.date())
        view: MembershipView = self.ask(mandates.renew_mandate, replace(asked, **changes), self.mayor)
        return view

    def run_jobs(self) -> None:
        runner = JobRunner(self.membership.work, reactions.JOBS)
        while runner.run_next():
            pass

    def publish(self, version: str, accept_by: date) -> None:
        self.ask(principles.draft_principles, DraftPrinciples(version=version, texts=TEXTS), management())
        self.ask(principles.publish_principles, PublishPrinciples(version=version, accept_by=accept_by), management())
        self.run_jobs()


STATUS = (CityStatusChanged, CitySuspended, CityWithdrawn, CityReadmitted)
