"""Words, counted the same everywhere: by the default word boundaries of Unicode (Standard Annex 29, section 4.1).

A segment is a word when it holds a letter or a digit. So an apostrophe joins (`l’été` is one word), a hyphen divides, a number with its
separators is one word, and each character of a script that writes none between words (Chinese, Thai) counts by itself.
"""

from typing import Final

import regex

_BOUNDARY: Final = regex.compile(r"(?wV1)\b")


def count_words(text: str) -> int:
    return sum(1 for segment in _BOUNDARY.splititer(text) if any(character.isalnum() for character in segment))


def count_characters(text: str) -> int:
    """Characters as a reader sees them: a letter with its marks is one, and so is an emoji of several code points."""
    return len(_CHARACTER.findall(text))


_CHARACTER: Final = regex.compile(r"\X")
