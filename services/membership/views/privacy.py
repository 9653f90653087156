"""One's own data, and how far somebody has been forgotten."""

from contracts.errors import NotFound
from contracts.membership import ErasureView, GetErasure, ReadDataExport
from contracts.standard import FilePart
from services.membership.domain import showing
from services.membership.views.ports import Reading

EXPORT_FILE = "data_export"


def read_data_export(unit: Reading, request: ReadDataExport) -> FilePart:
    return unit.files.read_own(request.export_id, EXPORT_FILE, request.offset)


def get_erasure(unit: Reading, request: GetErasure) -> ErasureView:
    erasure = unit.erasures.find(request.erasure_id)
    if erasure is None:
        raise NotFound("membership.no_erasure", "there is no such erasure")
    return showing.erasure_view(erasure)
