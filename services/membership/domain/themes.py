"""The network's vocabulary of needs and offers. Codes are for ever; a name may be corrected."""

from typing import Final

from contracts.membership import Theme
from contracts.themes import THEME_CODES, THEME_ROWS
from services.membership.domain.text import prefixes, sought

THEMES: Final = tuple(
    Theme(code=code, group=group, names={"en": english, "es": spanish, "fr": french, "ar": arabic})
    for code, group, english, spanish, french, arabic in THEME_ROWS
)
CODES: Final = THEME_CODES
GROUP_OF: Final = {theme.code: theme.group for theme in THEMES}
GROUPS: Final = tuple(dict.fromkeys(GROUP_OF.values()))
_BEGINNINGS: Final = {theme.code: frozenset(prefixes((*theme.names.values(), theme.code))) for theme in THEMES}


def search(text: str | None, group: str | None) -> tuple[Theme, ...]:
    """Themes of a group whose names hold, in some language, a word that begins with each word of `text`."""
    wanted = sought(text) if text else ()
    return tuple(theme for theme in THEMES if group in (None, theme.group) and all(word in _BEGINNINGS[theme.code] for word in wanted))
