"""One real container of the demo service, on a real broker and store, in this very process."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eventlet.patcher import is_monkey_patched

from chassis import settings
from chassis.migrations import Migrations
from chassis.parts import Parts
from tests.wire import Wire

GATEWAY = "administrator"
"""In these tests everybody logs in as the administrator, who therefore is also the gateway."""

if not is_monkey_patched("socket"):
    collect_ignore = ["test_request_desk.py", "test_event_desk.py"]


class Serving:
    """A running container and what it was made of."""

    def __init__(self, parts: Parts) -> None:
        from nameko.containers import ServiceContainer

        self.parts = parts
        self.container = ServiceContainer(parts.wiring.door_class(), parts.nameko_config())
        self.container.start()

    @property
    def ready(self) -> bool:
        return not self.parts.health.not_ready()


@pytest.fixture
def logbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What the demo service wrote down."""
    path = tmp_path / "logbook"
    path.touch()
    monkeypatch.setenv("SCN_DEMO_LOGBOOK", str(path))
    return lambda: path.read_text().splitlines()


@pytest.fixture
def road(vhost: Any) -> str:
    """The way to the broker; tests with faults put something in between."""
    return vhost.uri()


@pytest.fixture
def parts(vhost: Any, store: Any, road: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    from tests.service.demo.wiring import WIRING

    user = road.split("//")[1].split(":")[0]
    for name, value in {
        "SCN_AMQP_URI": road,
        "SCN_MONGODB_URI": store.uri(),
        "SCN_MONGODB_DATABASE": f"test_{uuid.uuid4().hex[:12]}",
        "SCN_GATEWAY_USER": user,
        "SCN_HEARTBEAT": "2",
        "SCN_RETRY_TIERS": "0.3,0.6",
        "SCN_MAX_ATTEMPTS": "3",
        "SCN_WORKERS": "4",
    }.items():
        monkeypatch.setenv(name, value)
    made = Parts(settings.read("demo"), WIRING)
    made.topology.declare(vhost.uri())
    Migrations(made.database, made.name, made.wiring.migrations).run()
    yield made
    made.publisher.close()
    made.database.client.drop_database(made.database.name)
    made.database.client.close()


@pytest.fixture
def serve(parts: Parts) -> Iterator[Callable[[], Serving]]:
    """Starts one more instance and waits until it takes messages."""
    from tests.eventually import eventually

    running: list[Serving] = []

    def start() -> Serving:
        own = Parts(parts.settings, parts.wiring)
        own.__dict__["database"] = parts.database
        running.append(Serving(own))
        eventually(lambda: running[-1].ready, "the demo service to take messages")
        return running[-1]

    yield start
    for one in running:
        one.container.kill()
        one.parts.publisher.close()
        one.parts.client.close()


@pytest.fixture
def demo(serve: Callable[[], Serving]) -> Serving:
    return serve()


@pytest.fixture
def wire(vhost: Any) -> Iterator[Wire]:
    with Wire(vhost.uri()) as opened:
        yield opened
