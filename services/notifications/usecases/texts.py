"""What mails say, by key and language: gettext catalogues, read as source like the gateway's."""

import functools
import pathlib
from collections.abc import Mapping
from typing import Final

from babel.messages.pofile import read_po

from contracts.words import LANGUAGES

SOURCE: Final = "en"
CATALOGUES: Final = pathlib.Path(__file__).parents[1] / "locale"


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """Key → text."""
    path = CATALOGUES / language / "LC_MESSAGES" / "notifications.po"
    with path.open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source, locale=language) if entry.id and entry.string}


def spoken(language: str) -> str:
    """The language to write in for a reader of `language`: theirs where we have it, whatever its region, else English."""
    primary = language.lower().partition("-")[0]
    return primary if primary in LANGUAGES else SOURCE
