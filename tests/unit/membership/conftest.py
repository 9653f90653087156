"""Membership in memory, and what a whole application looks like."""

import pytest

from tests.fakes.membership import MemoryMembership


@pytest.fixture
def membership() -> MemoryMembership:
    return MemoryMembership()
