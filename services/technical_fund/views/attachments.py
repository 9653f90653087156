"""Reading files under applications."""

from contracts.errors import NotFound
from contracts.standard import FilePart
from contracts.technical_fund import ReadFundAttachment
from services.technical_fund.domain import access
from services.technical_fund.views.ports import Reading


def read_fund_attachment(unit: Reading, request: ReadFundAttachment) -> FilePart:
    """Files of earlier versions are read like those that are there now."""
    application = access.readable(unit, request.application_id)
    found = unit.attachments.find(request.attachment_id)
    if found is None or found.application_id != application.id:
        raise NotFound("technical_fund.no_attachment", "there is no such file under the application")
    found.check_readable()
    return unit.files.read(found.id, request.offset)
