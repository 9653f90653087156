"""The machine: people do what is right and what is wrong, time passes, facts change, people are recused and forgotten; after each step
everything that must hold is looked at."""

from collections import Counter
from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule

from chassis.context import new_id
from contracts import membership as m
from contracts.technical_fund import DeclareFundConflict, LiftFundConflict, RecordFundConflict
from tests.builders.fund import facts
from tests.habits.fund_records.asking import BY_TITLE, names_a_record, request_of
from tests.unit.technical_fund.life import invariants, looking
from tests.unit.technical_fund.life.onward import NEXT, ON, TURNS, onward
from tests.unit.technical_fund.life.world import CHAIR, CITIES, MANAGERS, NAMES, REVIEWERS, Life

REACHED: Final[Counter[str]] = Counter()
"""What was reached by all runs in this process: states, and requests with what came of them."""

STEPS_TO_CLOSE: Final = 60
FORGETTABLE: Final = ("rosa", "sven", "bea", "delegate", *(f"{role} of {city}" for city in CITIES for role in ("mayor", "focal")))

COMMANDS: Final = tuple(
    title
    for title, operation in BY_TITLE.items()
    if operation.declaration.kind == "command" and names_a_record(operation) and "/runs/" not in operation.path
)
"""Commands about something of an application; runs of the solver take their own time."""

people = st.sampled_from(NAMES)
judges = st.sampled_from((*MANAGERS, *REVIEWERS, CHAIR))
turns = st.sampled_from(TURNS)


class WholeLife(RuleBasedStateMachine):
    """From calls to closed awards."""

    applications = Bundle("applications")

    def __init__(self) -> None:
        super().__init__()
        self.life = Life()

    # ---------------------------------------------------------------- what is right

    @initialize(target=applications, far=st.integers(0, STEPS_TO_CLOSE), end=turns, turns=st.lists(turns, max_size=20))
    def two_cities_have_begun(self, far: int, end: str, turns: list[str]) -> Any:
        """One of them has come a long way and then turned off it, the other has taken turns all along."""
        first, second = (str(self.life.begin(city, 1_500_000, 4)) for city in CITIES[:2])
        self.go_on_and_on(first, far)
        self.go_on(first, [end])
        self.go_on(second, turns)
        return multiple(first, second)

    @rule(
        target=applications, city=st.sampled_from(CITIES), asked=st.sampled_from((600_000, 4_000_000, 9_000_000)), days=st.integers(0, 12)
    )
    @precondition(lambda self: len(self.life.applications) < 4)
    def another_begins(self, city: str, asked: int, days: int) -> Any:
        id = self.life.begin(city, asked, days)
        return multiple() if id is None else id

    @rule(application=applications, turns=st.lists(turns, min_size=1, max_size=8))
    def go_on(self, application: str, turns: list[str]) -> None:
        for turn in turns:
            onward(self.life, application, turn)
            self._note(application)

    @rule(application=applications, most=st.sampled_from((STEPS_TO_CLOSE, 15, 6)))
    def go_on_and_on(self, application: str, most: int) -> None:
        """Nobody turns off the way, and whoever did the last thing tries to do the next one too; whoever is about it reads all along."""
        for _ in range(most):
            found = self.life.application(application)
            if found is None or found.state not in NEXT:
                return
            onward(self.life, application, ON, by=self.life.done[-1].by)
            self._note(application)
            onward(self.life, application, ON)
            self._note(application)
            looking.glance(self.life, application)

    # ---------------------------------------------------------------- what may be wrong

    @rule(application=applications, title=st.sampled_from(COMMANDS), name=people, data=st.data())
    def anybody_does_anything(self, application: str, title: str, name: str, data: Any) -> None:
        self._anything(application, title, name, data.draw(st.integers(0, 3)))

    @rule(application=applications, titles=st.lists(st.sampled_from(COMMANDS), min_size=5, max_size=15), name=judges)
    def one_person_does_a_lot(self, application: str, titles: list[str], name: str) -> None:
        for number, title in enumerate(titles):
            self._anything(application, title, name, number)

    def _anything(self, application: str, title: str, name: str, number: int) -> None:
        """Put as in the published example, about this application."""
        ids = list(looking.everything_about(self.life, application))
        self.life.ask(request_of(BY_TITLE[title], ids[number % len(ids)]), name)
        self._note(application)

    @rule(number=st.integers(0, 8))
    def somebody_asks_again(self, number: int) -> None:
        """A retry is told what was told before, and does nothing."""
        done = self.life.repeatable()[-1 - number : len(self.life.repeatable()) - number]
        for one in done:
            before = self.life.store.snapshot()
            assert self.life.again(one) == one.answer, type(one.request).__name__
            assert self.life.store.snapshot() == before
            REACHED["told again"] += 1

    @rule(application=applications, name=people, turn=turns)
    def somebody_else_tries_the_next_step(self, application: str, name: str, turn: str) -> None:
        """What is right, by whoever comes along."""
        onward(self.life, application, turn, by=name)
        self._note(application)

    # ---------------------------------------------------------------- what happens

    @rule(hours=st.sampled_from((1, 5, 30, 24 * 6, 24 * 16)))
    def time_passes(self, hours: int) -> None:
        self.life.fund.wait(hours=hours)
        self.life.fund.run_jobs()

    @rule(application=applications, name=judges, by=judges)
    def somebody_has_a_conflict(self, application: str, name: str, by: str) -> None:
        if name == by:
            heard = self.life.ask(DeclareFundConflict(application_id=application, nature="friendship"), name)
        else:
            told = RecordFundConflict(
                application_id=application, person_id=self.life.id_of(name), nature="business", reason="They share a shop."
            )
            heard = self.life.ask(told, by)
        REACHED["recused"] += heard.refusal is None

    @rule(application=applications, name=judges, by=st.sampled_from(MANAGERS), ground=st.sampled_from(("declared", "same_country")))
    def a_conflict_is_lifted(self, application: str, name: str, by: str, ground: str) -> None:
        lift = LiftFundConflict(application_id=application, person_id=self.life.id_of(name), ground=ground, reason="It was another person.")
        REACHED["lifted"] += self.life.ask(lift, by).refusal is None

    @rule(city=st.sampled_from(CITIES), kind=st.sampled_from(("size", "country", "hub", "suspended", "readmitted")))
    def facts_change(self, city: str, kind: str) -> None:
        life, id = self.life, self.life.cities[city]
        known = life.look(lambda unit: unit.city_facts.find(id))
        told = facts.admitted(id, country=known.country, hub_id=known.hub_id, population=known.population)
        changes: dict[str, Any] = {
            "size": lambda: replace(told, population=40_000 if known.population > 100_000 else 220_000),
            "country": lambda: replace(told, country="SE"),
            "hub": lambda: replace(told, hub_id=new_id()),
            "suspended": lambda: m.CitySuspended(city_id=id, previous="active", reason="other", at=life.fund.now),
            "readmitted": lambda: told,
        }
        life.fund.hear(changes[kind]())

    @rule(city=st.sampled_from(CITIES), name=st.sampled_from(tuple(REVIEWERS)))
    def a_reviewer_comes_to_work_for_a_city(self, city: str, name: str) -> None:
        self.life.fund.hear(facts.granted(self.life.id_of(name), self.life.cities[city]))

    @rule(name=st.sampled_from(FORGETTABLE))
    def somebody_is_forgotten(self, name: str) -> None:
        self.life.forget(name)
        REACHED["forgotten"] += 1

    # ---------------------------------------------------------------- what must hold

    @rule(application=applications, name=st.sampled_from(looking.EVERYBODY))
    def somebody_looks_around(self, application: str, name: str) -> None:
        looking.look_around(self.life, name, application)
        REACHED["looked around"] += 1

    @invariant()
    def everything_holds(self) -> None:
        for holds in invariants.INVARIANTS:
            holds(self.life)

    def teardown(self) -> None:
        """Count what this life has seen."""
        for (request, code), times in self.life.heard.items():
            REACHED[f"{request}: {code}"] += times
        REACHED["lives"] += 1

    def _note(self, application: str) -> None:
        found = self.life.application(application)
        if found is not None:
            REACHED[f"state {found.state}"] += 1
        if (award := self.life.award(application)) is not None:
            REACHED[f"award {award.state}"] += 1
