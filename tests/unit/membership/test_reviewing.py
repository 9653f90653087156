"""The hub and the management unit read, ask, recommend, decide."""

from dataclasses import replace

import pytest

from chassis.context import Grant
from contracts.errors import Conflict, NotAllowed
from contracts.membership import (
    AdmitCity,
    ApplicationAdmitted,
    ApplicationDeclined,
    ApplicationRecommended,
    BeginReview,
    CityAdmitted,
    DeclineApplication,
    GetApplication,
    GetCity,
    GrantGiven,
    RecommendApplication,
    RequestInformation,
    ReviewBegun,
)
from contracts.roles import MANAGEMENT_UNIT
from services.membership import views
from services.membership.usecases import reviews
from tests.builders.membership import admitted, opened_hub, recommended, submitted, under_review
from tests.fakes.membership import MemoryMembership, hub_officer, management, person


def test_a_hub_takes_up_asks_and_recommends(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    ready = recommended(membership, person())
    assert ready.state == "recommended"
    assert membership.said()[-2:] == [
        ReviewBegun(application_id=ready.id, hub_id=hub.id),
        ApplicationRecommended(application_id=ready.id, hub_id=hub.id),
    ]


def test_admission_makes_a_city_and_its_focal_point(membership: MemoryMembership) -> None:
    applicant = person()
    done = admitted(membership, applicant)
    city = membership.see(views.directory.get_city, GetCity(city_id=done.city_id))
    assert (city.names["ar"], city.region, city.status, city.version) == ("ممباسا", "eastern_africa", "active", 1)
    assert (city.latitude, city.longitude) == (-4.1, 39.7)
    events = {type(event): event for event in membership.said()}
    assert events[ApplicationAdmitted] == ApplicationAdmitted(application_id=done.id, city_id=city.id)
    assert events[CityAdmitted] == CityAdmitted(
        city_id=city.id,
        application_id=done.id,
        hub_id=None,
        country="KE",
        subdivision="KE-28",
        region="eastern_africa",
        tier="municipality",
        population=1_208_333,
        languages=("sw", "en"),
        admitted_at=membership.now,
        population_year=2019,
        latitude=-4.1,
        longitude=39.7,
    )
    grant = events[GrantGiven]
    assert (grant.person_id, grant.role, grant.scope_kind, grant.scope_id) == (applicant.person_id, "focal_point", "city", city.id)


def test_events_carry_no_names_and_no_words_of_people(membership: MemoryMembership) -> None:
    opened_hub(membership)
    admitted(membership)
    everything = repr([row["data"] for row in membership.work.store["outbox"].rows.values()])
    for private in ("Mombasa", "Amina", "amina@", "coast", "Governor"):
        assert private not in everything


def test_an_application_is_admitted_once(membership: MemoryMembership) -> None:
    done = admitted(membership)
    with pytest.raises(Conflict) as refused:
        membership.ask(reviews.admit_city, AdmitCity(application_id=done.id), management())
    assert refused.value.code == "membership.wrong_state"


def test_declining_takes_a_reason_and_words(membership: MemoryMembership) -> None:
    applicant = person()
    reviewed = under_review(membership, applicant)
    decline = DeclineApplication(application_id=reviewed.id, reason="not_a_local_authority", note="A ministry cannot join.")
    done = membership.ask(reviews.decline_application, decline, management())
    assert (done.state, done.next_steps) == ("declined", ())
    assert membership.said()[-1] == ApplicationDeclined(application_id=reviewed.id, reason="not_a_local_authority")
    seen = membership.see(views.applications.get_application, GetApplication(application_id=reviewed.id), applicant)
    assert (seen.history[-1].note, seen.history[-1].reason) == ("A ministry cannot join.", "not_a_local_authority")


def test_a_submitted_application_is_not_declined_unread(membership: MemoryMembership) -> None:
    handed_in = submitted(membership, person())
    decline = DeclineApplication(application_id=handed_in.id, reason="other", note="No.")
    with pytest.raises(Conflict) as refused:
        membership.ask(reviews.decline_application, decline, management())
    assert refused.value.code == "membership.wrong_state"


def test_the_management_unit_leaves_the_reading_to_the_hub_there_is(membership: MemoryMembership) -> None:
    opened_hub(membership)
    handed_in = submitted(membership, person())
    with pytest.raises(NotAllowed) as refused:
        membership.ask(reviews.begin_review, BeginReview(application_id=handed_in.id), management())
    assert refused.value.code == "membership.not_yours_to_do"


def test_a_hub_does_not_decide(membership: MemoryMembership) -> None:
    hub = opened_hub(membership)
    ready = recommended(membership, person())
    with pytest.raises(NotAllowed) as refused:
        membership.ask(reviews.admit_city, AdmitCity(application_id=ready.id), hub_officer(hub.id))
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("use_case", "request_of"),
    [
        (reviews.begin_review, lambda id: BeginReview(application_id=id)),
        (reviews.request_information, lambda id: RequestInformation(application_id=id, question="Why?")),
        (reviews.recommend_application, lambda id: RecommendApplication(application_id=id)),
        (reviews.admit_city, lambda id: AdmitCity(application_id=id)),
        (reviews.decline_application, lambda id: DeclineApplication(application_id=id, reason="other", note="No.")),
    ],
)
def test_nobody_decides_on_an_application_of_their_own(membership: MemoryMembership, use_case, request_of) -> None:
    chief = replace(person(), grants=(Grant(role=MANAGEMENT_UNIT, scope_kind="network"),))
    handed_in = submitted(membership, chief)
    with pytest.raises(NotAllowed) as refused:
        membership.ask(use_case, request_of(handed_in.id), chief)
    assert refused.value.code == "membership.own_application"


def test_a_review_seen_too_long_ago_is_not_written(membership: MemoryMembership) -> None:
    handed_in = submitted(membership, person())
    with pytest.raises(Conflict) as refused:
        membership.ask(reviews.begin_review, BeginReview(application_id=handed_in.id), management(), version=handed_in.version - 1)
    assert refused.value.code == "stale_version"


def test_each_reader_is_told_what_they_may_do_next(membership: MemoryMembership) -> None:
    hub, applicant = opened_hub(membership), person()
    reviewed = under_review(membership, applicant)

    def steps(reader):
        return membership.see(views.applications.get_application, GetApplication(application_id=reviewed.id), reader).next_steps

    assert steps(applicant) == ("withdraw_application",)
    assert steps(hub_officer(hub.id)) == ("request_information", "recommend_application")
    assert steps(management()) == ("decline_application",)
