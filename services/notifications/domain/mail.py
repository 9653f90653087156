"""One line of the table of mails."""

import re
from dataclasses import dataclass
from typing import Any

from contracts.declare import dump, event_declaration
from contracts.technical_fund import PUBLISHER as FUND
from services.notifications.domain.places import Place


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One line of the table. `about` is filled from the event's fields; `facts` are the fields that the texts name."""

    name: str
    event: type
    audience: str
    about: str
    place: Place
    facts: tuple[str, ...]

    @property
    def of_fund(self) -> bool:
        return event_declaration(self.event).publisher == FUND

    def can_be_written(self, event: Any) -> bool:
        """Whether the event names whom it is about and where to look: a reminder does not always know an award."""
        told = dump(event)
        return all(told[name] is not None for name in (*re.findall(r"{(\w+)}", self.about), *self.place.fields))


def mails(*rows: tuple[str, type, str, str, Place, tuple[str, ...]]) -> tuple[Mail, ...]:
    return tuple(Mail(name=n, event=e, audience=a, about=about, place=p, facts=f) for n, e, a, about, p, f in rows)
