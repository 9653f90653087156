"""Files under the questions of an application: what they are, whether a virus scanner has looked at them, and who keeps them."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.files import Purpose
from contracts.errors import Conflict, Invalid
from services.technical_fund.domain.versions import FileOfVersion

PURPOSE_NAME: Final = "fund_attachment"
WAITING, CLEAN, INFECTED, NOT_SCANNED = "waiting", "clean", "infected", "not_scanned"

KINDS: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
}
"""Kinds that a form may ask for, and their media types."""

PURPOSE: Final = Purpose(kinds=tuple(KINDS.values()), max_bytes=20 * 1024 * 1024)
MOST_FILES: Final = 100
"""Under one application."""

FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(minutes=30)


@dataclass(kw_only=True)
class Attachment(Aggregate):
    """One file; its id is the file's. `kept` ones belong to a version and stay when they are taken away from the draft."""

    kind: ClassVar[str] = "fund-attachments"
    application_id: str
    question: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    scan: str
    attached_by: str | None
    attached_at: datetime
    finding: str | None = None
    scanned_at: datetime | None = None
    tries: int = 0
    scan_after: datetime | None = None
    kept: bool = False
    detached_at: datetime | None = None

    def found(self, state: str, finding: str | None, *, at: datetime) -> None:
        """What the scanner said; it says so once."""
        self.scan, self.finding, self.scanned_at, self.scan_after = state, finding, at, None

    def try_later(self, *, at: datetime) -> None:
        """The scanner gave no verdict: again after 10 s, 20 s … at most half an hour."""
        self.tries += 1
        self.scan_after = at + min(FIRST_WAIT * int(2 ** min(self.tries - 1, 20)), LONGEST_WAIT)

    def check_readable(self) -> None:
        """Raises `Conflict` for a file that carries a virus, or has yet to be looked at."""
        if self.scan == INFECTED:
            raise Conflict("technical_fund.file_infected", "the virus scanner found something in this file", {"attachment_id": self.id})
        if self.scan == WAITING:
            raise Conflict("technical_fund.file_waiting", "the virus scanner has yet to look at this file", {"attachment_id": self.id})

    @property
    def of_version(self) -> FileOfVersion:
        return FileOfVersion(id=self.id, question=self.question, file_name=self.file_name, sha256=self.sha256)


def shown_name(attachment: Attachment, number: int, *, hidden: bool) -> str:
    """Its own name; for those who are not to learn which city applies a number and the kind of file, since names of files tell."""
    if not hidden:
        return attachment.file_name
    ending = next((kind for kind, media_type in KINDS.items() if media_type == attachment.media_type), "bin")
    return f"attachment-{number}.{ending}"


def check_all_readable(attachments: Sequence[Attachment]) -> None:
    """Raises what `check_readable` does, naming every file: infected ones first."""
    for state, code in ((INFECTED, "technical_fund.file_infected"), (WAITING, "technical_fund.file_waiting")):
        if named := [one.id for one in attachments if one.scan == state]:
            raise Conflict(code, f"{len(named)} files are {state}", {"attachment_ids": named})


# ---------------------------------------------------------------- files that lie

_INSIDE: Final = {KINDS["docx"]: "word/document.xml", KINDS["xlsx"]: "xl/workbook.xml"}
_OPEN_DOCUMENTS: Final = (KINDS["odt"], KINDS["ods"])
_LONGEST_NAME: Final = 200


def check_honest(media_type: str, file: IO[bytes]) -> None:
    """Raises `Invalid` `technical_fund.file_lies` for an office document that is another kind of archive, or brings a program along.

    All of them are zip archives, so the first bytes do not tell one from another. Nothing is unpacked but the sixty bytes of a declared
    type.
    """
    if media_type not in (*_INSIDE, *_OPEN_DOCUMENTS):
        return
    try:
        with zipfile.ZipFile(file) as archive:
            honest = _is_what_it_says(media_type, archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        honest = False
    if not honest:
        raise Invalid.field("/upload_id", "technical_fund.file_lies", "is not what it says it is, or holds macros")


def _is_what_it_says(media_type: str, archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) or name.startswith("Basic/") for name in names):
        return False
    if media_type in _INSIDE:
        return "[Content_Types].xml" in names and _INSIDE[media_type] in names
    return (
        "mimetype" in names and archive.getinfo("mimetype").file_size <= _LONGEST_NAME and archive.read("mimetype") == media_type.encode()
    )
