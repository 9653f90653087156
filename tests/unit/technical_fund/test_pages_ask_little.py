"""A page asks the store as many questions for fifty rows as for two."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from chassis.context import Actor, new_id
from chassis.migrations import Index
from contracts.technical_fund import GetRegisterTotals, ListFundApplications, ListFundHistory, ListFundPanels, ListRegister, ListReviewQueue
from services.technical_fund import views
from services.technical_fund.repository.applications import MIGRATIONS
from services.technical_fund.usecases.gathering import waiting_tables
from services.technical_fund.usecases.history import note
from tests.builders.fund.assignment import Round
from tests.builders.fund.money import in_force, recuse
from tests.builders.fund.reviews import Panel
from tests.fakes.memory import MemoryCollection
from tests.fakes.technical_fund import MemoryFund, management, reviewer

Count = Callable[[Callable[[], Any]], int]


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Count:
    """How many questions something puts to the store."""
    asked: list[Any] = []
    find = MemoryCollection.find

    def counted(self: MemoryCollection, where: Any, *arguments: Any, **named: Any) -> Any:
        asked.append(where)
        return find(self, where, *arguments, **named)

    monkeypatch.setattr(MemoryCollection, "find", counted)

    def count(do: Callable[[], Any]) -> int:
        asked.clear()
        do()
        return len(asked)

    return count


def test_the_register(fund: MemoryFund, questions: Count) -> None:
    see = partial(fund.see, partial(views.register.list_register, names=lambda ids: {}), ListRegister())
    first = in_force(fund)
    few = questions(see)
    for _ in range(3):
        in_force_again(fund, first)
    assert len(see().items) == 4
    assert questions(see) == few


def in_force_again(fund: MemoryFund, first: Any) -> None:
    """Another award under the same call: its documents with other ids."""

    def copy(unit: Any) -> None:
        award, application = unit.awards.get(first.award_id), unit.applications.get(first.application_id)
        application.id = new_id()
        award.id, award.application_id, award.reference = new_id(), application.id, f"TSA-{new_id()}"
        unit.applications.add(application)
        unit.awards.add(award)

    fund.within(copy)


def test_the_registers_totals_for_somebody_who_is_recused_from_much(fund: MemoryFund, questions: Count) -> None:
    manager, award = management(), in_force(fund)
    see = partial(fund.see, views.register.get_register_totals, GetRegisterTotals(), manager)
    recuse(award, manager)
    few = questions(see)
    for _ in range(5):
        recuse(replace(award, application_id=new_id()), manager)
    assert questions(see) == few


def test_a_history(fund: MemoryFund, questions: Count) -> None:
    application = Panel(fund).application()
    manager = management()

    def write(by: Actor) -> None:
        told = {"what": "reviewer_assigned", "data": {"reviewer_id": str(reviewer().person_id)}, "texts": {"reason": "They know water."}}
        fund.work.within(lambda _, unit: note(unit, application.id, **told), fund.context(by))

    see = partial(fund.see, views.history.list_fund_history, ListFundHistory(application_id=application.id), manager)
    write(manager)
    few = questions(see)
    for _ in range(4):
        write(management())
    shown = see().items
    assert len(shown) == 5
    assert all(one.texts and all(person.person_id for person in one.people) for one in shown)
    assert questions(see) == few


def test_the_panels_of_a_call_that_have_not_begun(fund: MemoryFund, questions: Count) -> None:
    round_ = Round(fund)
    see = partial(fund.see, views.assignment.list_fund_panels, ListFundPanels(call_id=round_.call.id), management())
    gather = partial(fund.within, lambda unit: waiting_tables(unit, round_.call.id))
    round_.waiting()
    few = questions(see), questions(gather)
    for _ in range(3):
        round_.waiting()
    assert len(see().items) == len(gather()) == 4
    assert (questions(see), questions(gather)) == few


def test_the_applications_that_a_panels_chair_may_not_know_the_cities_of(fund: MemoryFund, questions: Count) -> None:
    chair = reviewer()
    panel = Panel(fund, anonymity="city_hidden")
    appoint(fund, panel, chair)
    see = partial(fund.see, views.applications.list_fund_applications, ListFundApplications(call_id=panel.call.id), chair)
    panel.application()
    few = questions(see)
    for _ in range(3):
        panel.application()
    assert [one.city_id for one in see().items] == [None] * 4
    assert questions(see) == few


def appoint(fund: MemoryFund, panel: Panel, chair: Actor) -> None:
    def change(unit: Any) -> None:
        call = unit.calls.get(panel.call.id)
        call.chair_id = chair.person_id
        unit.calls.save(call)

    fund.within(change)


def test_a_reviewers_queue(fund: MemoryFund, questions: Count) -> None:
    who, panel = reviewer(), Panel(fund)
    see = partial(fund.see, views.review_desk.list_review_queue, ListReviewQueue(), who)
    panel.started(panel.application(), who)
    few = questions(see)
    for _ in range(3):
        panel.started(panel.application(), who)
    assert len(see().items) == 4
    assert questions(see) == few


@pytest.mark.parametrize("filters", [(), ("call_id",), ("city_id",), ("state",), ("call_id", "state")])
def test_each_list_of_applications_has_an_index_of_its_own(filters: tuple[str, ...]) -> None:
    """What the index does not hold is looked for in every application there is."""
    wanted = ("readers", *filters, "sort_key")
    assert wanted in {tuple(name for name, _ in one.keys) for one in MIGRATIONS if isinstance(one, Index)}
