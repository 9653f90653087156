"""What every test may use. The real parts are in tests/parts.py."""

import os

import hypothesis
import pytest

from tests.parts import broker, database, new_broker, new_store, parts_folder, port, store, vhost
from tests.platform import administrator, applicant, gateway_url, platform, whole_administrator, whole_applicant, whole_platform

__all__ = [
    "administrator",
    "applicant",
    "broker",
    "database",
    "gateway_url",
    "new_broker",
    "new_store",
    "parts_folder",
    "platform",
    "port",
    "store",
    "vhost",
    "whole_administrator",
    "whole_applicant",
    "whole_platform",
]


def pytest_configure(config: pytest.Config) -> None:
    """The same examples every time; `make prove` looks for new ones."""
    hypothesis.settings.register_profile("same", derandomize=True)
    hypothesis.settings.load_profile("default" if "prove" in config.getoption("markexpr") else "same")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes waits for `make prove`; what only MongoDB can do waits for a MongoDB."""
    proving = "prove" in config.getoption("markexpr")
    for item in items:
        if item.get_closest_marker("prove") and not proving:
            item.add_marker(pytest.mark.skip(reason="takes minutes: make prove"))
        if item.get_closest_marker("requires_mongod") and not os.environ.get("MONGODB_URI"):
            item.add_marker(pytest.mark.skip(reason="needs a real MongoDB in MONGODB_URI"))
