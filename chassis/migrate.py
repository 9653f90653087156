"""The role `migrate`: bring one service's database to what its code expects, say what was done, and end."""

import time
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from chassis.migrations import MigrationBusy, Migrations, StoreIsAhead
from chassis.parts import Parts
from chassis.settings import EXIT_MISCONFIGURED
from contracts.errors import Refusal

_log = structlog.get_logger(__name__)

EXIT_FAILED: Final = 1
PATIENCE_SECONDS: Final = 120.0
PAUSE_SECONDS: Final = 1.0


def migrate(parts: Parts, *, dry_run: bool) -> int:
    """The exit code: 0 when all is done, 78 when this code is too old for the database, 1 when the store is away or another process
    stays at it."""
    migrations = Migrations(parts.database, parts.name, parts.wiring.migrations)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            done = migrations.run(dry_run=dry_run)
        except StoreIsAhead as ahead:
            _log.error("cannot migrate", error=str(ahead))
            return EXIT_MISCONFIGURED
        except MigrationBusy as busy:
            if time.monotonic() > until:
                _log.error("gave up waiting", error=str(busy))
                return EXIT_FAILED
            time.sleep(PAUSE_SECONDS)
        except (PyMongoError, Refusal) as away:
            _log.error("the document store cannot be used", error=str(away))
            return EXIT_FAILED
        else:
            for line in done:
                print(f"{'would do' if dry_run else 'done'}: {line}")  # noqa: T201 - the answer to the command
            return 0


def refuse_newer_store(parts: Parts) -> int:
    """At a service's start: 78 when the database has seen newer code than this. A store that is away is no reason not to start."""
    if not parts.settings.mongodb_uri:
        return 0
    try:
        Migrations(parts.database, parts.name, parts.wiring.migrations).check()
    except StoreIsAhead as ahead:
        _log.error("cannot start", error=str(ahead))
        return EXIT_MISCONFIGURED
    except (PyMongoError, Refusal) as away:
        _log.warning("the document store does not answer yet", error=str(away))
    return 0
