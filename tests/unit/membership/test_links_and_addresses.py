"""Forgotten passwords and addresses that prove to be one's own: by a link, once, in time, without telling strangers who has an account."""

from typing import Any

import argon2
import pytest

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    Accepted,
    ChangeEmail,
    CompletePasswordReset,
    ConfirmEmail,
    CreateApiKey,
    DrawLink,
    EmailChanged,
    EmailChangeRequested,
    EmailConfirmationRequested,
    EndOtherSessions,
    GetMe,
    ListSessions,
    PasswordResetCompleted,
    PasswordResetRequested,
    PersonRegistered,
    RegisterPerson,
    RequestEmailConfirmation,
    RequestPasswordReset,
    ReviseMe,
    SignedIn,
    SignIn,
)
from services.membership import views
from services.membership.domain import passwords
from services.membership.domain.tokens import LIVE
from services.membership.usecases import accounts, addresses, drawing, resets, sessions
from tests.fakes.membership import NOBODY, MemoryMembership, person

SECRET, NEW = "correct horse battery staple", "another quite long sentence"
EMAIL, OTHER = "amina@city.example", "a.said@city.example"
MAILS = Actor(kind="service", service="notifications")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.decoy.cache_clear()


@pytest.fixture
def amina(membership: MemoryMembership) -> Actor:
    membership.talk(accounts.register_person, RegisterPerson(name="Amina Said", email=EMAIL, password=SECRET))
    session = sign_in(membership)
    return person(id=session.person_id, session_id=session.session_id)


def sign_in(membership: MemoryMembership, password: str = SECRET, email: str = EMAIL) -> SignedIn:
    session: SignedIn = membership.talk(accounts.sign_in, SignIn(email=email, password=password))
    return session


def ask_for_reset(membership: MemoryMembership, email: str = EMAIL, address: str | None = "192.0.2.7") -> Accepted:
    accepted: Accepted = membership.ask(resets.request_password_reset, RequestPasswordReset(email=email, address=address), NOBODY)
    return accepted


def requested(membership: MemoryMembership) -> PasswordResetRequested:
    return [said for said in membership.said() if isinstance(said, PasswordResetRequested)][-1]


def draw(membership: MemoryMembership, kind: str, id: str) -> Any:
    return membership.ask(drawing.draw_link, DrawLink(kind=kind, id=id), MAILS)


def reset_token(membership: MemoryMembership) -> str:
    ask_for_reset(membership)
    return str(draw(membership, "password_reset", requested(membership).reset_id).token)


def complete(membership: MemoryMembership, token: str, password: str = NEW) -> Any:
    return membership.talk(resets.complete_password_reset, CompletePasswordReset(token=token, password=password))


def rows(membership: MemoryMembership) -> int:
    return sum(len(collection.rows) for name, collection in membership.work.store.collections.items() if name != "guards")


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises((Conflict, NotFound, NotAllowed, Invalid)) as refused:
        call(*arguments)
    return str(refused.value.code)


# ---------------------------------------------------------------- passwords


def test_a_link_sets_a_new_password_and_ends_every_session(membership: MemoryMembership, amina: Actor) -> None:
    membership.ask(sessions.create_api_key, CreateApiKey(name="Reports"), amina)
    done = complete(membership, reset_token(membership))
    assert (done.sessions_ended, done.live_keys) == (1, 1)
    assert membership.see(views.people.list_sessions, ListSessions(), amina).items == ()
    assert code_of(sign_in, membership) == "membership.sign_in_failed"
    assert sign_in(membership, NEW).session_id
    asked = requested(membership)
    completed = PasswordResetCompleted(reset_id=asked.reset_id, person_id=str(amina.person_id), live_keys=1)
    assert completed in membership.said()


def test_the_answer_and_the_work_are_the_same_for_a_stranger(membership: MemoryMembership, amina: Actor) -> None:
    written, answers = [], []
    for email in (EMAIL, "stranger@city.example"):
        before = rows(membership)
        answers.append(ask_for_reset(membership, email, None))
        written.append(rows(membership) - before)
    assert answers == [Accepted(), Accepted()]
    assert written[0] == written[1]


def test_nobodys_mailbox_is_filled(membership: MemoryMembership, amina: Actor) -> None:
    for _ in range(10):
        assert ask_for_reset(membership, address=None) == Accepted()
    assert len([said for said in membership.said() if isinstance(said, PasswordResetRequested)]) == 3
    membership.wait(minutes=15)
    ask_for_reset(membership)
    assert len([said for said in membership.said() if isinstance(said, PasswordResetRequested)]) == 4


def test_one_address_does_not_ask_for_ever(membership: MemoryMembership) -> None:
    for number in range(100):
        ask_for_reset(membership, f"n{number}@city.example")
    assert code_of(ask_for_reset, membership, "one.more@city.example") == "too_many_attempts"


def test_a_link_is_good_once_and_for_an_hour(membership: MemoryMembership, amina: Actor) -> None:
    token = reset_token(membership)
    complete(membership, token)
    assert code_of(complete, membership, token, SECRET) == "membership.link_used"
    membership.wait(minutes=20)
    late = reset_token(membership)
    membership.wait(hours=1)
    assert code_of(complete, membership, late) == "membership.link_expired"
    assert code_of(complete, membership, "never drawn") == "membership.link_unknown"


def test_the_newest_five_tokens_are_good_and_kept_as_hashes(membership: MemoryMembership, amina: Actor) -> None:
    ask_for_reset(membership)
    tokens = [draw(membership, "password_reset", requested(membership).reset_id).token for _ in range(LIVE + 1)]
    assert code_of(complete, membership, tokens[0]) == "membership.link_unknown"
    stored = repr({name: collection.rows for name, collection in membership.work.store.collections.items()})
    assert not [token for token in tokens if token in stored]
    complete(membership, tokens[1])
    assert code_of(complete, membership, tokens[-1], SECRET) == "membership.link_used"


def test_a_link_outlives_neither_another_reset_nor_the_address(membership: MemoryMembership, amina: Actor) -> None:
    first, second = reset_token(membership), reset_token(membership)
    complete(membership, second)
    assert code_of(complete, membership, first, SECRET) == "membership.link_expired"
    assert code_of(draw, membership, "password_reset", requested(membership).reset_id) == "not_found"


def test_a_bad_password_does_not_use_the_link_up(membership: MemoryMembership, amina: Actor) -> None:
    token = reset_token(membership)
    with pytest.raises(Invalid):
        complete(membership, token, "passwordpassword")
    with pytest.raises(Invalid):
        complete(membership, token, "my name is amina")
    complete(membership, token)


def test_a_reset_ends_the_waiting_after_too_many_guesses_and_confirms_the_address(membership: MemoryMembership, amina: Actor) -> None:
    for _ in range(10):
        assert code_of(sign_in, membership, "wrong") == "membership.sign_in_failed"
    assert code_of(sign_in, membership) == "too_many_attempts"
    complete(membership, reset_token(membership))
    session = sign_in(membership, NEW)
    me = membership.see(views.people.get_me, GetMe(), person(id=session.person_id))
    assert me.email_confirmed_at == membership.now


# ---------------------------------------------------------------- addresses


def test_whoever_registers_is_told_and_confirms_by_link(membership: MemoryMembership, amina: Actor) -> None:
    assert membership.said()[0] == PersonRegistered(person_id=str(amina.person_id))
    assert membership.see(views.people.get_me, GetMe(), amina).email_confirmed_at is None
    link = draw(membership, "email_confirmation", str(amina.person_id))
    assert link.email is None
    again = draw(membership, "email_confirmation", str(amina.person_id))
    confirmed = membership.ask(addresses.confirm_email, ConfirmEmail(token=link.token), NOBODY)
    assert confirmed.email_confirmed_at == membership.now
    assert code_of(membership.ask, addresses.confirm_email, ConfirmEmail(token=again.token), NOBODY) == "membership.link_used"
    assert code_of(draw, membership, "email_confirmation", str(amina.person_id)) == "not_found"


def change(membership: MemoryMembership, amina: Actor, email: str = OTHER, password: str = SECRET) -> Any:
    return membership.talk(addresses.change_email, ChangeEmail(email=email, password=password), amina)


def test_another_address_counts_once_it_is_confirmed(membership: MemoryMembership, amina: Actor) -> None:
    me = change(membership, amina)
    assert (me.email, me.pending_email) == (EMAIL, OTHER)
    assert membership.said()[-1] == EmailChangeRequested(person_id=str(amina.person_id))
    assert sign_in(membership).person_id == amina.person_id
    link = draw(membership, "email_confirmation", str(amina.person_id))
    assert link.email == OTHER
    membership.ask(addresses.confirm_email, ConfirmEmail(token=link.token), NOBODY)
    assert membership.said()[-1] == EmailChanged(person_id=str(amina.person_id))
    assert code_of(sign_in, membership) == "membership.sign_in_failed"
    assert sign_in(membership, email=OTHER).person_id == amina.person_id


def test_changing_the_address_wants_the_password_and_three_days_are_enough(membership: MemoryMembership, amina: Actor) -> None:
    assert code_of(change, membership, amina, OTHER, "not this one") == "membership.wrong_password"
    change(membership, amina)
    token = draw(membership, "email_confirmation", str(amina.person_id)).token
    membership.wait(days=3)
    assert code_of(membership.ask, addresses.confirm_email, ConfirmEmail(token=token), NOBODY) == "membership.link_expired"
    assert membership.see(views.people.get_me, GetMe(), amina).pending_email is None


def test_a_taken_address_is_found_out_only_by_who_reads_its_mail(membership: MemoryMembership, amina: Actor) -> None:
    membership.talk(accounts.register_person, RegisterPerson(name="Bakari", email=OTHER, password=SECRET))
    assert change(membership, amina).pending_email == OTHER
    token = draw(membership, "email_confirmation", str(amina.person_id)).token
    assert code_of(membership.ask, addresses.confirm_email, ConfirmEmail(token=token), NOBODY) == "membership.address_taken"
    assert membership.see(views.people.get_me, GetMe(), amina).email == EMAIL


def test_a_link_for_one_address_does_not_confirm_the_next(membership: MemoryMembership, amina: Actor) -> None:
    change(membership, amina)
    token = draw(membership, "email_confirmation", str(amina.person_id)).token
    change(membership, amina, "third@city.example")
    assert code_of(membership.ask, addresses.confirm_email, ConfirmEmail(token=token), NOBODY) == "membership.link_expired"


def test_a_reset_asked_for_before_the_address_changed_is_void(membership: MemoryMembership, amina: Actor) -> None:
    token = reset_token(membership)
    change(membership, amina)
    link = draw(membership, "email_confirmation", str(amina.person_id))
    membership.ask(addresses.confirm_email, ConfirmEmail(token=link.token), NOBODY)
    assert code_of(complete, membership, token) == "membership.link_expired"


def test_the_link_can_be_asked_for_again_now_and_then(membership: MemoryMembership, amina: Actor) -> None:
    for _ in range(3):
        membership.ask(addresses.request_email_confirmation, RequestEmailConfirmation(), amina)
    assert membership.said()[-1] == EmailConfirmationRequested(person_id=str(amina.person_id))
    again = (membership.ask, addresses.request_email_confirmation, RequestEmailConfirmation(), amina)
    assert code_of(*again) == "too_many_attempts"


def test_a_key_does_not_move_an_account(membership: MemoryMembership, amina: Actor) -> None:
    key = Actor(kind="person", person_id=amina.person_id, api_key_id=str(amina.person_id))
    assert code_of(change, membership, key) == "membership.session_wanted"


# ---------------------------------------------------------------- oneself


def test_name_and_language_are_ones_own(membership: MemoryMembership, amina: Actor) -> None:
    me = membership.ask(addresses.revise_me, ReviseMe(changes={"name": "Amina Z. Said"}), amina, version=1)
    assert (me.name, me.language, me.version) == ("Amina Z. Said", "en", 2)
    assert code_of(lambda: membership.ask(addresses.revise_me, ReviseMe(changes={"language": "fr"}), amina, version=1)) == "stale_version"
    assert membership.ask(addresses.revise_me, ReviseMe(changes={"language": "fr"}), amina, version=2).language == "fr"


def test_every_other_session_is_ended_at_once(membership: MemoryMembership, amina: Actor) -> None:
    for _ in range(3):
        sign_in(membership)
    membership.ask(sessions.end_other_sessions, EndOtherSessions(), amina)
    [mine] = membership.see(views.people.list_sessions, ListSessions(), amina).items
    assert mine.id == amina.session_id
