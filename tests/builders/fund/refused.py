"""Refusals by their code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from contracts.errors import Refusal


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is within is refused with exactly this code."""
    with pytest.raises(Refusal) as told:
        yield
    assert told.value.code == code
