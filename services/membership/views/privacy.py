"""One's own data, and how far somebody has been forgotten."""

import json

from chassis.sealing import InvalidToken
from contracts.errors import NotFound
from contracts.membership import ErasedIdentity, ErasureView, GetErasure, IdentifyErased, ReadDataExport
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


def identify_erased(unit: Reading, request: IdentifyErased) -> ErasedIdentity:
    erasure = unit.erasures.find(request.erasure_id)
    if erasure is None or erasure.sealed is None:
        raise NotFound("membership.no_erasure", "nobody is being forgotten under that id")
    try:
        told = json.loads(unit.seal.open(erasure.sealed))
    except InvalidToken:
        raise NotFound("membership.no_erasure", "sealed with another secret, and gone with it") from None
    return ErasedIdentity(person_id=erasure.person_id, name=told["name"], email=told["email"])
