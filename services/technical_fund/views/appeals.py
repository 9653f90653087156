"""Appeals, for the city that raised them and for the management unit."""

from contracts.standard import FilePart
from contracts.technical_fund import AppealsPage, AppealView, GetFundAppeal, ListFundAppeals, ListFundApplicationAppeals, ReadFundAppealFile
from services.technical_fund.domain.access import hidden, known, no_application
from services.technical_fund.domain.appealing import known_appeal, may_read, no_appeal
from services.technical_fund.domain.showing.appeals import appeal_row, appeal_view
from services.technical_fund.views.ports import Reading, after


def get_fund_appeal(unit: Reading, request: GetFundAppeal) -> AppealView:
    appeal, _, parts = known_appeal(unit, request.appeal_id)
    return appeal_view(appeal, parts, unit.actor.person_id)


def list_fund_application_appeals(unit: Reading, request: ListFundApplicationAppeals) -> AppealsPage:
    application, parts = known(unit, request.application_id)
    if not may_read(parts):
        raise no_application()
    found = unit.appeals.page_of_application(after(unit, request), application.id)
    items, more = unit.cursors.page(request, found, unit.appeals.sort_key)
    return AppealsPage(items=tuple(appeal_row(one) for one in items), next=more)


def list_fund_appeals(unit: Reading, request: ListFundAppeals) -> AppealsPage:
    found = unit.appeals.page_of_call(after(unit, request), request.call_id, state=request.state, without=hidden(unit))
    items, more = unit.cursors.page(request, found, unit.appeals.sort_key)
    return AppealsPage(items=tuple(appeal_row(one) for one in items), next=more)


def read_fund_appeal_file(unit: Reading, request: ReadFundAppealFile) -> FilePart:
    appeal, _, _ = known_appeal(unit, request.appeal_id)
    if request.file_id not in {file.id for file in appeal.files}:
        raise no_appeal()
    return unit.files.read(request.file_id, request.offset)
