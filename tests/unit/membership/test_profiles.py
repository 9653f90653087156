"""What a city says of itself: what waits for the mayor's office, what does not, and what is kept of it."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    ApproveProposal,
    CityAdmitted,
    CityProfileChanged,
    CityView,
    GetCity,
    ListProfileHistory,
    ProfileProposed,
    ProposalReturned,
    ReturnProposal,
    ReviseProfile,
    SubmitApplication,
    WithdrawProposal,
)
from services.membership import views
from services.membership.usecases import applications, profiles
from tests.builders.cities import focal_point, mayor, member_city
from tests.builders.membership import drafted, named, opened_hub
from tests.builders.people import given, somebody
from tests.fakes.membership import NOBODY, MemoryMembership, hub_officer, management, person

STRATEGY = {"exists": True, "since": 2021, "detail": {"en": "Adopted by the council."}, "link": "https://city.example/strategy"}


@pytest.fixture
def city_id(membership: MemoryMembership) -> str:
    opened_hub(membership)
    return member_city(membership)


def revise(membership: MemoryMembership, city_id: str, by: Actor, version: int | None = None, **changes: Any) -> CityView:
    view: CityView = membership.ask(profiles.revise_profile, ReviseProfile(city_id=city_id, changes=changes), by, version=version)
    return view


def see(membership: MemoryMembership, city_id: str, by: Actor = NOBODY) -> CityView:
    view: CityView = membership.see(views.directory.get_city, GetCity(city_id=city_id), by)
    return view


def approve(membership: MemoryMembership, city_id: str, by: Actor, version: int | None = None, **asked: Any) -> CityView:
    view: CityView = membership.ask(profiles.approve_proposal, ApproveProposal(city_id=city_id, **asked), by, version=version)
    return view


def history(membership: MemoryMembership, city_id: str, by: Actor, **asked: Any) -> list[Any]:
    return list(membership.see(views.profiles.list_profile_history, ListProfileHistory(city_id=city_id, **asked), by).items)


def changes_said(membership: MemoryMembership) -> list[CityProfileChanged]:
    return [event for event in membership.said() if isinstance(event, CityProfileChanged)]


def the_office_is_held(membership: MemoryMembership, city_id: str) -> Actor:
    """Somebody holds the mayor's office of the city from now on."""
    holder = somebody(membership)
    given(membership, holder, "mayors_office", city_id)
    return mayor(city_id, id=holder)


# ---------------------------------------------------------------- what waits and what does not


def test_what_the_public_would_read_anew_waits(membership: MemoryMembership, city_id: str) -> None:
    author = focal_point(city_id)
    view = revise(membership, city_id, author, population=1_300_000, population_year=2024)
    assert (view.population, [one.field for one in view.proposal or ()]) == (1_208_333, ["population"])
    assert (view.proposal or ())[0].value == {"population": 1_300_000, "population_year": 2024}
    assert see(membership, city_id).population == 1_208_333
    assert changes_said(membership) == []
    view = approve(membership, city_id, mayor(city_id))
    assert (view.population, view.proposal) == (1_300_000, ())
    assert see(membership, city_id).population == 1_300_000
    assert [(event.population, event.members_only) for event in changes_said(membership)] == [(1_300_000, ())]


def test_the_mayors_own_word_is_public_at_once(membership: MemoryMembership, city_id: str) -> None:
    view = revise(membership, city_id, mayor(city_id), names={"sw": "Mombasa"}, website="https://mombasa.example")
    assert (view.names["sw"], view.website, view.proposal) == ("Mombasa", "https://mombasa.example", ())
    steps = history(membership, city_id, mayor(city_id))
    assert {(step.step, step.field, step.approval) for step in steps} == {("changed", "names", "own"), ("changed", "website", "own")}


def test_what_is_not_public_applies_at_once(membership: MemoryMembership, city_id: str) -> None:
    view = revise(membership, city_id, focal_point(city_id), strategy=STRATEGY, mandate={"exists": False})
    assert view.strategy is not None
    assert (view.strategy.since, view.proposal) == (2021, ())
    assert see(membership, city_id).strategy is None
    assert see(membership, city_id, focal_point(member_city(membership, "Nakuru"))).strategy == view.strategy
    [said] = changes_said(membership)
    assert (said.strategy, said.mandate, said.prevention_network, said.members_only) == (True, False, None, ("mandate", "strategy"))


def test_hiding_and_emptying_never_wait(membership: MemoryMembership, city_id: str) -> None:
    view = revise(membership, city_id, focal_point(city_id), visibility={"population": "network"}, subdivision=None)
    assert (view.population, view.subdivision, view.proposal) == (1_208_333, None, ())
    assert see(membership, city_id).population is None


def test_making_something_public_waits(membership: MemoryMembership, city_id: str) -> None:
    revise(membership, city_id, focal_point(city_id), strategy=STRATEGY)
    view = revise(membership, city_id, focal_point(city_id), visibility={"strategy": "public"})
    assert [(one.field, one.visibility) for one in view.proposal or ()] == [("strategy", "public")]
    assert view.visibility is not None
    assert view.visibility.strategy == "members"
    assert see(membership, city_id).strategy is None
    approve(membership, city_id, mayor(city_id), fields=("strategy",))
    assert see(membership, city_id).strategy is not None


def test_part_of_a_revision_may_wait_while_the_rest_applies(membership: MemoryMembership, city_id: str) -> None:
    view = revise(membership, city_id, focal_point(city_id), tier="county", mandate={"exists": True}, visibility={"location": "members"})
    assert ([one.field for one in view.proposal or ()], view.tier, view.mandate is not None) == (["tier"], "municipality", True)
    assert see(membership, city_id).latitude is None


def test_a_later_word_about_a_field_replaces_what_waited(membership: MemoryMembership, city_id: str) -> None:
    first, second = focal_point(city_id), focal_point(city_id)
    revise(membership, city_id, first, population=2, population_year=2020)
    view = revise(membership, city_id, second, population=3, population_year=2020)
    assert [(one.by, one.value["population"]) for one in view.proposal or ()] == [(second.person_id, 3)]
    view = revise(membership, city_id, first, visibility={"population": "members"})
    assert view.proposal == ()
    steps = [(step.step, step.author) for step in history(membership, city_id, first, field="population")]
    assert steps == [
        ("changed", first.person_id),
        ("superseded", second.person_id),
        ("proposed", second.person_id),
        ("superseded", first.person_id),
        ("proposed", first.person_id),
    ]


def test_a_revision_that_changes_nothing_is_not_written(membership: MemoryMembership, city_id: str) -> None:
    before = see(membership, city_id, management())
    view = revise(membership, city_id, management(), names={"en": "Mombasa"}, visibility={"population": "public"})
    assert (view, history(membership, city_id, management())) == (before, [])


# ---------------------------------------------------------------- who may


def test_without_a_mayors_office_the_hub_or_the_unit_approves_on_its_behalf(membership: MemoryMembership, city_id: str) -> None:
    hub_id = str(see(membership, city_id).hub_id)
    for approver, part in ((hub_officer(hub_id), "hub"), (management(), "management_unit")):
        revise(membership, city_id, focal_point(city_id), population=len(part) + 1, population_year=2024)
        approve(membership, city_id, approver)
        [step, *_] = history(membership, city_id, approver, field="population")
        assert (step.step, step.approval, step.by, step.by_part) == ("approved", "on_behalf", approver.person_id, part)


def test_with_a_mayors_office_nobody_else_decides(membership: MemoryMembership, city_id: str) -> None:
    chief = the_office_is_held(membership, city_id)
    revise(membership, city_id, management(), population=5, population_year=2024)
    for ask in (
        lambda: approve(membership, city_id, management()),
        lambda: membership.ask(profiles.return_proposal, ReturnProposal(city_id=city_id, note="No."), management()),
    ):
        with pytest.raises(NotAllowed) as refused:
            ask()
        assert refused.value.code == "membership.mayors_office_decides"
    assert approve(membership, city_id, chief).population == 5
    assert history(membership, city_id, chief)[0].approval == "given"


def test_a_focal_point_approves_nothing(membership: MemoryMembership, city_id: str) -> None:
    revise(membership, city_id, focal_point(city_id), population=5, population_year=2024)
    both = replace(management(), grants=(*focal_point(city_id).grants, *management().grants))
    with pytest.raises(NotAllowed):
        approve(membership, city_id, both)


@pytest.mark.parametrize("who", ["another city", "another hub"])
def test_strangers_write_nothing_and_read_no_history(membership: MemoryMembership, city_id: str, who: str) -> None:
    other_hub = opened_hub(membership, countries=("ES",))
    stranger = hub_officer(other_hub.id) if who == "another hub" else mayor(member_city(membership, "Nakuru"))
    for ask in (
        lambda: revise(membership, city_id, stranger, population=1),
        lambda: history(membership, city_id, stranger),
        lambda: membership.ask(profiles.withdraw_proposal, WithdrawProposal(city_id=city_id), stranger),
    ):
        with pytest.raises(NotAllowed) as refused:
            ask()
        assert refused.value.code == "membership.not_yours_to_do"
    view = see(membership, city_id, stranger)
    assert (view.visibility, view.proposal) == (None, None)


def test_a_city_that_is_not_there_has_no_profile(membership: MemoryMembership) -> None:
    with pytest.raises(NotFound):
        revise(membership, str(person().person_id), management(), population=1)


# ---------------------------------------------------------------- what becomes of a proposal


def test_a_proposal_is_returned_with_a_note(membership: MemoryMembership, city_id: str) -> None:
    author = focal_point(city_id)
    revise(membership, city_id, author, population=5, population_year=2024)
    back = ReturnProposal(city_id=city_id, note="The count is not final.", fields=("population",))
    view = membership.ask(profiles.return_proposal, back, mayor(city_id))
    assert (view.proposal, view.population) == ((), 1_208_333)
    [step, _] = history(membership, city_id, author)
    assert (step.step, step.note, step.author) == ("returned", "The count is not final.", author.person_id)


def test_whoever_decides_hears_once_that_something_waits(membership: MemoryMembership, city_id: str) -> None:
    def asked_for() -> list[str]:
        return [event.waits_for for event in membership.said() if isinstance(event, ProfileProposed)]

    author = focal_point(city_id)
    revise(membership, city_id, author, strategy=STRATEGY)
    assert asked_for() == [], "members see it at once"
    revise(membership, city_id, author, website="https://mombasa.example/")
    revise(membership, city_id, author, population=1_300_000, population_year=2024)
    assert asked_for() == ["hub"], "nobody holds the mayor's office"
    office = the_office_is_held(membership, city_id)
    approve(membership, city_id, office)
    revise(membership, city_id, author, website="https://mombasa.example/en")
    assert asked_for() == ["hub", "mayors_office"]
    asked = ReturnProposal(city_id=city_id, note="Not ours.")
    membership.ask(profiles.return_proposal, asked, office)
    assert sum(isinstance(event, ProposalReturned) for event in membership.said()) == 1


def test_only_its_author_takes_a_proposal_back(membership: MemoryMembership, city_id: str) -> None:
    author, colleague = focal_point(city_id), focal_point(city_id)
    revise(membership, city_id, author, population=5, population_year=2024)
    revise(membership, city_id, colleague, tier="county")
    with pytest.raises(NotAllowed) as refused:
        membership.ask(profiles.withdraw_proposal, WithdrawProposal(city_id=city_id, fields=("population",)), colleague)
    assert refused.value.code == "membership.not_your_proposal"
    view = membership.ask(profiles.withdraw_proposal, WithdrawProposal(city_id=city_id), author)
    assert [one.field for one in view.proposal or ()] == ["tier"]


def test_nothing_that_does_not_wait_is_approved(membership: MemoryMembership, city_id: str) -> None:
    for fields in ((), ("population",)):
        with pytest.raises(Conflict) as refused:
            approve(membership, city_id, mayor(city_id), fields=fields)
        assert (refused.value.code, refused.value.details["version"]) == ("membership.nothing_proposed", 1)


def test_what_has_changed_since_it_was_read_is_not_approved(membership: MemoryMembership, city_id: str) -> None:
    seen = revise(membership, city_id, focal_point(city_id), population=5, population_year=2024)
    revise(membership, city_id, focal_point(city_id), population=6, population_year=2024)
    with pytest.raises(Conflict) as refused:
        approve(membership, city_id, mayor(city_id), version=seen.version)
    assert (refused.value.code, refused.value.details) == ("stale_version", {"version": seen.version + 1})


def test_a_revision_of_what_was_not_read_is_refused(membership: MemoryMembership, city_id: str) -> None:
    with pytest.raises(Conflict):
        revise(membership, city_id, management(), version=7, population=5)


# ---------------------------------------------------------------- history


def test_the_history_is_paged_and_names_values_and_versions(membership: MemoryMembership, city_id: str) -> None:
    author = focal_point(city_id)
    for population in (5, 6, 7):
        revise(membership, city_id, author, visibility={"population": "members"}, population=population, population_year=2024)
    page = membership.see(views.profiles.list_profile_history, ListProfileHistory(city_id=city_id, limit=2), author)
    rest = membership.see(views.profiles.list_profile_history, ListProfileHistory(city_id=city_id, limit=2, cursor=page.next), author)
    steps = [*page.items, *rest.items]
    assert [(step.version, step.before["population"], step.after["population"]) for step in steps] == [
        (4, 6, 7),
        (3, 5, 6),
        (2, 1_208_333, 5),
    ]
    assert (steps[-1].visibility_before, steps[-1].visibility_after, rest.next) == ("public", "members", None)


def test_staff_are_private_in_history_and_proposal(membership: MemoryMembership, city_id: str) -> None:
    officer = management()
    view = revise(membership, city_id, officer, population=5, population_year=2024)
    assert (view.proposal or ())[0].by == officer.person_id
    own = focal_point(city_id)
    assert [(one.by, one.by_part) for one in see(membership, city_id, own).proposal or ()] == [(None, "management_unit")]
    [step] = history(membership, city_id, own)
    assert (step.by, step.author, step.by_part) == (None, None, "management_unit")
    assert history(membership, city_id, management())[0].by == officer.person_id


# ---------------------------------------------------------------- what is told, and taken back


def test_what_is_hidden_is_taken_back_from_the_log(membership: MemoryMembership, city_id: str) -> None:
    """From the public as well: what is only for members now is said to them again, and named as theirs."""
    revise(membership, city_id, mayor(city_id), population=5, population_year=2024)
    revise(membership, city_id, focal_point(city_id), visibility={"population": "network", "languages": "members"})
    [admitted] = [event for event in membership.said() if isinstance(event, CityAdmitted)]
    assert (admitted.population, admitted.population_year, admitted.languages) == (None, None, None)
    first, second = changes_said(membership)
    assert (first.population, first.languages) == (None, None)
    assert (second.population, second.languages, second.members_only) == (None, ("sw", "en"), ("languages",))


def test_what_only_staff_see_changes_without_a_word(membership: MemoryMembership, city_id: str) -> None:
    revise(membership, city_id, management(), visibility={"mandate": "network"})
    said = len(membership.said())
    revise(membership, city_id, management(), mandate={"exists": True, "since": 2020})
    assert len(membership.said()) == said


def test_a_change_that_travels_in_no_event_is_still_announced(membership: MemoryMembership, city_id: str) -> None:
    """Names and addresses are fetched; whoever keeps them must hear that they changed."""
    revise(membership, city_id, mayor(city_id), names={"sw": "Mvita"})
    assert len(changes_said(membership)) == 1


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"subdivision": "TZ-02"}, "/changes/subdivision", "membership.unknown_subdivision"),
        ({"population_year": 2028}, "/changes/population_year", "membership.in_the_future"),
        ({"population": None}, "/changes/population", "required"),
        ({"latitude": None}, "/changes/latitude", "required"),
        ({"languages": ["sw", "sw"]}, "/changes/languages/1", "membership.repeated_language"),
        ({"languages": ["qqq"]}, "/changes/languages/0", "membership.unknown_language"),
        ({"names": {"en": "—"}}, "/changes/names/en", "membership.no_name"),
        ({"strategy": {"exists": True, "since": 2031}}, "/changes/strategy/since", "membership.in_the_future"),
        ({"mandate": {"exists": False, "since": 2020}}, "/changes/mandate/since", "membership.nothing_there"),
        ({"website": "ftp://x.example/"}, "/changes/website", "format"),
        (
            {"strategy": {"exists": True, "detail": {"en": "Ours."}, "source_lang": "sw"}},
            "/changes/strategy/source_lang",
            "membership.source_not_there",
        ),
        ({"names": None}, "/changes/names", "required"),
    ],
)
def test_a_profile_is_checked(membership: MemoryMembership, city_id: str, changes: Any, pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        revise(membership, city_id, management(), **changes)
    [error] = refused.value.details["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_places_are_kept_coarse(membership: MemoryMembership, city_id: str) -> None:
    view = revise(membership, city_id, mayor(city_id), latitude=-4.0547, longitude=39.6636)
    assert (view.latitude, view.longitude, view.version) == (-4.1, 39.7, 1)


def test_a_new_name_is_reserved_and_an_old_one_is_free(membership: MemoryMembership, city_id: str) -> None:
    member_city(membership, "Nakuru")
    with pytest.raises(Conflict) as refused:
        revise(membership, city_id, mayor(city_id), names={"en": "Nakuru"})
    assert refused.value.code == "membership.name_taken"
    revise(membership, city_id, mayor(city_id), names={"en": "Mvita"})
    applicant = person()
    draft = drafted(membership, applicant, named("Mombasa"))
    membership.ask(applications.submit_application, SubmitApplication(application_id=draft.id), applicant)
    other = drafted(membership, applicant, named("Mvita"))
    with pytest.raises(Conflict) as refused:
        membership.ask(applications.submit_application, SubmitApplication(application_id=other.id), applicant)
    assert refused.value.code == "membership.already_member"
