"""Several people at the same instant, on a real store: one wins, the others are told, and no rule is broken in between."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import Actor, new_id
from contracts.errors import Conflict
from contracts.membership import (
    AdmitCity,
    CloseHub,
    CreateApiKey,
    CreateHub,
    EndGrant,
    GiveGrant,
    PlanTransfer,
    RegisterPerson,
    StartApplication,
    SubmitApplication,
    WithdrawCity,
)
from services.membership.domain.person import Person
from services.membership.usecases import accounts, applications, grants, hubs, memberships, reviews, sessions, transfers
from tests.at_once import at_once
from tests.builders.membership import admitted, drafted, hub_content, named, opened_hub, recommended
from tests.fakes.membership import GATEWAY, NOBODY, StoredMembership, management, person


@pytest.fixture
def membership(membership_database: Database[dict[str, Any]]) -> StoredMembership:
    return StoredMembership(membership_database)


def said(membership: StoredMembership, name: str) -> int:
    return membership.database["outbox"].count_documents({"type": f"membership.{name}"})


def submit(membership: StoredMembership, application: Any, by: Actor) -> Callable[[], Any]:
    return lambda: membership.ask(applications.submit_application, SubmitApplication(application_id=application.id), by)


def test_two_admissions_of_one_application_make_one_city(membership: StoredMembership) -> None:
    ready = recommended(membership, person())
    admit = [lambda: membership.ask(reviews.admit_city, AdmitCity(application_id=ready.id), management()) for _ in range(2)]
    answers, codes = at_once(*admit)
    assert (len(answers), codes) == (1, ["membership.wrong_state"])
    assert membership.database["cities"].count_documents({}) == 1
    assert (said(membership, "city_admitted.v1"), said(membership, "grant_given.v1")) == (1, 1)


def test_two_tabs_submit_one_application_once(membership: StoredMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant)
    answers, codes = at_once(submit(membership, draft, applicant), submit(membership, draft, applicant))
    assert (len(answers), codes) == (1, ["membership.wrong_state"])
    assert said(membership, "application_submitted.v1") == 1


def test_two_tabs_with_one_key_get_one_answer(membership: StoredMembership) -> None:
    applicant = person()
    draft = drafted(membership, applicant)
    request = SubmitApplication(application_id=draft.id)
    answers, codes = at_once(*[lambda: membership.ask(applications.submit_application, request, applicant, key="once") for _ in range(2)])
    assert (codes, answers[0]) == ([], answers[1])
    assert said(membership, "application_submitted.v1") == 1


def test_two_applications_for_one_city_at_once_leave_one(membership: StoredMembership) -> None:
    people = [person() for _ in range(4)]
    drafts = [drafted(membership, one, named("Mombasa")) for one in people]
    answers, codes = at_once(*[submit(membership, draft, one) for draft, one in zip(drafts, people, strict=True)])
    assert (len(answers), codes) == (1, ["membership.already_applying"] * 3)


def test_one_country_is_claimed_by_one_hub(membership: StoredMembership) -> None:
    contents = [hub_content(countries=("KE", country), names={"en": country}) for country in ("TZ", "UG", "RW")]
    chief = management()
    answers, codes = at_once(*[lambda one=one: membership.ask(hubs.create_hub, CreateHub(hub=one), chief) for one in contents])
    assert (len(answers), codes) == (1, ["membership.country_taken"] * 2)
    assert membership.database["names"].count_documents({}) == 2


def test_references_stay_unique_and_without_gaps_under_sixteen_threads(membership: StoredMembership) -> None:
    def three() -> list[str]:
        return [membership.ask(applications.start_application, StartApplication(), person()).reference for _ in range(3)]

    answers, codes = at_once(*[three for _ in range(16)])
    assert codes == []
    assert sorted(reference for some in answers for reference in some) == [f"JOIN-2027-{number:04d}" for number in range(1, 49)]


def account(membership: StoredMembership) -> str:
    made = Person(id=new_id(), name="A", email=f"{new_id()}@c.example", language="en", password_hash="h", created_at=membership.now)
    membership.work.within(lambda _, unit: unit.people.add(made), membership.context(GATEWAY))
    return made.id


def test_one_address_registered_at_once_makes_one_account(membership: StoredMembership) -> None:
    request = RegisterPerson(name="Amina", email="amina@city.example", password="a long enough secret")
    add = [
        lambda: membership.ask(lambda unit, asked: accounts.add_person(unit, asked, password_hash="h"), request, NOBODY) for _ in range(4)
    ]
    answers, codes = at_once(*add)
    assert (len(answers), codes) == (4, [])
    assert membership.database["people"].count_documents({}) == 1
    assert membership.database["turned_away"].count_documents({}) == 2 * 3


def test_the_same_grant_given_at_once_is_given_once(membership: StoredMembership) -> None:
    request = GiveGrant(person_id=account(membership), role="reviewer")
    answers, codes = at_once(*[lambda: membership.ask(grants.give_grant, request, management()) for _ in range(3)])
    assert (len(answers), codes) == (1, ["membership.grant_held"] * 2)


def test_two_chiefs_who_dismiss_each_other_leave_one(membership: StoredMembership) -> None:
    given = [
        membership.ask(grants.give_grant, GiveGrant(person_id=account(membership), role="management_unit"), management()) for _ in range(2)
    ]
    ends = [lambda one=one: membership.ask(grants.end_grant, EndGrant(grant_id=one.id, reason="coup"), management()) for one in given]
    answers, codes = at_once(*ends)
    assert (len(answers), codes) == (1, ["membership.last_management_unit"])


def test_the_twentieth_key_is_made_once(membership: StoredMembership) -> None:
    me = person(id=account(membership))

    def make() -> Any:
        return membership.ask(sessions.create_api_key, CreateApiKey(name="k"), me)

    for _ in range(19):
        make()
    answers, codes = at_once(make, make, make)
    assert (len(answers), codes) == (1, ["membership.too_many_keys"] * 2)


# ---------------------------------------------------------------- what another has done since one looked


def overtaken(use_case: Callable[[Any, Any], Any], looked_at: str, meanwhile: Callable[[], Any]) -> Callable[[Any, Any], Any]:
    """The use case with a look at a collection first, after which, once, something else is done and committed."""
    done: list[Any] = []

    def late(unit: Any, request: Any) -> Any:
        list(unit.unit.collection(looked_at).find({}))
        if not done:
            done.append(meanwhile())
        return use_case(unit, request)

    return late


def test_no_country_is_promised_to_a_hub_that_closes_meanwhile(membership: StoredMembership) -> None:
    chief, giving = management(), opened_hub(membership)
    taking = opened_hub(membership, countries=(), names={"en": "Another"})
    plan = PlanTransfer(hub_id=giving.id, country="KE", to_hub_id=taking.id, on=date(2027, 6, 1), reason="It is nearer.")
    late = overtaken(transfers.plan_transfer, "hubs", lambda: membership.ask(hubs.close_hub, CloseHub(hub_id=taking.id), chief))
    with pytest.raises(Conflict) as refused:
        membership.ask(late, plan, chief)
    assert refused.value.code == "membership.hub_closed"


def test_nobody_is_named_in_a_city_that_leaves_meanwhile(membership: StoredMembership) -> None:
    """Also for an office that is still to begin."""
    chief, city_id = management(), str(admitted(membership).city_id)
    leave = WithdrawCity(city_id=city_id, reason="other", note="So be it.")
    give = GiveGrant(person_id=account(membership), role="mayors_office", scope_id=city_id, starts_at=membership.now.replace(year=2028))
    late = overtaken(grants.give_grant, "cities", lambda: membership.ask(memberships.withdraw_city, leave, chief))
    with pytest.raises(Conflict) as refused:
        membership.ask(late, give, chief)
    assert refused.value.code == "membership.city_withdrawn"
