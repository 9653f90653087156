"""A mail on its way from the event to the box, on memory and on the store: once each, again as promised, gone with its reader."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, NotFound, Unavailable
from contracts.membership import (
    ApplicationSubmitted,
    GrantEnded,
    GrantGiven,
    InformationRequested,
    InvitationAccepted,
    InvitationIssued,
    InvitationRevoked,
    PersonErased,
)
from contracts.notifications import GetNotification, ListNotifications, MessageFailed, PersonForgotten, RetryNotification
from services.notifications import views
from services.notifications.domain.message import RETRY_AFTER
from services.notifications.usecases.ports import NotSent, Reader
from services.notifications.usecases.retries import retry_notification
from tests.fakes.memory import NOON
from tests.fakes.notifications import PUBLIC_URL, Notifications, reader, unit_member


@pytest.fixture(params=["memory", "store"])
def house(request: pytest.FixtureRequest) -> Iterator[Notifications]:
    database = request.getfixturevalue("prepared_database") if request.param == "store" else None
    return Notifications(database=database)


def submitted(**more: Any) -> ApplicationSubmitted:
    return ApplicationSubmitted(application_id=new_id(), country="KE", hub_id=new_id(), tier="county", **more)


def asked() -> InformationRequested:
    return InformationRequested(application_id=new_id(), hub_id=new_id())


def known(house: Notifications, event: Any, audience: str, *readers: Any) -> None:
    house.membership.known[f"applications/{event.application_id}", audience] = list(readers)


def fail_once(house: Notifications) -> None:
    """The first attempt does not succeed; the next is due."""
    house.pigeonhole.trouble = [NotSent("timeout")]
    house.office.round()
    house.wait(minutes=1)


# ---------------------------------------------------------------- once each


def test_an_event_told_twice_writes_each_reader_once(house: Notifications) -> None:
    event, applicant, officers = submitted(), reader(), (reader("Bo"), reader("Chi"))
    known(house, event, "applicant", applicant)
    known(house, event, "hub", *officers)
    event_id = house.hear(event)
    house.hear(event, event_id)
    house.work_off()
    house.hear(event, event_id)
    house.work_off()
    assert sorted(who.name for _, who in house.pigeonhole.letters.values()) == ["Amina Said", "Bo", "Chi"]
    assert len(house.pigeonhole.posted) == 3
    assert {message.state for message in house.messages()} == {"sent"}


def test_two_offices_side_by_side_send_it_once(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.pigeonhole.meanwhile = lambda: house.another_office().round() and None  # type: ignore[func-returns-value]
    house.work_off()
    assert len(house.pigeonhole.posted) == 1


def test_two_offices_addressing_side_by_side_make_one_mail_for_each_reader(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader(), reader("Bo"))
    house.hear(event)
    asking = house.membership.find

    def slow(about: str, audience: str) -> Any:
        house.membership.find = asking  # type: ignore[method-assign]
        house.wait(minutes=3)
        house.another_office().round()
        return asking(about, audience)

    house.membership.find = slow  # type: ignore[method-assign]
    house.work_off()
    assert len(house.messages()) == 2
    assert len(house.pigeonhole.posted) == 2


def test_what_went_out_without_being_marked_goes_out_again_under_the_same_id(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)

    class Killed(BaseException):
        pass

    posting = house.pigeonhole.post

    def post_and_die(*arguments: Any) -> None:
        posting(*arguments)
        raise Killed

    house.pigeonhole.post = post_and_die  # type: ignore[method-assign]
    with pytest.raises(Killed):
        house.office.round()
    house.pigeonhole.post = posting  # type: ignore[method-assign]
    assert house.office.round() == 0, "the lease keeps others away"
    house.wait(minutes=2)
    house.work_off()
    assert house.pigeonhole.posted == [house.message().id] * 2
    assert house.message().state == "sent"


# ---------------------------------------------------------------- whom


def test_where_an_audience_has_nobody_the_next_is_told(house: Notifications) -> None:
    event = submitted()
    known(house, event, "applicant", reader())
    known(house, event, "management_unit", reader("Dana"))
    house.hear(event)
    house.work_off()
    assert sorted(message.audience for message in house.messages()) == ["applicant", "management_unit"]


def test_a_mail_for_nobody_is_on_the_list_as_dropped(house: Notifications) -> None:
    house.hear(asked())
    house.work_off()
    assert (house.message().state, house.message().reason) == ("dropped", "nobody_to_tell")


def test_a_reader_who_has_left_meanwhile_is_not_written_to(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    fail_once(house)
    known(house, event, "applicant")
    house.work_off()
    assert (house.message().state, house.message().reason) == ("dropped", "recipient_gone")
    assert not house.pigeonhole.posted


def test_the_address_is_the_one_of_the_moment_of_sending_and_stored_nowhere(house: Notifications) -> None:
    event, person_id = asked(), new_id()
    known(house, event, "applicant", reader(person_id=person_id, email="old@city.example"))
    house.hear(event)
    fail_once(house)
    known(house, event, "applicant", reader(person_id=person_id, email="new@city.example", language="fr"))
    house.work_off()
    letter, who = house.pigeonhole.letters[house.message().id]
    assert (who.email, letter.language) == ("new@city.example", "fr")
    assert "city.example" not in repr(house.messages())
    assert "Amina" not in repr(house.messages())


def test_while_membership_is_away_mails_wait_and_no_attempt_is_lost(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.membership.trouble = Unavailable("service_unavailable", "away", retryable=True)
    for _ in range(20):
        with pytest.raises(Unavailable):
            house.office.round()
    assert house.message().attempts == 0
    house.membership.trouble = None
    house.work_off()
    assert house.message().state == "sent"


def test_what_membership_refuses_has_failed_with_its_code_and_can_be_tried_again(house: Notifications) -> None:
    event = asked()
    house.hear(event)
    house.membership.trouble = NotFound("membership.no_application", "gone")
    house.work_off()
    assert (house.message().state, house.message().reason) == ("failed", "membership.no_application")
    house.membership.trouble = None
    known(house, event, "applicant", reader())
    house.ask(retry_notification, RetryNotification(notification_id=house.message().id))
    house.work_off()
    assert house.message().state == "sent"


# ---------------------------------------------------------------- again, and not for ever


def test_a_mail_is_tried_again_after_longer_and_longer_rests_and_then_has_failed(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.pigeonhole.trouble = [NotSent("smtp_451") for _ in range(10)]
    for tried, rest in enumerate(RETRY_AFTER, start=1):
        assert house.office.round() == 1
        assert (house.message().state, house.message().attempts, house.message().reason) == ("queued", tried, "smtp_451")
        house.now += rest - timedelta(seconds=1)
        assert house.office.round() == 0, "not before its time"
        house.wait(seconds=1)
    house.work_off()
    message = house.message()
    assert (message.state, message.attempts) == ("failed", len(RETRY_AFTER) + 1)
    assert house.said() == [
        MessageFailed(message_id=message.id, mail="information_requested", event_id=message.event_id, reason="smtp_451", attempts=6)
    ]


def test_what_is_refused_for_good_is_not_tried_again(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.pigeonhole.trouble = [NotSent("smtp_550", for_good=True)]
    house.work_off()
    assert (house.message().state, house.message().attempts) == ("failed", 1)


def test_a_mail_that_kills_its_sender_ends_too(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.pigeonhole.trouble = [MemoryError() for _ in range(10)]
    for _ in range(6):
        with pytest.raises(MemoryError):
            house.office.round()
        house.wait(hours=13)
    house.work_off()
    assert (house.message().state, house.message().reason) == ("failed", "sender_died")


def test_only_what_failed_is_tried_again_and_only_as_seen(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.work_off()
    sent = house.message()
    with pytest.raises(Conflict, match="failed"):
        house.ask(retry_notification, RetryNotification(notification_id=sent.id))
    with pytest.raises(Conflict) as stale:
        house.ask(retry_notification, RetryNotification(notification_id=sent.id), version=99)
    assert stale.value.code == "stale_version"
    with pytest.raises(NotFound):
        house.ask(retry_notification, RetryNotification(notification_id=new_id()))


# ---------------------------------------------------------------- the list


def test_the_list_tells_what_became_of_each_mail_and_no_address(house: Notifications) -> None:
    for _ in range(3):
        event = asked()
        known(house, event, "applicant", reader())
        house.hear(event)
        house.work_off()
        house.wait(minutes=1)
    house.hear(
        GrantEnded(grant_id=new_id(), person_id=new_id(), role="focal_point", scope_kind="city", scope_id=new_id(), ended_at=house.now)
    )
    house.work_off()

    def listed(**asked_for: Any) -> Any:
        return house.see(views.list_notifications, ListNotifications(**asked_for))

    everything = listed().items
    assert [one.mail for one in everything] == ["grant_ended", *["information_requested"] * 3]
    assert [one.created_at for one in everything] == sorted((one.created_at for one in everything), reverse=True)
    assert [one.mail for one in listed(state="dropped").items] == ["grant_ended"]
    assert len(listed(mail="information_requested", state="sent").items) == 3
    assert len(listed(event_type="membership.grant_ended.v1").items) == 1
    middle = everything[2].created_at
    assert len(listed(created_from=middle).items) == 3
    assert len(listed(created_before=middle).items) == 1
    assert len(listed(created_from=middle, created_before=middle + timedelta(milliseconds=1)).items) == 1
    first = listed(limit=3)
    rest = listed(limit=3, cursor=first.next)
    assert (*first.items, *rest.items) == everything
    assert rest.next is None
    assert house.see(views.get_notification, GetNotification(notification_id=everything[0].id)) == everything[0]
    assert "@" not in repr(everything)


def test_a_page_within_bounds_goes_on_within_them(house: Notifications) -> None:
    for _ in range(5):
        house.hear(asked())
        house.wait(minutes=1)
    bounds = {"created_from": house.now - timedelta(minutes=4), "created_before": house.now - timedelta(seconds=90)}
    whole = house.see(views.list_notifications, ListNotifications(**bounds)).items
    assert len(whole) == 3
    first = house.see(views.list_notifications, ListNotifications(limit=2, **bounds))
    second = house.see(views.list_notifications, ListNotifications(limit=2, cursor=first.next, **bounds))
    assert (*first.items, *second.items) == whole


# ---------------------------------------------------------------- forgetting


def invited(house: Notifications) -> str:
    invitation_id = new_id()
    stranger = Reader(person_id=None, name=None, email="stranger@city.example", language="fr")
    house.membership.known[f"invitations/{invitation_id}", "person"] = [stranger]
    house.hear(
        InvitationIssued(
            invitation_id=invitation_id,
            role="focal_point",
            deputy=False,
            scope_kind="city",
            scope_id=new_id(),
            invited_by=new_id(),
            expires_at=house.now + timedelta(days=14),
            sending=1,
        )
    )
    house.work_off()
    return invitation_id


def test_an_invitation_holds_a_fresh_link_and_none_is_kept(house: Notifications) -> None:
    invitation_id = invited(house)
    letter, who = house.pigeonhole.letters[house.message().id]
    assert (who.email, letter.language) == ("stranger@city.example", "fr")
    assert house.membership.drawn == [("invitation", invitation_id)]
    assert f"{PUBLIC_URL}/links/invitation#secret-token-1" in letter.text
    assert "secret-token" not in repr(house.messages())
    assert house.message().person_id is None


def test_a_link_that_is_over_is_not_written_about(house: Notifications) -> None:
    house.membership.token = None
    invited(house)
    assert (house.message().state, house.message().reason) == ("dropped", "membership.no_invitation")
    assert not house.pigeonhole.posted


def test_a_letter_goes_where_the_link_says(house: Notifications) -> None:
    house.membership.address = "new@city.example"
    invited(house)
    assert house.pigeonhole.letters[house.message().id][1].email == "new@city.example"


def test_an_invitation_nobody_took_is_not_kept(house: Notifications) -> None:
    invitation_id = invited(house)
    house.hear(InvitationRevoked(invitation_id=invitation_id))
    house.forgetting.tidy()
    assert house.messages() == []
    assert house.pigeonhole.letters == {}


def test_an_accepted_invitation_belongs_to_whoever_took_it(house: Notifications) -> None:
    invitation_id, person_id = invited(house), new_id()
    house.hear(InvitationAccepted(invitation_id=invitation_id, person_id=person_id, grant_id=new_id()))
    assert house.message().person_id == person_id


def test_what_is_old_and_letters_that_no_row_knows_are_taken_away(house: Notifications) -> None:
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.work_off()
    stray, known_id = new_id(), house.message().id
    house.pigeonhole.lying = {stray: house.now, known_id: house.now}
    assert house.forgetting.tidy() == 0, "somebody may be about to write the row"
    house.wait(hours=2)
    assert house.forgetting.tidy() == 1
    assert list(house.pigeonhole.lying) == [known_id]
    house.wait(days=90)
    assert house.forgetting.tidy() == 1
    assert (house.messages(), house.pigeonhole.letters) == ([], {})


def written_to(house: Notifications, person_id: str, mails: int) -> None:
    for _ in range(mails):
        event = asked()
        known(house, event, "applicant", reader(person_id=person_id))
        house.hear(event)
    house.work_off()


def test_whoever_is_erased_leaves_no_row_and_no_letter_and_that_is_said_once(house: Notifications) -> None:
    gone, stays = new_id(), new_id()
    written_to(house, gone, 3)
    written_to(house, stays, 1)
    erased = PersonErased(person_id=gone, erasure_id=new_id())
    event_id = house.hear(erased)
    house.hear(erased, event_id)
    while house.forgetting.round():
        pass
    assert [message.person_id for message in house.messages()] == [stays]
    assert set(house.pigeonhole.letters) == {house.message().id}
    assert house.said() == [PersonForgotten(erasure_id=erased.erasure_id, person_id=gone)]


def test_an_invitation_goes_with_whoever_took_it(house: Notifications) -> None:
    invitation_id, person_id = invited(house), new_id()
    house.hear(InvitationAccepted(invitation_id=invitation_id, person_id=person_id, grant_id=new_id()))
    house.hear(PersonErased(person_id=person_id, erasure_id=new_id()))
    while house.forgetting.round():
        pass
    assert (house.messages(), house.pigeonhole.letters) == ([], {})


def test_a_mail_being_sent_is_waited_for_before_it_is_said_that_nothing_is_left(house: Notifications) -> None:
    event, person_id = asked(), new_id()
    known(house, event, "applicant", reader(person_id=person_id))
    house.hear(event)

    def meanwhile() -> None:
        house.hear(PersonErased(person_id=person_id, erasure_id=new_id()))
        assert house.forgetting.round() == 0, "the sender still has it"

    house.pigeonhole.meanwhile = meanwhile
    house.work_off()
    assert len(house.pigeonhole.letters) == 1
    assert house.said() == []
    while house.forgetting.round():
        pass
    assert house.pigeonhole.letters == {}
    assert len(house.said()) == 1


def test_a_sender_that_overslept_its_lease_takes_its_letter_back(house: Notifications) -> None:
    event, person_id = asked(), new_id()
    known(house, event, "applicant", reader(person_id=person_id))
    house.hear(event)

    def oversleep() -> None:
        house.hear(PersonErased(person_id=person_id, erasure_id=new_id()))
        house.wait(minutes=3)
        while house.forgetting.round():
            pass

    house.pigeonhole.meanwhile = oversleep
    house.work_off()
    assert (house.messages(), house.pigeonhole.letters) == ([], {})


def given(person_id: str) -> GrantGiven:
    return GrantGiven(
        grant_id=new_id(), person_id=person_id, role="focal_point", scope_kind="city", scope_id=new_id(), starts_at=NOON, ends_at=None
    )


def test_a_mail_whose_reader_has_not_been_looked_up_goes_with_whom_it_is_about(house: Notifications) -> None:
    person_id = new_id()
    house.hear(given(person_id))
    house.hear(PersonErased(person_id=person_id, erasure_id=new_id()))
    while house.forgetting.round():
        pass
    assert house.messages() == []
    assert len(house.said()) == 1


def test_of_the_forgotten_nothing_is_noted_that_is_heard_late(house: Notifications) -> None:
    person_id = new_id()
    house.hear(PersonErased(person_id=person_id, erasure_id=new_id()))
    while house.forgetting.round():
        pass
    house.hear(given(person_id))
    assert house.messages() == []


def test_whoever_is_forgotten_after_being_found_is_not_written_to(house: Notifications, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office is stopped between membership's answer and writing down for whom the mail is."""
    event, person_id = asked(), new_id()
    known(house, event, "applicant", reader(person_id=person_id))
    house.hear(event)
    find = house.membership.find

    def find_and_sleep(about: str, audience: str) -> Any:
        found = find(about, audience)
        known(house, event, "applicant")
        house.hear(PersonErased(person_id=person_id, erasure_id=new_id()))
        while house.forgetting.round():
            pass
        return found

    monkeypatch.setattr(house.membership, "find", find_and_sleep)
    house.office.round()
    monkeypatch.undo()
    house.work_off()
    assert house.pigeonhole.posted == []
    assert [(message.person_id, message.state) for message in house.messages()] == [(None, "dropped")]


def test_what_the_erased_once_asked_here_is_gone_too(house: Notifications) -> None:
    """A member of the management unit who had a mail sent again leaves a kept answer."""
    chief = unit_member()
    event = asked()
    known(house, event, "applicant", reader())
    house.hear(event)
    house.pigeonhole.trouble = [NotSent("smtp_550", for_good=True)]
    house.work_off()
    house.ask(retry_notification, RetryNotification(notification_id=house.message().id), chief, key="again-please")
    assert house.count("idempotency") == 1
    house.hear(PersonErased(person_id=str(chief.person_id), erasure_id=new_id()))
    while house.forgetting.round():
        pass
    assert house.count("idempotency") == 0
