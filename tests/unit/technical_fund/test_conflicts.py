"""Conflicts of interest: derived before anybody bids, declared, lifted; what follows for seats; bids of those who have none."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts import membership as m
from contracts.errors import NotAllowed
from contracts.roles import DONOR, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund import (
    BidOnApplication,
    DeclareFundConflict,
    FindApplicationEligible,
    FindRecused,
    FundConflicts,
    GetFundApplication,
    JoinReviewerPool,
    LiftFundConflict,
    ListBiddableApplications,
    ListFundConflicts,
    ListRecusals,
    RecordFundConflict,
    ReviewerRecused,
    ReviseReviewerProfile,
    RunScreening,
)
from services.technical_fund import views
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.conflicts import Engagement
from services.technical_fund.domain.facts import role_tie
from services.technical_fund.usecases import conflicts, deriving, reviewers, screening
from tests.builders.fund import facts
from tests.builders.fund.applications import a_call, a_city, a_draft, submitted
from tests.builders.fund.refused import refused
from tests.builders.fund.reviewers import a_reviewer, profile
from tests.fakes.technical_fund import GATEWAY, MemoryFund, focal_point, management, mayors_office, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def applied(fund: MemoryFund, city_id: str | None = None, call_id: str | None = None) -> str:
    return str(submitted(fund, call_id or a_call(fund), city_id or a_city(fund)).application.id)


def made_eligible(fund: MemoryFund, application_id: str) -> str:
    fund.ask(screening.run_screening, RunScreening(application_id=application_id), management())
    fund.ask(screening.find_application_eligible, FindApplicationEligible(application_id=application_id), management())
    return application_id


def grounds(fund: MemoryFund, application_id: str, who: Actor) -> list[str]:
    seen: FundConflicts = fund.see(views.conflicts.list_fund_conflicts, ListFundConflicts(application_id=application_id), management())
    return [one.ground for one in seen.items if one.person_id == who.person_id and one.stands]


def recusals(fund: MemoryFund, who: Actor) -> tuple[str, ...]:
    told = fund.see(views.conflicts.list_recusals, ListRecusals(person_id=str(who.person_id)), GATEWAY)
    ids: tuple[str, ...] = told.application_ids
    return ids


def seat(fund: MemoryFund, application_id: str, who: Actor) -> str:
    made = Assignment(
        id=new_id(),
        application_id=application_id,
        call_id=fund.within(lambda unit: unit.applications.get(application_id).call_id),
        reviewer_id=str(who.person_id),
        assigned_at=fund.now,
        accept_by=fund.now + timedelta(days=7),
    )
    fund.within(lambda unit: unit.assignments.add(made))
    return made.id


def state_of(fund: MemoryFund, assignment_id: str) -> str:
    return str(fund.within(lambda unit: unit.assignments.get(assignment_id).state))


# ---------------------------------------------------------------- derived


def test_whoever_has_nothing_to_do_with_a_city_is_recused_from_nothing(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    application = applied(fund)
    assert (grounds(fund, application, one), recusals(fund, one)) == ([], ())


def test_a_reviewer_based_in_the_country_is_recused_unless_the_call_lets_compatriots_judge(fund: MemoryFund) -> None:
    one = a_reviewer(fund, country="CL")
    strict, lax = applied(fund), applied(fund, call_id=a_call(fund, compatriots_may_review=True))
    assert (grounds(fund, strict, one), grounds(fund, lax, one)) == (["same_country"], [])


def test_a_reviewer_who_works_for_a_city_of_the_country_is_recused(fund: MemoryFund) -> None:
    one = a_reviewer(fund, city_ids=(a_city(fund),))
    assert grounds(fund, applied(fund), one) == ["same_country"]


@pytest.mark.parametrize("role", [FOCAL_POINT, MAYORS_OFFICE])
def test_a_reviewer_who_holds_a_role_over_the_city_is_recused(fund: MemoryFund, role: str) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    fund.hear(facts.granted(str(one.person_id), city, role))
    assert "same_city" in grounds(fund, applied(fund, city), one)


def test_who_worked_for_the_city_is_recused_for_as_long_as_the_terms_say(fund: MemoryFund) -> None:
    one, other, city = a_reviewer(fund), a_reviewer(fund), a_city(fund)
    for who, years in ((one, 2.9), (other, 3.1)):
        given = facts.granted(str(who.person_id), city)
        fund.hear(given, facts.grant_ended(given, fund.now - timedelta(days=365.25 * years)))
    application = applied(fund, city)
    assert "same_city" in grounds(fund, application, one)
    assert grounds(fund, application, other) == []


def test_the_hub_officer_of_the_citys_hub_is_recused(fund: MemoryFund) -> None:
    one, hub = a_reviewer(fund), new_id()
    fund.hear(facts.granted(str(one.person_id), hub, HUB_OFFICER))
    assert grounds(fund, applied(fund, a_city(fund, hub_id=hub)), one) == ["hub_office"]


def test_an_agreement_in_force_between_a_reviewers_organisation_and_the_city_recuses(fund: MemoryFund) -> None:
    organisation, city = new_id(), a_city(fund)
    one = a_reviewer(fund, organisation_id=organisation)
    fund.hear(facts.signed(organisation, city))
    assert grounds(fund, applied(fund, city), one) == ["partner_agreement"]


def test_an_agreement_that_is_over_recuses_nobody(fund: MemoryFund) -> None:
    organisation, city = new_id(), a_city(fund)
    one = a_reviewer(fund, organisation_id=organisation)
    fund.hear(facts.signed(organisation, city, ends_on=fund.now.date() - timedelta(days=1)))
    assert grounds(fund, applied(fund, city), one) == []


def test_an_agreement_that_ends_today_is_in_force(fund: MemoryFund) -> None:
    organisation, city = new_id(), a_city(fund)
    one = a_reviewer(fund, organisation_id=organisation)
    fund.hear(facts.signed(organisation, city, ends_on=fund.now.date()))
    assert grounds(fund, applied(fund, city), one) == ["partner_agreement"]


def test_a_donors_person_is_recused_by_the_agreement_they_act_under(fund: MemoryFund) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    agreement = facts.signed(new_id(), city)
    fund.hear(agreement, facts.granted(str(one.person_id), agreement.agreement_id, DONOR))
    assert grounds(fund, applied(fund, city), one) == ["partner_agreement"]


def test_an_expert_of_a_citys_award_is_recused_from_its_next_application(fund: MemoryFund) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    helped = Engagement(award_id=new_id(), city_id=city, person_id=str(one.person_id), since=fund.now)
    fund.within(lambda unit: deriving.note_engagement(unit, helped))
    assert grounds(fund, applied(fund, city), one) == ["past_award"]


def test_who_works_for_a_mentor_city_is_recused_from_the_mentored_citys_application(fund: MemoryFund) -> None:
    mentor, city = a_city(fund, country="CA"), a_city(fund)
    one = a_reviewer(fund, city_ids=(mentor,))
    application = applied(fund, city)
    fund.hear(facts.granted(str(one.person_id), mentor))
    helped = Engagement(award_id=new_id(), city_id=city, mentor_city_id=mentor, since=fund.now)
    fund.within(lambda unit: deriving.note_engagement(unit, helped))
    assert grounds(fund, application, one) == ["mentor"]


def test_a_manager_who_worked_for_the_city_is_recused_and_others_of_its_country_are_not(fund: MemoryFund) -> None:
    one, other, city = management(), management(), a_city(fund)
    for who in (one, other):
        fund.hear(facts.granted(str(who.person_id), None, MANAGEMENT_UNIT))
    fund.hear(facts.granted(str(one.person_id), city), facts.granted(str(other.person_id), a_city(fund)))
    application = applied(fund, city)
    assert recusals(fund, one) == (application,)
    assert recusals(fund, other) == ()


def test_drafts_recuse_nobody(fund: MemoryFund) -> None:
    one = a_reviewer(fund, country="CL")
    a_draft(fund, a_call(fund), a_city(fund))
    assert recusals(fund, one) == ()


# ---------------------------------------------------------------- late


def test_joining_the_pool_finds_the_conflicts_with_what_is_there(fund: MemoryFund) -> None:
    application = applied(fund)
    assert recusals(fund, a_reviewer(fund, country="CL")) == (application,)


def test_a_late_conflict_takes_the_seat_and_says_so(fund: MemoryFund) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    application = applied(fund, city)
    taken = seat(fund, application, one)
    fund.hear(facts.granted(str(one.person_id), city))
    assert state_of(fund, taken) == "released"
    said = [event for event in fund.said() if isinstance(event, ReviewerRecused)]
    assert ReviewerRecused(person_id=str(one.person_id), application_id=application, ground="same_city") in said
    assert "reviewer_recused" in [entry["what"] for entry in fund.within(lambda unit: list(unit.histories.entries(application)))]


def test_a_late_agreement_takes_the_seat(fund: MemoryFund) -> None:
    organisation, city = new_id(), a_city(fund)
    one = a_reviewer(fund, organisation_id=organisation)
    taken = seat(fund, applied(fund, city), one)
    fund.hear(facts.signed(organisation, city))
    assert state_of(fund, taken) == "released"


def test_another_hub_of_the_city_takes_its_officers_seat(fund: MemoryFund) -> None:
    one, hub, city = a_reviewer(fund), new_id(), a_city(fund)
    fund.hear(facts.granted(str(one.person_id), hub, HUB_OFFICER))
    application = applied(fund, city)
    taken = seat(fund, application, one)
    fund.hear(m.CityHubChanged(city_id=city, country="CL", from_hub_id=None, to_hub_id=hub))
    assert (state_of(fund, taken), grounds(fund, application, one)) == ("released", ["hub_office"])


def test_what_is_heard_twice_recuses_once(fund: MemoryFund) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    application = applied(fund, city)
    seat(fund, application, one)
    given = facts.granted(str(one.person_id), city)
    fund.hear(given, given)
    assert sum(isinstance(event, ReviewerRecused) for event in fund.said()) == len(set(grounds(fund, application, one)))


def test_a_conflict_never_goes_away_by_itself_but_may_be_lifted_then(fund: MemoryFund) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    given = facts.granted(str(one.person_id), city)
    fund.hear(given)
    application = applied(fund, city)
    lift = LiftFundConflict(application_id=application, person_id=str(one.person_id), ground="same_city", reason="It was a mistake.")
    with refused("technical_fund.cannot_lift"):
        fund.ask(conflicts.lift_fund_conflict, lift, management())
    fund.hear(facts.grant_ended(given, fund.now - timedelta(days=4000)))
    assert "same_city" in grounds(fund, application, one)
    fund.ask(conflicts.lift_fund_conflict, lift, management())
    assert "same_city" not in grounds(fund, application, one)


def test_what_was_lifted_stands_again_when_it_is_true_again(fund: MemoryFund) -> None:
    organisation, city = new_id(), a_city(fund)
    one = a_reviewer(fund, organisation_id=organisation)
    agreement = facts.signed(organisation, city)
    fund.hear(agreement)
    application = applied(fund, city)
    fund.hear(m.AgreementEnded(agreement_id=agreement.agreement_id, ended_at=fund.now - timedelta(days=1)))
    lift = LiftFundConflict(application_id=application, person_id=str(one.person_id), ground="partner_agreement", reason="Over.")
    fund.ask(conflicts.lift_fund_conflict, lift, management())
    assert grounds(fund, application, one) == []
    fund.hear(m.AgreementRenewed(agreement_id=agreement.agreement_id, term=2, signed_on=None, starts_on=None, ends_on=date(2030, 1, 1)))
    assert grounds(fund, application, one) == ["partner_agreement"]


def test_what_was_lifted_while_it_was_true_stays_lifted(fund: MemoryFund) -> None:
    organisation, city = new_id(), a_city(fund)
    one = a_reviewer(fund, organisation_id=organisation)
    fund.hear(facts.signed(organisation, city))
    application = applied(fund, city)
    lift = LiftFundConflict(application_id=application, person_id=str(one.person_id), ground="partner_agreement", reason="Another office.")
    fund.ask(conflicts.lift_fund_conflict, lift, management())
    fund.hear(facts.signed(organisation, city))
    assert (grounds(fund, application, one), recusals(fund, one)) == ([], ())


def test_taking_a_city_out_of_ones_profile_lifts_nothing(fund: MemoryFund) -> None:
    city = a_city(fund)
    one = a_reviewer(fund, city_ids=(city,))
    application = applied(fund, city)
    request = ReviseReviewerProfile(person_id=str(one.person_id), changes={"city_ids": []})  # type: ignore[dict-item]
    fund.ask(reviewers.revise_reviewer_profile, request, one)
    assert "same_city" in grounds(fund, application, one)


def test_conflicts_of_everybody_are_found_by_a_job_after_facts_were_built_anew(fund: MemoryFund) -> None:
    one, city = a_reviewer(fund), a_city(fund)
    application = applied(fund, city)
    tie = facts.granted(str(one.person_id), city)
    fund.within(lambda unit: unit.role_ties.keep(role_tie(tie)))
    fund.within(lambda unit: deriving.when_facts_were_rebuilt_find_all(unit, True))
    assert fund.run_jobs() == 0
    fund.within(lambda unit: deriving.when_facts_were_rebuilt_find_all(unit, False))
    assert fund.run_jobs() == 1
    assert "same_city" in grounds(fund, application, one)


# ---------------------------------------------------------------- declared and noted


def test_a_declared_conflict_recuses_at_once_and_frees_the_seat(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    application = applied(fund)
    taken = seat(fund, application, one)
    fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=application, nature="family", reason="My sister."), one)
    assert (recusals(fund, one), state_of(fund, taken)) == ((application,), "released")
    with refused("technical_fund.no_application"):
        fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=application, nature="family"), one)


def test_the_reason_is_the_management_units_to_read_and_nowhere_in_clear(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    application = applied(fund)
    seat(fund, application, one)
    fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=application, nature="family", reason="My sister."), one)
    seen = fund.see(views.conflicts.list_fund_conflicts, ListFundConflicts(application_id=application), management())
    assert [(item.nature, item.reason) for item in seen.items] == [("family", "My sister.")]
    assert "My sister" not in str(fund.work.store.snapshot())


def test_whoever_could_not_know_the_application_declares_nothing(fund: MemoryFund) -> None:
    application = applied(fund)
    for stranger in (reviewer(), a_reviewer(fund)):
        with refused("technical_fund.no_application"):
            fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=application, nature="other"), stranger)


def test_a_manager_declares_their_own_conflict_and_knows_the_application_no_more(fund: MemoryFund) -> None:
    application, one = applied(fund), management()
    fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=application, nature="dispute"), one)
    with refused("technical_fund.no_application"):
        fund.see(views.conflicts.list_fund_conflicts, ListFundConflicts(application_id=application), one)


def test_the_management_unit_notes_a_conflict_of_somebody_else_once(fund: MemoryFund) -> None:
    one, by = a_reviewer(fund), management()
    application = applied(fund)
    note = RecordFundConflict(application_id=application, person_id=str(one.person_id), nature="business", reason="They advise them.")
    fund.ask(conflicts.record_fund_conflict, note, by)
    assert recusals(fund, one) == (application,)
    with refused("technical_fund.conflict_known"):
        fund.ask(conflicts.record_fund_conflict, note, by)
    own = RecordFundConflict(application_id=application, person_id=str(by.person_id), nature="business", reason="Mine.")
    with refused("technical_fund.declare_it_yourself"):
        fund.ask(conflicts.record_fund_conflict, own, by)


def test_a_declared_conflict_may_be_lifted_and_declared_again(fund: MemoryFund) -> None:
    one = a_reviewer(fund)
    application = made_eligible(fund, applied(fund))
    declare = DeclareFundConflict(application_id=application, nature="friendship")
    fund.ask(conflicts.declare_fund_conflict, declare, one)
    lift = LiftFundConflict(application_id=application, person_id=str(one.person_id), ground="declared", reason="Long ago.")
    fund.ask(conflicts.lift_fund_conflict, lift, management())
    assert recusals(fund, one) == ()
    with refused("technical_fund.no_conflict"):
        fund.ask(conflicts.lift_fund_conflict, lift, management())
    fund.ask(conflicts.declare_fund_conflict, declare, one)
    assert recusals(fund, one) == (application,)


def test_nobody_lifts_a_conflict_of_their_own(fund: MemoryFund) -> None:
    application, one = applied(fund), management()
    fund.ask(conflicts.declare_fund_conflict, DeclareFundConflict(application_id=application, nature="dispute"), one)
    lift = LiftFundConflict(application_id=application, person_id=str(one.person_id), ground="declared", reason="I am fair.")
    with refused("technical_fund.no_application"):
        fund.ask(conflicts.lift_fund_conflict, lift, one)


def test_the_chair_sees_conflicts_and_a_seated_reviewer_does_not(fund: MemoryFund) -> None:
    chair, seated = a_reviewer(fund), a_reviewer(fund)
    application = applied(fund, call_id=a_call(fund, chair_id=chair.person_id))
    seat(fund, application, seated)
    request = ListFundConflicts(application_id=application)
    assert fund.see(views.conflicts.list_fund_conflicts, request, chair).items == ()
    with refused("technical_fund.not_yours_to_do"):
        fund.see(views.conflicts.list_fund_conflicts, request, seated)


# ---------------------------------------------------------------- people of the city


def test_a_reviewer_who_works_for_the_city_is_its_applicant_and_nothing_else(fund: MemoryFund) -> None:
    city = a_city(fund)
    both = Actor(kind="person", person_id=new_id(), grants=(*mayors_office(city).grants, *reviewer().grants))
    fund.hear(facts.granted(str(both.person_id), city, MAYORS_OFFICE))
    fund.ask(reviewers.join_reviewer_pool, _join(), both)
    application = applied(fund, city)
    assert recusals(fund, both) == (application,)
    assert fund.see(views.applications.get_fund_application, GetFundApplication(application_id=application), both).id == application
    told = fund.see(views.conflicts.find_recused, FindRecused(application_id=application), GATEWAY)
    assert both.person_id not in told.person_ids


def test_those_to_keep_from_an_application_are_told_to_whoever_writes_mails(fund: MemoryFund) -> None:
    one = a_reviewer(fund, country="CL")
    application = applied(fund)
    assert fund.see(views.conflicts.find_recused, FindRecused(application_id=application), GATEWAY).person_ids == (one.person_id,)
    with pytest.raises(NotAllowed):
        fund.see(views.conflicts.find_recused, FindRecused(application_id=application), management())


# ---------------------------------------------------------------- bids


def test_a_reviewer_sees_what_waits_without_what_they_conflict_with(fund: MemoryFund) -> None:
    one, compatriot, call = a_reviewer(fund), a_reviewer(fund, country="CL"), a_call(fund)
    application = made_eligible(fund, applied(fund, call_id=call))
    applied(fund, call_id=call)
    request = ListBiddableApplications(call_id=call)
    (shown,) = fund.see(views.conflicts.list_biddable_applications, request, one).items
    assert (shown.id, shown.title, shown.country, shown.bid) == (application, "Safe squares", "CL", None)
    assert fund.see(views.conflicts.list_biddable_applications, request, compatriot).items == ()


def test_whoever_is_not_in_the_pool_sees_nothing_to_bid_on(fund: MemoryFund) -> None:
    call = a_call(fund)
    application = made_eligible(fund, applied(fund, call_id=call))
    outsider = reviewer()
    assert fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call), outsider).items == ()
    with refused("technical_fund.no_application"):
        fund.ask(conflicts.bid_on_application, BidOnApplication(application_id=application, bid="eager"), outsider)


def test_a_call_that_hides_cities_hides_their_countries_too(fund: MemoryFund) -> None:
    one, call = a_reviewer(fund), a_call(fund, anonymity="city_hidden")
    made_eligible(fund, applied(fund, call_id=call))
    (shown,) = fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call), one).items
    assert shown.country is None


def test_the_later_word_of_a_bid_counts(fund: MemoryFund) -> None:
    one, call = a_reviewer(fund), a_call(fund)
    application = made_eligible(fund, applied(fund, call_id=call))
    for word in ("eager", "rather_not"):
        fund.ask(conflicts.bid_on_application, BidOnApplication(application_id=application, bid=word), one)
    (shown,) = fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call), one).items
    assert shown.bid == "rather_not"
    assert [bid.bid for bid in fund.within(lambda unit: unit.bids.of_call(call))] == ["rather_not"]


def test_nobody_bids_on_what_they_conflict_with_or_what_waits_for_no_reviewer(fund: MemoryFund) -> None:
    compatriot, one = a_reviewer(fund, country="CL"), a_reviewer(fund)
    eligible, fresh = made_eligible(fund, applied(fund)), applied(fund)
    for who, application in ((compatriot, eligible), (one, fresh), (one, new_id())):
        with refused("technical_fund.no_application"):
            fund.ask(conflicts.bid_on_application, BidOnApplication(application_id=application, bid="can"), who)


def test_what_waits_is_listed_in_pages(fund: MemoryFund) -> None:
    one, call = a_reviewer(fund), a_call(fund)
    ids = {made_eligible(fund, applied(fund, call_id=call)) for _ in range(3)}
    first = fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call, limit=2), one)
    rest = fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=call, limit=2, cursor=first.next), one)
    assert {item.id for item in (*first.items, *rest.items)} == ids
    assert (len(first.items), rest.next) == (2, None)


def test_an_erased_reviewers_bids_and_conflicts_go(fund: MemoryFund) -> None:
    one, call = a_reviewer(fund, country="CL"), a_call(fund)
    applied(fund, call_id=call)
    fund.within(lambda unit: conflicts.forget_person(unit, str(one.person_id)))
    assert recusals(fund, one) == ()


def _join(**changes: Any) -> Any:
    return JoinReviewerPool(profile=profile(**changes))


def test_a_citys_own_people_are_not_asked_to_judge(fund: MemoryFund) -> None:
    city = a_city(fund)
    with pytest.raises(NotAllowed):
        fund.see(views.conflicts.list_biddable_applications, ListBiddableApplications(call_id=a_call(fund)), focal_point(city))
