"""How calls are found: by stage, theme, country, and the beginnings of words in their titles and summaries."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contracts.technical_fund import CallContent

LONGEST: Final = 15
"""Letters of a word that are remembered; what is typed beyond them no longer narrows the search."""

_APOSTROPHES: Final = re.compile("['’‘ʻʼ`´]")
_WORD: Final = re.compile(r"[^\W_]+")
_ARTICLE: Final = "ال"


@dataclass(frozen=True, kw_only=True)
class CallsSought:
    stage: str | None = None
    theme: str | None = None
    country: str | None = None
    words: tuple[str, ...] = ()


def words_of(text: str) -> tuple[str, ...]:
    """Folded: case, accents and vowel signs aside; apostrophes join."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)) if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(word[:LONGEST] for word in _WORD.findall(bare.casefold())))


def beginnings(content: CallContent) -> tuple[str, ...]:
    """Every beginning of every word one may search for. Arabic words also without their article."""
    texts: Iterable[str] = [*(content.titles or {}).values(), *(content.summaries or {}).values()]
    forms = {form for text in texts for word in words_of(text) for form in (word, word.removeprefix(_ARTICLE))}
    return tuple(sorted({form[:length] for form in forms for length in range(1, len(form) + 1)}))
