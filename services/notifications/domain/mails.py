"""The table of mails: which event tells whom, about what, and where they can look. A new mail is one line here and its texts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts import membership as said
from contracts.declare import dump
from services.notifications.domain.places import Place

APPLICANT: Final = "applicant"
CITY: Final = "city"
MAYORS_OFFICE: Final = "mayors_office"
HUB: Final = "hub"
MANAGEMENT_UNIT: Final = "management_unit"
PERSON: Final = "person"

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {
    MAYORS_OFFICE: (CITY, HUB, MANAGEMENT_UNIT),
    CITY: (MAYORS_OFFICE, HUB, MANAGEMENT_UNIT),
    HUB: (MANAGEMENT_UNIT,),
}
"""Who is told where an audience has nobody, in this order, so that no work waits unseen."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One line of the table. `about` is filled from the event's fields; `facts` are the fields that the texts name."""

    name: str
    event: type
    audience: str
    about: str
    place: Place
    facts: tuple[str, ...] = ()
    when: Callable[[Any], bool] = lambda event: True


def _mails(*rows: tuple[str, type, str, str, Place, tuple[str, ...]]) -> tuple[Mail, ...]:
    return tuple(Mail(name=n, event=e, audience=a, about=about, place=p, facts=f) for n, e, a, about, p, f in rows)


APPLICATION_: Final = "applications/{application_id}"
CITY_: Final = "cities/{city_id}"
HOLDER: Final = "people/{person_id}"
INVITED: Final = "invitations/{invitation_id}"

MAILS: Final = _mails(
    # texts                      event                         audience         about         place                     facts
    ("application_received", said.ApplicationSubmitted, APPLICANT, APPLICATION_, Place.APPLICATION, ()),
    ("application_to_review", said.ApplicationSubmitted, HUB, APPLICATION_, Place.APPLICATION, ()),
    ("information_requested", said.InformationRequested, APPLICANT, APPLICATION_, Place.APPLICATION, ()),
    ("information_provided", said.InformationProvided, HUB, APPLICATION_, Place.APPLICATION, ()),
    ("application_recommended", said.ApplicationRecommended, MANAGEMENT_UNIT, APPLICATION_, Place.APPLICATION, ()),
    ("application_admitted", said.ApplicationAdmitted, APPLICANT, APPLICATION_, Place.CITY, ()),
    ("application_declined", said.ApplicationDeclined, APPLICANT, APPLICATION_, Place.APPLICATION, ()),
    ("application_withdrawn", said.ApplicationWithdrawn, HUB, APPLICATION_, Place.APPLICATION, ()),
    ("grant_given", said.GrantGiven, PERSON, HOLDER, Place.ME, ("role", "ends_at")),
    ("grant_ended", said.GrantEnded, PERSON, HOLDER, Place.ME, ("role",)),
)

TOLD: Final[Mapping[str, Mail]] = {mail.name: mail for mail in MAILS}
HEARD: Final[tuple[type, ...]] = tuple(dict.fromkeys(mail.event for mail in MAILS))
"""Every event that makes a mail."""


def mails_of(event: Any) -> tuple[Mail, ...]:
    """What is to be written about `event`."""
    return tuple(mail for mail in MAILS if mail.event is type(event) and mail.when(event))


def about(mail: Mail, event: Any) -> str:
    return mail.about.format_map(dump(event))


def facts(mail: Mail, event: Any) -> dict[str, str]:
    """What the texts and the link will need of the event: ids, codes and instants, as it carries nothing else."""
    told = dump(event)
    return {name: str(told[name]) for name in (*mail.facts, *mail.place.fields) if told[name] is not None}
