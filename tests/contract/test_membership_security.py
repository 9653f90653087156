"""Codes, links and erasures on a real store: what is good once is good once for two at the same instant, and what is forgotten is gone."""

import threading
from functools import partial
from typing import Any

import argon2
import bson
import pyotp
import pytest
from pymongo.database import Database

from chassis.context import Actor
from chassis.job_runner import JobRunner
from contracts.membership import (
    ChangeEmail,
    CompletePasswordReset,
    ConfirmEmail,
    ConfirmSecondFactor,
    DrawLink,
    EnrolSecondFactor,
    EraseMe,
    ErasePerson,
    ExportMyData,
    GetErasure,
    GiveGrant,
    InvitePerson,
    PasswordResetRequested,
    ProvideInformation,
    RegisterPerson,
    RequestInformation,
    RequestPasswordReset,
    SignedIn,
    SignIn,
)
from services.membership import reactions, views
from services.membership.domain import passwords
from services.membership.usecases import (
    accounts,
    addresses,
    applications,
    drawing,
    erasing,
    grants,
    invitations,
    privacy,
    resets,
    reviews,
    security,
)
from tests.at_once import at_once
from tests.builders.membership import drafted, reviewer_of, under_review, whole_content
from tests.fakes.membership import NOBODY, StoredMembership, management, person

SECRET = "correct horse battery staple"
NAME, EMAIL, PHONE = "Amina Zubeyda Saïd", "amina.said@city.example", "+254 722 000 111"
MAILS = Actor(kind="service", service="notifications")


@pytest.fixture
def membership(membership_database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> StoredMembership:
    monkeypatch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.decoy.cache_clear()
    membership = StoredMembership(membership_database)
    membership.talk(accounts.register_person, RegisterPerson(name=NAME, email=EMAIL, password=SECRET))
    return membership


@pytest.fixture
def amina(membership: StoredMembership) -> Actor:
    session = sign_in(membership)
    return person(id=session.person_id, session_id=session.session_id)


def sign_in(membership: StoredMembership, code: str | None = None) -> SignedIn:
    session: SignedIn = membership.talk(accounts.sign_in, SignIn(email=EMAIL, password=SECRET, code=code))
    return session


def enrol(membership: StoredMembership, amina: Actor) -> tuple[str, tuple[str, ...]]:
    seed = str(membership.ask(security.enrol_second_factor, EnrolSecondFactor(), amina).secret)
    confirm = ConfirmSecondFactor(code=pyotp.TOTP(seed).at(membership.now))
    codes = membership.talk(lambda work, _, request: security.confirm_second_factor(work, request), confirm, amina)
    membership.wait(minutes=1)
    return seed, codes.recovery_codes


def test_of_two_tabs_with_one_code_one_is_let_in(membership: StoredMembership, amina: Actor) -> None:
    seed, recovery = enrol(membership, amina)
    for code in (pyotp.TOTP(seed).at(membership.now), recovery[0]):
        answers, codes = at_once(*[partial(sign_in, membership, code)] * 4)
        assert (len(answers), codes) == (1, ["membership.code_already_used"] * 3)


def test_of_two_who_follow_one_link_one_sets_the_password(membership: StoredMembership, amina: Actor) -> None:
    membership.ask(resets.request_password_reset, RequestPasswordReset(email=EMAIL), NOBODY)
    asked = next(said for said in membership.said() if isinstance(said, PasswordResetRequested))
    draws = [membership.ask(drawing.draw_link, DrawLink(kind="password_reset", id=asked.reset_id), MAILS).token for _ in range(2)]
    asks = [CompletePasswordReset(token=token, password=f"sentence number {token[:8]}") for token in draws]
    answers, codes = at_once(*[partial(membership.talk, resets.complete_password_reset, one) for one in asks])
    assert len(answers) == 1
    assert set(codes) <= {"membership.link_used", "membership.link_expired"}
    assert membership.database["password_resets"].count_documents({"done_at": {"$ne": None}}) == 1


def test_two_accounts_that_move_to_one_address_do_not_both_get_it(membership: StoredMembership, amina: Actor) -> None:
    wanted, tokens = "both@city.example", []
    membership.talk(accounts.register_person, RegisterPerson(name="Bakari", email="b@city.example", password=SECRET))
    bakari = membership.talk(accounts.sign_in, SignIn(email="b@city.example", password=SECRET))
    for who in (amina, person(id=bakari.person_id, session_id=bakari.session_id)):
        membership.talk(addresses.change_email, ChangeEmail(email=wanted, password=SECRET), who)
        tokens.append(membership.ask(drawing.draw_link, DrawLink(kind="email_confirmation", id=str(who.person_id)), MAILS).token)
    answers, codes = at_once(*[partial(membership.ask, addresses.confirm_email, ConfirmEmail(token=one), NOBODY) for one in tokens])
    assert (len(answers), codes) == (1, ["membership.address_taken"])
    assert membership.database["people"].count_documents({"email_key": wanted}) == 1


def test_two_last_ones_do_not_go_at_the_same_instant(membership: StoredMembership) -> None:
    people = []
    for number in range(2):
        membership.talk(accounts.register_person, RegisterPerson(name="Chief", email=f"{number}@network.example", password=SECRET))
        session = membership.talk(accounts.sign_in, SignIn(email=f"{number}@network.example", password=SECRET))
        membership.ask(grants.give_grant, GiveGrant(person_id=session.person_id, role="management_unit"), management())
        people.append(session.person_id)
    asks = [ErasePerson(person_id=one, reason="law") for one in people]
    answers, codes = at_once(*[partial(membership.ask, privacy.erase_person, one, management()) for one in asks])
    assert (len(answers), codes) == (1, ["membership.last_management_unit"])


# ---------------------------------------------------------------- erasure


class Letters:
    def forget(self, traces: tuple[str, ...]) -> int:
        return 0


def leave_traces(membership: StoredMembership, amina: Actor) -> None:
    from contracts.membership import Contact

    contact = Contact(name=NAME, function="Clerk", email=EMAIL, phone=PHONE)
    drafted(membership, amina, whole_content(city={"names": {"en": "Draftville"}}, contact=contact))
    reviewed = under_review(membership, amina, whole_content(city={"names": {"en": "Reviewville"}}, contact=contact))
    ask = RequestInformation(application_id=reviewed.id, question=f"Dear {NAME}, whose telephone is {PHONE}?")
    membership.ask(reviews.request_information, ask, reviewer_of(reviewed))
    membership.ask(applications.provide_information, ProvideInformation(application_id=reviewed.id, answer=f"{NAME}, {EMAIL}"), amina)
    invite = InvitePerson(email=EMAIL, name=NAME, language="en", role="reviewer")
    membership.ask(invitations.invite_person, invite, management(), key="an invitation")
    membership.ask(resets.request_password_reset, RequestPasswordReset(email=EMAIL, address="192.0.2.7"), NOBODY)
    membership.ask(privacy.export_my_data, ExportMyData(), amina)


def runner(membership: StoredMembership) -> JobRunner[Any]:
    handlers = reactions.JOBS | {privacy.ERASE_JOB: lambda job: erasing.carry_out_erasure(job, Letters)}
    return JobRunner(membership.work, handlers, lease_seconds=60.0)


def traces(database: Database[dict[str, Any]]) -> list[str]:
    """Where the person's name, address or telephone still stands, in the bytes of any document of any collection."""
    words = [word.casefold() for word in (NAME, EMAIL, PHONE, "Zubeyda", "amina.said")]
    return [
        f"{name}: {word}"
        for name in sorted(database.list_collection_names())
        for row in database[name].find({})
        for word in words
        if word in bson.encode(row).decode("utf-8", "replace").casefold()
    ]


def test_after_an_erasure_no_byte_of_any_collection_tells_of_the_person(membership: StoredMembership, amina: Actor) -> None:
    leave_traces(membership, amina)
    while runner(membership).run_next():
        pass
    before = {where.partition(":")[0] for where in traces(membership.database)}
    assert before >= {"applications", "chunks", "idempotency", "invitations", "people"}
    erasure = membership.talk(privacy.erase_me, EraseMe(password=SECRET), amina)
    while runner(membership).run_next():
        pass
    assert traces(membership.database) == []
    assert membership.see(views.privacy.get_erasure, GetErasure(erasure_id=erasure.id), management()).state == "waiting"


def test_an_erasure_handed_over_after_every_step_comes_to_its_end(membership: StoredMembership, amina: Actor) -> None:
    leave_traces(membership, amina)
    erasure = membership.talk(privacy.erase_me, EraseMe(password=SECRET), amina)
    starts = 0
    while traces(membership.database):
        stop = threading.Event()
        within, left = membership.work.within, [20]

        def counted(body: Any, context: Any, _within: Any = within, _left: Any = left, _stop: Any = stop, **more: Any) -> Any:
            _left[0] -= 1
            if _left[0] < 0:
                _stop.set()
            return _within(body, context, **more)

        membership.work.within = counted  # type: ignore[method-assign]
        runner(membership).run_next(stop)
        membership.work.within = within  # type: ignore[method-assign]
        starts += 1
        assert starts < 40, "it goes on from where it was, not from the beginning"
    while runner(membership).run_next():
        pass
    assert starts > 3
    assert membership.see(views.privacy.get_erasure, GetErasure(erasure_id=erasure.id), management()).state == "waiting"
