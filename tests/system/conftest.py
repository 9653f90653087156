"""What the system tests share: the probe service, and a plain client beside it."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.parts import Vhost
from tests.system.own_service import OwnService
from tests.wire import Wire


@pytest.fixture
def new_service(vhost: Any, store: Any) -> Iterator[Callable[..., OwnService]]:
    """Makes a service of the test's own, declared and not yet started."""
    folder = Path(tempfile.mkdtemp(prefix="scn-own-"))
    made: list[OwnService] = []

    def make(package: str, name: str, **settings: str) -> OwnService:
        made.append(OwnService(package, name, vhost, store, folder, **settings))
        made[-1].declare()
        return made[-1]

    yield make
    for service in made:
        service.end()
        print(service.last_words())
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def probe(new_service: Callable[..., OwnService]) -> OwnService:
    """The probe, declared and not yet started."""
    return new_service("tests.system.probe", "probe")


@pytest.fixture(scope="module")
def standing_probe(broker: Any, store: Any) -> Iterator[OwnService]:
    """The probe as it stands in production, for tests that leave it standing: two instances that answer, two background processes."""
    room = Vhost(f"standing-{uuid.uuid4().hex[:8]}", broker)
    broker.add_vhost(room.name)
    folder = Path(tempfile.mkdtemp(prefix="scn-own-"))
    service = OwnService("tests.system.probe", "probe", room, store, folder, SCN_HEARTBEAT="1")
    try:
        service.declare()
        service.start_all("serve", "serve", "background", "background")
        yield service
    finally:
        service.end()
        broker.remove_vhost(room.name)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def standing_wire(standing_probe: OwnService) -> Iterator[Wire]:
    """The administrator's plain AMQP client in the standing probe's room."""
    with Wire(standing_probe.vhost.uri()) as client:
        yield client


@pytest.fixture
def wire(vhost: Any) -> Iterator[Wire]:
    """The administrator's plain AMQP client."""
    with Wire(vhost.uri()) as client:
        yield client
