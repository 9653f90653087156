"""A sender killed between sending and marking sends again, under the same Message-ID; killed before, it sends once."""

import email
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chassis.context import new_id, now
from contracts.membership import InformationRequested
from services.notifications.domain.message import LEASE
from tests.contract.sender_that_dies import PLACES, house
from tests.mail_server import Box, mail_server

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_senders_mail_is_sent_by_the_next(place: str, store: Any, prepared_database: Any) -> None:
    box = Box()
    with mail_server(box) as port:
        mine = house(store.uri(), prepared_database.name, port)
        mine.hear(InformationRequested(application_id=new_id(), hub_id=None))
        command = [sys.executable, "-m", "tests.contract.sender_that_dies", place, store.uri(), prepared_database.name, str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == -9, done.stderr[-2000:]
        assert len(box.letters) == (place == "after_sending")
        assert mine.message().state == "queued"
        mine.now = now()
        assert mine.work_off() == 0, "the dead one's lease holds"
        mine.wait(seconds=LEASE.total_seconds() + 5)
        mine.work_off()
    assert mine.message().state == "sent"
    assert len(box.letters) == (2 if place == "after_sending" else 1)
    assert len({email.message_from_bytes(raw)["Message-ID"] for raw in box.letters}) == 1
