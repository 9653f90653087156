"""A database for the store's suites, made once and emptied for every test, and a service around it on the fake and on the store."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from tests.contract.store_parts import Clock, memory_work, prepared, stored_work


@pytest.fixture(scope="session")
def shared_database(store: Any) -> Iterator[Database[dict[str, Any]]]:
    """Indexes cost more than most tests, so they are made once."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](store.uri(), serverSelectionTimeoutMS=10_000, tz_aware=True) as client:
        yield prepared(client[name])
        client.drop_database(name)


@pytest.fixture
def prepared_database(shared_database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    """An empty database with every collection and index."""
    for name in shared_database.list_collection_names():
        shared_database[name].delete_many({})
    return shared_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "store"])
def work(request: pytest.FixtureRequest, clock: Clock) -> Any:
    """The same suite on the fake and on the store."""
    if request.param == "memory":
        return memory_work(clock)
    return stored_work(request.getfixturevalue("prepared_database"), clock)
