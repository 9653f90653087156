"""What a city renews: its mandate, and its word on the principles."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.membership import (
    AcceptPrinciples,
    DraftPrinciples,
    GetPrinciples,
    ListMandates,
    MandateRefused,
    MandateRenewalDue,
    MandateVerified,
    PrinciplesAcceptanceDue,
    PublishPrinciples,
    ReadCityMandate,
    SubmitApplication,
    VerifyMandate,
)
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from services.membership import views
from services.membership.usecases import applications, life, mandates, principles
from tests.builders.life import TEXTS, World, of_city
from tests.builders.membership import PDF, drafted
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person


@pytest.fixture
def world(membership: MemoryMembership) -> World:
    return World(membership)


# ---------------------------------------------------------------- mandates


def test_a_mandate_is_reminded_of_once_for_each_day_ahead_and_lapses_into_grace(world: World) -> None:
    while world.membership.now.date() < date(2031, 3, 20):
        world.membership.wait(days=7)
        if world.see().status == "active" and world.membership.now.date() < date(2031, 3, 1):
            world.sign()
    assert [(event.valid_until, event.days) for event in world.said(MandateRenewalDue)] == [
        (date(2031, 3, 1), days) for days in (90, 30, 0)
    ]
    assert (world.see().status, world.see().reasons) == ("grace", ("mandate_lapsed",))


def test_a_reminder_is_not_said_again_when_the_look_is_repeated(world: World) -> None:
    world.membership.now += timedelta(days=4 * 365 - 20)
    for _ in range(3):
        world.membership.work.within(lambda _, unit: life.look_soon(unit, world.city_id), world.membership.context(world.focal))
        world.membership.wait(seconds=1)
    assert [event.days for event in world.said(MandateRenewalDue)] == [30]


def test_a_renewed_mandate_counts_at_once_and_the_hub_judges_it(world: World) -> None:
    first = world.see().mandate
    world.wait_until(date(2027, 9, 1))
    renewed = world.hand_in()
    assert renewed.mandate is not None
    assert (renewed.mandate.state, renewed.mandate.valid_until) == ("pending", date(2031, 9, 1))
    judge = VerifyMandate(city_id=world.city_id, mandate_id=renewed.mandate.id, holds=False, note="Signed by the mayor before.")
    assert world.ask(mandates.verify_mandate, judge, world.officer).mandate == first
    with pytest.raises(Conflict) as twice:
        world.ask(mandates.verify_mandate, judge, world.officer)
    assert twice.value.code == "membership.mandate_judged"
    again = world.hand_in(valid_until=date(2029, 1, 31))
    holds = VerifyMandate(city_id=world.city_id, mandate_id=again.mandate.id, holds=True)
    assert world.ask(mandates.verify_mandate, holds, management()).mandate.valid_until == date(2029, 1, 31)
    kept = world.membership.see(views.life.list_mandates, ListMandates(city_id=world.city_id), world.mayor).items
    assert [mandate.state for mandate in kept] == ["verified", "refused", "verified"]
    assert (len(world.said(MandateRefused)), len(world.said(MandateVerified))) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"signed_on": date(2027, 3, 2)}, "/signed_on"),
        ({"signed_on": date(2023, 2, 1)}, "/signed_on"),
        ({"valid_until": date(2031, 3, 2)}, "/valid_until"),
        ({"valid_until": date(2027, 2, 28)}, "/valid_until"),
    ],
)
def test_a_mandate_that_breaks_the_rules_is_refused(world: World, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.hand_in(**changes)
    assert refused.value.details["errors"][0]["pointer"] == pointer
    assert len(world.membership.see(views.life.list_mandates, ListMandates(city_id=world.city_id), management()).items) == 1


def test_nobody_judges_a_mandate_of_their_own_city_nor_of_another_hub(world: World) -> None:
    mandate = world.hand_in().mandate
    asked = VerifyMandate(city_id=world.city_id, mandate_id=mandate.id, holds=True)
    both = person(*world.mayor.grants, *world.officer.grants)
    for who in (both, hub_officer(new_id())):
        with pytest.raises(NotAllowed):
            world.ask(mandates.verify_mandate, asked, who)


def test_a_mandates_bytes_are_for_the_city_its_hub_and_the_management_unit(world: World) -> None:
    asked = ReadCityMandate(city_id=world.city_id, mandate_id=world.see().mandate.id)
    for who in (world.mayor, world.focal, world.officer, management()):
        assert world.membership.see(views.life.read_city_mandate, asked, who).part == PDF
    for stranger in (hub_officer(new_id()), of_city(FOCAL_POINT, new_id())):
        with pytest.raises(NotAllowed):
            world.membership.see(views.life.read_city_mandate, asked, stranger)
    with pytest.raises(NotAllowed):
        world.membership.see(views.life.read_city_mandate, asked, NOBODY)


# ---------------------------------------------------------------- principles


def test_new_principles_are_accepted_by_a_day_or_cost_the_standing(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    assert next((due.what, due.on) for due in world.see().due or ()) == ("principles_not_accepted", date(2027, 6, 1))
    world.wait_until(date(2027, 6, 1))
    assert [(event.version, event.days) for event in world.said(PrinciplesAcceptanceDue)] == [("2027-1", days) for days in (90, 30, 0)]
    assert (world.see().status, world.see().reasons) == ("grace", ("principles_not_accepted",))
    accepted = world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-1"), world.mayor)
    assert (accepted.status, accepted.accepted_version) == ("active", "2027-1")
    with pytest.raises(Conflict) as twice:
        world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-1"), world.mayor)
    assert twice.value.code == "membership.accepted_already"


def test_a_later_version_does_not_put_an_earlier_day_off(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    world.wait_until(date(2027, 5, 1))
    world.publish("2027-2", date(2027, 12, 31))
    world.wait_until(date(2027, 6, 1))
    assert world.see().status == "grace"
    assert world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-2"), world.mayor).status == "active"


def test_only_the_version_in_force_is_accepted_and_only_by_the_mayors_office(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    with pytest.raises(Invalid) as old:
        world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2026-1"), world.mayor)
    assert old.value.details["errors"][0]["code"] == "membership.old_principles"
    for who in (world.focal, world.officer, management(), of_city(MAYORS_OFFICE, new_id())):
        with pytest.raises(NotAllowed):
            world.ask(mandates.accept_principles, AcceptPrinciples(city_id=world.city_id, version="2027-1"), who)


def test_applications_name_the_version_in_force(world: World) -> None:
    world.publish("2027-1", date(2027, 5, 31))
    from tests.builders.membership import named

    applicant = person()
    draft = drafted(world.membership, applicant, named("Nakuru"))
    with pytest.raises(Invalid) as old:
        world.ask(applications.submit_application, SubmitApplication(application_id=draft.id), applicant)
    assert [error["code"] for error in old.value.details["errors"]] == ["membership.old_principles"]


def test_principles_are_published_whole_once_and_seen_by_everybody(world: World) -> None:
    ask = world.ask
    ask(principles.draft_principles, DraftPrinciples(version="2027-1", texts={"en": "1. Half."}), management())
    assert [row.version for row in world.membership.see(views.principles.get_principles, GetPrinciples()).versions] == ["2026-1"]
    assert len(world.membership.see(views.principles.get_principles, GetPrinciples(), management()).versions) == 2
    publish = PublishPrinciples(version="2027-1", accept_by=date(2027, 9, 30))
    with pytest.raises(Invalid) as missing:
        ask(principles.publish_principles, publish, management())
    assert [error["pointer"] for error in missing.value.details["errors"]] == ["/texts/es", "/texts/fr", "/texts/ar"]
    ask(principles.draft_principles, DraftPrinciples(version="2027-1", texts=TEXTS), management())
    with pytest.raises(Invalid):
        ask(principles.publish_principles, replace(publish, accept_by=world.membership.now.date()), management())
    ask(principles.publish_principles, publish, management())
    for again in (
        lambda: ask(principles.publish_principles, publish, management()),
        lambda: ask(principles.draft_principles, DraftPrinciples(version="2027-1", texts=TEXTS), management()),
    ):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "membership.principles_published"
    assert world.membership.see(views.principles.get_principles, GetPrinciples()).texts == TEXTS
