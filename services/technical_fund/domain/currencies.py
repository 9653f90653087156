"""Currencies there are (ISO 4217)."""

import functools
from decimal import Decimal

import pycountry
from babel.numbers import get_currency_precision

from contracts.errors import Invalid


@functools.cache
def is_currency(code: str) -> bool:
    return pycountry.currencies.get(alpha_3=code) is not None


def check_currency(code: str, pointer: str) -> None:
    """Raises `Invalid` at `pointer` for a code that stands for no currency."""
    if not is_currency(code):
        raise Invalid.field(pointer, "not_an_option", "must be an ISO 4217 code of a currency in use")


def minor_units(code: str) -> int:
    """How many of its smallest unit make one: 100 for EUR, 1 for JPY, 1000 for KWD."""
    return int(10 ** get_currency_precision(code))


def whole_units(minor: int, code: str) -> Decimal:
    """An amount as it is said: 1234 cents are 12.34 EUR, exactly."""
    return Decimal(minor).scaleb(-get_currency_precision(code))
