"""Files: sent in parts, checked against what they claim to be, and kept only when something refers to them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import puremagic

from chassis.context import new_id
from chassis.unit import owner_of
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.standard import PART_BYTES, FilePart, GetUpload, OpenUpload, SendUploadPart, Upload

if TYPE_CHECKING:
    from chassis.unit import Documents, ServiceUnit, Unit

UPLOADS: Final = "uploads"
CHUNKS: Final = "chunks"
KEPT_UNCLAIMED: Final = timedelta(hours=24)
OPEN_AT_ONCE: Final = 50
"""Unclaimed uploads one person may have, so that nobody fills the store with files nothing refers to."""

PDF: Final = "application/pdf"
CSV: Final = "text/csv"
_NOT_TEXT: Final = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
"""How files begin that people take for tables: spreadsheets, archives, printed pages, pictures. What text it is, its reader finds out."""
_PDF_TAIL: Final = 1024


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What a file may be for: the kinds (media types) that are welcome and the most bytes it may have."""

    kinds: tuple[str, ...]
    max_bytes: int = 25 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A complete file that a record refers to."""

    id: str
    file_name: str
    media_type: str
    size: int
    sha256: str


class Files:
    """Files inside one unit of work. Part boundaries are the sender's; reading is by any offset."""

    def __init__(self, unit: "Unit") -> None:
        self._unit = unit

    # ---------------------------------------------------------------- coming in

    def open(self, request: OpenUpload) -> Upload:
        """Announce a file. Raises `Invalid` for an unwelcome purpose, kind or size."""
        purpose = self._unit.purposes.get(request.purpose)
        if purpose is None:
            raise Invalid.field("/purpose", "not_an_option", f"must be one of {', '.join(sorted(self._unit.purposes))}")
        if request.media_type not in purpose.kinds:
            raise Invalid.field("/media_type", "not_an_option", f"must be one of {', '.join(purpose.kinds)}")
        if request.size > purpose.max_bytes:
            raise Invalid.field("/size", "range", f"must be at most {purpose.max_bytes} bytes")
        if self._uploads.count_documents({"owner": self._owner, "claimed_by": None}) >= OPEN_AT_ONCE:
            raise Conflict("too_many_uploads", "finish or use the files already sent first", {"limit": OPEN_AT_ONCE})
        row: dict[str, Any] = {
            "_id": new_id(),
            "owner": self._owner,
            "purpose": request.purpose,
            "file_name": request.file_name,
            "media_type": request.media_type,
            "size": request.size,
            "announced_sha256": request.sha256,
            "received": 0,
            "state": "receiving",
            "sha256": None,
            "reason": None,
            "claimed_by": None,
            "expires_at": self._unit.now + KEPT_UNCLAIMED,
        }
        self._uploads.insert_one(row)
        self._unit.prove_commit_by(UPLOADS, row["_id"])
        return _view(row)

    def send_part(self, upload_id: str, offset: int, part: bytes) -> Upload:
        """Take the next bytes. A part that is already here is taken once; another place raises `upload_offset` with `received`."""
        row = self._own(upload_id)
        if not 0 < len(part) <= PART_BYTES:
            raise Invalid.field("/part", "length", f"must be 1 to {PART_BYTES} bytes")
        if offset < row["received"] and self._bytes(row, offset, len(part)) == part:
            return _view(row)
        if offset != row["received"] or row["state"] != "receiving":
            raise Conflict("upload_offset", f"the next byte expected is {row['received']}", {"received": row["received"]})
        if offset + len(part) > row["size"]:
            raise Invalid.field("/part", "length", f"goes beyond the {row['size']} bytes announced")
        self._chunks.insert_one(
            {"_id": f"{upload_id}:{offset:012d}", "upload_id": upload_id, "offset": offset, "size": len(part), "data": part}
        )
        self._unit.prove_commit_by(CHUNKS, f"{upload_id}:{offset:012d}")
        changed = {"received": offset + len(part)}
        row.update(changed)
        if row["received"] == row["size"]:
            changed |= self._verdict(row)
            row.update(changed)
        self._uploads.update_one({"_id": upload_id}, {"$set": changed})
        return _view(row)

    def get(self, upload_id: str) -> Upload:
        return _view(self._own(upload_id))

    def _verdict(self, row: dict[str, Any]) -> dict[str, Any]:
        """What the finished file is: complete with its digest, or refused with a reason. A refused file's bytes go at once."""
        digest, head, tail = hashlib.sha256(), b"", b""
        for part in self._parts(row["_id"]):
            digest.update(part)
            head = head if len(head) >= PART_BYTES else head + part
            tail = (tail + part)[-_PDF_TAIL:]
        sha256 = digest.hexdigest()
        reason = None if row["announced_sha256"] in (None, sha256) else "checksum_differs"
        reason = reason or _mismatch(row["media_type"], head, tail)
        if reason is None:
            return {"state": "complete", "sha256": sha256}
        self._chunks.delete_many({"upload_id": row["_id"]})
        return {"state": "refused", "reason": reason}

    # ---------------------------------------------------------------- use

    def claim(self, upload_id: str, claimed_by: str, *, purpose: str) -> StoredFile:
        """Take a complete upload of the caller's own for a record (`applications/<id>`), in the same transaction.

        A file claimed by a record stays until `release`; claimed again by the same record it is simply there. Raises `not_found` for
        somebody else's, `upload_not_ready` for one that is not complete, for another purpose, or already used elsewhere.
        """
        row = self._own(upload_id)
        if row["state"] != "complete" or row["purpose"] != purpose or row["claimed_by"] not in (None, claimed_by):
            raise Conflict("upload_not_ready", "the file is not complete, for something else, or used already", {"state": row["state"]})
        if row["claimed_by"] is None:
            self._uploads.update_one({"_id": upload_id}, {"$set": {"claimed_by": claimed_by, "expires_at": None}})
        return _stored(row)

    def release(self, file_id: str, claimed_by: str) -> None:
        """The record no longer refers to the file: it goes."""
        row = self._uploads.find_one({"_id": file_id})
        if row is not None and row["claimed_by"] == claimed_by:
            self._drop(file_id)

    def read(self, file_id: str, offset: int = 0, most: int = PART_BYTES) -> FilePart:
        """Bytes of a claimed or own complete file; the caller has decided who may read. Empty at the end."""
        row = self._uploads.find_one({"_id": file_id})
        if row is None or row["state"] != "complete":
            raise NotFound("not_found", "there is no such file")
        return FilePart(
            file_name=row["file_name"],
            media_type=row["media_type"],
            size=row["size"],
            sha256=row["sha256"],
            offset=offset,
            part=self._bytes(row, offset, min(most, PART_BYTES)),
        )

    def keep(
        self,
        file_id: str,
        *,
        owner: str,
        purpose: str,
        file_name: str,
        media_type: str,
        data: bytes,
        until: datetime | None,
        claimed_by: str | None = None,
    ) -> None:
        """A file of our own making for its `owner` (see `owner_of`), who alone reads it, until `until`; or for the record that `claimed_by`
        names, which says who reads it, for as long as it is not released. Kept once, however often asked."""
        if self._uploads.find_one({"_id": file_id}, ["_id"]) is not None:
            return
        for offset in range(0, len(data), PART_BYTES):
            part = data[offset : offset + PART_BYTES]
            row = {"_id": f"{file_id}:{offset:012d}", "upload_id": file_id, "offset": offset, "size": len(part), "data": part}
            self._chunks.insert_one(row)
        about = {"owner": owner, "purpose": purpose, "file_name": file_name, "media_type": media_type, "announced_sha256": None}
        state = {"size": len(data), "received": len(data), "state": "complete", "sha256": hashlib.sha256(data).hexdigest(), "reason": None}
        self._uploads.insert_one({"_id": file_id, **about, **state, "claimed_by": claimed_by, "expires_at": until})
        self._unit.prove_commit_by(UPLOADS, file_id)

    def begin_keeping(self, file_id: str, *, owner: str, purpose: str, file_name: str, media_type: str, size: int, until: datetime) -> None:
        """As `keep`, for a file too long for one transaction: `go_on_keeping` brings the bytes, and it is there once all of them are.

        Begun again after a crash it is empty again; begun again when it is whole, it stays. What is never finished goes at `until`."""
        found = self._uploads.find_one({"_id": file_id}, ["state"])
        if found is not None and found["state"] == "complete":
            return
        self._drop(file_id)
        about = {"owner": owner, "purpose": purpose, "file_name": file_name, "media_type": media_type, "announced_sha256": None}
        state = {"size": size, "received": 0, "state": "receiving", "sha256": None, "reason": None, "claimed_by": None}
        self._uploads.insert_one({"_id": file_id, **about, **state, "expires_at": until})

    def go_on_keeping(self, file_id: str, offset: int, data: bytes, *, sha256: str | None = None) -> None:
        """The next bytes of a file that was begun; `sha256` comes with the last ones. Bytes that are there already are taken once."""
        row = self._uploads.find_one({"_id": file_id})
        if row is None or row["state"] != "receiving" or row["received"] != offset:
            return
        for start in range(0, len(data), PART_BYTES):
            part, at = data[start : start + PART_BYTES], offset + start
            self._chunks.insert_one({"_id": f"{file_id}:{at:012d}", "upload_id": file_id, "offset": at, "size": len(part), "data": part})
        whole = {} if sha256 is None else {"state": "complete", "sha256": sha256}
        self._uploads.update_one({"_id": file_id}, {"$set": {"received": offset + len(data), **whole}})

    def read_own(self, file_id: str, purpose: str, offset: int = 0) -> FilePart:
        """Bytes of a file that was kept for the caller. Raises `not_found` for anybody else's, and for one whose time is over."""
        row = self._own(file_id)
        if row["purpose"] != purpose or (row["expires_at"] is not None and row["expires_at"] <= self._unit.now):
            raise NotFound("not_found", "there is no such file")
        return self.read(file_id, offset)

    # ---------------------------------------------------------------- going

    def sweep(self, most: int = 20) -> int:
        """Remove uploads nothing has claimed in time; how many went. Bounded, so that the transaction stays short."""
        overdue = self._uploads.find({"claimed_by": None, "expires_at": {"$lte": self._unit.now}}, ["_id"], limit=most)
        gone = [row["_id"] for row in overdue]
        for file_id in gone:
            self._drop(file_id)
        return len(gone)

    def _drop(self, file_id: str) -> None:
        self._chunks.delete_many({"upload_id": file_id})
        self._uploads.delete_one({"_id": file_id})

    # ---------------------------------------------------------------- bytes

    def _parts(self, upload_id: str) -> Iterator[bytes]:
        chunks = self._chunks.find({"upload_id": upload_id}, sort=(("offset", 1),))
        return (bytes(chunk["data"]) for chunk in chunks)

    def _bytes(self, row: dict[str, Any], offset: int, length: int) -> bytes:
        """`length` bytes from `offset`, fewer at the end. No chunk is longer than a part: the first that matters begins within one."""
        first, end = max(0, offset - PART_BYTES + 1), min(offset + length, row["received"])
        where = {"upload_id": row["_id"], "offset": {"$gte": first, "$lt": max(end, first + 1)}}
        collected, begins = b"", None
        for chunk in self._chunks.find(where, sort=(("offset", 1),)):
            if chunk["offset"] + chunk["size"] > offset:
                begins = chunk["offset"] if begins is None else begins
                collected += bytes(chunk["data"])
        return b"" if begins is None else collected[offset - begins : end - begins]

    # ---------------------------------------------------------------- whose

    @property
    def _owner(self) -> str:
        if self._unit.actor.kind == "anonymous":
            raise NotAllowed("not_signed_in", "sign in to send files")
        return owner_of(self._unit.actor)

    def _own(self, upload_id: str) -> dict[str, Any]:
        row = self._uploads.find_one({"_id": upload_id})
        if row is None or row["owner"] != self._owner:
            raise NotFound("not_found", "there is no such upload")
        return row

    @property
    def _uploads(self) -> "Documents":
        return self._unit.collection(UPLOADS)

    @property
    def _chunks(self) -> "Documents":
        return self._unit.collection(CHUNKS)


def _mismatch(media_type: str, head: bytes, tail: bytes) -> str | None:
    """Why the bytes are not what the sender called them, or None."""
    if media_type == PDF:
        return None if head.startswith(b"%PDF-") and b"%%EOF" in tail else "not_a_pdf"
    if media_type == CSV:
        return "not_csv" if head.startswith(_NOT_TEXT) else None
    try:
        kinds = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        kinds = set()
    return None if media_type in kinds else f"not_{media_type.rpartition('/')[2].replace('-', '_').replace('.', '_')}"[:80]


def _view(row: dict[str, Any]) -> Upload:
    expires: datetime | None = row["expires_at"]
    return Upload(
        id=row["_id"],
        purpose=row["purpose"],
        file_name=row["file_name"],
        media_type=row["media_type"],
        size=row["size"],
        received=row["received"],
        state=row["state"],
        sha256=row["sha256"],
        reason=row["reason"],
        expires_at=expires,
    )


def _stored(row: dict[str, Any]) -> StoredFile:
    return StoredFile(id=row["_id"], file_name=row["file_name"], media_type=row["media_type"], size=row["size"], sha256=row["sha256"])


# ---------------------------------------------------------------- what every service answers


def open_upload(unit: "ServiceUnit | Unit", request: OpenUpload) -> Upload:
    return unit.files.open(request)


def send_upload_part(unit: "ServiceUnit | Unit", request: SendUploadPart) -> Upload:
    return unit.files.send_part(request.upload_id, request.offset, request.part)


def get_upload(unit: "ServiceUnit | Unit", request: GetUpload) -> Upload:
    return unit.files.get(request.upload_id)
