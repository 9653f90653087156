"""Reading files under applications."""

from dataclasses import replace

from contracts.errors import NotFound
from contracts.standard import FilePart
from contracts.technical_fund import ReadFundAttachment
from services.technical_fund.domain import access
from services.technical_fund.domain.attachments import shown_name
from services.technical_fund.domain.showing.applications import hides_city
from services.technical_fund.views.ports import Reading


def read_fund_attachment(unit: Reading, request: ReadFundAttachment) -> FilePart:
    """Files of earlier versions are read like those that are there now."""
    application, parts = access.known(unit, request.application_id)
    files = unit.attachments.of_application(application.id)
    number, found = next(((at, one) for at, one in enumerate(files, 1) if one.id == request.attachment_id), (0, None))
    if found is None:
        raise NotFound("technical_fund.no_attachment", "there is no such file under the application")
    found.check_readable()
    hidden = hides_city(unit.call_versions.pinned(application.call_id, application.call_version), parts)
    return replace(unit.files.read(found.id, request.offset), file_name=shown_name(found, number, hidden=hidden))
