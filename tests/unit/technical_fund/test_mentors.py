"""Peer support: mentor cities and experts matched with awards, never beyond what they can take on."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import OfferDeclared
from contracts.technical_fund import (
    EndMentoring,
    EnrolExpert,
    FundRunView,
    GetMentor,
    GetMentoring,
    ListMentors,
    MatchMentor,
    MentoringEnded,
    MentoringNeeds,
    MentoringView,
    MentorMatched,
    MentorView,
    OfferMentoring,
    SetMentoringNeeds,
    StartMentorRun,
)
from services.technical_fund import views
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.awards import Award
from services.technical_fund.usecases import mentors, privacy, runs
from tests.builders.fund import facts
from tests.builders.fund.assignment import Round
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def peers(fund: MemoryFund) -> "Peers":
    return Peers(fund)


class Peers(Round):
    """Awards in force, and those who could help with them."""

    def award(self, **needs: Any) -> Award:
        application = self.waiting()
        self.move(application, "funded")
        award = Award(
            id=new_id(),
            reference=f"AWD-2027-{self.fund.within(lambda unit: unit.count_up('awards of the test')):04}",
            application_id=application.id,
            call_id=self.call.id,
            city_id=application.city_id,
            country=application.country,
            envelope_id=new_id(),
            decision_id=new_id(),
            currency="EUR",
            amount=Amount(minor=1_000_000, half_days=10),
            made_at=self.fund.now,
            state="in_force",
        )
        self.fund.within(lambda unit: unit.awards.add(award))
        if needs:
            request = SetMentoringNeeds(award_id=award.id, needs=MentoringNeeds(**needs))
            self.fund.ask(mentors.set_mentoring_needs, request, self.unit)
        return award

    def city(self, capacity: int = 1, *, theme: str = "youth_engagement", languages: tuple[str, ...] = ("es", "en")) -> str:
        """A city that offers something, and to mentor."""
        told = facts.admitted(country="CO", languages=languages)
        offer = OfferDeclared(
            city_id=told.city_id,
            offer_id=new_id(),
            theme=theme,
            priority="high",
            visibility="members",
            review_by=None,
            declared_at=self.fund.now,
        )
        self.fund.hear(told, offer)
        self.offer(told.city_id, capacity, mayors_office(told.city_id))
        return told.city_id

    def offer(self, city_id: str, capacity: int, by: Actor) -> MentorView:
        view: MentorView = self.fund.ask(mentors.offer_mentoring, OfferMentoring(city_id=city_id, capacity=capacity), by)
        return view

    def expert(self, half_days: int = 10, **known: Any) -> str:
        person_id = new_id()
        request = EnrolExpert(
            **{"person_id": person_id, "country": "KE", "languages": ("en",), "half_days": half_days, "themes": ("youth_engagement",)}
            | known
        )
        self.fund.ask(mentors.enrol_expert, request, self.unit)
        return str(request.person_id)

    def found(self, helpers: str = "city", **options: Any) -> FundRunView:
        run = self.fund.ask(runs.start_mentor_run, StartMentorRun(helpers=helpers, **options), self.unit)
        self.fund.run_jobs()
        return self.seen(run.id)

    def match(self, award: Award, mentor_id: str) -> MentoringView:
        request = MatchMentor(award_id=award.id, mentor_id=mentor_id, reason="They know how.")
        view: MentoringView = self.fund.ask(mentors.match_mentor, request, self.unit)
        return view

    def mentoring(self, award: Award, by: Actor | None = None) -> MentoringView:
        view: MentoringView = self.fund.see(views.mentors.get_mentoring, GetMentoring(award_id=award.id), by or self.unit)
        return view

    def mentor(self, mentor_id: str, by: Actor | None = None) -> MentorView:
        view: MentorView = self.fund.see(views.mentors.get_mentor, GetMentor(mentor_id=mentor_id), by or self.unit)
        return view


# ---------------------------------------------------------------- by the solver


def test_awards_get_mentor_cities_that_fit_and_nobody_takes_on_too_much(fund: MemoryFund, peers: Peers) -> None:
    awards = [peers.award(cities=1) for _ in range(3)]
    one, two = peers.city(1), peers.city(2)
    foreign = peers.city(5, languages=("ar",))
    run = peers.found()
    assert (run.purpose, run.state, run.proposed, run.missing) == ("mentors", "proposed", 3, 0)
    peers.applied(run.id)
    helped = [peers.mentoring(award).matches[0].mentor_id for award in awards]
    assert (helped.count(one), helped.count(two), helped.count(foreign)) == (1, 2, 0)
    assert (peers.mentor(one).left, peers.mentor(two).left) == (0, 0)
    said = [event for event in fund.said() if isinstance(event, MentorMatched)]
    assert {(event.award_id, event.mentor_city_id, event.run_id) for event in said} == {
        (award.id, mentor, run.id) for award, mentor in zip(awards, helped, strict=True)
    }


def test_when_there_are_too_few_the_best_served_are_told_from_those_left_out(peers: Peers) -> None:
    for _ in range(3):
        peers.award(cities=1)
    peers.city(2)
    assert (peers.found().missing, peers.found(leave_vacant=False).state) == (1, "infeasible")
    (clash,) = peers.found(leave_vacant=False).clashes
    assert set(clash.rules) == {"seats", "load"}
    assert len(clash.item_ids) == 3


def test_half_days_of_experts_are_never_exceeded(peers: Peers) -> None:
    awards = [peers.award(cities=0, experts=1, half_days=6) for _ in range(3)]
    peers.expert(half_days=13)
    run = peers.found("expert")
    assert (run.purpose, run.proposed, run.missing) == ("experts", 2, 1)
    peers.applied(run.id)
    assert sum(bool(peers.mentoring(award).matches) for award in awards) == 2
    assert peers.found("expert").proposed == 0


def test_no_city_is_its_own_mentor_and_no_judge_its_expert(fund: MemoryFund, peers: Peers) -> None:
    award = peers.award(cities=1, experts=1, half_days=2)
    peers.offer(award.city_id, 3, mayors_office(award.city_id))
    judge = peers.judge()
    peers.seat(fund.within(lambda unit: unit.applications.get(award.application_id)), judge)
    peers.expert(person_id=str(judge.person_id))
    assert peers.found().proposed == 0
    assert peers.found("expert").proposed == 0
    with pytest.raises(Conflict) as own:
        peers.match(award, award.city_id)
    assert own.value.code == "technical_fund.own_mentor"
    with pytest.raises(Conflict) as judged:
        peers.match(award, str(judge.person_id))
    assert judged.value.code == "technical_fund.judged_it"


def test_a_run_is_outdated_when_the_room_is_gone(peers: Peers) -> None:
    award, other = peers.award(cities=1), peers.award(cities=1)
    city = peers.city(2)
    run = peers.found()
    assert run.proposed == 2
    third = peers.award(cities=1)
    peers.match(third, city)
    with pytest.raises(Conflict) as refused:
        peers.applied(run.id)
    assert refused.value.code == "technical_fund.run_outdated"
    assert peers.mentoring(award).matches == peers.mentoring(other).matches == ()


def test_whoever_mentors_a_city_judges_it_no_more(fund: MemoryFund, peers: Peers) -> None:
    award, city = peers.award(cities=1), peers.city()
    judge = peers.judge()
    fund.hear(facts.granted(str(judge.person_id), city))
    peers.applied(peers.found().id)
    assert fund.within(lambda unit: unit.recusals.holds(award.application_id, str(judge.person_id)))


# ---------------------------------------------------------------- by hand


def test_a_match_by_hand_keeps_to_capacity_and_nobody_helps_twice(peers: Peers) -> None:
    award, city = peers.award(cities=2), peers.city(1, languages=("ar",))
    assert peers.match(award, city).missing_cities == 1
    with pytest.raises(Conflict) as twice:
        peers.match(award, city)
    assert twice.value.code == "technical_fund.helps_already"
    with pytest.raises(Conflict) as full:
        peers.match(peers.award(cities=1), city)
    assert full.value.code == "technical_fund.mentor_full"


def test_whoever_helps_no_more_has_the_room_back(fund: MemoryFund, peers: Peers) -> None:
    award, city = peers.award(cities=1), peers.city(1)
    peers.match(award, city)
    request = EndMentoring(award_id=award.id, mentor_id=city, reason="Done.")
    ended = fund.ask(mentors.end_mentoring, request, peers.unit)
    assert (ended.missing_cities, peers.mentor(city).left) == (1, 1)
    assert sum(isinstance(event, MentoringEnded) for event in fund.said()) == 1
    with pytest.raises(Conflict) as again:
        fund.ask(mentors.end_mentoring, request, peers.unit)
    assert again.value.code == "technical_fund.helps_not"


def test_nobody_helps_with_an_award_that_has_ended(fund: MemoryFund, peers: Peers) -> None:
    award, city = peers.award(cities=1), peers.city()

    def end(unit: Any) -> None:
        found = unit.awards.get(award.id)
        found.state = "closed"
        unit.awards.save(found)

    fund.within(end)
    with pytest.raises(Conflict) as refused:
        peers.match(award, city)
    assert refused.value.code == "technical_fund.award_ended"
    assert peers.found().items == 0


# ---------------------------------------------------------------- who may


def test_a_city_offers_for_itself_and_sees_what_it_took_on(peers: Peers) -> None:
    award, city = peers.award(cities=1), peers.city(2)
    peers.match(award, city)
    seen = peers.mentor(city, focal_point(city))
    assert ([one.award_id for one in seen.mentorships], seen.left) == ([award.id], 1)
    with pytest.raises(NotAllowed):
        peers.offer(city, 9, mayors_office(new_id()))
    with pytest.raises(NotFound):
        peers.mentor(city, focal_point(new_id()))


def test_an_offer_has_a_last_day(fund: MemoryFund, peers: Peers) -> None:
    peers.award(cities=1)
    city = peers.city()
    until = fund.now.date() + timedelta(days=1)
    fund.ask(mentors.offer_mentoring, OfferMentoring(city_id=city, capacity=1, until=until), mayors_office(city))
    assert peers.found().proposed == 1
    fund.wait(days=2)
    assert peers.found().proposed == 0


def test_themes_are_of_the_vocabulary(peers: Peers) -> None:
    with pytest.raises(Invalid):
        peers.expert(themes=("juggling",))
    with pytest.raises(Invalid):
        peers.award(cities=1, themes=("juggling",))


def test_the_helped_city_sees_who_helps_and_others_do_not(peers: Peers) -> None:
    award, city = peers.award(cities=1), peers.city()
    peers.match(award, city)
    assert [one.mentor_id for one in peers.mentoring(award, focal_point(award.city_id)).matches] == [city]
    with pytest.raises(NotFound):
        peers.mentoring(award, focal_point(city))


def test_whoever_is_recused_finds_neither_the_award_nor_the_room_it_takes(fund: MemoryFund, peers: Peers) -> None:
    award, city, recused = peers.award(cities=1), peers.city(2), management()
    peers.match(award, city)
    application = fund.within(lambda unit: unit.applications.get(award.application_id))
    peers.recuse(application, recused)
    with pytest.raises(NotFound):
        peers.mentoring(award, recused)
    (seen,) = fund.see(views.mentors.list_mentors, ListMentors(), recused).items
    assert (seen.mentorships, seen.left) == ((), 2)
    assert fund.see(views.mentors.list_mentors, ListMentors(), peers.unit).items[0].left == 1


def test_reviewers_have_nothing_to_do_with_it(peers: Peers) -> None:
    with pytest.raises(NotAllowed):
        peers.mentor(peers.city(), reviewer())


def test_help_of_an_expert_who_was_forgotten_can_be_ended_all_the_same(fund: MemoryFund, peers: Peers) -> None:
    award, expert = peers.award(cities=0, experts=1, half_days=2), peers.expert()
    peers.match(award, expert)
    fund.within(lambda unit: dict(privacy.PIECES)["expert"](unit, expert))
    with pytest.raises(NotFound):
        peers.mentor(expert)
    ended = fund.ask(mentors.end_mentoring, EndMentoring(award_id=award.id, mentor_id=expert, reason="Over."), peers.unit)
    assert ended.missing_experts == 1
