"""A text by language, where only one can be said."""

from collections.abc import Mapping
from typing import Final

SOURCE: Final = "en"


def said(texts: Mapping[str, str] | None) -> str | None:
    """English, else the first in the order of the tags."""
    if not texts:
        return None
    return texts.get(SOURCE) or texts[min(texts)]
