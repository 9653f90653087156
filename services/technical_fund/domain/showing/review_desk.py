"""What a reviewer is shown, under the call's anonymity: where the city is hidden, nothing of ours names it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from contracts.errors import NotFound
from contracts.standard import FilePart
from contracts.technical_fund import DossierAttachment, ReviewContent, ReviewDossier, ReviewProgress, ReviewQueueItem
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import ACCEPTED, ASSIGNED, Assignment
from services.technical_fund.domain.attachments import KINDS, Attachment
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.review_desk import Desk
from services.technical_fund.domain.review_stage import under_review
from services.technical_fund.domain.reviewing import extent
from services.technical_fund.domain.reviews import DRAFT, Review
from services.technical_fund.domain.showing.applications import hides_city
from services.technical_fund.domain.showing.reviews import is_late

AS_REVIEWER: Final = frozenset({access.REVIEWING})
SUFFIX: Final = {media_type: f".{kind}" for kind, media_type in KINDS.items()}
BEFORE_WRITING: Final = {ASSIGNED: "accept_assignment", ACCEPTED: "start_fund_review"}


def queue_item(seat: Assignment, application: Application, call: CallVersion, review: Review | None, *, now: datetime) -> ReviewQueueItem:
    hidden = hides_city(call, AS_REVIEWER)
    return ReviewQueueItem(
        assignment_id=seat.id,
        application_id=application.id,
        call_id=application.call_id,
        reference=application.reference,
        title=application.title,
        city_id=None if hidden else application.city_id,
        country=None if hidden else application.country,
        language=application.language,
        round=seat.round,
        assignment_state=seat.state,
        review_state=None if review is None else review.state,
        progress=_progress(review, call),
        accept_by=seat.accept_by if seat.state == ASSIGNED else None,
        due_at=seat.review_by,
        late=is_late(review, seat.review_by, now),
        sent_back=_sent_back(review),
        next=_next(seat, review) if under_review(call.workflow, application.state) else None,
    )


def _progress(review: Review | None, call: CallVersion) -> ReviewProgress:
    if review is None:
        return ReviewProgress(done=0, of=extent(call.rubric, ReviewContent()).of)
    return ReviewProgress(done=review.done, of=review.of)


def _sent_back(review: Review | None) -> str | None:
    if review is None or review.state != DRAFT or not review.submissions:
        return None
    return review.submissions[-1].reason


def _next(seat: Assignment, review: Review | None) -> str | None:
    if review is None:
        return BEFORE_WRITING.get(seat.state)
    if review.state != DRAFT:
        return None
    return "submit_fund_review" if review.done == review.of else "save_fund_review"


# ---------------------------------------------------------------- the dossier


def dossier(seat: Assignment, around: Desk, attachments: Sequence[Attachment]) -> ReviewDossier:
    application, call = around.application, around.call
    hidden = hides_city(call, AS_REVIEWER)
    return ReviewDossier(
        assignment_id=seat.id,
        application_id=application.id,
        call_id=application.call_id,
        call_version=application.call_version,
        anonymity=call.content.anonymity,
        reference=application.reference,
        title=application.title,
        city_id=None if hidden else application.city_id,
        country=None if hidden else application.country,
        language=application.language,
        requested=application.requested,
        answers=application.answers,
        attachments=tuple(_attachment(one, number, around) for number, one in enumerate(attachments, 1)),
        form=call.form,
        rubric=call.rubric,
        submitted_at=application.submitted_at,
    )


def name_of(attachment: Attachment, number: int, around: Desk) -> str:
    """Its own name; where the city is hidden, a number and the kind of file."""
    if not hides_city(around.call, AS_REVIEWER):
        return attachment.file_name
    return f"attachment-{number}{SUFFIX.get(attachment.media_type, '')}"


def under_its_name(part: FilePart, name: str) -> FilePart:
    return replace(part, file_name=name)


def no_attachment() -> NotFound:
    return NotFound("technical_fund.no_attachment", "there is no such file under the application")


def _attachment(attachment: Attachment, number: int, around: Desk) -> DossierAttachment:
    return DossierAttachment(
        number=number,
        question=attachment.question,
        file_name=name_of(attachment, number, around),
        media_type=attachment.media_type,
        size=attachment.size,
        sha256=attachment.sha256,
    )
