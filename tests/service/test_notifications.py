"""Real processes: what membership says becomes letters in the reader's language, a link opens what it should, and nothing is sent twice."""

import re
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts import membership as say
from contracts import notifications as post
from contracts.errors import NotAllowed
from tests.builders.membership import hub_content
from tests.eventually import eventually, stays
from tests.service.running_membership import RunningMembership, running
from tests.service.running_notifications import RunningNotifications, post_office, text
from tests.service.test_membership import SECRET, chief, handed_in

__all__ = ["chief", "post_office", "running"]


def registered(running: RunningMembership, language: str) -> tuple[str, Actor]:
    email = f"{new_id()}@city.example"
    running.ask(say.RegisterPerson(name="Amina Said", email=email, password=SECRET, language=language), say.Registered)
    return email, running.sign_in(email, SECRET)


def link_in(letter: Any) -> str:
    (found,) = re.findall(r"https?://\S+", text(letter))
    return str(found)


def test_each_party_of_an_application_reads_of_it_in_their_own_language(
    running: RunningMembership, post_office: RunningNotifications, chief: Actor
) -> None:
    hub = running.ask(say.CreateHub(hub=hub_content()), say.HubView, chief)
    officer_email, officer = registered(running, "fr")
    running.ask(say.GiveGrant(person_id=str(officer.person_id), role="hub_officer", scope_id=hub.id), say.GrantView, chief)
    assert "responsable d’un pôle régional" in text(post_office.letter(officer_email, "rôle"))
    applicant_email, applicant = registered(running, "ar")
    application = handed_in(running, applicant, "Mombasa")
    to_applicant = post_office.letter(applicant_email, application.id)
    assert to_applicant["Content-Language"] == "ar"
    assert to_applicant["Subject"] == "لقد تلقينا طلبكم"
    to_officer = post_office.letter(officer_email, application.id)
    assert to_officer["Subject"] == "Une nouvelle candidature attend"
    assert "Mombasa" not in to_officer.as_string(), "what stands in the application stays there"
    sent = [one for one in post_office.listed(chief, state="sent") if one.about == f"applications/{application.id}"]
    assert sorted(one.mail for one in sent) == ["application_received", "application_to_review"]
    assert {one.person_id for one in sent} == {officer.person_id, applicant.person_id}


def test_only_the_management_unit_reads_the_list(running: RunningMembership, post_office: RunningNotifications, chief: Actor) -> None:
    _, somebody = registered(running, "en")
    with pytest.raises(NotAllowed):
        post_office.listed(somebody)
    for row in post_office.listed(chief):
        assert "@" not in repr(row)
        assert post_office.ask(post.GetNotification(notification_id=row.id), post.NotificationView, chief).id == row.id


def test_an_invitation_by_mail_is_accepted_with_the_link(
    running: RunningMembership, post_office: RunningNotifications, chief: Actor
) -> None:
    email = f"{new_id()}@hub.example"
    request = say.InvitePerson(email=email, name="Bilal", language="es", role="management_unit")
    running.ask(request, say.InvitationView, chief)
    letter = post_office.letter(email, "unidad de gestión")
    address, _, token = link_in(letter).partition("#")
    assert address.endswith("/links/invitation")
    seen = running.ask(say.PreviewInvitation(token=token), say.InvitationPreview)
    assert seen.role == "management_unit"


def test_nothing_is_sent_again_after_the_processes_were_killed(
    running: RunningMembership, post_office: RunningNotifications, chief: Actor
) -> None:
    email, applicant = registered(running, "en")
    application = handed_in(running, applicant, "Kisumu")
    for role in ("serve", "background"):
        post_office.children[role].kill()
    other = handed_in(running, applicant, "Nakuru")
    for role in ("serve", "background"):
        post_office.start(role)
    post_office.letter(email, other.id)
    post_office.letter(email, application.id)
    received = {one["Message-ID"] for one in post_office.letters(email) if one["Subject"] == "We have received your application"}
    assert len(received) == 2
    stays(lambda: len(post_office.letters(email)) == len({one["Message-ID"] for one in post_office.letters(email)}), "one file for each", 2)
    eventually(lambda: not post_office.listed(chief, state="queued"), "nothing left to send", 20)


def test_whoever_is_erased_leaves_no_letter_and_membership_hears_of_it(
    running: RunningMembership, post_office: RunningNotifications, chief: Actor
) -> None:
    email, person = registered(running, "en")
    post_office.letter(email, "/links/email-confirmation")
    erasure = running.ask(say.EraseMe(password=SECRET), say.ErasureView, person)
    eventually(lambda: _confirmed(running, chief, erasure.id), "notifications to have forgotten the person", 40)
    assert post_office.letters(email) == []
    assert not [file for file in post_office.mail.iterdir() if email.encode() in file.read_bytes()]
    assert post_office.database["messages"].count_documents({"person_id": person.person_id}) == 0


def _confirmed(running: RunningMembership, chief: Actor, erasure_id: str) -> bool:
    seen = running.ask(say.GetErasure(erasure_id=erasure_id), say.ErasureView, chief)
    return any(holder.service == "notifications" and holder.confirmed_at for holder in seen.holders)
