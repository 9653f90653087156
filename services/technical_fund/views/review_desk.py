"""The reviewer's desk: the queue, and what there is to read for each review."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from contracts.standard import FilePart
from contracts.technical_fund import GetReviewDossier, ListReviewQueue, ReadDossierAttachment, ReviewDossier, ReviewQueue, ReviewQueueItem
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import OPEN, SEATED, Assignment
from services.technical_fund.domain.attachments import Attachment
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.review_desk import Desk, own_seat
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.showing import review_desk as showing
from services.technical_fund.domain.showing.applications import seen
from services.technical_fund.views.ports import Reading, after


def list_review_queue(unit: Reading, request: ListReviewQueue) -> ReviewQueue:
    """Five questions to the store for a page, however long it is."""
    assert unit.actor.person_id is not None
    states, hidden = OPEN if request.open else SEATED, access.hidden(unit)
    found = unit.assignments.seats_of(after(unit, request), unit.actor.person_id, states=states)
    page, more = unit.cursors.page(request, found, unit.assignments.sort_key)
    seats = [seat for seat in page if seat.application_id not in hidden]
    applications = unit.applications.by_ids([seat.application_id for seat in seats])
    written = unit.reviews.by_ids([seat.id for seat in seats])
    desk = _Queue(unit, applications, written)
    return ReviewQueue(items=tuple(desk.item(seat) for seat in seats if seat.application_id in applications), next=more)


class _Queue:
    """What the items of one page have in common: versions of calls and processes, looked up once each."""

    def __init__(self, unit: Reading, applications: Mapping[str, Application], written: Mapping[str, Review]) -> None:
        self.unit, self.applications, self.written = unit, applications, written
        self.calls: dict[tuple[str, int], CallVersion] = {}

    def item(self, seat: Assignment) -> ReviewQueueItem:
        application = self.applications[seat.application_id]
        return showing.queue_item(seat, application, self._call(application), self.written.get(seat.id), now=self.unit.now)

    def _call(self, application: Application) -> CallVersion:
        key = (application.call_id, application.call_version)
        if key not in self.calls:
            self.calls[key] = self.unit.call_versions.pinned(*key)
        return self.calls[key]


def get_review_dossier(unit: Reading, request: GetReviewDossier) -> ReviewDossier:
    seat, around = own_seat(unit, request.assignment_id)
    return showing.dossier(seat, *_handed_in(unit, around))


def read_dossier_attachment(unit: Reading, request: ReadDossierAttachment) -> FilePart:
    """Raises `technical_fund.no_attachment`, and what the virus scanner has against the file."""
    _, around = own_seat(unit, request.assignment_id)
    around, files = _handed_in(unit, around)
    if not 1 <= request.number <= len(files):
        raise showing.no_attachment()
    found = files[request.number - 1]
    found.check_readable()
    return showing.under_its_name(unit.files.read(found.id, request.offset), showing.name_of(found, request.number, around))


def _handed_in(unit: Reading, around: Desk) -> tuple[Desk, Sequence[Attachment]]:
    """What the city handed in, and the files it had then: nothing that it is still writing."""
    application, files = seen(unit, around.application, around.parts)
    return replace(around, application=application), files
