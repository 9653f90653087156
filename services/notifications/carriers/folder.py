"""Mail as files, where no mail server is named: one `.eml` for each mail, which any mail program opens."""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from pathlib import Path

from services.notifications.carriers.mime import mime
from services.notifications.domain.letter import Letter
from services.notifications.usecases.ports import NotSent, Reader


class FolderCarrier:
    """Named by the mail's id, so that writing again replaces; readable by its owner only, since letters hold secrets."""

    def __init__(self, folder: Path, *, sender: Address, public_url: str, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._sender = sender
        self._public_url = public_url
        self._clock = clock

    def post(self, id: str, letter: Letter, reader: Reader) -> None:
        """There whole or not at all, also after a power cut."""
        content = bytes(mime(id, letter, reader, sender=self._sender, public_url=self._public_url, at=self._clock()))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._place(id), content)
        except OSError as why:
            raise NotSent("folder_not_writable") from why

    def forget(self, id: str) -> None:
        for place in (self._place(id), self._place(id).with_suffix(".new")):
            place.unlink(missing_ok=True)

    def kept(self) -> Iterator[tuple[str, datetime]]:
        """Files being written count: one that was never finished is a stray like any other."""
        if not self._folder.is_dir():
            return
        for place in sorted(self._folder.iterdir()):
            if place.suffix in (".eml", ".new"):
                with contextlib.suppress(FileNotFoundError):
                    yield place.stem, datetime.fromtimestamp(place.stat().st_mtime, UTC)

    def _write(self, place: Path, content: bytes) -> None:
        fresh = place.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)

    def _place(self, id: str) -> Path:
        return self._folder / f"{id}.eml"
