"""Sessions end in time; keys are counted, scoped and revoked."""

from dataclasses import replace

import pytest

from chassis.context import Actor
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    ApiKeyRevoked,
    CreateApiKey,
    EndSession,
    IdentifyApiKey,
    IdentifySession,
    ListApiKeys,
    ListSessions,
    RevokeApiKey,
    SessionEnded,
    SignedIn,
    SignIn,
    SignOut,
)
from services.membership import views
from services.membership.domain.person import Person
from services.membership.usecases import accounts, sessions
from tests.fakes.membership import GATEWAY, MemoryMembership, person


@pytest.fixture
def amina(membership: MemoryMembership) -> Person:
    made = Person(
        id=str(person().person_id), name="Amina", email="a@c.example", language="ar", password_hash="h", created_at=membership.now
    )
    membership.work.within(lambda _, unit: unit.people.add(made), membership.context(GATEWAY))
    return made


def opened(membership: MemoryMembership, amina: Person) -> SignedIn:
    proven = accounts.Credentials(person_id=amina.id, password_hash="h")
    request = SignIn(email=amina.email, password="x", client="Firefox")
    session: SignedIn = membership.ask(lambda unit, asked: accounts.open_session(unit, asked, proven=proven), request, Actor())
    return session


def identify(membership: MemoryMembership, token: str):
    return membership.ask(sessions.identify_session, IdentifySession(token=token), GATEWAY)


def test_a_session_ends_after_twelve_idle_hours(membership: MemoryMembership, amina: Person) -> None:
    session = opened(membership, amina)
    membership.wait(hours=11, minutes=59)
    assert identify(membership, session.token).person_id == amina.id
    membership.wait(hours=12)
    with pytest.raises(NotAllowed) as refused:
        identify(membership, session.token)
    assert refused.value.code == "not_signed_in"


def test_a_session_ends_after_seven_days_however_busy(membership: MemoryMembership, amina: Person) -> None:
    session = opened(membership, amina)
    for _ in range(27):
        membership.wait(hours=6)
        identify(membership, session.token)
    membership.wait(hours=6)
    with pytest.raises(NotAllowed):
        identify(membership, session.token)


def test_signs_of_life_are_written_coarsely(membership: MemoryMembership, amina: Person) -> None:
    session = opened(membership, amina)
    membership.wait(minutes=4)
    identify(membership, session.token)
    assert stored(membership, session)["version"] == 1
    membership.wait(minutes=2)
    identify(membership, session.token)
    assert (stored(membership, session)["version"], stored(membership, session)["last_seen_at"]) == (2, membership.now)


def stored(membership: MemoryMembership, session: SignedIn):
    return membership.work.store["sessions"].find_one({"_id": session.session_id})


def test_signing_out_ends_the_session_and_says_so(membership: MemoryMembership, amina: Person) -> None:
    session = opened(membership, amina)
    membership.ask(sessions.sign_out, SignOut(), person(id=amina.id, session_id=session.session_id))
    assert membership.said() == [SessionEnded(session_id=session.session_id, person_id=amina.id)]
    with pytest.raises(NotAllowed):
        identify(membership, session.token)


def test_a_program_has_no_session_to_end(membership: MemoryMembership, amina: Person) -> None:
    with pytest.raises(Conflict) as refused:
        membership.ask(sessions.sign_out, SignOut(), person(id=amina.id))
    assert refused.value.code == "membership.no_session"


def test_live_sessions_are_listed_newest_first_and_ended_one_by_one(membership: MemoryMembership, amina: Person) -> None:
    older = opened(membership, amina)
    membership.wait(minutes=1)
    newer = opened(membership, amina)
    me = person(id=amina.id, session_id=newer.session_id)
    listed = membership.see(views.people.list_sessions, ListSessions(), me).items
    assert [(one.id, one.current, one.client) for one in listed] == [
        (newer.session_id, True, "Firefox"),
        (older.session_id, False, "Firefox"),
    ]
    membership.ask(sessions.end_session, EndSession(session_id=older.session_id), me)
    membership.ask(sessions.end_session, EndSession(session_id=older.session_id), me)
    assert [one.id for one in membership.see(views.people.list_sessions, ListSessions(), me).items] == [newer.session_id]
    assert len(membership.said()) == 1


def test_nobody_ends_a_session_of_somebody_else(membership: MemoryMembership, amina: Person) -> None:
    session = opened(membership, amina)
    with pytest.raises(NotFound) as refused:
        membership.ask(sessions.end_session, EndSession(session_id=session.session_id), person())
    assert refused.value.code == "membership.no_session_of_yours"


def test_a_made_up_token_is_nobodys(membership: MemoryMembership) -> None:
    with pytest.raises(NotAllowed):
        identify(membership, "made up")
    with pytest.raises(NotAllowed):
        membership.ask(sessions.identify_api_key, IdentifyApiKey(token="scn_made_up"), GATEWAY)


def test_only_the_gateway_asks_who_stands_behind_a_token(membership: MemoryMembership, amina: Person) -> None:
    session = opened(membership, amina)
    for other in (Actor(), person(), Actor(kind="service", service="resources")):
        with pytest.raises(NotAllowed):
            membership.ask(sessions.identify_session, IdentifySession(token=session.token), other)


# ---------------------------------------------------------------- keys


def make_key(membership: MemoryMembership, amina: Person, **asked):
    return membership.ask(sessions.create_api_key, CreateApiKey(name="Nightly export", **asked), person(id=amina.id))


def test_a_key_is_shown_once_and_known_by_its_hash(membership: MemoryMembership, amina: Person) -> None:
    made = make_key(membership, amina, scopes=("read", "events", "read"), days=30)
    assert made.token.startswith("scn_")
    assert made.token.startswith(made.key.prefix)
    assert (made.key.scopes, (made.key.expires_at - membership.now).days) == (("read", "events"), 30)
    assert made.token not in repr(membership.work.store["api_keys"].rows)
    principal = membership.ask(sessions.identify_api_key, IdentifyApiKey(token=made.token), GATEWAY)
    assert (principal.person_id, principal.api_key_id, principal.key_scopes) == (amina.id, made.key.id, ("read", "events"))
    assert membership.see(views.people.list_api_keys, ListApiKeys(), person(id=amina.id)).items[0].last_used_at == membership.now


def test_a_retry_shows_the_key_without_its_secret(membership: MemoryMembership, amina: Person) -> None:
    me = person(id=amina.id)
    first = membership.ask(sessions.create_api_key, CreateApiKey(name="x"), me, key="once")
    again = membership.ask(sessions.create_api_key, CreateApiKey(name="x"), me, key="once")
    assert (again.key, again.token) == (first.key, None)


def test_a_key_expires(membership: MemoryMembership, amina: Person) -> None:
    made = make_key(membership, amina, days=1)
    membership.wait(days=1)
    with pytest.raises(NotAllowed) as refused:
        membership.ask(sessions.identify_api_key, IdentifyApiKey(token=made.token), GATEWAY)
    assert refused.value.code == "not_signed_in"


def test_a_revoked_key_is_useless_at_once(membership: MemoryMembership, amina: Person) -> None:
    made, me = make_key(membership, amina), person(id=amina.id)
    assert membership.ask(sessions.revoke_api_key, RevokeApiKey(key_id=made.key.id), me).revoked_at == membership.now
    assert membership.said() == [ApiKeyRevoked(key_id=made.key.id, person_id=amina.id)]
    with pytest.raises(NotAllowed):
        membership.ask(sessions.identify_api_key, IdentifyApiKey(token=made.token), GATEWAY)
    with pytest.raises(Conflict) as refused:
        membership.ask(sessions.revoke_api_key, RevokeApiKey(key_id=made.key.id), me)
    assert refused.value.code == "membership.key_revoked"


def test_nobody_revokes_a_key_of_somebody_else(membership: MemoryMembership, amina: Person) -> None:
    made = make_key(membership, amina)
    with pytest.raises(NotFound) as refused:
        membership.ask(sessions.revoke_api_key, RevokeApiKey(key_id=made.key.id), person())
    assert refused.value.code == "membership.no_key"


def test_one_person_has_twenty_live_keys_at_most(membership: MemoryMembership, amina: Person) -> None:
    made = [make_key(membership, amina, days=1 if number else 300) for number in range(20)]
    with pytest.raises(Conflict) as refused:
        make_key(membership, amina)
    assert (refused.value.code, refused.value.details) == ("membership.too_many_keys", {"most": 20})
    membership.ask(sessions.revoke_api_key, RevokeApiKey(key_id=made[0].key.id), person(id=amina.id))
    make_key(membership, amina, days=1)
    membership.wait(days=1)
    make_key(membership, amina)


def test_a_key_makes_no_keys(membership: MemoryMembership, amina: Person) -> None:
    program = replace(person(id=amina.id), api_key_id=amina.id, key_scopes=("read", "write"))
    with pytest.raises(NotAllowed) as refused:
        membership.ask(sessions.create_api_key, CreateApiKey(name="x"), program)
    assert refused.value.code == "membership.key_makes_no_keys"
