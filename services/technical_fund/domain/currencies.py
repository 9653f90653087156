"""Currencies there are (ISO 4217)."""

import functools

import pycountry

from contracts.errors import Invalid


@functools.cache
def is_currency(code: str) -> bool:
    return pycountry.currencies.get(alpha_3=code) is not None


def check_currency(code: str, pointer: str) -> None:
    """Raises `Invalid` at `pointer` for a code that stands for no currency."""
    if not is_currency(code):
        raise Invalid.field(pointer, "not_an_option", "must be an ISO 4217 code of a currency in use")
