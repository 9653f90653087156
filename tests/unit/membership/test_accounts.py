"""Accounts, passwords, sign-in: nobody learns who has an account, and nobody guesses for long."""

import unicodedata
from functools import partial

import argon2
import pyotp
import pytest

from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    ChangePassword,
    CreateAdministrator,
    GetMe,
    GetPerson,
    GrantGiven,
    IdentifySession,
    ListPeople,
    ListSessions,
    Registered,
    RegisterPerson,
    SecondFactorEnrolled,
    SessionEnded,
    SignedIn,
    SignIn,
)
from services.membership import views
from services.membership.domain import passwords
from services.membership.usecases import accounts, sessions
from tests.fakes.membership import GATEWAY, NOBODY, OPERATOR, MemoryMembership, Speaker, management, person

SECRET = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2 at its cheapest: these tests are about rules, not about guessers."""
    monkeypatch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.decoy.cache_clear()


def register(membership: MemoryMembership, email: str = "amina@city.example", password: str = SECRET, name: str = "Amina Said"):
    return membership.talk(accounts.register_person, RegisterPerson(name=name, email=email, password=password, language="fr"))


def sign_in(
    membership: MemoryMembership, email: str = "amina@city.example", password: str = SECRET, address: str | None = None
) -> SignedIn:
    return membership.talk(accounts.sign_in, SignIn(email=email, password=password, client="Firefox", address=address))


def signed_in_person(membership: MemoryMembership, **who: str):
    session = sign_in(membership, **who)
    return person(id=session.person_id, session_id=session.session_id)


def identify(membership: MemoryMembership, session: SignedIn):
    return membership.ask(sessions.identify_session, IdentifySession(token=session.token), GATEWAY)


def test_whoever_registers_can_sign_in_and_is_known_by_the_token(membership: MemoryMembership) -> None:
    register(membership)
    session = sign_in(membership)
    principal = identify(membership, session)
    assert (principal.person_id, principal.session_id, principal.language) == (session.person_id, session.session_id, "fr")
    me = membership.see(views.people.get_me, GetMe(), person(id=session.person_id))
    assert (me.name, me.email, me.grants) == ("Amina Said", "amina@city.example", ())


def test_the_token_is_not_stored(membership: MemoryMembership) -> None:
    register(membership)
    session = sign_in(membership)
    stored = repr({name: collection.rows for name, collection in membership.work.store.collections.items()})
    assert session.token not in stored
    assert SECRET not in stored
    assert len(session.token) >= 43


def test_registering_a_taken_address_says_the_same_and_changes_nothing(membership: MemoryMembership) -> None:
    first = register(membership)
    again = register(membership, email="AMINA@City.example", password="another quite long secret", name="Somebody Else")
    assert first == again == Registered()
    assert sign_in(membership).person_id
    people = membership.see(views.people.list_people, ListPeople(), management()).items
    assert [one.name for one in people] == ["Amina Said"]


def test_a_taken_address_costs_the_same_work(membership: MemoryMembership, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(passwords, "make_hash", lambda password: hashed.append(password) or f"hash {len(hashed)}")
    written = []
    for _ in range(2):
        before = rows(membership)
        register(membership)
        written.append(rows(membership) - before)
    assert (len(hashed), written) == (2, [2, 2])


def rows(membership: MemoryMembership) -> int:
    return sum(len(collection.rows) for name, collection in membership.work.store.collections.items() if name != "guards")


def test_an_unknown_address_is_verified_as_slowly_as_a_known_one(membership: MemoryMembership, monkeypatch: pytest.MonkeyPatch) -> None:
    register(membership)
    verified: list[str] = []

    class Spy:
        def verify(self, stored: str, password: str) -> bool:
            verified.append(stored)
            return False

        def hash(self, password: str) -> str:
            return "the decoy"

    monkeypatch.setattr(passwords, "_HASHER", Spy())
    passwords.decoy.cache_clear()
    for email in ("amina@city.example", "nobody@city.example"):
        with pytest.raises(NotAllowed):
            sign_in(membership, email=email, password="wrong")
    assert len(verified) == 2
    assert verified[1] == "the decoy"


@pytest.mark.parametrize(("email", "password"), [("amina@city.example", "wrong"), ("nobody@city.example", SECRET)])
def test_every_failed_sign_in_is_answered_alike(membership: MemoryMembership, email: str, password: str) -> None:
    register(membership)
    with pytest.raises(NotAllowed) as refused:
        sign_in(membership, email=email, password=password)
    assert refused.value.to_wire() == {
        "kind": "not_allowed",
        "code": "membership.sign_in_failed",
        "message": "address or password is not right",
        "details": {},
        "retryable": False,
    }


@pytest.mark.parametrize("email", ["amina@city.example", "nobody@city.example"])
def test_an_account_can_be_guessed_at_ten_times_and_so_can_one_that_is_not_there(membership: MemoryMembership, email: str) -> None:
    register(membership)
    for _ in range(10):
        with pytest.raises(NotAllowed, match="not right"):
            sign_in(membership, email=email, password="wrong")
    membership.wait(minutes=5)
    with pytest.raises(NotAllowed) as refused:
        sign_in(membership, email=email)
    assert (refused.value.code, refused.value.details) == ("too_many_attempts", {"retry_after": 600})
    membership.wait(minutes=10)
    with pytest.raises(NotAllowed) as refused:
        sign_in(membership, email=email, password="wrong")
    assert refused.value.code == "membership.sign_in_failed"


def test_a_good_sign_in_wipes_the_slate(membership: MemoryMembership) -> None:
    register(membership)
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(NotAllowed):
                sign_in(membership, password="wrong")
        sign_in(membership)


def test_one_network_address_cannot_try_account_after_account(membership: MemoryMembership) -> None:
    for number in range(100):
        with pytest.raises(NotAllowed, match="not right"):
            sign_in(membership, email=f"person{number}@city.example", address="192.0.2.7")
    with pytest.raises(NotAllowed) as refused:
        sign_in(membership, email="another@city.example", address="192.0.2.7")
    assert refused.value.code == "too_many_attempts"
    with pytest.raises(NotAllowed, match="not right"):
        sign_in(membership, email="another@city.example", address="192.0.2.8")


def test_good_sign_ins_do_not_count_against_an_address(membership: MemoryMembership) -> None:
    register(membership)
    for _ in range(120):
        sign_in(membership, address="192.0.2.7")


def test_neither_addresses_nor_accounts_stand_in_the_throttles(membership: MemoryMembership) -> None:
    with pytest.raises(NotAllowed):
        sign_in(membership, email="nobody@city.example", address="192.0.2.7")
    stored = repr(membership.work.store["throttles"].rows)
    assert "nobody" not in stored
    assert "192.0.2.7" not in stored


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("password1234", "membership.password_common"),
        ("PasswordPassword", "membership.password_common"),
        ("aaaaaaaaaaaaaa", "membership.password_common"),
        ("abcdefghijklmn", "membership.password_common"),
        ("zyxwvutsrqponm", "membership.password_common"),
        ("amina-in-the-rain", "membership.password_personal"),
        ("my city is said to be AMINA", "membership.password_personal"),
    ],
)
def test_what_guessers_try_first_is_no_password(membership: MemoryMembership, password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(membership, password=password)
    assert [(error["pointer"], error["code"]) for error in refused.value.details["errors"]] == [("/password", code)]


def test_one_password_typed_on_two_keyboards_is_one_password(membership: MemoryMembership) -> None:
    register(membership, password="contraseña bien larga")
    assert sign_in(membership, password=unicodedata.normalize("NFD", "contraseña bien larga"))


# ---------------------------------------------------------------- changing the password


def change(membership: MemoryMembership, by, current: str = SECRET, new: str = "a new and longer secret", key: str | None = None):
    request = ChangePassword(current_password=current, new_password=new)
    return membership.talk(accounts.change_password, request, by, key=key)


def test_a_new_password_ends_every_other_session(membership: MemoryMembership) -> None:
    register(membership)
    other = sign_in(membership)
    mine = signed_in_person(membership)
    change(membership, mine)
    assert membership.said()[-1] == SessionEnded(session_id=other.session_id, person_id=other.person_id)
    with pytest.raises(NotAllowed):
        identify(membership, other)
    assert [session.current for session in membership.see(views.people.list_sessions, ListSessions(), mine).items] == [True]
    with pytest.raises(NotAllowed):
        sign_in(membership)
    assert sign_in(membership, password="a new and longer secret")


def test_a_wrong_current_password_changes_nothing_and_counts(membership: MemoryMembership) -> None:
    register(membership)
    mine = signed_in_person(membership)
    for _ in range(10):
        with pytest.raises(NotAllowed) as refused:
            change(membership, mine, current="wrong")
        assert refused.value.code == "membership.wrong_password"
    with pytest.raises(NotAllowed) as refused:
        change(membership, mine)
    assert refused.value.code == "too_many_attempts"
    assert sign_in(membership)


def test_a_new_password_is_judged_like_a_first_one(membership: MemoryMembership) -> None:
    register(membership)
    with pytest.raises(Invalid) as refused:
        change(membership, signed_in_person(membership), new="password1234")
    assert refused.value.details["errors"][0]["pointer"] == "/new_password"


def test_a_retried_change_is_answered_as_the_first_time(membership: MemoryMembership) -> None:
    register(membership)
    mine = signed_in_person(membership)
    assert change(membership, mine, key="once") == change(membership, mine, key="once")


def test_a_session_is_not_opened_with_a_password_changed_meanwhile(membership: MemoryMembership) -> None:
    register(membership)
    request = SignIn(email="amina@city.example", password=SECRET)
    proven = membership.ask(accounts.count_sign_in, request, person())
    change(membership, signed_in_person(membership))
    with pytest.raises(NotAllowed) as refused:
        membership.ask(lambda unit, asked: accounts.open_session(unit, asked, proven=proven), request, person())
    assert refused.value.code == "membership.sign_in_failed"


def test_two_changes_at_once_leave_one_loser(membership: MemoryMembership) -> None:
    register(membership)
    mine = signed_in_person(membership)
    twice: list[int] = []

    def heavy(function, *arguments):
        if function is passwords.make_hash and not twice:
            twice.append(1)
            change(membership, mine, new="the winner's long secret")
        return function(*arguments)

    with pytest.raises(NotAllowed) as refused:
        accounts.change_password(
            Speaker(membership, mine, None), heavy, ChangePassword(current_password=SECRET, new_password="the loser's long secret")
        )
    assert refused.value.code == "membership.wrong_password"


# ---------------------------------------------------------------- administrators and the list of people


def create_administrator(membership: MemoryMembership, email: str = "chief@network.example", by=OPERATOR):
    request = CreateAdministrator(name="The Chief", email=email, password=SECRET)
    return membership.talk(accounts.create_administrator, request, by)


def test_the_operator_makes_an_administrator(membership: MemoryMembership) -> None:
    made = create_administrator(membership)
    assert [(grant.role, grant.scope_kind, grant.granted_by) for grant in made.person.grants] == [("management_unit", "network", None)]
    assert [type(said) for said in membership.said()[-2:]] == [GrantGiven, SecondFactorEnrolled]
    with pytest.raises(NotAllowed) as refused:
        sign_in(membership, email="chief@network.example")
    assert refused.value.code == "membership.second_factor_code_wanted"
    code = pyotp.TOTP(str(made.secret)).at(membership.now)
    request = SignIn(email="chief@network.example", password=SECRET, code=code)
    assert identify(membership, membership.talk(accounts.sign_in, request)).grants[0].role == "management_unit"


def test_a_hash_of_yesterday_is_made_anew_at_sign_in_and_nobody_is_signed_out(
    membership: MemoryMembership, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(membership)
    session = sign_in(membership)
    before = hash_of(membership)
    monkeypatch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    known = membership.ask(accounts.count_sign_in, SignIn(email="amina@city.example", password=SECRET), NOBODY)
    sign_in(membership)
    after = hash_of(membership)
    assert before != after
    assert not passwords.outdated(after)
    assert identify(membership, session).session_id == session.session_id
    late = SignIn(email="amina@city.example", password=SECRET)
    opened = membership.ask(partial(accounts.open_session, proven=known), late, NOBODY)
    assert opened.session_id, "the other tab, which compared the password with the old hash, is let in too"
    sign_in(membership)
    assert hash_of(membership) == after


def hash_of(membership: MemoryMembership) -> str:
    [row] = membership.work.store["people"].find({})
    return str(row["password_hash"])


def test_an_administrator_is_made_once(membership: MemoryMembership) -> None:
    create_administrator(membership)
    with pytest.raises(Conflict) as refused:
        create_administrator(membership, email="CHIEF@network.example")
    assert refused.value.code == "membership.already_registered"


def test_only_the_operator_makes_administrators(membership: MemoryMembership) -> None:
    for other in (management(), GATEWAY):
        with pytest.raises(NotAllowed):
            create_administrator(membership, by=other)


def test_people_are_listed_by_name_and_found_by_address(membership: MemoryMembership) -> None:
    for name in ("Zoë", "Ángel", "Bea"):
        register(membership, email=f"{len(name)}{name[0]}@city.example", name=f"{name} Person")
    chief = management()
    names, cursor = [], None
    for _ in range(3):
        page = membership.see(views.people.list_people, ListPeople(limit=1, cursor=cursor), chief)
        names += [one.name for one in page.items]
        cursor = page.next
    assert (names, cursor) == (["Ángel Person", "Bea Person", "Zoë Person"], None)
    assert [one.name for one in membership.see(views.people.list_people, ListPeople(email="3b@CITY.example"), chief).items] == [
        "Bea Person"
    ]
    assert membership.see(views.people.list_people, ListPeople(email="none@city.example"), chief).items == ()


def test_a_person_that_is_not_there_is_not_found(membership: MemoryMembership) -> None:
    with pytest.raises(NotFound) as refused:
        membership.see(views.people.get_person, GetPerson(person_id=str(person().person_id)), management())
    assert refused.value.code == "membership.no_person"
