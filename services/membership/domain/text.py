"""Names as people search for them: without accents, in one form per letter, whatever the script."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST_PREFIX: Final = 15
"""Letters of a word that the directory remembers; what is typed beyond them no longer narrows the search."""

_ONE_FORM: Final = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ہ": "ه", "ۃ": "ه", "ک": "ك", "ء": None, "ـ": None,
    }
)  # fmt: skip
_APOSTROPHES: Final = re.compile("['’‘ʻʼ`´]")
_WORD: Final = re.compile(r"[^\W_]+")
_ARTICLE: Final = "ال"


def fold(text: str) -> str:
    """One form for all that is alike in a search: case, accents, Arabic hamza, alef, taa marbuta, tatweel and vowel signs aside."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.casefold().translate(_ONE_FORM))


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order; apostrophes join, everything else that is no letter or digit parts."""
    return tuple(_WORD.findall(fold(_APOSTROPHES.sub("", text))))


def name_key(text: str) -> str:
    """The form in which two spellings of one name are equal, and in which names are sorted."""
    return " ".join(words(text))


def forms(texts: Iterable[str]) -> tuple[str, ...]:
    """Every word of `texts` as far as a search looks into it; Arabic words also without their article."""
    found = {form[:LONGEST_PREFIX] for text in texts for word in words(text) for form in (word, word.removeprefix(_ARTICLE))}
    return tuple(sorted(found - {""}))


def prefixes(texts: Iterable[str]) -> tuple[str, ...]:
    """Every beginning of every word of `texts`, for a directory that answers while one types. Arabic words also without their article."""
    return tuple(sorted({form[:length] for form in forms(texts) for length in range(1, len(form) + 1)}))


def sought(text: str) -> tuple[str, ...]:
    """What each word of a search must begin with."""
    return tuple(dict.fromkeys(word[:LONGEST_PREFIX] for word in words(text)))
