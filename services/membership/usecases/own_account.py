"""Whoever asks, as we know them: their account, and with which proof they came."""

from contracts.errors import NotAllowed
from contracts.membership import PersonView
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person, email_key
from services.membership.domain.second_factor import is_proven
from services.membership.domain.showing import own_person_view
from services.membership.domain.tokens import digest
from services.membership.usecases.ports import Membership


def by_hand(unit: Membership) -> str:
    """The person behind a session. What decides over the account itself is no work for a key, which may have leaked."""
    if unit.actor.api_key_id is not None:
        raise NotAllowed("membership.session_wanted", "a key cannot do this; sign in")
    return str(unit.actor.person_id)


def guard_address(unit: Membership, email: str) -> None:
    """Whoever gives an account this address meets whoever does the same now. By bucket, so that no guard tells an address."""
    unit.guard(f"addresses:{digest(email_key(email))[:2]}")


def own_view(unit: Membership, person: Person) -> PersonView:
    return own_person_view(person, list(unit.grants.of_person(person.id)), unit.second_factors.find(person.id), proof_of(unit), unit.now)


def proof_of(unit: Membership) -> str | None:
    """The second factor's enrolment that the session or key came with."""
    if unit.actor.session_id is not None:
        session = unit.sessions.find(unit.actor.session_id)
        return None if session is None else session.proof
    key = None if unit.actor.api_key_id is None else unit.api_keys.find(unit.actor.api_key_id)
    return None if key is None else key.proof


def is_proven_to(unit: Membership, person_id: str, proof: str | None) -> bool:
    """Looked up only for those who came with a proof."""
    return proof is not None and is_proven(unit.second_factors.find(person_id), proof)


def active_roles(grants: list[Grant], unit: Membership) -> set[str]:
    return {grant.role for grant in grants if grant.active(unit.now)}


def end_sessions(unit: Membership, person_id: str, *, but: str | None = None) -> int:
    """End everything this person is signed in with; how many sessions that were."""
    live = [session for session in unit.sessions.of_person(person_id) if session.id != but and session.lives(unit.now)]
    for session in live:
        session.end(unit.now)
        unit.sessions.save(session)
    return len(live)
