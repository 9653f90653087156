"""Parts of countries and languages of the world, after ISO 3166-2 and ISO 639."""

from typing import Any, Final

import pycountry

_SUBDIVISIONS: Final[Any] = pycountry.subdivisions
_LANGUAGES: Final[Any] = pycountry.languages


def subdivision_of(subdivision: str, country: str | None) -> bool:
    """Whether it is a part of `country`, or of any country when none is named."""
    found: Any = _SUBDIVISIONS.get(code=subdivision)
    return found is not None and country in (None, found.country_code)


def known_language(tag: str) -> bool:
    code = tag.split("-")[0]
    by: dict[str, str] = {"alpha_2": code} if len(code) == 2 else {"alpha_3": code}
    return _LANGUAGES.get(**by) is not None
