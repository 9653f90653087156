"""Accounts, sessions and keys."""

from contracts.errors import NotFound
from contracts.membership import (
    ApiKeysPage,
    GetMe,
    GetPerson,
    ListApiKeys,
    ListPeople,
    ListSessions,
    PeoplePage,
    PersonView,
    SessionsPage,
)
from services.membership.domain import showing
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person
from services.membership.views.ports import Reading, after


def get_me(unit: Reading, request: GetMe) -> PersonView:
    person = _found(unit, str(unit.actor.person_id))
    factor = unit.second_factors.find(person.id)
    return showing.own_person_view(person, list(unit.grants.of_person(person.id)), factor, _proof(unit), unit.now)


def get_person(unit: Reading, request: GetPerson) -> PersonView:
    return _person(unit, request.person_id)


def list_people(unit: Reading, request: ListPeople) -> PeoplePage:
    if request.email is not None:
        person = unit.people.by_email(request.email)
        return PeoplePage(items=() if person is None else (showing.person_view(person, list(unit.grants.of_person(person.id))),))
    found = unit.people.page(after(unit, request))
    items, more = unit.cursors.page(request, found, unit.people.sort_key)
    held: dict[str, list[Grant]] = {person.id: [] for person in items}
    for grant in unit.grants.of_people(tuple(held)):
        held[grant.person_id].append(grant)
    return PeoplePage(items=tuple(showing.person_view(person, held[person.id]) for person in items), next=more)


def list_sessions(unit: Reading, request: ListSessions) -> SessionsPage:
    mine = [session for session in unit.sessions.of_person(str(unit.actor.person_id)) if session.lives(unit.now)]
    mine.sort(key=lambda session: (session.created_at, session.id), reverse=True)
    return SessionsPage(items=tuple(showing.session_view(session, unit.actor) for session in mine))


def list_api_keys(unit: Reading, request: ListApiKeys) -> ApiKeysPage:
    mine = sorted(unit.api_keys.of_person(str(unit.actor.person_id)), key=lambda key: (key.created_at, key.id), reverse=True)
    return ApiKeysPage(items=tuple(showing.api_key_view(key) for key in mine))


def _person(unit: Reading, person_id: str) -> PersonView:
    return showing.person_view(_found(unit, person_id), list(unit.grants.of_person(person_id)))


def _found(unit: Reading, person_id: str) -> Person:
    person = unit.people.find(person_id)
    if person is None:
        raise NotFound("membership.no_person", "there is no such person")
    return person


def _proof(unit: Reading) -> str | None:
    """The second factor's enrolment that the session or key came with."""
    if unit.actor.session_id is not None:
        session = unit.sessions.find(unit.actor.session_id)
        return None if session is None else session.proof
    key = None if unit.actor.api_key_id is None else unit.api_keys.find(unit.actor.api_key_id)
    return None if key is None else key.proof
