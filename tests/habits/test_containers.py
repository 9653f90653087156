"""What `docker compose up` would find: every container its own way in and nobody else's. The containers themselves are not started here."""

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import compose
from deploy.definitions import users_for
from deploy.services import SERVICE_NAMES, SERVICES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    assert compose.prepare(tmp_path) == 0
    return tmp_path


def told(folder: Path) -> dict[str, str]:
    """What a shell in the container learns from its file."""
    words = [shlex.split(line) for line in (folder / "env").read_text().splitlines()]
    assert all(word == "export" for word, _ in words)
    return dict(setting.split("=", 1) for _, setting in words)


def own_folder(container: dict[str, Any]) -> str | None:
    mounts = [mount for mount in container.get("volumes", []) if isinstance(mount, dict) and mount["source"] == "secrets"]
    assert len(mounts) <= 1
    return mounts[0]["volume"]["subpath"] if mounts else None


def test_every_process_of_every_service_has_a_container():
    asked = {tuple(container["command"]) for container in CONTAINERS.values() if container.get("command", [""])[0] == "services"}
    wanted = {("services", service.name, "--role", role) for service in SERVICES for role in service.roles}
    assert asked == wanted | {("services", "gateway")}


def test_every_container_finds_its_folder(prepared):
    mounted = {folder for container in CONTAINERS.values() if (folder := own_folder(container))}
    assert mounted == {path.name for path in prepared.iterdir()} - {"keys"}


def test_only_the_first_container_sees_all_secrets():
    assert [name for name, container in CONTAINERS.items() if "secrets:/run/all" in container.get("volumes", [])] == ["prepare"]


@pytest.mark.parametrize("user", ["gateway", "operator", *SERVICE_NAMES])
def test_a_container_holds_its_own_passwords_and_no_others(prepared, user):
    text = (prepared / user / "env").read_text()
    keys = compose.Keys(prepared / "keys")
    for name in ("administrator", "gateway", "operator", *SERVICE_NAMES):
        assert (keys.get(f"broker.{name}") in text) == (name == user)
        assert (keys.get(f"store.{name}") in text) == (name == user and name in SERVICE_NAMES)


def test_every_service_is_told_all_it_needs_to_start(prepared, monkeypatch):
    from chassis.card import wiring_of
    from chassis.settings import read

    for service in SERVICE_NAMES:
        for name, value in told(prepared / service).items():
            monkeypatch.setenv(name, value)
        settings = read(service)
        for need in wiring_of(service).needs:
            need(settings)


def test_users_and_passwords_stay_when_it_is_run_again(prepared):
    def passwords() -> list[str]:
        return [(prepared / name / "env").read_text() for name in ("gateway", "operator", "setup", *SERVICE_NAMES)]

    before = passwords()
    compose.prepare(prepared)
    assert passwords() == before
    assert {user.name for user in users_for(SERVICE_NAMES, lambda _: "")} == {"administrator", "gateway", "operator", *SERVICE_NAMES}


def test_nobody_starts_before_users_queues_and_indexes_are_there():
    for name, container in CONTAINERS.items():
        if container.get("command", [""])[0] == "services":
            assert container["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}, name
    assert CONTAINERS["setup"]["depends_on"] == {"broker": {"condition": "service_healthy"}, "store": {"condition": "service_healthy"}}
    for part in ("broker", "store"):
        assert CONTAINERS[part]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
