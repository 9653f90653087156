"""Seats: given by hand, taken on, given back, taken away; and what is never given."""

from datetime import timedelta

import pytest

from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    AcceptFundAssignment,
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentReleased,
    FundAssignmentView,
    GetFundAssignment,
    ListFundAssignments,
    ListFundPanels,
    ListMyFundAssignments,
    ReleaseFundAssignment,
    ReviewerAssigned,
)
from services.technical_fund import views
from services.technical_fund.usecases import assignment, panels, repair
from tests.builders.fund.assignment import Round
from tests.fakes.technical_fund import Actor, MemoryFund, focal_point, management, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def round_(fund: MemoryFund) -> Round:
    return Round(fund)


def accept(fund: MemoryFund, seat: str, who: Actor) -> FundAssignmentView:
    view: FundAssignmentView = fund.ask(assignment.accept_fund_assignment, AcceptFundAssignment(assignment_id=seat), who)
    return view


def mine(fund: MemoryFund, who: Actor) -> list[str]:
    return [one.id for one in fund.see(views.assignment.list_my_fund_assignments, ListMyFundAssignments(), who).items]


def release(fund: MemoryFund, seat: str, by: Actor) -> FundAssignmentView:
    request = ReleaseFundAssignment(assignment_id=seat, reason="On leave.")
    view: FundAssignmentView = fund.ask(assignment.release_fund_assignment, request, by)
    return view


# ---------------------------------------------------------------- given by hand


def test_a_seat_given_by_hand_opens_the_review_and_says_so(fund: MemoryFund, round_: Round) -> None:
    application, who = round_.waiting(), round_.judge()
    seat = round_.assign(application, who)
    assert (seat.state, seat.how, seat.round) == ("assigned", "manual", 1)
    assert seat.accept_by == fund.now + timedelta(days=7)
    assert fund.within(lambda unit: unit.applications.get(application.id).state) == "in_review"
    (said,) = [one for one in fund.said() if isinstance(one, ReviewerAssigned)]
    assert (said.application_id, said.reviewer_id, said.how) == (application.id, who.person_id, "manual")
    assert mine(fund, who) == [seat.id]


def test_a_hand_may_go_against_load_language_country_seniority_and_the_number_of_seats(round_: Round) -> None:
    application = round_.waiting()
    for _ in range(3):
        round_.assign(application, round_.judge(country="FR", languages=("ar",), max_load=0))
    assert len(round_.seats(application)) == 3


def test_no_hand_goes_against_a_conflict(fund: MemoryFund, round_: Round) -> None:
    application, who = round_.waiting(), round_.judge()
    round_.recuse(application, who)
    with pytest.raises(Conflict) as refused:
        round_.assign(application, who)
    assert refused.value.code == "technical_fund.in_conflict"
    assert round_.seats(application) == []


def test_nobody_of_a_former_round_sits_in_the_next(fund: MemoryFund, round_: Round) -> None:
    application, before, chair = round_.waiting(), round_.judge(), round_.judge()
    round_.assign(application, before)
    fund.within(lambda unit: panels.open_next_round(unit, application.id, round_.call.id, [str(chair.person_id)]))
    for who in (before, chair):
        with pytest.raises(Conflict) as refused:
            round_.assign(application, who)
        assert refused.value.code == "technical_fund.of_a_former_round"
    assert round_.assign(application, round_.judge()).round == 2


@pytest.mark.parametrize("state", ["submitted", "screening", "decision_proposed", "funded", "withdrawn"])
def test_no_seat_is_given_when_no_panel_is_being_found(round_: Round, state: str) -> None:
    with pytest.raises(Conflict) as refused:
        round_.assign(round_.application(state), round_.judge())
    assert refused.value.code == "technical_fund.not_under_review"


def test_nobody_has_two_seats_in_one_panel(round_: Round) -> None:
    application, who = round_.waiting(), round_.judge()
    round_.assign(application, who)
    with pytest.raises(Conflict) as refused:
        round_.assign(application, who)
    assert refused.value.code == "technical_fund.seated_already"


def test_whoever_is_not_in_the_pool_has_no_seat(round_: Round) -> None:
    with pytest.raises(Conflict) as refused:
        round_.assign(round_.waiting(), reviewer())
    assert refused.value.code == "technical_fund.not_in_pool"


def test_reviewers_and_cities_give_no_seats(fund: MemoryFund, round_: Round) -> None:
    application, who = round_.waiting(), round_.judge()
    for by in (who, focal_point(application.city_id)):
        with pytest.raises(NotAllowed):
            round_.assign(application, who, by)


def test_a_recused_manager_hears_that_there_is_no_such_application(round_: Round) -> None:
    application, who, recused = round_.waiting(), round_.judge(), management()
    round_.recuse(application, recused)
    seat = round_.assign(application, who)
    for deed in (lambda: round_.assign(application, round_.judge(), recused), lambda: release(round_.fund, seat.id, recused)):  # type: ignore[arg-type]
        with pytest.raises(NotFound) as refused:
            deed()
        assert refused.value.code in ("technical_fund.no_application", "technical_fund.no_assignment")


# ---------------------------------------------------------------- what reviewers answer


def test_taking_a_review_on_promises_a_day(fund: MemoryFund, round_: Round) -> None:
    seat, who = round_.seat(round_.waiting(), round_.judge())
    taken = accept(fund, seat, who)
    assert taken.state == "accepted"
    assert taken.review_by == fund.now + timedelta(days=21)
    assert [type(one) for one in fund.said() if isinstance(one, AssignmentAccepted)] == [AssignmentAccepted]
    with pytest.raises(Conflict) as refused:
        accept(fund, seat, who)
    assert refused.value.code == "technical_fund.wrong_assignment_state"


def test_declining_gives_the_seat_back_and_the_reason_is_a_code(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    seat, who = round_.seat(application, round_.judge())
    round_.decline(seat, who, "away", note="Until May.")
    assert round_.seats(application) == []
    (said,) = [one for one in fund.said() if isinstance(one, AssignmentDeclined)]
    assert said.reason == "away"
    seen = fund.see(views.assignment.get_fund_assignment, GetFundAssignment(assignment_id=seat), who)
    assert (seen.state, seen.reason, seen.next_steps) == ("declined", "away", ())


def test_declining_for_a_conflict_recuses(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.move(application, "in_review")
    seat, who = round_.seat(application, round_.judge())
    with pytest.raises(Invalid):
        round_.decline(seat, who, "conflict")
    round_.decline(seat, who, "conflict", nature="family", note="My sister is their mayor.")
    assert fund.within(lambda unit: unit.recusals.of(application.id)) == {who.person_id}
    assert round_.seats(application) == []
    assert mine(fund, who) == []
    with pytest.raises(NotFound):
        fund.see(views.assignment.get_fund_assignment, GetFundAssignment(assignment_id=seat), who)
    (said,) = [one for one in fund.said() if isinstance(one, AssignmentReleased)]
    assert said.reason == "conflict"


def test_a_started_review_that_is_given_back_is_void(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.move(application, "in_review")
    seat, who = round_.started(application, round_.judge())
    round_.decline(seat, who, "other")
    assert fund.within(lambda unit: unit.reviews.get(seat).void_reason) == "declined"


def test_nobody_answers_for_somebody_else(fund: MemoryFund, round_: Round) -> None:
    seat, _ = round_.seat(round_.waiting(), round_.judge())
    for deed in (lambda: accept(fund, seat, reviewer()), lambda: round_.decline(seat, reviewer())):
        with pytest.raises(NotFound) as refused:
            deed()  # type: ignore[no-untyped-call]
        assert refused.value.code == "technical_fund.no_assignment"
    with pytest.raises(NotFound):
        fund.see(views.assignment.get_fund_assignment, GetFundAssignment(assignment_id=seat), reviewer())


def test_an_answer_that_is_overdue_shows(fund: MemoryFund, round_: Round) -> None:
    seat, who = round_.seat(round_.waiting(), round_.judge())
    fund.wait(days=6)
    assert fund.see(views.assignment.get_fund_assignment, GetFundAssignment(assignment_id=seat), who).late
    assert not accept(fund, seat, who).late


# ---------------------------------------------------------------- let go


def test_whoever_is_let_go_loses_the_seat_and_the_review(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.move(application, "in_review")
    seat, who = round_.started(application, round_.judge())
    assert release(fund, seat, round_.unit).reason == "by_hand"
    assert fund.within(lambda unit: unit.reviews.get(seat).state) == "void"
    with pytest.raises(Conflict):
        release(fund, seat, round_.unit)


def test_a_late_conflict_takes_a_submitted_review(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.move(application, "in_review")
    seat, who = round_.submitted(application, round_.judge())
    round_.recuse(application, who)
    assert fund.within(lambda unit: unit.assignments.get(seat).state) == "released"
    assert fund.within(lambda unit: unit.reviews.get(seat).void_reason) == "conflict"


def test_every_seat_is_given_up_when_the_application_is_taken_back(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    for _ in range(2):
        round_.assign(application, round_.judge())
    fund.within(lambda unit: repair.release_all(unit, application.id, "withdrawn"))
    assert round_.seats(application) == []
    assert {one.reason for one in fund.said() if isinstance(one, AssignmentReleased)} == {"withdrawn"}


# ---------------------------------------------------------------- lists


def test_panels_show_how_many_seats_are_vacant(fund: MemoryFund, round_: Round) -> None:
    full, half, empty = round_.waiting(), round_.waiting(), round_.waiting()
    for application, number in ((full, 2), (half, 1)):
        for _ in range(number):
            round_.assign(application, round_.judge())
    round_.application("submitted")
    page = fund.see(views.assignment.list_fund_panels, ListFundPanels(call_id=round_.call.id), round_.unit)
    assert {one.application_id: one.missing for one in page.items} == {full.id: 0, half.id: 1, empty.id: 2}
    vacant = fund.see(views.assignment.list_fund_panels, ListFundPanels(call_id=round_.call.id, vacant=True, limit=1), round_.unit)
    rest = fund.see(
        views.assignment.list_fund_panels,
        ListFundPanels(call_id=round_.call.id, vacant=True, limit=1, cursor=vacant.next),
        round_.unit,
    )
    assert {one.application_id for one in (*vacant.items, *rest.items)} == {half.id, empty.id}
    assert rest.next is None


def test_whoever_is_recused_finds_an_application_in_no_list(fund: MemoryFund, round_: Round) -> None:
    kept, seen, recused = round_.waiting(), round_.waiting(), management()
    for application in (kept, seen):
        round_.assign(application, round_.judge())
    round_.recuse(kept, recused)
    panels_ = fund.see(views.assignment.list_fund_panels, ListFundPanels(call_id=round_.call.id), recused)
    seats = fund.see(views.assignment.list_fund_assignments, ListFundAssignments(call_id=round_.call.id), recused)
    assert [one.application_id for one in panels_.items] == [seen.id]
    assert [one.application_id for one in seats.items] == [seen.id]
    assert len(fund.see(views.assignment.list_fund_assignments, ListFundAssignments(call_id=round_.call.id), round_.unit).items) == 2
