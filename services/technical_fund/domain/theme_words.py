"""Themes that somebody names."""

from collections.abc import Sequence

from contracts.errors import Invalid
from contracts.themes import THEME_CODES


def check_themes(themes: Sequence[str], pointer: str) -> None:
    """Raises `Invalid` for the first that is not in the network's vocabulary."""
    for number, theme in enumerate(themes):
        if theme not in THEME_CODES:
            raise Invalid.field(f"{pointer}/{number}", "not_an_option", "is not one of the network's themes")
