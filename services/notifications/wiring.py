"""Builds the service: the only place that chooses real parts. What writes and posts is imported by the background process alone."""

import functools
from typing import TYPE_CHECKING, Final

from chassis import settings
from chassis.card import Wiring
from chassis.cursors import Cursors
from chassis.parts import Parts
from chassis.unit import ServiceUnit, Unit
from services.notifications import CARD, reactions, repository

if TYPE_CHECKING:
    from services.notifications.usecases.forgetting import Forgetting
    from services.notifications.usecases.post_office import PostOffice

POST_SECONDS: Final = 1.0
FORGET_SECONDS: Final = 5.0
TIDY_SECONDS: Final = 3600.0


class NotificationsUnit(ServiceUnit):
    """One unit of work of notifications, with everything its use cases and views name."""

    def __init__(self, unit: Unit, cursors: Cursors) -> None:
        super().__init__(unit)
        self.cursors = cursors
        self.messages = repository.StoredMessages(unit)
        self.erasures = repository.StoredErasures(unit)


def build(unit: Unit) -> NotificationsUnit:
    return NotificationsUnit(unit, _cursors())


@functools.cache
def _cursors() -> Cursors:
    return Cursors(settings.read(CARD.name).need_secret())


def post(parts: Parts) -> int:
    return _post_office(parts).round()


def forget(parts: Parts) -> int:
    return _forgetting(parts).round()


def tidy(parts: Parts) -> int:
    return _forgetting(parts).tidy()


@functools.cache
def _post_office(parts: Parts) -> "PostOffice":
    from services.notifications.carriers.fund import AskedFund
    from services.notifications.carriers.membership import AskedMembership
    from services.notifications.carriers.settings import carrier
    from services.notifications.usecases.post_office import PostOffice
    from services.notifications.usecases.writing import LetterWriter

    writer = LetterWriter(parts.settings.public_url)
    return PostOffice(parts.work, AskedMembership(parts.client), AskedFund(parts.client), writer, carrier(parts.settings))


@functools.cache
def _forgetting(parts: Parts) -> "Forgetting":
    from services.notifications.carriers.settings import carrier
    from services.notifications.usecases.forgetting import Forgetting

    return Forgetting(parts.work, carrier(parts.settings))


def need_carrier(told: settings.Settings) -> None:
    """A wrong way out is said at the start, by both processes."""
    from services.notifications.carriers.settings import carrier

    carrier(told)


WIRING = Wiring(
    card=CARD,
    door="services.notifications.service:NotificationsService",
    build=build,
    migrations=repository.MIGRATIONS,
    reactions=reactions.REACTIONS,
    sweeps={"post": (POST_SECONDS, post), "forgetting": (FORGET_SECONDS, forget), "old mail": (TIDY_SECONDS, tidy)},
    needs=(settings.Settings.need_store, settings.Settings.need_secret, need_carrier),
)
