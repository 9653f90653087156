"""Membership and notifications side by side, each as its own two processes, on one broker and one store."""

import sys
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from chassis.context import Actor, Context, new_id
from contracts import notifications as post
from contracts.declare import load
from deploy.ports import LOOPBACK, free_port
from deploy.process import Child, tail
from tests.eventually import eventually
from tests.platform import ROOT, answers, end_all
from tests.service.running_membership import RunningMembership


class RunningNotifications:
    """Beside a running membership: what it says becomes files in `mail`."""

    def __init__(self, membership: RunningMembership, **settings: str) -> None:
        self.membership = membership
        self.folder = membership.folder / f"notifications-{new_id()}"
        self.database_name = f"notifications_{new_id()[-8:]}"
        self.settings = settings
        self.children: dict[str, Child] = {}
        self._launched = 0
        broker, vhost = membership.broker, membership.vhost
        membership._once("declare", "notifications", SCN_AMQP_URI=broker.uri("administrator", vhost))
        membership._once("notifications", "--role", "migrate", **self._told())
        self.start("serve", "background")
        self.database = membership.mongo[self.database_name]

    def start(self, *roles: str) -> None:
        """Side by side; waits until all are ready."""
        urls = {role: self._launch(role) for role in roles}
        for role, url in urls.items():
            child = self.children[role]
            eventually(lambda url=url, child=child: answers(url) or not child.alive, f"{child.name} to be ready", 60)
            assert child.alive, "\n".join(tail(child.log, 30))

    def _launch(self, role: str) -> str:
        health, self._launched = free_port(), self._launched + 1
        log = membership_log(self.folder, role, self._launched)
        env = self.membership._environment(**self._told(), SCN_HEALTH_PORT=str(health))
        command = [sys.executable, "-m", "services", "notifications", "--role", role]
        self.children[role] = Child(f"notifications {role}", command, log, env=env, cwd=ROOT)
        return f"http://{LOOPBACK}:{health}/readyz"

    def end(self) -> None:
        end_all(self.children.values())
        self.membership.mongo.drop_database(self.database_name)

    def ask(self, request: Any, kind: type[Any], by: Actor) -> Any:
        context = Context(actor=by, correlation_id=new_id(), deadline=time.time() + 20)
        client = self.membership.clients["gateway"]
        return load(kind, client.call(request, context, service="notifications", timeout=20), unknown="exclude")

    # ---------------------------------------------------------------- what came

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    def letters(self, to: str) -> list[EmailMessage]:
        """What was written to an address, oldest first."""
        read = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(self.mail.glob("*.eml"), key=_written)]
        return [one for one in read if isinstance(one, EmailMessage) and one["To"].addresses[0].addr_spec == to]

    def letter(self, to: str, containing: str) -> EmailMessage:
        found = eventually(lambda: [one for one in self.letters(to) if containing in text(one)], f"a letter to {to} with {containing}", 20)
        return found[-1]  # type: ignore[no-any-return]

    def listed(self, by: Actor, **asked: Any) -> list[post.NotificationView]:
        return list(self.ask(post.ListNotifications(limit=200, **asked), post.NotificationsPage, by).items)

    def _told(self) -> dict[str, str]:
        return {
            "SCN_AMQP_URI": self.membership.broker.uri("notifications", self.membership.vhost),
            "SCN_MONGODB_DATABASE": self.database_name,
            "SCN_DATA_DIR": str(self.folder),
            **self.settings,
        }


def membership_log(folder: Path, role: str, number: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{role}-{number}.log"


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _written(file: Path) -> float:
    return file.stat().st_mtime


@pytest.fixture(scope="module")
def post_office(running: RunningMembership) -> Iterator[RunningNotifications]:
    service = RunningNotifications(running)
    yield service
    service.end()
