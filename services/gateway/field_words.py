"""What is wrong with a field, said so that the reader knows what to write instead.

Services say it in English, with numbers and choices in it. The sentence for people comes from the catalogue, by the form of that English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_NUMBER: Final = r"(-?[0-9.]+)"
FORMS: Final[Mapping[str, str]] = {
    "length.most": rf"Longer than maximum length (?P<most>{_NUMBER})\.",
    "length.least": rf"Shorter than minimum length (?P<least>{_NUMBER})\.",
    "length.between": rf"Length must be between (?P<least>{_NUMBER}) and (?P<most>{_NUMBER})\.",
    "range.between": rf"Must be greater than or equal to (?P<least>{_NUMBER}) and less than or equal to (?P<most>{_NUMBER})\.",
    "range.least": rf"Must be greater than or equal to (?P<least>{_NUMBER})\.",
    "range.most": rf"Must be less than or equal to (?P<most>{_NUMBER})\.",
    "range.years": rf"Must be a day of the years (?P<least>{_NUMBER}) to (?P<most>{_NUMBER})\.",
    "range.bytes": r"must be at most (?P<most>[0-9]+) bytes",
    "length.bytes": r"goes beyond the (?P<most>[0-9]+) bytes announced",
    "not_an_option.of": r"[Mm]ust be one of:? (?P<choices>.+?)\.?",
    "wrong_type.whole": r"Not a valid integer\.",
    "wrong_type.number": r"Not a valid number\.",
    "wrong_type.text": r"Not a valid string\.",
    "wrong_type.truth": r"Not a valid boolean\.",
    "wrong_type.list": r"Not a valid list\.",
    "wrong_type.object": r"Not a valid (object|mapping type|merge patch)\.|Invalid input type\.",
    "wrong_type.instant": r"Not a valid RFC 3339 instant with an offset\.",
    "wrong_type.day": r"Not a valid date; write YYYY-MM-DD\.",
    "wrong_type.base64": r"Not a valid base64 text\.",
    "format.id": r"must be a lower-case UUID",
    "format.email": r"must be an e-mail address",
    "format.phone": r"must be a telephone number",
    "format.country": r"must be an ISO 3166-1 alpha-2 code",
    "format.subdivision": r"must be an ISO 3166-2 code",
    "format.language": r"must be a language tag",
    "format.time_zone": r"must be an IANA time zone",
    "format.sha256": r"must be a SHA-256 in lower-case hexadecimal",
    "format.code": r"must be a word of small letters, digits and underscores",
    "format.control": r"must not hold (control characters|half a character)",
    "format.visible": r"must hold something that can be seen",
    "format.bidi": r"must close every bidirectional control it opens",
    "required.mandate": r"the signed mandate is missing",
    "required.principles": r"the principles have not been accepted",
    "required.population": r"a population and its year come together",
    "required.position": r"latitude and longitude come together",
    "format.twice": r"must not say the same key twice",
}
"""Code of the sentence (`field.<code>` in the catalogues) → the English it stands for."""
_COMPILED: Final = {code: re.compile(form) for code, form in FORMS.items()}


@lru_cache(maxsize=2048)
def form_of(message: str) -> tuple[str, Mapping[str, str]] | None:
    """The code of the sentence that says this, with what goes into its blanks; None for what has no sentence of its own."""
    if len(message) > 1000:
        return None
    for code, form in _COMPILED.items():
        if found := form.fullmatch(message):
            return code, found.groupdict()
    return None
