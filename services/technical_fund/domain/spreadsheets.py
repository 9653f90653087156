"""Cells that no spreadsheet takes for a formula."""

import re
from typing import Any, Final

DANGEROUS: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What begins a formula, the full-width forms included; also a text that looks as if an apostrophe had been put before one."""


def harmless(value: Any) -> str | int | float | bool | None:
    """Numbers are numbers; a text that would be run gets an apostrophe in front; lists are joined by spaces."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        value = " ".join(str(one) for one in value)
    text = str(value)
    return f"'{text}" if DANGEROUS.match(text) else text
