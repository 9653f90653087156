"""The first journey over the wire: a city applies, its hub recommends, the management unit admits, and somebody outside hears of it."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from chassis.context import Actor, new_id
from contracts import membership as say
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.standard import EventsPage, FilePart, OpenUpload, ReadEvents, SendUploadPart, Upload
from tests.builders.membership import PDF, hub_content, named
from tests.eventually import eventually
from tests.service.running_membership import GATEWAY, RunningMembership, running
from tests.wire import Wire

__all__ = ["running"]

SECRET = "correct horse battery staple"


@pytest.fixture(scope="module")
def chief(running: RunningMembership) -> Actor:
    email = f"chief-{new_id()}@network.example"
    request = say.CreateAdministrator(name="Management Unit", email=email, password=SECRET)
    made = running.ask(request, say.AdministratorCreated, user="operator")
    return running.sign_in(email, SECRET, pyotp.TOTP(str(made.secret)).now())


def somebody(running: RunningMembership) -> Actor:
    email = f"{new_id()}@city.example"
    running.ask(say.RegisterPerson(name="Amina Said", email=email, password=SECRET), say.Registered)
    return running.sign_in(email, SECRET)


def handed_in(running: RunningMembership, by: Actor, name: str, **city: Any) -> say.ApplicationView:
    draft = running.ask(say.StartApplication(content=named(name, **city)), say.ApplicationView, by)
    digest = hashlib.sha256(PDF).hexdigest()
    upload = running.ask(
        OpenUpload(purpose="mandate", file_name="mandate.pdf", media_type="application/pdf", size=len(PDF), sha256=digest), Upload, by
    )
    running.ask(SendUploadPart(upload_id=upload.id, offset=0, part=PDF), Upload, by)
    attach = say.AttachMandate(application_id=draft.id, upload_id=upload.id, signatory="The Governor", signed_on=datetime.now(UTC).date())
    running.ask(attach, say.ApplicationView, by)
    return running.ask(say.SubmitApplication(application_id=draft.id), say.ApplicationView, by)


def test_a_city_joins_and_somebody_outside_hears_of_it(running: RunningMembership, chief: Actor) -> None:
    hub = running.ask(say.CreateHub(hub=hub_content()), say.HubView, chief)
    officer, applicant = somebody(running), somebody(running)
    running.ask(say.GiveGrant(person_id=str(officer.person_id), role="hub_officer", scope_id=hub.id), say.GrantView, chief)
    email_of_officer = running.ask(say.GetPerson(person_id=str(officer.person_id)), say.PersonView, chief).email
    officer = running.sign_in(email_of_officer, SECRET)

    with Wire(running.broker.uri("administrator", running.vhost)) as outside:
        queue = outside.channel.queue_declare("", exclusive=True).queue
        outside.channel.queue_bind(queue, "membership.events", "city_admitted.v1")
        application = handed_in(running, applicant, "Mombasa")
        assert (application.state, application.hub_id) == ("submitted", hub.id)
        running.ask(say.BeginReview(application_id=application.id), say.ApplicationView, officer)
        running.ask(say.RecommendApplication(application_id=application.id), say.ApplicationView, officer)
        done = running.ask(say.AdmitCity(application_id=application.id), say.ApplicationView, chief)
        heard = eventually(lambda: outside.channel.basic_get(queue, no_ack=True), "the news of the admission", 10)

    assert heard.headers["ce-type"] == "membership.city_admitted.v1"
    assert heard.headers["ce-subject"] == f"cities/{done.city_id}"
    assert running.ask(say.ListCities(q="momb"), say.CitiesPage).items[0].id == done.city_id
    mandate = running.ask(say.ReadMandate(application_id=application.id), FilePart, officer)
    assert mandate.part == PDF
    grants = running.ask(say.ListGrants(active=True), say.GrantsPage, applicant).items
    assert [(grant.role, grant.scope_id) for grant in grants] == [("focal_point", done.city_id)]


def test_the_door_and_the_rules_refuse_with_codes(running: RunningMembership, chief: Actor) -> None:
    applicant, stranger = somebody(running), somebody(running)
    application = handed_in(running, applicant, "Nakuru", country="ET", subdivision=None)
    expected: list[tuple[Any, Actor, type[Refusal], str]] = [
        (say.StartApplication(), Actor(), NotAllowed, "not_signed_in"),
        (say.AdmitCity(application_id=application.id), applicant, NotAllowed, "not_allowed"),
        (say.GetApplication(application_id=application.id), stranger, NotFound, "membership.no_application"),
        (say.SubmitApplication(application_id=application.id), applicant, Conflict, "membership.wrong_state"),
        (say.AdmitCity(application_id=application.id), chief, Conflict, "membership.wrong_state"),
        (say.ListCities(cursor="forged"), Actor(), Invalid, "invalid"),
        (say.IdentifySession(token="guessed"), GATEWAY, NotAllowed, "not_signed_in"),
    ]
    for request, by, kind, code in expected:
        with pytest.raises(kind) as refused:
            running.ask(request, say.ApplicationView, by)
        assert refused.value.code == code, request
    with pytest.raises(Conflict) as stale:
        running.ask(say.BeginReview(application_id=application.id), say.ApplicationView, chief, expected_version=1)
    assert stale.value.code == "stale_version"


def test_only_the_operator_makes_administrators(running: RunningMembership, chief: Actor) -> None:
    """Not the management unit, not the gateway, and not a gateway that says it were the operator."""
    request = say.CreateAdministrator(name="Intruder", email=f"{new_id()}@x.example", password=SECRET)
    for by in (chief, GATEWAY, Actor(kind="service", service="operator")):
        with pytest.raises(NotAllowed):
            running.ask(request, say.PersonView, by, user="gateway")
    assert running.ask(request, say.AdministratorCreated, user="operator").person.grants[0].role == "management_unit"


def test_guessing_is_throttled_over_the_wire(running: RunningMembership) -> None:
    email = f"{new_id()}@nobody.example"
    codes = []
    for _ in range(11):
        with pytest.raises(NotAllowed) as refused:
            running.ask(say.SignIn(email=email, password="wrong", address="192.0.2.9"), say.SignedIn)
        codes.append(refused.value.code)
    assert codes == ["membership.sign_in_failed"] * 10 + ["too_many_attempts"]
    assert 0 < refused.value.details["retry_after"] <= 900


def test_passwords_are_hashed_beside_the_hub(running: RunningMembership) -> None:
    """While sign-ins keep every hashing thread busy, questions are answered in between: the hub never waits for argon2."""
    ended: list[str] = []

    def sign_in() -> None:
        with pytest.raises(NotAllowed):
            running.ask(say.SignIn(email=f"{new_id()}@nobody.example", password="wrong"), say.SignedIn)
        ended.append("sign-in")

    threads = [threading.Thread(target=sign_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        running.ask(say.GetPrinciples(), say.Principles)
        ended.append("question")
    for thread in threads:
        thread.join()
    assert ended.count("sign-in") == 8
    assert ended.index("question") < len(ended) - 1 - ended[::-1].index("sign-in")


def test_a_password_change_ends_other_sessions_and_survives_a_retry(running: RunningMembership) -> None:
    email = f"{new_id()}@city.example"
    running.ask(say.RegisterPerson(name="Bea", email=email, password=SECRET), say.Registered)
    first, second = running.sign_in(email, SECRET), running.sign_in(email, SECRET)
    change = say.ChangePassword(current_password=SECRET, new_password="a new and longer secret")
    answers = [running.ask(change, say.PersonView, first, idempotency_key="once") for _ in range(2)]
    assert answers[0] == answers[1]
    assert [one.id for one in running.ask(say.ListSessions(), say.SessionsPage, first).items] == [first.session_id]
    types = {row["type"] for row in running.database["outbox"].find({"subject": f"sessions/{second.session_id}"})}
    assert types == {"membership.session_ended.v1"}


def test_a_grant_ends_by_itself(running: RunningMembership, chief: Actor) -> None:
    holder = somebody(running)
    ends_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    request = say.GiveGrant(person_id=str(holder.person_id), role="reviewer", ends_at=ends_at)
    given = running.ask(request, say.GrantView, chief)

    def ended() -> Any:
        return running.database["outbox"].find_one({"subject": f"grants/{given.id}", "type": "membership.grant_ended.v1"})

    row = eventually(ended, "the grant to end", 20)
    assert row["data"]["ended_at"] == ends_at.isoformat().replace("+00:00", ".000Z")


def test_the_event_log_reads_on_without_gaps(running: RunningMembership, chief: Actor) -> None:
    somebody(running)
    running.ask(say.CreateHub(hub=hub_content(countries=("PT",), names={"en": "Portugal"})), say.HubView, chief)

    def page() -> EventsPage:
        return running.ask(ReadEvents(limit=200), EventsPage, GATEWAY)

    eventually(lambda: page().items and page().items[-1].type == "membership.hub_opened.v1", "the hub in the log", 10)
    positions = [event.position for event in page().items]
    assert positions == list(range(1, len(positions) + 1))


def test_work_acknowledged_is_there_after_a_kill(running: RunningMembership) -> None:
    applicant = somebody(running)
    made = [running.ask(say.StartApplication(content=named(f"Town {number}")), say.ApplicationView, applicant).id for number in range(5)]
    running.children["serve"].kill()
    running.start("serve")
    rows = eventually(lambda: running.ask(say.ListApplications(), say.ApplicationsPage, applicant).items, "the list after the restart", 20)
    assert {row.id for row in rows} == set(made)


def test_a_process_reads_the_directory_before_anybody_asks(running: RunningMembership) -> None:
    log = running.children["serve"].log
    eventually(lambda: '"message": "warmed up"' in log.read_text(), "the directory to be in memory", 20)
