"""A database for the store's suites, made once and emptied for every test, and a service around it on the fake and on the store."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from chassis import migrations
from services.membership.repository import MIGRATIONS
from services.technical_fund.wiring import WIRING as FUND
from tests.contract.store_parts import Clock, memory_work, prepared, stored_work

Rows = dict[str, list[dict[str, Any]]]
"""By collection."""


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


@pytest.fixture(scope="session")
def migrated_membership(store: Any) -> Iterator[tuple[Database[dict[str, Any]], Rows]]:
    """Membership's collections with all their indexes, and what a new database holds from the beginning."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](store.uri(), serverSelectionTimeoutMS=10_000, tz_aware=True) as client:
        migrations.run(client[name], "membership", MIGRATIONS)
        yield client[name], {collection: list(client[name][collection].find({})) for collection in client[name].list_collection_names()}
        client.drop_database(name)


@pytest.fixture
def membership_database(migrated_membership: tuple[Database[dict[str, Any]], Rows]) -> Database[dict[str, Any]]:
    """Membership's database as it is on its first day."""
    database, first_rows = migrated_membership
    for name in database.list_collection_names():
        database[name].delete_many({})
        if rows := first_rows.get(name):
            database[name].insert_many(rows)
    return database


@pytest.fixture(scope="session")
def migrated_fund(store: Any) -> Iterator[tuple[Database[dict[str, Any]], Rows]]:
    """The Fund's collections with all their indexes, and what a new database holds from the beginning."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](store.uri(), serverSelectionTimeoutMS=10_000, tz_aware=True) as client:
        migrations.run(client[name], "technical_fund", FUND.migrations)
        yield client[name], {collection: list(client[name][collection].find({})) for collection in client[name].list_collection_names()}
        client.drop_database(name)


@pytest.fixture
def fund_database(migrated_fund: tuple[Database[dict[str, Any]], Rows]) -> Database[dict[str, Any]]:
    """The Fund's database as it is on its first day."""
    database, first_rows = migrated_fund
    for name in database.list_collection_names():
        database[name].delete_many({})
        if rows := first_rows.get(name):
            database[name].insert_many(rows)
    return database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "store"])
def work(request: pytest.FixtureRequest, clock: Clock) -> Any:
    """The same suite on the fake and on the store."""
    if request.param == "memory":
        return memory_work(clock)
    return stored_work(request.getfixturevalue("prepared_database"), clock)
