"""Applications as they are shown. What a reader may see of one depends on who they are to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from contracts.technical_fund import (
    FundApplicationRow,
    FundApplicationView,
    FundAttachment,
    FundDelegationView,
    FundInformationView,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application, Delegation, InformationRequest
from services.technical_fund.domain.attachments import Attachment, shown_name
from services.technical_fund.domain.calls import Call, CallVersion
from services.technical_fund.domain.checks import task_list
from services.technical_fund.domain.versions import ApplicationVersion, as_handed_in
from services.technical_fund.domain.workflow import Workflow
from services.technical_fund.domain.writing import pen

CITY_HIDDEN: Final = "city_hidden"
KNOW_THE_CITY: Final = access.CITY_SIDE | {access.MANAGEMENT}


class Calls(access.Calls, Protocol):
    def get(self, id: str) -> Call: ...


class CallVersions(Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion: ...


class Attachments(Protocol):
    def of_application(self, application_id: str) -> Sequence[Attachment]: ...


class Workflows(Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class ApplicationVersions(Protocol):
    def of_application(self, application_id: str) -> Sequence[ApplicationVersion]: ...


class Seeing(Protocol):
    """What is written, and what was handed in."""

    @property
    def attachments(self) -> Attachments: ...
    @property
    def application_versions(self) -> ApplicationVersions: ...


class Showing(access.Looking, Seeing, Protocol):
    """What an application is shown from."""

    @property
    def calls(self) -> Calls: ...
    @property
    def call_versions(self) -> CallVersions: ...
    @property
    def workflows(self) -> Workflows: ...


def hides_city(version: CallVersion, parts: frozenset[str]) -> bool:
    """Whether these readers do not learn which city applies."""
    return version.content.anonymity == CITY_HIDDEN and parts.isdisjoint(KNOW_THE_CITY)


def seen(unit: Seeing, application: Application, parts: frozenset[str]) -> tuple[Application, list[Attachment]]:
    """The application and its files as these readers see them: while the city works on an answer, the Fund's side reads what was last
    handed in, and nothing half-written."""
    files = unit.attachments.of_application(application.id)
    if application.open_question is not None and parts.isdisjoint(access.CITY_SIDE):
        before = as_handed_in(application, unit.application_versions.of_application(application.id))
        if before is not None:
            return before[0], [one for one in files if one.id in before[1]]
    return application, [one for one in files if one.detached_at is None]


def shown(unit: Showing, application: Application) -> FundApplicationView:
    """The application as the actor may see it."""
    parts = access.parts_of(unit, application)
    call, version = unit.calls.get(application.call_id), unit.call_versions.pinned(application.call_id, application.call_version)
    workflow = unit.workflows.version(application.workflow_id, application.workflow_version)
    application, attachments = seen(unit, application, parts)
    held, hidden = pen(application, workflow, parts), hides_city(version, parts)
    return FundApplicationView(
        id=application.id,
        reference=application.reference,
        call_id=application.call_id,
        call_version=application.call_version,
        city_id=None if hidden else application.city_id,
        country=None if hidden else application.country,
        state=application.state,
        content=application.content,
        attachments=attachment_views(attachments, hidden=hidden),
        sections=task_list(version, application, attachments, held),
        information=tuple(_information_view(one) for one in application.information),
        delegations=_delegations(application, parts, unit.now),
        possible=workflow.possible(application.state, parts),
        editable=held.reach,
        opens_at=call.content.opens_at,
        closes_at=call.content.closes_at,
        time_zone=call.content.time_zone,
        revision=application.revision,
        versions=application.versions,
        cloned_from=None if parts.isdisjoint(access.CITY_SIDE) else application.cloned_from,
        created_at=application.created_at,
        updated_at=application.updated_at,
        submitted_at=application.submitted_at,
        version=application.version,
    )


def application_row(application: Application, *, hidden: bool) -> FundApplicationRow:
    return FundApplicationRow(
        id=application.id,
        reference=application.reference,
        call_id=application.call_id,
        city_id=None if hidden else application.city_id,
        country=None if hidden else application.country,
        state=application.state,
        title=application.title,
        requested=application.requested,
        submitted_at=application.submitted_at,
        updated_at=application.updated_at,
        version=application.version,
    )


def attachment_views(attachments: Sequence[Attachment], *, hidden: bool) -> tuple[FundAttachment, ...]:
    return tuple(_attachment_view(one, shown_name(one, number, hidden=hidden)) for number, one in enumerate(attachments, 1))


def _attachment_view(attachment: Attachment, name: str) -> FundAttachment:
    return FundAttachment(
        id=attachment.id,
        question=attachment.question,
        file_name=name,
        media_type=attachment.media_type,
        size=attachment.size,
        sha256=attachment.sha256,
        scan=attachment.scan,
        attached_at=attachment.attached_at,
    )


def _information_view(asked: InformationRequest) -> FundInformationView:
    return FundInformationView(
        id=asked.id,
        question=asked.question,
        questions=asked.questions,
        due_at=asked.due_at,
        asked_at=asked.asked_at,
        answer=asked.answer,
        answered_at=asked.answered_at,
    )


def _delegations(application: Application, parts: frozenset[str], at: datetime) -> tuple[FundDelegationView, ...]:
    if parts.isdisjoint({access.APPLICANT, access.MAYOR, access.MANAGEMENT}):
        return ()
    return tuple(_delegation_view(one) for one in application.delegations if at < one.until)


def _delegation_view(given: Delegation) -> FundDelegationView:
    return FundDelegationView(id=given.id, person_id=given.person_id, right=given.right, until=given.until, given_at=given.given_at)
