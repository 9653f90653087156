"""Somebody is forgotten: no record of the Fund tells of them, and what they did stays told."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chassis.context import Actor, new_id
from contracts.declare import dump
from contracts.errors import NotFound, Unavailable
from contracts.membership import ErasedIdentity, IdentifyErased, PersonErased
from contracts.technical_fund import ListFundHistory, PersonForgotten, VerifyFundHistory
from services.technical_fund import repository, views
from services.technical_fund.domain.applications import Delegation
from services.technical_fund.domain.privacy import IDS_STAY, NEVER_CLEANED
from services.technical_fund.usecases import history, privacy
from tests.builders.fund import applications, reviews
from tests.fakes.technical_fund import MemoryFund, management, mayors_office, person

NAME, EMAIL = "Amina Otieno", "amina@kisumu.example"
KEPT_IDS = {"outbox", "erasures"}
"""The log of events keeps ids, which stand for nobody any more; the erasure says whom it was about."""


class Membership:
    """Knows who it was, once it is there."""

    def __init__(self, person_id: str) -> None:
        self.told: ErasedIdentity | None = ErasedIdentity(person_id=person_id, name=NAME, email=EMAIL)
        self.away = 0

    def answer(self, request: Any, context: Any) -> dict[str, Any]:
        assert isinstance(request, IdentifyErased)
        if self.away:
            self.away -= 1
            raise Unavailable("service_unavailable", "membership is away", retryable=True)
        if self.told is None:
            raise NotFound("membership.no_erasure", "nobody is being forgotten under that id")
        return dict(dump(self.told))


class Letters:
    def __init__(self) -> None:
        self.traces: tuple[str, ...] = ()

    def forget(self, traces: tuple[str, ...]) -> int:
        self.traces = traces
        return 0


class World:
    """Amina of the mayor's office has handed in an application in which she stands herself."""

    def __init__(self) -> None:
        self.fund = MemoryFund()
        self.city = applications.a_city(self.fund)
        self.amina = mayors_office(self.city)
        assert self.amina.person_id is not None
        self.person_id = self.amina.person_id
        call = applications.a_call(self.fund)
        answers = {**applications.ANSWERS, "plan": f"Street work. Ask {NAME}, {EMAIL}."}
        self.application = applications.submitted(self.fund, call, self.city, self.amina, answers=answers).application.id
        self.membership = Membership(self.person_id)
        self.fund.neighbour = self.membership.answer
        self.letters = Letters()
        forget = partial(privacy.forget_person, letters=lambda: self.letters)
        self.fund.jobs[privacy.FORGET_JOB] = forget
        self.erased = PersonErased(person_id=self.person_id, erasure_id=new_id())

    def forget(self) -> None:
        self.fund.hear(self.erased)
        self.fund.run_jobs()

    def change(self, change: Callable[[Any], Any]) -> Any:
        return self.fund.within(change)

    def note(self, what: str, by: Actor, **texts: str) -> None:
        self.fund.work.within(lambda _, unit: history.note(unit, self.application, what, texts=texts), self.fund.context(by))

    def tells(self, *words: str) -> set[str]:
        """Collections in which any of these words stands."""
        rows = {name: [str(row) for row in collection.rows.values()] for name, collection in self.fund.work.store.collections.items()}
        return {name for name, told in rows.items() if any(word in row for row in told for word in words)}


@pytest.fixture
def world() -> World:
    return World()


def test_nothing_tells_of_whoever_was_forgotten(world: World) -> None:
    assert {"fund_applications", "person_keys"} <= world.tells(world.person_id)
    assert {"fund_applications", "fund_application_versions"} <= world.tells(EMAIL)
    world.forget()
    assert world.tells(NAME, EMAIL) == set()
    assert world.tells(world.person_id) <= KEPT_IDS | {"person_keys"}
    assert world.letters.traces == (world.person_id, EMAIL)


def test_what_was_handed_in_stays_handed_in(world: World) -> None:
    world.forget()
    application = world.change(lambda unit: unit.applications.get(world.application))
    assert application.submitted_at == world.fund.now
    assert application.answers["plan"] == "Street work. Ask [erased], [erased]."
    assert application.started_by == application.submitted_by


def test_the_history_holds_and_says_that_somebody_was_there(world: World) -> None:
    world.forget()
    manager = management()
    asked = VerifyFundHistory(application_id=world.application)
    assert world.fund.see(views.history.verify_fund_history, asked, manager).holds
    items = world.fund.see(views.history.list_fund_history, ListFundHistory(application_id=world.application), manager).items
    [submitted] = [one for one in items if one.what == "submit"]
    assert [(one.person_id, one.forgotten) for one in submitted.people if one.field == "by"] == [(None, True)]


def test_what_others_wrote_about_them_in_a_history_is_closed_and_the_rest_is_not(world: World) -> None:
    other = management()
    world.note("remark", other, reason=f"{NAME} called twice")
    world.note("remark", other, reason="The plan is late")
    world.forget()
    asked = ListFundHistory(application_id=world.application)
    told = [one.texts for one in world.fund.see(views.history.list_fund_history, asked, other).items if one.what == "remark"]
    assert told == [None, {"reason": "The plan is late"}]


def test_a_delegation_ends_with_the_delegate(world: World) -> None:
    def delegate(unit: Any) -> None:
        application = unit.applications.get(world.application)
        until = unit.now + timedelta(days=9)
        one = Delegation(id=new_id(), person_id=world.person_id, right="edit", until=until, given_by=new_id(), given_at=unit.now)
        application.delegate(one)
        unit.applications.save(application)

    world.change(delegate)
    world.forget()
    assert world.change(lambda unit: unit.applications.get(world.application)).delegations == ()


def test_two_deeds_of_one_reviewer_stay_two_deeds_of_one_reviewer(world: World) -> None:
    panel = reviews.Panel(world.fund)
    first, second = panel.application(), panel.application()
    seats = [
        panel.submitted(one, person(*world.amina.grants, *reviews.reviewer().grants, id=world.person_id))[0] for one in (first, second)
    ]
    world.forget()
    by = {world.change(lambda unit, seat=seat: unit.reviews.get(seat)).reviewer_id for seat in seats}
    assert len(by) == 1
    assert by != {world.person_id}


def test_forgetting_is_confirmed_once_however_often_it_is_heard(world: World) -> None:
    world.forget()
    world.forget()
    confirmed = PersonForgotten(erasure_id=world.erased.erasure_id, person_id=world.person_id)
    assert world.fund.said().count(confirmed) == 1


def test_while_membership_is_away_nothing_is_confirmed(world: World) -> None:
    world.membership.away = 1
    with contextlib.suppress(Unavailable):
        world.forget()
    assert "fund_applications" in world.tells(EMAIL)
    world.fund.now += timedelta(minutes=5)
    world.fund.run_jobs()
    assert world.tells(NAME, EMAIL) == set()
    assert [event for event in world.fund.said() if isinstance(event, PersonForgotten)]


def test_where_nobody_knows_any_more_who_it_was_the_ids_and_keys_go_all_the_same(world: World) -> None:
    world.membership.told = None
    world.forget()
    assert world.tells(world.person_id) <= KEPT_IDS | {"person_keys"}


def test_what_is_left_out_of_the_search_is_there_under_that_name() -> None:
    """A collection that is called otherwise by now would be searched, and its chain or its replay broken."""
    code = "".join(path.read_text() for path in Path(repository.__file__).parent.glob("*.py"))
    assert {name for name in NEVER_CLEANED | IDS_STAY if f'"{name}"' not in code} == set()


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("lives", range(0, 30, 3))
def test_a_process_that_dies_at_any_step_leaves_the_rest_to_the_next(world: World, lives: int) -> None:
    work, left = world.fund.work, iter(range(lives))
    within = work.within

    def mortal(*arguments: Any, **named: Any) -> Any:
        if next(left, None) is None:
            raise Killed
        return within(*arguments, **named)

    world.fund.hear(world.erased)
    work.within = mortal
    with contextlib.suppress(Killed):
        world.fund.run_jobs()
    work.within = within
    world.fund.now += timedelta(minutes=5)
    world.fund.run_jobs()
    assert world.tells(NAME, EMAIL) == set()
    assert len([event for event in world.fund.said() if isinstance(event, PersonForgotten)]) == 1
