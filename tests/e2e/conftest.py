"""People in front of the gateway, with nothing between them and it but HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.http import Http
from tests.e2e.stories import newcomer


@pytest.fixture
def new_person(gateway_url: str) -> Callable[[], Http]:
    """Makes somebody with an account and a key of every scope."""
    return lambda: newcomer(gateway_url)


@pytest.fixture
def unit(gateway_url: str, administrator: Any) -> Http:
    """The management unit."""
    return Http(gateway_url, **administrator.headers)
