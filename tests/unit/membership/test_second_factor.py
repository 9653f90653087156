"""The second factor: codes are good once, two roles want it, and what is lost can be taken away by another."""

from datetime import timedelta

import argon2
import pyotp
import pytest

from chassis import permissions
from chassis.context import Actor, Grant, new_id
from contracts.declare import request_declaration
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    AdmitCity,
    ConfirmSecondFactor,
    CreateApiKey,
    EnrolSecondFactor,
    GetMe,
    GiveGrant,
    IdentifyApiKey,
    IdentifySession,
    ListPeople,
    Principal,
    RegisterPerson,
    RemoveSecondFactor,
    RenewRecoveryCodes,
    ResetLastSecondFactor,
    ResetSecondFactor,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    SecondFactorReset,
    SessionEnded,
    SignedIn,
    SignIn,
)
from services.membership import views
from services.membership.domain import passwords, second_factor
from services.membership.usecases import accounts, grants, security, sessions
from tests.builders.membership import opened_hub
from tests.fakes.membership import GATEWAY, OPERATOR, MemoryMembership, management, person

SECRET = "correct horse battery staple"
EMAIL = "amina@city.example"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.decoy.cache_clear()


class Amina:
    """Somebody with an account, and perhaps an authenticator."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.membership = membership
        membership.talk(accounts.register_person, RegisterPerson(name="Amina Said", email=EMAIL, password=SECRET))
        self.seed = ""
        self.recovery: tuple[str, ...] = ()

    def code(self, steps: int = 0) -> str:
        return pyotp.HOTP(self.seed).at(int(self.membership.now.timestamp()) // 30 + steps)

    def sign_in(self, code: str | None = None, **more: str) -> SignedIn:
        request = SignIn(email=EMAIL, **({"password": SECRET} | more), code=code)
        session: SignedIn = self.membership.talk(accounts.sign_in, request)
        return session

    def by(self, session: SignedIn) -> Actor:
        return person(id=session.person_id, session_id=session.session_id)

    def enrol(self, session: SignedIn) -> None:
        """From the present code on; the next sign-in takes the next step."""
        actor = self.by(session)
        self.seed = str(self.membership.ask(security.enrol_second_factor, EnrolSecondFactor(), actor).secret)
        codes = self.membership.talk(confirm, ConfirmSecondFactor(code=self.code()), actor)
        self.recovery = codes.recovery_codes

    def principal(self, session: SignedIn) -> Principal:
        found: Principal = self.membership.ask(sessions.identify_session, IdentifySession(token=session.token), GATEWAY)
        return found

    def gets(self, role: str) -> None:
        person_id = self.membership.see(views.people.list_people, ListPeople(email=EMAIL), management()).items[0].id
        self.membership.ask(grants.give_grant, GiveGrant(person_id=person_id, role=role), management())

    def me(self, actor: Actor):
        return self.membership.see(views.people.get_me, GetMe(), actor)


def confirm(work, heavy, request):
    return security.confirm_second_factor(work, request)


def passes(amina: Amina) -> None:
    amina.membership.wait(seconds=30)


@pytest.fixture
def amina(membership: MemoryMembership) -> Amina:
    return Amina(membership)


def refused(call, *arguments, code: str, **more) -> NotAllowed | Conflict:
    with pytest.raises((NotAllowed, Conflict)) as refusal:
        call(*arguments, **more)
    assert refusal.value.code == code
    return refusal.value


def test_signing_in_wants_a_code_once_the_authenticator_is_confirmed(amina: Amina) -> None:
    session = amina.sign_in()
    assert session.second_factor == "not_required"
    amina.enrol(session)
    assert amina.membership.said()[-1] == SecondFactorEnrolled(person_id=session.person_id)
    refused(amina.sign_in, code="membership.second_factor_code_wanted")
    passes(amina)
    assert amina.sign_in(amina.code()).second_factor == "done"


def test_nothing_counts_before_it_is_confirmed(amina: Amina) -> None:
    session = amina.sign_in()
    amina.membership.ask(security.enrol_second_factor, EnrolSecondFactor(), amina.by(session))
    assert amina.sign_in().second_factor == "not_required"


def test_a_new_seed_before_the_confirmation_voids_the_first(amina: Amina) -> None:
    actor = amina.by(amina.sign_in())
    first, second = (amina.membership.ask(security.enrol_second_factor, EnrolSecondFactor(), actor).secret for _ in range(2))
    code = pyotp.TOTP(first).at(amina.membership.now)
    with pytest.raises(NotAllowed):
        amina.membership.talk(confirm, ConfirmSecondFactor(code=code), actor)
    amina.membership.talk(confirm, ConfirmSecondFactor(code=pyotp.TOTP(second).at(amina.membership.now)), actor)


def test_the_code_is_asked_for_only_after_a_right_password(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    refused(amina.sign_in, password="not this one", code="membership.sign_in_failed")
    passes(amina)
    with pytest.raises(NotAllowed) as refusal:
        amina.membership.talk(accounts.sign_in, SignIn(email=EMAIL, password="not this one", code=amina.code()))
    assert refusal.value.code == "membership.sign_in_failed"


def test_a_code_is_good_once(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    with pytest.raises(NotAllowed) as refusal:
        amina.sign_in(amina.code())
    assert refusal.value.code == "membership.code_already_used", "the confirmation has used it"
    passes(amina)
    code = amina.code()
    amina.sign_in(code)
    with pytest.raises(NotAllowed) as refusal:
        amina.sign_in(code)
    assert refusal.value.code == "membership.code_already_used"


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(amina: Amina, steps: int, good: bool) -> None:
    amina.enrol(amina.sign_in())
    amina.membership.wait(minutes=5)
    if good:
        assert amina.sign_in(amina.code(steps)).session_id
    else:
        with pytest.raises(NotAllowed) as refusal:
            amina.sign_in(amina.code(steps))
        assert refusal.value.code == "membership.second_factor_code_wrong"


def test_after_a_later_code_an_earlier_one_is_used_up(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    amina.membership.wait(minutes=5)
    amina.sign_in(amina.code(1))
    with pytest.raises(NotAllowed) as refusal:
        amina.sign_in(amina.code(0))
    assert refusal.value.code == "membership.code_already_used"


def test_codes_may_be_typed_as_people_type(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    passes(amina)
    arabic = amina.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert amina.sign_in(f"{arabic[:3]} {arabic[3:]}").second_factor == "done"
    assert amina.sign_in(amina.recovery[0].lower().replace("-", " ")).second_factor == "done"


def test_a_recovery_code_is_good_once_and_stored_as_a_hash(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    assert len(set(amina.recovery)) == second_factor.RECOVERY_CODES == 10
    assert amina.sign_in(amina.recovery[3]).second_factor == "done"
    with pytest.raises(NotAllowed) as refusal:
        amina.sign_in(amina.recovery[3])
    assert refusal.value.code == "membership.code_already_used"
    stored = repr({name: rows.rows for name, rows in amina.membership.work.store.collections.items()})
    assert not [code for code in (*amina.recovery, amina.seed) if code in stored or code.replace("-", "") in stored]


def test_guessing_codes_is_as_slow_as_guessing_passwords(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    passes(amina)
    wrong = f"{(int(amina.code()) + 1) % 1_000_000:06}"
    codes = []
    for _ in range(11):
        with pytest.raises(NotAllowed) as refusal:
            amina.sign_in(wrong)
        codes.append(refusal.value.code)
    assert codes == ["membership.second_factor_code_wrong"] * 10 + ["too_many_attempts"]
    with pytest.raises(NotAllowed) as refusal:
        amina.sign_in(amina.code())
    assert refusal.value.code == "too_many_attempts"


def test_asking_without_a_code_first_is_no_failed_attempt(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    passes(amina)
    for _ in range(30):
        refused(amina.sign_in, code="membership.second_factor_code_wanted")
    assert amina.sign_in(amina.code()).second_factor == "done"


def test_guessing_the_confirmation_is_slow_too(amina: Amina) -> None:
    actor = amina.by(amina.sign_in())
    amina.seed = str(amina.membership.ask(security.enrol_second_factor, EnrolSecondFactor(), actor).secret)
    wrong = f"{(int(amina.code()) + 1) % 1_000_000:06}"
    for _ in range(10):
        with pytest.raises(NotAllowed):
            amina.membership.talk(confirm, ConfirmSecondFactor(code=wrong), actor)
    with pytest.raises(NotAllowed) as refusal:
        amina.membership.talk(confirm, ConfirmSecondFactor(code=amina.code()), actor)
    assert refusal.value.code == "too_many_attempts"


@pytest.mark.parametrize("role", ["management_unit", "reviewer"])
def test_two_roles_count_only_with_the_factor(amina: Amina, role: str) -> None:
    session = amina.sign_in()
    amina.gets(role)
    bare = amina.principal(session)
    assert (bare.grants, bare.withheld) == ((), (role,))
    assert amina.sign_in().second_factor == amina.me(amina.by(session)).second_factor == "required"
    amina.enrol(session)
    whole = amina.principal(session)
    assert ([grant.role for grant in whole.grants], whole.withheld) == ([role], ())
    assert amina.me(amina.by(session)).second_factor == "done"


def test_a_session_from_before_keeps_what_it_had_and_gains_the_role_by_a_code(amina: Amina) -> None:
    old = amina.sign_in()
    amina.enrol(amina.sign_in())
    amina.gets("management_unit")
    assert amina.principal(old).withheld == ("management_unit",)
    assert amina.me(amina.by(old)).second_factor == "missing"
    passes(amina)
    assert [grant.role for grant in amina.principal(amina.sign_in(amina.code())).grants] == ["management_unit"]


def test_other_roles_want_no_second_factor(amina: Amina) -> None:
    session = amina.sign_in()
    person_id = session.person_id
    hub = opened_hub(amina.membership)
    amina.membership.ask(grants.give_grant, GiveGrant(person_id=person_id, role="hub_officer", scope_id=hub.id), management())
    assert [grant.role for grant in amina.principal(session).grants] == ["hub_officer"]


def test_who_lacks_the_factor_hears_it_at_the_door(amina: Amina) -> None:
    declared = request_declaration(AdmitCity)
    without = Actor(kind="person", person_id=new_id(), withheld=("management_unit",))
    with pytest.raises(NotAllowed) as refusal:
        permissions.check(declared, without)
    assert refusal.value.code == "second_factor_required"
    assert refusal.value.details == {"roles": ["management_unit"], "enrol": "/v1/me/second-factor"}
    stranger = Actor(kind="person", person_id=new_id(), withheld=("reviewer",))
    with pytest.raises(NotAllowed) as refusal:
        permissions.check(declared, stranger)
    assert refusal.value.code == "not_allowed"
    assert Actor.from_wire(without.to_wire()) == without


def test_a_key_has_the_factor_of_the_session_it_was_made_in(amina: Amina) -> None:
    plain = amina.sign_in()
    amina.gets("management_unit")
    made_without = made(amina, plain)
    amina.enrol(plain)
    made_with = made(amina, plain)
    assert amina.membership.ask(sessions.identify_api_key, IdentifyApiKey(token=made_without), GATEWAY).withheld == ("management_unit",)
    assert amina.membership.ask(sessions.identify_api_key, IdentifyApiKey(token=made_with), GATEWAY).withheld == ()


def made(amina: Amina, session: SignedIn) -> str:
    return str(amina.membership.ask(sessions.create_api_key, CreateApiKey(name="Reports"), amina.by(session)).token)


def test_a_key_neither_enrols_nor_confirms(amina: Amina) -> None:
    key = Actor(kind="person", person_id=amina.sign_in().person_id, api_key_id=new_id())
    refused(amina.membership.ask, security.enrol_second_factor, EnrolSecondFactor(), key, code="membership.session_wanted")
    refused(amina.membership.talk, confirm, ConfirmSecondFactor(code="123456"), key, code="membership.session_wanted")


def remove(amina: Amina, session: SignedIn, code: str, password: str = SECRET):
    return amina.membership.talk(security.remove_second_factor, RemoveSecondFactor(password=password, code=code), amina.by(session))


def test_the_factor_is_put_away_with_password_and_code(amina: Amina) -> None:
    session = amina.sign_in()
    amina.enrol(session)
    passes(amina)
    refused(remove, amina, session, amina.code(), "not this one", code="membership.wrong_password")
    refused(remove, amina, session, "000000" if amina.code() != "000000" else "000001", code="membership.second_factor_code_wrong")
    assert remove(amina, session, amina.code()).second_factor == "not_required"
    assert amina.membership.said()[-1] == SecondFactorRemoved(person_id=session.person_id)
    assert amina.sign_in().session_id


@pytest.mark.parametrize("role", ["management_unit", "reviewer"])
def test_who_needs_the_factor_keeps_it(amina: Amina, role: str) -> None:
    session = amina.sign_in()
    amina.enrol(session)
    amina.gets(role)
    passes(amina)
    refusal = refused(remove, amina, session, amina.code(), code="membership.second_factor_needed")
    assert refusal.details == {"roles": [role]}


def test_there_is_one_factor_at_a_time(amina: Amina) -> None:
    session = amina.sign_in()
    amina.enrol(session)
    refused(amina.membership.ask, security.enrol_second_factor, EnrolSecondFactor(), amina.by(session), code="membership.second_factor_on")


def test_new_recovery_codes_void_the_old(amina: Amina) -> None:
    session = amina.sign_in()
    amina.enrol(session)
    passes(amina)
    renew = RenewRecoveryCodes(password=SECRET, code=amina.code())
    fresh = amina.membership.talk(security.renew_recovery_codes, renew, amina.by(session)).recovery_codes
    assert not set(fresh) & set(amina.recovery)
    with pytest.raises(NotAllowed):
        amina.sign_in(amina.recovery[0])
    assert amina.sign_in(fresh[0]).second_factor == "done"


def test_the_management_unit_takes_away_what_another_has_lost(amina: Amina) -> None:
    session = amina.sign_in()
    amina.enrol(session)
    amina.gets("reviewer")
    key = made(amina, session)
    amina.membership.ask(security.reset_second_factor, ResetSecondFactor(person_id=session.person_id), management())
    assert SecondFactorReset(person_id=session.person_id, by="management_unit") in amina.membership.said()
    assert SessionEnded(session_id=session.session_id, person_id=session.person_id) in amina.membership.said()
    with pytest.raises(NotAllowed):
        amina.principal(session)
    assert amina.membership.ask(sessions.identify_api_key, IdentifyApiKey(token=key), GATEWAY).withheld == ("reviewer",)
    again = amina.sign_in()
    assert again.second_factor == "required"
    amina.membership.wait(seconds=30)
    amina.enrol(again)
    assert amina.principal(again).withheld == ()
    assert amina.membership.ask(sessions.identify_api_key, IdentifyApiKey(token=key), GATEWAY).withheld == ("reviewer",), (
        "another enrolment"
    )


def test_nobody_resets_a_factor_of_their_own_or_one_that_is_not_there(amina: Amina) -> None:
    session = amina.sign_in()
    chief = Actor(kind="person", person_id=session.person_id, grants=(Grant(role="management_unit", scope_kind="network"),))
    mine, other = ResetSecondFactor(person_id=session.person_id), ResetSecondFactor(person_id=new_id())
    refused(amina.membership.ask, security.reset_second_factor, mine, chief, code="membership.own_second_factor")
    refused(amina.membership.ask, security.reset_second_factor, mine, management(), code="membership.no_second_factor")
    with pytest.raises(NotFound):
        amina.membership.ask(security.reset_second_factor, other, management())


def test_the_operator_helps_the_last_one(amina: Amina) -> None:
    session = amina.sign_in()
    amina.enrol(session)
    request = ResetLastSecondFactor(email=EMAIL.upper())
    with pytest.raises(NotAllowed):
        amina.membership.ask(security.reset_last_second_factor, request, management())
    amina.membership.ask(security.reset_last_second_factor, request, OPERATOR)
    assert SecondFactorReset(person_id=session.person_id, by="operator") in amina.membership.said()
    assert amina.sign_in().session_id


def test_a_seed_is_sealed_and_only_the_same_secret_opens_it(amina: Amina) -> None:
    amina.enrol(amina.sign_in())
    [row] = amina.membership.work.store["second_factors"].find({})
    assert amina.seed not in repr(row)
    assert amina.membership.seal.open(row["sealed"]) == amina.seed


def test_the_codes_are_those_of_the_rfc() -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    from datetime import UTC, datetime

    seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        assert second_factor.matching_step(seed, code, at) == seconds // 30
