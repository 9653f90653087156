"""One's own data: taken along whole, or forgotten wherever it was written."""

import contextlib
import json
from datetime import timedelta
from typing import Any

import argon2
import pyotp
import pytest

from chassis.context import Actor, new_id
from chassis.job_runner import JobRunner
from contracts import notifications, technical_fund
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    ConfirmImport,
    ConfirmSecondFactor,
    CreateApiKey,
    EnrolSecondFactor,
    ErasedIdentity,
    EraseMe,
    ErasePerson,
    ErasureCompleted,
    ErasureOverdue,
    ErasureView,
    ExportMyData,
    GetErasure,
    GetPerson,
    GiveGrant,
    IdentifyErased,
    IdentifySession,
    InvitePerson,
    ListPeople,
    PersonErased,
    ProvideInformation,
    ReadDataExport,
    RegisterPerson,
    RequestInformation,
    RequestPasswordReset,
    SignedIn,
    SignIn,
)
from contracts.standard import GetJob, OpenUpload
from services.membership import reactions, views
from services.membership.domain import passwords
from services.membership.usecases import (
    accounts,
    applications,
    erasing,
    grants,
    importing,
    invitations,
    privacy,
    resets,
    reviews,
    security,
    sessions,
)
from services.membership.usecases.imports import confirm_import, let_go
from tests.builders import imports
from tests.builders.imports import city, in_charge, table
from tests.builders.membership import drafted, reviewer_of, submitted, under_review, whole_content
from tests.fakes.membership import GATEWAY, MemoryMembership, management, person

SECRET = "correct horse battery staple"
NAME, EMAIL, PHONE = "Amina Zubeyda Saïd", "amina.said@city.example", "+254 722 000 111"

FUND = Actor(kind="service", service="technical_fund")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords.decoy.cache_clear()


class Letters:
    """The dead letters, with one of the person's own."""

    def __init__(self) -> None:
        self.waiting = [f'{{"email": "{EMAIL}"}}', '{"email": "other@city.example"}']

    def forget(self, traces: tuple[str, ...]) -> int:
        kept = [letter for letter in self.waiting if not any(trace in letter for trace in traces)]
        gone, self.waiting = len(self.waiting) - len(kept), kept
        return gone


class Office:
    """Membership with its background process, and the person it is about."""

    def __init__(self, membership: MemoryMembership) -> None:
        self.membership = membership
        self.letters = Letters()
        membership.talk(accounts.register_person, RegisterPerson(name=NAME, email=EMAIL, password=SECRET))
        self.session: SignedIn = membership.talk(accounts.sign_in, SignIn(email=EMAIL, password=SECRET, client="Firefox"))
        self.amina = person(id=self.session.person_id, session_id=self.session.session_id)

    def handlers(self) -> dict[str, Any]:
        return reactions.JOBS | {privacy.ERASE_JOB: lambda job: erasing.carry_out_erasure(job, lambda: self.letters)}

    def work_off(self) -> None:
        runner = JobRunner(self.membership.work, self.handlers())
        while runner.run_next():
            pass

    def erase(self, **more: Any) -> ErasureView:
        erasure: ErasureView = self.membership.talk(privacy.erase_me, EraseMe(password=SECRET, **more), self.amina)
        return erasure

    def stored(self) -> str:
        """Everything the store holds, as text; bytes of files included."""
        return repr({name: rows.rows for name, rows in self.membership.work.store.collections.items()})

    def traces(self) -> list[str]:
        stored = self.stored().casefold()
        words = (NAME, EMAIL, PHONE, json.dumps(NAME)[1:-1], "zubeyda", "amina.said", "722 000 111")
        return [word for word in words if word.casefold() in stored]

    def see(self, erasure: ErasureView) -> ErasureView:
        seen: ErasureView = self.membership.see(views.privacy.get_erasure, GetErasure(erasure_id=erasure.id), management())
        return seen


@pytest.fixture
def office(membership: MemoryMembership) -> Office:
    return Office(membership)


def contact(**changes: str) -> Any:
    from contracts.membership import Contact

    return Contact(**({"name": NAME, "function": "Clerk", "email": EMAIL, "phone": PHONE} | changes))


def leave_traces_everywhere(office: Office) -> None:
    membership, amina = office.membership, office.amina
    drafted(membership, amina, whole_content(city={"names": {"en": "Draftville"}}, contact=contact()))
    reviewed = under_review(membership, amina, whole_content(city={"names": {"en": "Reviewville"}}, contact=contact()))
    ask = RequestInformation(application_id=reviewed.id, question=f"Dear {NAME}, whose telephone is {PHONE}?")
    membership.ask(reviews.request_information, ask, reviewer_of(reviewed))
    answer = ProvideInformation(application_id=reviewed.id, answer=f"Mine. {NAME}, {EMAIL}")
    membership.ask(applications.provide_information, answer, amina)
    submitted(membership, person(), whole_content(city={"names": {"en": "Elsewhere"}}, contact=contact(email=EMAIL.upper())))
    membership.ask(
        invitations.invite_person,
        InvitePerson(email=EMAIL, name=NAME, language="en", role="reviewer"),
        management(),
        key="an invitation",
    )
    membership.ask(sessions.create_api_key, CreateApiKey(name=f"Key of {NAME}"), amina, key="a key")
    membership.ask(resets.request_password_reset, RequestPasswordReset(email=EMAIL, address="192.0.2.7"), Actor())
    upload = OpenUpload(purpose="mandate", file_name=f"{NAME}.pdf", media_type="application/pdf", size=10)
    membership.ask(lambda unit, request: unit.files.open(request), upload, amina)
    membership.ask(privacy.export_my_data, ExportMyData(), amina)
    office.work_off()


def test_after_an_erasure_nothing_of_the_person_is_left_anywhere(office: Office) -> None:
    leave_traces_everywhere(office)
    assert len(office.traces()) >= 5, "the test would find it"
    erasure = office.erase()
    office.work_off()
    assert office.traces() == []
    assert office.letters.waiting == ['{"email": "other@city.example"}']
    assert (office.see(erasure).state, office.see(erasure).erased_at) == ("waiting", office.membership.now)
    assert PersonErased(person_id=office.session.person_id, erasure_id=erasure.id) in office.membership.said()


def test_no_event_ever_carried_a_trace(office: Office) -> None:
    leave_traces_everywhere(office)
    said = repr(office.membership.work.store["outbox"].rows).casefold()
    assert not [word for word in (NAME, EMAIL, PHONE) if word.casefold() in said]


def test_of_the_person_only_the_id_stays(office: Office) -> None:
    office.erase()
    office.work_off()
    row = office.membership.work.store["people"].find_one({"_id": office.session.person_id})
    assert set(row) == {"_id", "version", "sequence", "erased_at", "email_key", "listed"}
    assert office.membership.see(views.people.list_people, ListPeople(), management()).items == ()
    with pytest.raises(NotFound):
        office.membership.see(views.people.get_person, GetPerson(person_id=office.session.person_id), management())


def test_others_are_left_alone(office: Office) -> None:
    other = office.membership.talk(accounts.register_person, RegisterPerson(name="Amina", email="x" + EMAIL, password=SECRET))
    assert other
    others = contact(name="Somebody Else", email="x" + EMAIL, phone="+1 555 0100")
    kept = submitted(office.membership, person(), whole_content(contact=others))
    office.erase()
    office.work_off()
    assert office.membership.see(views.people.list_people, ListPeople(email="x" + EMAIL), management()).items[0].name == "Amina"
    [row] = office.membership.work.store["applications"].find({"_id": kept.id})
    assert row["content"]["contact"]["email"] == "x" + EMAIL


def test_the_person_can_do_nothing_from_the_first_moment(office: Office) -> None:
    office.erase()
    with pytest.raises(NotAllowed):
        office.membership.ask(sessions.identify_session, IdentifySession(token=office.session.token), GATEWAY)
    with pytest.raises(NotAllowed) as refused:
        office.membership.talk(accounts.sign_in, SignIn(email=EMAIL, password=SECRET))
    assert refused.value.code == "membership.sign_in_failed"


def test_the_address_is_free_again(office: Office) -> None:
    office.erase()
    office.work_off()
    office.membership.talk(accounts.register_person, RegisterPerson(name="New", email=EMAIL, password=SECRET))
    session = office.membership.talk(accounts.sign_in, SignIn(email=EMAIL, password=SECRET))
    assert session.person_id != office.session.person_id


def test_erasing_wants_the_password_and_the_code_of_who_has_one(office: Office) -> None:
    with pytest.raises(NotAllowed) as refused:
        office.membership.talk(privacy.erase_me, EraseMe(password="not this one"), office.amina)
    assert refused.value.code == "membership.wrong_password"
    seed = office.membership.ask(security.enrol_second_factor, EnrolSecondFactor(), office.amina).secret
    confirm = ConfirmSecondFactor(code=pyotp.TOTP(seed).at(office.membership.now))
    office.membership.talk(lambda work, _, request: security.confirm_second_factor(work, request), confirm, office.amina)
    with pytest.raises(NotAllowed) as refused:
        office.erase()
    assert refused.value.code == "membership.second_factor_code_wanted"
    office.membership.wait(seconds=30)
    assert office.erase(code=pyotp.TOTP(seed).at(office.membership.now)).state == "running"


def test_the_last_of_the_management_unit_cannot_go(office: Office) -> None:
    give = GiveGrant(person_id=office.session.person_id, role="management_unit")
    office.membership.ask(grants.give_grant, give, management())
    with pytest.raises(Conflict) as refused:
        office.erase()
    assert refused.value.code == "membership.last_management_unit"
    office.work_off()
    assert office.membership.ask(sessions.identify_session, IdentifySession(token=office.session.token), GATEWAY)


def test_grants_end_and_say_why(office: Office) -> None:
    give = GiveGrant(person_id=office.session.person_id, role="reviewer")
    grant = office.membership.ask(grants.give_grant, give, management())
    office.erase()
    [row] = office.membership.work.store["grants"].find({"_id": grant.id})
    assert row["end_reason"] == "erased"


def test_the_management_unit_erases_another_and_asking_again_is_the_same_erasure(office: Office) -> None:
    ask = ErasePerson(person_id=office.session.person_id, reason="law")
    first = office.membership.ask(privacy.erase_person, ask, management())
    assert office.membership.ask(privacy.erase_person, ask, management()).id == first.id
    office.work_off()
    with pytest.raises(NotFound):
        office.membership.ask(privacy.erase_person, ask, management())
    assert office.see(first).reason == "law"


def test_an_application_nobody_stands_behind_any_more_is_withdrawn(office: Office) -> None:
    application = submitted(office.membership, office.amina, whole_content(contact=contact()))
    draft = drafted(office.membership, office.amina, whole_content(city={"names": {"en": "Draftville"}}))
    office.erase()
    office.work_off()
    rows = office.membership.work.store["applications"]
    assert rows.find_one({"_id": application.id})["state"] == "withdrawn"
    assert rows.find_one({"_id": draft.id}) is None


def test_every_holder_confirms_and_then_it_is_done(office: Office) -> None:
    erasure = office.erase()
    office.work_off()
    assert {holder.service: holder.confirmed_at is not None for holder in office.see(erasure).holders} == {
        "membership": True,
        "notifications": False,
        "technical_fund": False,
    }
    for forgotten in (notifications.PersonForgotten, technical_fund.PersonForgotten):
        assert office.see(erasure).state == "waiting"
        confirmed(office, forgotten, erasure)
    assert office.see(erasure).state == "done"
    assert office.membership.said().count(ErasureCompleted(erasure_id=erasure.id, person_id=office.session.person_id)) == 1


def confirmed(office: Office, forgotten: Any, erasure: ErasureView) -> None:
    """Twice, as events come."""
    event = forgotten(erasure_id=erasure.id, person_id=office.session.person_id)
    react = reactions.REACTIONS[forgotten]
    for _ in range(2):
        office.membership.work.within(lambda _, unit: react(unit, event), office.membership.context(GATEWAY))


def test_whom_to_look_for_is_told_to_the_fund_until_everybody_has_confirmed(office: Office) -> None:
    erasure = office.erase()
    with pytest.raises(NotFound):
        identified(office, erasure)
    office.work_off()
    told = identified(office, erasure)
    assert (told.person_id, told.email) == (office.session.person_id, EMAIL)
    assert EMAIL not in str(office.membership.work.store["erasures"].rows)
    for forgotten in (notifications.PersonForgotten, technical_fund.PersonForgotten):
        confirmed(office, forgotten, erasure)
    with pytest.raises(NotFound):
        identified(office, erasure)


@pytest.mark.parametrize("by", [management(), Actor(kind="service", service="notifications"), GATEWAY])
def test_whom_to_look_for_is_told_to_nobody_else(office: Office, by: Actor) -> None:
    erasure = office.erase()
    office.work_off()
    with pytest.raises(NotAllowed):
        identified(office, erasure, by)


def identified(office: Office, erasure: ErasureView, by: Actor = FUND) -> ErasedIdentity:
    told: ErasedIdentity = office.membership.see(views.privacy.identify_erased, IdentifyErased(erasure_id=erasure.id), by)
    return told


def test_who_does_not_confirm_in_a_day_is_named(office: Office) -> None:
    erasure = office.erase()
    office.work_off()
    office.membership.wait(hours=23)
    assert not [said for said in office.membership.said() if isinstance(said, ErasureOverdue)]
    office.membership.wait(hours=1)
    overdue = ErasureOverdue(erasure_id=erasure.id, person_id=office.session.person_id, holders=("notifications", "technical_fund"))
    assert office.membership.said().count(overdue) == 1
    office.membership.wait(days=1)
    assert office.membership.said().count(overdue) == 2, "once a day, for as long as it is true"


# ---------------------------------------------------------------- tables that wait to be brought in


def people_table(*emails: str) -> bytes:
    return table([{"email": email, "role": "reviewer"} for email in emails])


@pytest.fixture
def unit(office: Office) -> Actor:
    by = management()
    in_charge(office.membership, by)
    return by


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (people_table("x@city.example", EMAIL.upper()), "ready"),
        (table([city(other_names=EMAIL)]), "faulty"),
        (people_table(EMAIL).decode().encode("utf-16"), "faulty"),
        (people_table(*(f"{'x' * 60}{number}@city.example" for number in range(3_500)), EMAIL), "faulty"),
    ],
    ids=["people", "a city", "another encoding", "in the second part"],
)
def test_a_table_with_the_persons_address_is_discarded(office: Office, unit: Actor, data: bytes, state: str) -> None:
    run = imports.checked(office.membership, unit, "cities" if b"tier" in data else "people", data)
    assert run.state == state
    office.erase()
    office.work_off()
    found = imports.shown(office.membership, unit, run.id)
    assert (found.state, found.preview, imports.problems(office.membership, unit, run.id)) == ("forgotten", (), [])
    assert [name for name in ("uploads", "chunks") if office.membership.work.store[name].rows] == []


def test_tables_without_the_persons_address_stay(office: Office, unit: Actor) -> None:
    kept = [imports.checked(office.membership, unit, "people", people_table(email)) for email in ("a@city.example", "x" + EMAIL)]
    gone = imports.checked(office.membership, unit, "people", people_table(EMAIL))
    office.erase()
    office.work_off()
    assert [imports.shown(office.membership, unit, run.id).state for run in (*kept, gone)] == ["ready", "ready", "forgotten"]
    assert imports.confirmed(office.membership, unit, kept[0]).state == "applied"


def test_what_was_confirmed_brings_nobody_in_who_is_erased(office: Office, unit: Actor) -> None:
    run = imports.checked(office.membership, unit, "people", people_table(EMAIL, "x@city.example"))
    office.erase()
    confirm = ConfirmImport(import_id=run.id, sha256=run.sha256)
    job_id = office.membership.ask(confirm_import, confirm, unit).job_id
    office.work_off()
    job = office.membership.see(lambda unit, asked: unit.jobs.get(asked.job_id), GetJob(job_id=job_id), unit)
    assert (job.state, imports.shown(office.membership, unit, run.id).state) == ("done", "forgotten")
    assert office.membership.work.store["invitations"].rows == {}
    assert office.traces() == []


def test_a_table_discarded_while_its_job_reads_it_brings_nobody_in(office: Office, unit: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    run = imports.checked(office.membership, unit, "people", people_table(EMAIL))
    job_id = office.membership.ask(confirm_import, ConfirmImport(import_id=run.id, sha256=run.sha256), unit).job_id
    read_table = importing.read

    def erased_meanwhile(data: bytes, **how: Any) -> Any:
        office.membership.work.within(lambda _, unit: let_go(unit, unit.imports.get(run.id)), office.membership.context(GATEWAY))
        return read_table(data, **how)

    monkeypatch.setattr(importing, "read", erased_meanwhile)
    office.work_off()
    job = office.membership.see(lambda unit, asked: unit.jobs.get(asked.job_id), GetJob(job_id=job_id), unit)
    assert (job.state, job.error_code) == ("failed", "membership.import_state")
    assert office.membership.work.store["invitations"].rows == {}


@pytest.mark.parametrize("dies_after", range(1, 90, 5))
def test_an_erasure_goes_on_from_wherever_it_was_killed(office: Office, dies_after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_traces_everywhere(office)
    erasure = office.erase()
    work, left = office.membership.work, [dies_after]
    within = work.within

    class Killed(BaseException):
        pass

    def mortal(body: Any, context: Any, **more: Any) -> Any:
        if context.actor.kind == "service" and left[0] is not None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return within(body, context, **more)

    monkeypatch.setattr(work, "within", mortal)
    runner = JobRunner(work, office.handlers())
    with contextlib.suppress(Killed):
        runner.run_next()
    left[0] = None
    office.membership.now += timedelta(minutes=5)
    office.work_off()
    assert office.traces() == []
    assert office.see(erasure).state == "waiting"
    assert office.membership.said().count(PersonErased(person_id=office.session.person_id, erasure_id=erasure.id)) == 1


# ---------------------------------------------------------------- export


def exported(office: Office) -> tuple[str, dict[str, Any]]:
    job = office.membership.ask(privacy.export_my_data, ExportMyData(), office.amina)
    office.work_off()
    done = office.membership.see(lambda unit, request: unit.jobs.get(request.job_id), GetJob(job_id=job.id), office.amina)
    assert done.state == "done"
    part = read(office, done.result["export_id"], office.amina)
    return done.result["export_id"], json.loads(part.part)


def read(office: Office, export_id: str, by: Actor):
    return office.membership.see(views.privacy.read_data_export, ReadDataExport(export_id=export_id), by)


def test_an_export_holds_everything_and_no_secret(office: Office) -> None:
    leave_traces_everywhere(office)
    key = office.membership.ask(sessions.create_api_key, CreateApiKey(name="Mine"), office.amina)
    _, whole = exported(office)
    assert whole["account"]["name"] == NAME
    assert {city["content"]["city"]["names"]["en"] for city in whole["applications"]} == {"Draftville", "Reviewville"}
    assert [invitation["email"] for invitation in whole["invitations"]] == [EMAIL]
    assert len(whole["api_keys"]) == 2
    assert len(whole["sessions"]) == 1
    text = json.dumps(whole)
    assert key.token not in text
    assert "password" not in text
    assert "hash" not in text


def test_what_one_wrote_into_applications_of_others_is_in_the_export(office: Office) -> None:
    application = submitted(office.membership, person())
    chief = Actor(kind="person", person_id=office.session.person_id, session_id=office.session.session_id, grants=management().grants)
    from contracts.membership import BeginReview

    office.membership.ask(reviews.begin_review, BeginReview(application_id=application.id), chief)
    _, whole = exported(office)
    assert [(entry["application_id"], entry["step"]) for entry in whole["entries_in_applications"]] == [(application.id, "review_begun")]


def test_an_export_is_read_by_its_owner_alone_for_a_week(office: Office) -> None:
    export_id, _ = exported(office)
    for other in (person(), management()):
        with pytest.raises(NotFound):
            read(office, export_id, other)
    office.membership.wait(days=7)
    with pytest.raises(NotFound):
        read(office, export_id, office.amina)
    office.membership.work.within(lambda unit, _: unit.files.sweep(), office.membership.context(GATEWAY))
    assert office.membership.work.store["chunks"].rows == {}


def test_exports_are_not_asked_for_without_end(office: Office) -> None:
    for _ in range(3):
        office.membership.ask(privacy.export_my_data, ExportMyData(), office.amina)
    with pytest.raises(NotAllowed) as refused:
        office.membership.ask(privacy.export_my_data, ExportMyData(), office.amina)
    assert refused.value.code == "too_many_attempts"


@pytest.mark.parametrize("side", ["from", "to"])
def test_what_lies_with_the_person_is_in_the_export_and_cleaned_before_it_is_handed_over(office: Office, side: str) -> None:
    """An introduction keeps no name of whoever wrote its message, so nobody could find it later."""
    introduction = {
        "_id": new_id(),
        "version": 1,
        "sequence": 0,
        "from_city_id": new_id(),
        "to_city_id": new_id(),
        "themes": [],
        "updated_at": office.membership.now,
        "state": "requested",
        "message": f"Yours, {NAME}",
        "lies_with": {side: office.session.person_id},
        "open_with": [f"{side}:{office.session.person_id}"],
    }
    office.membership.work.store["introductions"].insert_one(introduction)
    _, whole = exported(office)
    assert [(one["id"], one["side"]) for one in whole["introductions"]] == [(introduction["_id"], side)]
    office.erase()
    office.work_off()
    assert office.traces() == []


def test_whoever_is_being_forgotten_gets_no_file_any_more(membership: MemoryMembership) -> None:
    """A copy written while the search for them is under way would outlive it by a week."""
    email = "late@city.example"
    membership.talk(accounts.register_person, RegisterPerson(name=NAME, email=email, password=SECRET))
    session = membership.talk(accounts.sign_in, SignIn(email=email, password=SECRET))
    late = person(id=session.person_id, session_id=session.session_id)
    job = membership.ask(privacy.export_my_data, ExportMyData(), late)
    membership.talk(privacy.erase_me, EraseMe(password=SECRET), late)
    JobRunner(membership.work, {privacy.EXPORT_JOB: reactions.JOBS[privacy.EXPORT_JOB]}).run_next()
    done = membership.see(lambda unit, asked: unit.jobs.get(asked.job_id), GetJob(job_id=job.id), management())
    assert (done.state, done.result["expires_at"]) == ("done", None)
