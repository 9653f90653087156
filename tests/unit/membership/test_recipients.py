"""Whom a letter goes to: the people behind an office, as they are at that moment."""

from datetime import timedelta

import pytest

from chassis.context import new_id
from contracts.errors import NotAllowed
from contracts.membership import FindRecipients, GetCity
from services.membership import views
from tests.builders.membership import admitted, opened_hub, submitted
from tests.builders.people import NOTIFICATIONS, given, invited, somebody
from tests.fakes.membership import NOBODY, MemoryMembership, management, person


def found(membership: MemoryMembership, about: str, audience: str) -> list[tuple[str | None, str]]:
    answer = membership.see(views.recipients.find_recipients, FindRecipients(about=about, audience=audience), NOTIFICATIONS)
    return [(one.name, one.email) for one in answer.items]


def test_an_application_leads_to_its_applicant_its_hub_and_the_management_unit(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    for role, scope, name in (("hub_officer", hub.id, "Officer"), ("management_unit", None, "Chief")):
        given(membership, somebody(membership, f"{name}@c.example", name), role, scope)
    applicant = somebody(membership, "amina@c.example", "Amina")
    about = f"applications/{submitted(membership, person(id=applicant)).id}"
    assert found(membership, about, "applicant") == [("Amina", "amina@c.example")]
    assert found(membership, about, "person") == [("Amina", "amina@c.example")]
    assert found(membership, about, "hub") == [("Officer", "Officer@c.example")]
    assert found(membership, about, "management_unit") == [("Chief", "Chief@c.example")]
    assert found(membership, about, "city") == []


def test_a_city_leads_to_who_holds_an_office_there_now_deputies_last(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    city = admitted(membership, person(id=somebody(membership, "first@c.example", "First"))).city_id
    for name, role, more in (
        ("Deputy", "focal_point", {"deputy": True}),
        ("Second", "focal_point", {}),
        ("Later", "focal_point", {"starts_at": membership.now + timedelta(days=9)}),
        ("Past", "focal_point", {"ends_at": membership.now + timedelta(days=1)}),
        ("Mayor", "mayors_office", {}),
    ):
        given(membership, somebody(membership, name=name), role, city, **more)
    given(membership, somebody(membership, name="Officer"), "hub_officer", hub.id)
    membership.wait(days=2)

    def names(about: str, audience: str) -> list[str | None]:
        return [name for name, _ in found(membership, about, audience)]

    assert names(f"cities/{city}", "city") == ["First", "Second", "Deputy"]
    assert names(f"cities/{city}", "mayors_office") == ["Mayor"]
    assert names(f"cities/{city}", "hub") == names(f"hubs/{hub.id}", "hub") == ["Officer"]
    assert names(f"cities/{city}", "management_unit") == []


def test_somebody_with_two_offices_gets_one_letter(membership: MemoryMembership) -> None:
    city = admitted(membership).city_id
    both = somebody(membership, "both@c.example", "Both")
    given(membership, both, "focal_point", city, deputy=True)
    given(membership, both, "mayors_office", city)
    assert found(membership, f"cities/{city}", "city").count(("Both", "both@c.example")) == 1


def test_an_invitation_leads_to_the_address_that_was_invited(membership: MemoryMembership) -> None:
    sent = invited(membership, name="Juma", email="juma@city.example")
    assert found(membership, f"invitations/{sent.id}", "person") == [("Juma", "juma@city.example")]
    somebody(membership, "juma@city.example", "An account of another name")
    assert found(membership, f"invitations/{sent.id}", "person") == [("Juma", "juma@city.example")]


def test_a_person_leads_to_themselves(membership: MemoryMembership) -> None:
    id = somebody(membership, "amina@c.example", "Amina")
    assert found(membership, f"people/{id}", "person") == [("Amina", "amina@c.example")]


@pytest.mark.parametrize("kind", ["applications", "cities", "hubs", "people", "invitations", "planets"])
def test_what_is_not_there_leads_to_nobody(membership: MemoryMembership, kind: str) -> None:
    assert found(membership, f"{kind}/{new_id()}", "person") == []
    assert found(membership, f"{kind}/{new_id()}", "hub") == []


def test_nobody_but_the_service_that_writes_mail_hears_addresses(membership: MemoryMembership) -> None:
    for actor in (management(), person(), NOBODY):
        with pytest.raises(NotAllowed):
            membership.see(views.recipients.find_recipients, FindRecipients(about=f"people/{new_id()}", audience="person"), actor)


def test_a_letter_learns_the_reference_or_the_name_and_nothing_else_of_the_thing(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    application = admitted(membership, person(id=somebody(membership)))
    city = str(application.city_id)

    def called(about: str) -> tuple[str | None, dict[str, str] | None]:
        answer = membership.see(views.recipients.find_recipients, FindRecipients(about=about, audience="hub"), NOTIFICATIONS)
        return answer.reference, answer.names

    assert called(f"applications/{application.id}") == (application.reference, None)
    assert called(f"cities/{city}") == (None, membership.see(views.directory.get_city, GetCity(city_id=city)).names)
    assert called(f"hubs/{hub.id}") == (None, hub.names)
    assert called(f"agreements/{new_id()}") == (None, None)


def test_what_leads_to_nobody_in_particular_still_leads_to_the_management_unit(membership: MemoryMembership) -> None:
    given(membership, somebody(membership, "chief@c.example", "Chief"), "management_unit", None)
    assert found(membership, f"agreements/{new_id()}", "management_unit") == [("Chief", "chief@c.example")]
    assert found(membership, f"agreements/{new_id()}", "hub") == []
