"""The box of everybody: letters that the platform wrote into its folder."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.eventually import eventually


def letter(folder: Path, to: str, containing: str) -> EmailMessage:
    """The last letter to an address that holds these words."""
    found = eventually(lambda: [one for one in _letters(folder, to) if containing in text(one)], f"a letter to {to} with {containing}", 30)
    return found[-1]  # type: ignore[no-any-return]


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link(letter: EmailMessage) -> str:
    (found,) = re.findall(r"https?://\S+", text(letter))
    return str(found)


def _letters(folder: Path, to: str) -> list[EmailMessage]:
    read = []
    for file in sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime):
        one = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(one, EmailMessage)
        if one["To"].addresses[0].addr_spec == to:
            read.append(one)
    return read
