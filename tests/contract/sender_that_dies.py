"""The sender of mails, killed right before or after a letter left.

`python -m tests.contract.sender_that_dies PLACE STORE DATABASE PORT`
"""

import os
import signal
import sys
from email.headerregistry import Address
from typing import Any

from pymongo import MongoClient

from chassis.context import now
from services.notifications.carriers.settings import server
from services.notifications.carriers.smtp import SmtpCarrier
from services.notifications.usecases.ports import Found
from tests.fakes.notifications import PUBLIC_URL, KnownReaders, Notifications, reader

PLACES = ("before_sending", "after_sending")
WHO = "0192f0c4-7b3a-7cc0-8a55-000000000201"


class EverybodyIsAmina(KnownReaders):
    def find(self, about: str, audience: str) -> Found:
        return Found(readers=(reader(person_id=WHO),))


def house(store: str, database: str, port: int) -> Notifications:
    """The product's own office on a real store, with a real way out and the real time."""
    carrier = SmtpCarrier(
        server(f"smtp://127.0.0.1:{port}/?starttls=never"), sender=Address(addr_spec="a@b.example"), public_url=PUBLIC_URL, clock=now
    )
    made = Notifications(carrier, MongoClient[dict[str, Any]](store, tz_aware=True)[database])
    made.now = now()
    made.membership = EverybodyIsAmina()
    made.office = made.another_office()
    return made


def arm(place: str) -> None:
    post = SmtpCarrier.post

    def dying(self: SmtpCarrier, *arguments: Any) -> None:
        if place == "after_sending":
            post(self, *arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    SmtpCarrier.post = dying  # type: ignore[method-assign]


if __name__ == "__main__":
    arm(sys.argv[1])
    house(sys.argv[2], sys.argv[3], int(sys.argv[4])).work_off()
