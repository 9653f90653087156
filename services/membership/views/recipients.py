"""Whom to write to about something: the people behind an office, as they are just now. Asked by the service that writes mail."""

from collections.abc import Callable, Sequence
from typing import Final

from contracts.membership import FindRecipients, Recipient, Recipients
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from services.membership.views.ports import Reading

Found = Sequence[Recipient]

OFFICES: Final[dict[str, tuple[str, str]]] = {
    # audience          role over a kind of thing
    "city": (FOCAL_POINT, "city"),
    "mayors_office": (MAYORS_OFFICE, "city"),
    "hub": (HUB_OFFICER, "hub"),
    "management_unit": (MANAGEMENT_UNIT, "network"),
}
"""Who holds an office: focal points with their deputies, the mayor's office, hub officers, the management unit."""


class About:
    """What a mail is about, as far as it leads to people."""

    def __init__(
        self,
        *,
        city_id: str | None = None,
        hub_id: str | None = None,
        person_id: str | None = None,
        stranger: Recipient | None = None,
        reference: str | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        self.reference, self.names = reference, names
        self.scopes = {"city": city_id, "hub": hub_id}
        self.person_id = person_id
        self.stranger = stranger


def _application(unit: Reading, id: str) -> About | None:
    application = unit.applications.find(id)
    if application is None:
        return None
    return About(
        city_id=application.city_id, hub_id=application.hub_id, person_id=application.applicant_id, reference=application.reference
    )


def _city(unit: Reading, id: str) -> About | None:
    city = unit.cities.find(id)
    return None if city is None else About(city_id=id, hub_id=city.hub_id, names=city.names)


def _hub(unit: Reading, id: str) -> About | None:
    hub = unit.hubs.find(id)
    return None if hub is None else About(hub_id=id, names=hub.content.names)


def _person(unit: Reading, id: str) -> About | None:
    return About(person_id=id)


def _invitation(unit: Reading, id: str) -> About | None:
    """The invited are written to at the address that was invited, whether or not it has an account."""
    invitation = unit.invitations.find(id)
    if invitation is None or not invitation.email:
        return None
    stranger = Recipient(person_id=None, name=invitation.name, email=invitation.email, language=invitation.language)
    city_id = invitation.scope_id if invitation.scope_kind == "city" else None
    return About(
        city_id=city_id, hub_id=invitation.hub_id, stranger=stranger, names=_names(unit, invitation.scope_kind, invitation.scope_id)
    )


def _names(unit: Reading, kind: str, id: str | None) -> dict[str, str] | None:
    """What a city or hub is called."""
    if id is None or kind not in ("city", "hub"):
        return None
    about = (_city if kind == "city" else _hub)(unit, id)
    return None if about is None else about.names


ABOUT: Final[dict[str, Callable[[Reading, str], About | None]]] = {
    "applications": _application,
    "cities": _city,
    "hubs": _hub,
    "people": _person,
    "invitations": _invitation,
}
"""How to find out what a mail is about, by the first half of its subject."""


def find_recipients(unit: Reading, request: FindRecipients) -> Recipients:
    kind, _, id = request.about.partition("/")
    about = ABOUT[kind](unit, id) if kind in ABOUT else About()
    if about is None:
        return Recipients(items=())
    return Recipients(items=tuple(_found(unit, about, request.audience)), reference=about.reference, names=about.names)


def _found(unit: Reading, about: About, audience: str) -> Found:
    if audience in OFFICES:
        role, kind = OFFICES[audience]
        scope_id = about.scopes.get(kind)
        return _holders(unit, role, kind, scope_id) if kind == "network" or scope_id is not None else ()
    if about.stranger is not None:
        return (about.stranger,)
    return _people(unit, [about.person_id]) if about.person_id is not None else ()


def _holders(unit: Reading, role: str, kind: str, scope_id: str | None) -> Found:
    held = [grant for grant in unit.grants.over(kind, scope_id) if grant.role == role and grant.active(unit.now)]
    held.sort(key=lambda grant: (grant.deputy, grant.given_at, grant.id))
    return _people(unit, list(dict.fromkeys(grant.person_id for grant in held)))


def _people(unit: Reading, ids: Sequence[str]) -> Found:
    people = [person for person in (unit.people.find(id) for id in ids) if person is not None and person.email]
    return [Recipient(person_id=one.id, name=one.name, email=one.email, language=one.language) for one in people]
