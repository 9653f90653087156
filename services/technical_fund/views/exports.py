"""Reading exports one has had made."""

from contracts.errors import NotFound
from contracts.standard import FilePart
from contracts.technical_fund import ReadFundExport
from services.technical_fund.domain.access import hidden
from services.technical_fund.views.ports import Reading

FILE = "fund_export"


def read_fund_export(unit: Reading, request: ReadFundExport) -> FilePart:
    """Closed to whoever is recused by now from something in it: a file is no way around a recusal."""
    export = unit.exports.find(request.export_id)
    if export is None or export.person_id != unit.actor.person_id or not hidden(unit).isdisjoint(export.application_ids):
        raise _no_export()
    try:
        return unit.files.read_own(request.export_id, FILE, request.offset)
    except NotFound:
        raise _no_export() from None


def _no_export() -> NotFound:
    return NotFound("technical_fund.no_export", "there is no such export, or its time is over")
