"""What membership asks of its collections, answered alike by the memory store and a real one."""

from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import DuplicateKeyError

from chassis.context import new_id
from contracts.errors import Conflict, Invalid
from contracts.membership import (
    GiveGrant,
    IdentifySession,
    ListApplications,
    ListCities,
    ListGrants,
    ListHubs,
    ListPeople,
    ReadMandate,
    ReviseHub,
    SignIn,
    SubmitApplication,
)
from services.membership import views
from services.membership.domain.api_key import ApiKey
from services.membership.domain.person import Person
from services.membership.domain.session import Session
from services.membership.usecases import accounts, applications, grants, hubs, sessions
from tests.builders.membership import PDF, admitted, drafted, named, opened_hub, recommended, submitted, whole_content
from tests.builders.partners import opened
from tests.fakes.membership import GATEWAY, NOBODY, Membership, MemoryMembership, StoredMembership, hub_officer, management, person


@pytest.fixture(params=["memory", "store"])
def membership(request: pytest.FixtureRequest) -> Membership:
    if request.param == "memory":
        return MemoryMembership()
    return StoredMembership(request.getfixturevalue("membership_database"))


def within(membership: Membership, do: Any) -> Any:
    return membership.work.within(lambda _, unit: do(unit), membership.context(GATEWAY))


def somebody(membership: Membership, email: str, name: str = "Somebody") -> Person:
    made = Person(id=new_id(), name=name, email=email, language="en", password_hash="h", created_at=membership.now)
    within(membership, lambda unit: unit.people.add(made))
    return made


def test_an_application_comes_back_as_it_was_written(membership: Membership) -> None:
    opened_hub(membership)
    applicant = person()
    done = admitted(membership, applicant)
    stored = within(membership, lambda unit: unit.applications.get(done.id))
    assert (stored.content, stored.mandate, stored.history[0].at) == (whole_content(), done.mandate, membership.now)
    assert (stored.version, stored.sequence, stored.identities) == (done.version, 4, ("KE/KE-28/mombasa", "KE/KE-28/ممباسا"))
    city = within(membership, lambda unit: unit.cities.get(done.city_id))
    assert (city.names, city.admitted_at) == (done.content.city.names, membership.now)
    assert [(need.theme, need.priority) for need in city.needs] == [(need.theme, need.priority) for need in done.content.needs]
    assert membership.see(views.applications.read_mandate, ReadMandate(application_id=done.id), applicant).part == PDF


def test_lists_of_applications_follow_their_readers_and_filters(membership: Membership) -> None:
    hub, applicant = opened_hub(membership), person()
    draft = drafted(membership, applicant)
    membership.wait(minutes=1)
    kenyan = submitted(membership, applicant, named("Nakuru"))
    membership.wait(minutes=1)
    spanish = submitted(membership, person(), named("Sevilla", country="ES", subdivision="ES-SE"))

    def ids(reader: Any, **asked: Any) -> list[str]:
        return [row.id for row in membership.see(views.applications.list_applications, ListApplications(**asked), reader).items]

    assert ids(applicant) == [kenyan.id, draft.id]
    assert ids(hub_officer(hub.id)) == [kenyan.id]
    assert ids(management()) == [spanish.id, kenyan.id]
    assert ids(management(), country="KE", state="submitted", hub_id=hub.id) == [kenyan.id]
    first = membership.see(views.applications.list_applications, ListApplications(limit=1), management())
    second = membership.see(views.applications.list_applications, ListApplications(limit=1, cursor=first.next), management())
    assert ([row.id for row in second.items], second.next) == ([kenyan.id], None)


def test_the_directory_is_searched_in_every_way_it_offers(membership: Membership) -> None:
    hub = opened_hub(membership)
    admitted(membership)
    admitted(membership, content=named("Saint-Étienne", country="FR", subdivision=None, population=170_000, languages=("fr",)))
    admitted(membership, content=named("الإسكندرية", country="EG", subdivision=None, population=5_200_000, languages=("ar",)))

    def found(**asked: Any) -> list[str]:
        return [city.country for city in membership.see(views.directory.list_cities, ListCities(**asked), management()).items]

    assert found() == ["KE", "FR", "EG"]
    assert found(q="etien sai") == ["FR"]
    assert found(q="اسكندريه") == ["EG"]
    assert found(q="mombasa", country="KE", region="africa", tier="municipality", language="sw", need="youth_engagement") == ["KE"]
    assert found(region="africa") == ["KE", "EG"]
    assert found(offer="interfaith_dialogue", min_population=1_000_000, max_population=2_000_000) == ["KE"]
    assert found(hub_id=hub.id) == ["KE"]
    page = membership.see(views.directory.list_cities, ListCities(limit=2))
    assert [city.country for city in membership.see(views.directory.list_cities, ListCities(limit=2, cursor=page.next)).items] == ["EG"]
    assert [hub.cities for hub in membership.see(views.hubs.list_hubs, ListHubs(country="KE")).items] == [1]


def test_people_are_found_by_address_and_paged_by_name(membership: Membership) -> None:
    for name in ("Zoë", "Ángel", "bea"):
        somebody(membership, f"{name[0].lower()}@city.example", name)
    assert within(membership, lambda unit: unit.people.by_email("B@City.Example")).name == "bea"
    assert within(membership, lambda unit: unit.people.by_email("x@city.example")) is None
    first = membership.see(views.people.list_people, ListPeople(limit=2), management())
    second = membership.see(views.people.list_people, ListPeople(limit=2, cursor=first.next), management())
    assert [one.name for one in (*first.items, *second.items)] == ["Ángel", "bea", "Zoë"]


def test_an_address_has_one_account_even_past_the_use_case(membership: Membership) -> None:
    somebody(membership, "one@city.example")
    with pytest.raises((Conflict, DuplicateKeyError)):
        somebody(membership, "ONE@city.example")


def test_whoever_is_turned_away_leaves_as_many_rows_as_somebody_let_in(membership: Membership) -> None:
    within(membership, lambda unit: unit.people.turn_away(new_id()))
    assert within(membership, lambda unit: unit.unit.collection("turned_away").count_documents({})) == 2


def test_grants_are_found_by_person_by_role_and_by_being_active(membership: Membership) -> None:
    holder, other = somebody(membership, "a@city.example"), somebody(membership, "b@city.example")

    def give(person_id: str, role: str, **more: Any) -> Any:
        membership.wait(minutes=1)
        return membership.ask(grants.give_grant, GiveGrant(person_id=person_id, role=role, **more), management())

    short = give(holder.id, "reviewer", ends_at=membership.now + timedelta(hours=1))
    later = give(holder.id, "donor", scope_id=opened(membership, management()).id, starts_at=membership.now + timedelta(days=1))
    chief = give(other.id, "management_unit")

    def ids(**asked: Any) -> list[str]:
        return [grant.id for grant in membership.see(views.grants.list_grants, ListGrants(**asked), management()).items]

    assert ids() == [chief.id, later.id, short.id]
    assert ids(person_id=holder.id, active=True) == [short.id]
    assert ids(active=False) == [later.id]
    assert ids(role="donor", scope_id=later.scope_id) == [later.id]
    assert [grant.id for grant in within(membership, lambda unit: unit.grants.lasting("management_unit"))] == [chief.id]
    assert {grant.id for grant in within(membership, lambda unit: unit.grants.of_people([holder.id, other.id]))} == {
        short.id,
        later.id,
        chief.id,
    }
    assert within(membership, lambda unit: unit.grants.of_people([])) == []
    membership.wait(hours=2)
    assert ids(active=False) == [later.id, short.id]
    assert within(membership, lambda unit: unit.grants.get(short.id)).end_reason == "term_over"


def test_sessions_and_keys_are_found_by_hash_and_by_person(membership: Membership) -> None:
    owner = somebody(membership, "a@city.example")
    session = Session(id=new_id(), person_id=owner.id, token_hash="s", created_at=membership.now, last_seen_at=membership.now)
    key = ApiKey(
        id=new_id(),
        person_id=owner.id,
        name="k",
        prefix="scn_x",
        token_hash="k",
        scopes=("read",),
        created_at=membership.now,
        expires_at=membership.now,
    )

    def look(unit: Any) -> Any:
        return [
            unit.sessions.by_token("s"),
            unit.sessions.by_token("k"),
            list(unit.sessions.of_person(owner.id)),
            unit.api_keys.by_token("k"),
            unit.api_keys.by_token("s"),
            list(unit.api_keys.of_person(owner.id)),
        ]

    within(membership, lambda unit: (unit.sessions.add(session), unit.api_keys.add(key)))
    assert within(membership, look) == [session, None, [session], key, None, [key]]


def test_throttles_remember_and_begin_anew(membership: Membership) -> None:
    def attempt(unit: Any) -> int:
        throttle = unit.throttles.of("sign_in_account", "a@city.example", 3)
        throttle.attempt(unit.now)
        unit.throttles.keep(throttle)
        return int(throttle.count)

    assert [within(membership, attempt) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(Exception, match="try again"):
        within(membership, attempt)
    membership.wait(minutes=15)
    assert within(membership, attempt) == 1


def test_a_sign_in_from_first_attempt_to_principal(membership: Membership) -> None:
    owner = somebody(membership, "a@city.example")
    request = SignIn(email="A@city.example", password="x")
    proven = membership.ask(accounts.count_sign_in, request, NOBODY)
    assert proven == accounts.Credentials(person_id=owner.id, password_hash="h")
    session = membership.ask(lambda unit, asked: accounts.open_session(unit, asked, proven=proven), request, NOBODY)
    principal = membership.ask(sessions.identify_session, IdentifySession(token=session.token), GATEWAY)
    assert (principal.person_id, principal.session_id) == (owner.id, session.session_id)


def test_countries_cities_and_references_are_reserved_and_freed(membership: Membership) -> None:
    hub = opened_hub(membership)
    with pytest.raises(Conflict, match="belongs to another hub"):
        opened_hub(membership, countries=("KE",))
    membership.ask(hubs.revise_hub, ReviseHub(hub_id=hub.id, changes={"countries": ["TZ"]}), management())
    opened_hub(membership, countries=("KE",))
    assert recommended(membership, person()).reference == "JOIN-2027-0001"
    rival = person()
    draft = drafted(membership, rival)
    assert draft.reference == "JOIN-2027-0002"
    with pytest.raises(Conflict, match="applying for this city"):
        membership.ask(applications.submit_application, SubmitApplication(application_id=draft.id), rival)


def test_a_forged_cursor_is_refused(membership: Membership) -> None:
    with pytest.raises(Invalid):
        membership.see(views.directory.list_cities, ListCities(cursor="AAAA"))


def test_an_aggregate_keeps_what_it_has_not_said(membership: Membership) -> None:
    somebody = Person(id=new_id(), name="A", email="a@c.example", language="en", password_hash="h", created_at=membership.now)
    somebody.register()
    within(membership, lambda unit: unit.people.add(somebody))
    assert within(membership, lambda unit: unit.people.get(somebody.id)) == somebody
    assert len(membership.said()) == 1


def test_an_address_that_somebody_left_is_free_for_another(membership: Membership) -> None:
    one = somebody(membership, "left@city.example")

    def move(unit: Any) -> None:
        person = unit.people.get(one.id)
        person.email = "new@city.example"
        unit.people.save(person)

    within(membership, move)
    other = somebody(membership, "left@city.example")
    assert within(membership, lambda unit: unit.people.by_email("LEFT@city.example")).id == other.id
    assert within(membership, lambda unit: unit.people.by_email("new@city.example")).id == one.id
    with pytest.raises((Conflict, DuplicateKeyError)):
        somebody(membership, "new@city.example")


def test_the_address_of_somebody_who_was_forgotten_is_free(membership: Membership) -> None:
    one = somebody(membership, "gone@city.example")

    def forget(unit: Any) -> None:
        person = unit.people.get(one.id)
        person.erase(new_id(), at=unit.now)
        unit.people.save(person)

    within(membership, forget)
    assert within(membership, lambda unit: unit.people.find(one.id)) is None
    again = somebody(membership, "gone@city.example")
    assert within(membership, lambda unit: unit.people.by_email("gone@city.example")).id == again.id
