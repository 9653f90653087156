"""What text may be: NFC, any script, but nothing that hides or reorders its neighbours."""

import unicodedata

OPENING_EMBEDS = "\u202a\u202b\u202d\u202e"
CLOSING_EMBED = "\u202c"
OPENING_ISOLATES = "\u2066\u2067\u2068"
CLOSING_ISOLATE = "\u2069"


def normalise(text: str, *, multiline: bool = False) -> str:
    """NFC form of `text` with outer white space removed and line ends as newline.

    Raises `ValueError` for lone surrogates, control characters and bidirectional controls that are not closed in the same paragraph
    (Unicode Standard Annex 9, section 3.3.2): they would reorder whatever text is printed after them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    allowed = "\n\t" if multiline else ""
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in allowed) or character in "\u2028\u2029" or _is_none(character):
            raise ValueError("must not hold control characters")
    if text and all(unicodedata.category(character) in ("Cf", "Zs", "Cc") for character in text):
        raise ValueError("must hold something that can be seen")
    for paragraph in text.split("\n"):
        if not _balanced(paragraph):
            raise ValueError("must close every bidirectional control it opens")
    return text


def whole(text: str) -> str:
    """NFC form of a secret, otherwise untouched. Raises `ValueError` for lone surrogates, which no encoding can carry."""
    if any(unicodedata.category(character) == "Cs" for character in text):
        raise ValueError("must not hold half a character")
    return unicodedata.normalize("NFC", text)


def _is_none(character: str) -> bool:
    """Code points that Unicode promises never to give to a character."""
    return "\ufdd0" <= character <= "\ufdef" or ord(character) & 0xFFFE == 0xFFFE


def _balanced(paragraph: str) -> bool:
    opened: list[str] = []
    for character in paragraph:
        if character in OPENING_EMBEDS:
            opened.append(CLOSING_EMBED)
        elif character in OPENING_ISOLATES:
            opened.append(CLOSING_ISOLATE)
        elif character in (CLOSING_EMBED, CLOSING_ISOLATE) and (not opened or opened.pop() != character):
            return False
    return not opened
