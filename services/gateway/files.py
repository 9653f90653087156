"""Files over HTTP: in by resumable parts, out as a stream. Requests carry at most 256 KiB each, so no file sits whole in memory."""

import base64
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from contracts.errors import Invalid, Unavailable
from contracts.standard import PART_BYTES, GetUpload, SendUploadPart
from services.gateway.asking import build, check_content_type
from services.gateway.bodies import read_body
from services.gateway.conditional import matches
from services.gateway.http import Asked, Door, answer_with, write_common
from services.gateway.operations import OCTETS
from services.gateway.owners import Owners
from services.gateway.questions import read
from services.gateway.routes.standard import UPLOAD_OWNERS

MAX_PATCH_BYTES: Final = 4 * 1024 * 1024


async def open_upload(asked: Asked, door: Door, owners: Owners) -> None:
    request = await read(asked)
    owner = UPLOAD_OWNERS.get(request.purpose)
    if owner is None:
        raise Invalid.field("/purpose", "not_an_option", f"Must be one of: {', '.join(UPLOAD_OWNERS)}.")
    answer = await door.client.call(request, asked.context(**asked.conditions()), owner)
    owners.remember(answer["id"], owner)
    answer_with(asked, answer)
    _tell_progress(asked, answer)


async def show_upload(asked: Asked, door: Door, owners: Owners) -> None:
    request: GetUpload = await read(asked)
    answer = await owners.ask(door.client, request, asked.context(), request.upload_id)
    answer_with(asked, answer)
    _tell_progress(asked, answer)


async def send_part(asked: Asked, door: Door, owners: Owners) -> None:
    """Bytes from `Upload-Offset` on, cut into parts. What was taken before a failure stays taken: the client asks how far it came."""
    check_content_type(asked.req.content_type, OCTETS)
    offset = _offset(asked.req.get_header("Upload-Offset"))
    body = memoryview(await read_body(asked.req, MAX_PATCH_BYTES, broken_off=True))
    if not body:
        raise Invalid("empty_body", "there are no bytes to take")
    first = build(asked.operation, {**asked.path, "offset": offset, "part": base64.b64encode(body[:PART_BYTES]).decode("ascii")})
    answer = await owners.ask(door.client, first, asked.context(), first.upload_id)
    for start in range(PART_BYTES, len(body), PART_BYTES):
        part = SendUploadPart(upload_id=first.upload_id, offset=offset + start, part=bytes(body[start : start + PART_BYTES]))
        answer = await owners.ask(door.client, part, asked.context(), first.upload_id)
    answer_with(asked, answer)
    _tell_progress(asked, answer)


async def mandate(asked: Asked, door: Door) -> None:
    """The signed mandate, for those who may read the application."""
    request = await read(asked)
    first = await door.client.call(request, asked.context())
    tag = f'"{first["sha256"]}"'
    resp = asked.resp
    write_common(asked)
    resp.set_header("etag", tag)
    if matches(asked.req.get_header("If-None-Match"), tag):
        resp.status = 304
        return
    resp.status = 200
    resp.content_type = first["media_type"]
    resp.set_header("content-length", str(first["size"]))
    resp.set_header("content-disposition", f"attachment; filename*=UTF-8''{quote(first['file_name'], safe='')}")
    resp.set_header("content-security-policy", "sandbox; default-src 'none'")
    resp.stream = _bytes_of(asked, door, request, first)


async def _bytes_of(asked: Asked, door: Door, request: Any, part: Mapping[str, Any]) -> AsyncIterator[bytes]:
    sent, size = 0, part["size"]
    while True:
        piece = base64.b64decode(part["part"])
        sent += len(piece)
        yield piece
        if sent >= size:
            return
        if not piece:
            raise Unavailable("internal_error", "the file ends before its end")
        part = await door.client.call(replace(request, offset=sent), asked.context())


def _offset(header: str | None) -> int:
    if header is None or not header.isascii() or not header.isdecimal() or len(header) > 15:
        raise Invalid("bad_header", "Upload-Offset says from which byte on", {"header": "Upload-Offset"})
    return int(header)


def _tell_progress(asked: Asked, upload: Mapping[str, Any]) -> None:
    asked.resp.set_header("upload-offset", str(upload["received"]))
    asked.resp.set_header("upload-length", str(upload["size"]))
