"""Which language the reader wants, and what the gateway says in it."""

import functools
import pathlib
from collections.abc import Mapping
from typing import Any, Final

from babel.messages.pofile import read_po

from contracts.words import LANGUAGES

SOURCE: Final = "en"
CATALOGUES: Final = pathlib.Path(__file__).with_name("locale")


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """Code → sentence, read from the gettext catalogue of `language`. Kept as source (`.po`): four small files need no compiling."""
    path = CATALOGUES / language / "LC_MESSAGES" / "gateway.po"
    with path.open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source, locale=language) if entry.id and entry.string}


@functools.lru_cache(maxsize=512)
def wanted(header: str | None, otherwise: str = SOURCE) -> str:
    """The best of our languages for an `Accept-Language` header; `otherwise` when the reader has no wish that we can meet."""
    best, weight = otherwise, 0.0
    for part in (header or "").split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        found = tag.strip().lower().partition("-")[0]
        quality = _quality(parameters)
        if found in LANGUAGES and quality > weight:
            best, weight = found, quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def say(language: str, key: str, details: Mapping[str, Any] | None = None) -> str | None:
    """The sentence for `key` in `language`, or in English, or None when nobody has written it. `{name}` takes a value from `details`."""
    known = catalogue(language) if language in LANGUAGES else {}
    sentence = known.get(key) or catalogue(SOURCE).get(key)
    return None if sentence is None else sentence.format_map(_Blank(details or {}))


class _Blank(dict[str, Any]):
    """A refusal may lack a detail its sentence would like to name: better a dash than an error while reporting an error."""

    def __missing__(self, key: str) -> str:
        return "–"
