"""Reading dossiers one has had made."""

from contracts.errors import NotFound
from contracts.standard import FilePart
from contracts.technical_fund import ReadFundDossier
from services.technical_fund.domain import access
from services.technical_fund.domain.dossier import FILE
from services.technical_fund.views.ports import Reading


def read_fund_dossier(unit: Reading, request: ReadFundDossier) -> FilePart:
    """Only while the application itself may be read: a paper is no way around a recusal."""
    access.readable(unit, request.application_id)
    try:
        return unit.files.read_own(request.dossier_id, FILE, request.offset)
    except NotFound as none:
        raise NotFound("technical_fund.no_dossier", "there is no such dossier, or its time is over") from none
