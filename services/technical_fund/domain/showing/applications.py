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
from services.technical_fund.domain.attachments import Attachment
from services.technical_fund.domain.calls import Call, CallVersion
from services.technical_fund.domain.checks import task_list
from services.technical_fund.domain.workflow import Workflow
from services.technical_fund.domain.writing import pen

CITY_HIDDEN: Final = "city_hidden"
KNOW_THE_CITY: Final = access.CITY_SIDE | {access.MANAGEMENT}


class Calls(Protocol):
    def get(self, id: str) -> Call: ...


class CallVersions(Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion: ...


class Attachments(Protocol):
    def of_application(self, application_id: str) -> Sequence[Attachment]: ...


class Workflows(Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class Showing(access.Looking, Protocol):
    """What an application is shown from."""

    @property
    def calls(self) -> Calls: ...
    @property
    def call_versions(self) -> CallVersions: ...
    @property
    def attachments(self) -> Attachments: ...
    @property
    def workflows(self) -> Workflows: ...


def hides_city(version: CallVersion, parts: frozenset[str]) -> bool:
    """Whether these readers do not learn which city applies."""
    return version.content.anonymity == CITY_HIDDEN and parts.isdisjoint(KNOW_THE_CITY)


def shown(unit: Showing, application: Application) -> FundApplicationView:
    """The application as the actor may see it."""
    parts = access.parts_of(unit, application)
    call, version = unit.calls.get(application.call_id), unit.call_versions.pinned(application.call_id, application.call_version)
    workflow = unit.workflows.version(application.workflow_id, application.workflow_version)
    attachments = [one for one in unit.attachments.of_application(application.id) if one.detached_at is None]
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
        attachments=tuple(attachment_view(one) for one in attachments),
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


def attachment_view(attachment: Attachment) -> FundAttachment:
    return FundAttachment(
        id=attachment.id,
        question=attachment.question,
        file_name=attachment.file_name,
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
