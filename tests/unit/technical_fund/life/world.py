"""One call, three cities, and everybody around them, asked at the service's own doors; every request is answered or refused with a code."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

from chassis.context import Actor, Context, new_id
from chassis.permissions import check
from contracts.declare import dump, request_declaration
from contracts.errors import Refusal
from contracts.membership import ErasedIdentity, IdentifyErased, PersonErased
from contracts.refusals import REFUSALS
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund import EligibilityRule, SetReviewerSeniority, StartFundApplication
from services.technical_fund.service import TechnicalFundService
from services.technical_fund.usecases import privacy
from tests.builders.fund import decisions as deciding
from tests.builders.fund import facts
from tests.builders.fund.applications import a_city, written
from tests.builders.fund.assignment import solve_here
from tests.builders.fund.calls import support
from tests.builders.fund.reviewers import a_reviewer
from tests.fakes.technical_fund import MemoryFund, focal_point, hub_officer, management, mayors_office, person
from tests.habits.fund_records.world import Bound, Membership

CITIES: Final = ("alba", "brisa", "cima")
MANAGERS: Final = ("ana", "bea", "cleo")
REVIEWERS: Final = {"rosa": "CA", "sven": "SE", "taro": "JP", "umar": "KE", "vera": "BR"}
CHAIR: Final = "chair"
OUTSIDERS: Final = ("hub", "stranger", "nobody")
NAMES: Final = (
    *MANAGERS,
    *REVIEWERS,
    CHAIR,
    *(f"{role} of {city}" for city in CITIES for role in ("mayor", "focal")),
    "delegate",
    *OUTSIDERS,
)
"""Everybody. Brisa lies in Kenya, so that Umar may know nothing of what it hands in."""

SMALLEST: Final = 100_000
RULE: Final = EligibilityRule(code="size", fact="population", op="between", value=[SMALLEST, 1_000_000])
PEOPLE: Final = 220_000
REPEATABLE: Final = timedelta(hours=23)
"""For how long an answer is kept for whoever asks again."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came of a request."""

    name: str
    answer: Any = None
    refusal: Refusal | None = None

    @property
    def code(self) -> str | None:
        return None if self.refusal is None else self.refusal.code


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command that was carried out."""

    request: Any
    by: str
    person_id: str | None
    key: str
    answer: Any
    at: Any


@dataclass
class Secrets:
    """Words that stand in one place only, and so tell where something came from."""

    titles: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    confidential: dict[str, str] = field(default_factory=dict)


class Letters:
    """Dead letters, of which there are none."""

    def forget(self, traces: tuple[str, ...]) -> int:
        return 0


class Life:
    """The world. `cast` are people by name; a person who is forgotten makes room for another with the same roles."""

    def __init__(self) -> None:
        self.fund = MemoryFund()
        self.fund.neighbour = self._neighbours
        self.fund.jobs[privacy.FORGET_JOB] = partial(privacy.forget_person, letters=Letters)
        solve_here(self.fund)
        self.store = self.fund.work.store
        self.cast: dict[str, Actor] = {}
        self.cities: dict[str, str] = {}
        self.secrets = Secrets()
        self.done: list[Done] = []
        self.forgotten: dict[str, str] = {}
        self.applications: list[str] = []
        self.heard: dict[tuple[str, str], int] = {}
        self._people()
        self.call_id, self.envelope_id = deciding.an_open_call(
            self.fund,
            chair_id=self.id_of(CHAIR),
            reviews_per_application=2,
            eligibility=(RULE,),
            envelope=support(12_000_000, 20),
            floor=support(100_000),
            closes_at=self.fund.now + timedelta(days=120),
        )

    # ---------------------------------------------------------------- people

    def _people(self) -> None:
        hub = new_id()
        for city, country in zip(CITIES, ("CL", "KE", "PT"), strict=True):
            self.cities[city] = a_city(self.fund, country=country, hub_id=hub, population=PEOPLE)
        self.cast |= {"nobody": Actor(), "hub": hub_officer(hub)}
        self.fund.hear(facts.granted(self.id_of("hub"), hub, HUB_OFFICER))
        for name in NAMES:
            if name not in self.cast:
                self.enter(name)
        for senior in ("rosa", "taro"):
            self.ask(SetReviewerSeniority(person_id=self.id_of(senior), senior=True), "ana")

    def enter(self, name: str) -> None:
        """Somebody new takes this place."""
        if name in MANAGERS:
            self.cast[name] = management()
            self.fund.hear(facts.granted(self.id_of(name), None, MANAGEMENT_UNIT))
        elif name in REVIEWERS or name == CHAIR:
            self.cast[name] = a_reviewer(self.fund, country=REVIEWERS.get(name, "NZ"), max_load=20)
        elif " of " in name:
            role, _, city = name.partition(" of ")
            make, granted = (mayors_office, MAYORS_OFFICE) if role == "mayor" else (focal_point, FOCAL_POINT)
            self.cast[name] = make(self.cities[city])
            self.fund.hear(facts.granted(self.id_of(name), self.cities[city], granted))
        else:
            self.cast[name] = person()

    def id_of(self, name: str) -> str:
        return str(self.cast[name].person_id)

    def name_of(self, person_id: str | None) -> str | None:
        """Whoever still has this id in the cast."""
        return next((name for name, actor in self.cast.items() if actor.person_id == person_id and person_id is not None), None)

    def forget(self, name: str) -> None:
        """They are erased, and somebody else takes over."""
        gone, erasure_id = self.id_of(name), new_id()
        self.forgotten[erasure_id] = gone
        self.fund.hear(PersonErased(person_id=gone, erasure_id=erasure_id))
        self.fund.run_jobs()
        self.enter(name)

    def _neighbours(self, request: Any, context: Context) -> dict[str, Any]:
        if isinstance(request, IdentifyErased):
            id = self.forgotten[request.erasure_id]
            return dict(dump(ErasedIdentity(person_id=id, name=f"Person {id}", email=f"{id}@example.org")))
        return deciding.named()(request, context)

    # ---------------------------------------------------------------- asking

    def ask(self, request: Any, name: str, *, key: str | None = None, version: int | None = None) -> Heard:
        """Ask as somebody. What is refused has a code of the list and has changed nothing."""
        before = self.store.snapshot()
        by, key = self.cast[name], key or new_id()
        hidden = self.look(lambda unit: unit.recusals.from_person(by.person_id))
        try:
            heard = Heard(name=name, answer=self._at_the_door(request, by, key, version))
        except Refusal as refusal:
            heard = Heard(name=name, refusal=refusal)
        if heard.refusal is not None:
            self._refused(request, heard.refusal, unchanged=self.store.snapshot() == before)
            return heard
        self._count(request, "done")
        touched = self._touched(before) & hidden
        assert not touched, f"{name}, who is recused, did {type(request).__name__} to {touched}"
        if request_declaration(request).kind == "command":
            self.done.append(Done(request=request, by=name, person_id=by.person_id, key=key, answer=heard.answer, at=self.fund.now))
        return heard

    def _refused(self, request: Any, refusal: Refusal, *, unchanged: bool) -> None:
        assert refusal.code in REFUSALS, f"{refusal.code} is in no list"
        assert unchanged, f"{type(request).__name__} was refused and changed something"
        self._count(request, refusal.code)

    def again(self, done: Done) -> Any:
        """The same request under the same key."""
        return self._at_the_door(done.request, self.cast[done.by], done.key, None)

    def repeatable(self) -> list[Done]:
        """What was carried out lately, by people who are still there, and told of nobody who was forgotten: such answers are cleaned."""
        latest = self.fund.now - REPEATABLE
        lately = [one for one in self.done if one.at > latest and one.person_id == self.cast[one.by].person_id]
        return [one for one in lately if not any(id in str(one.answer) for id in self.forgotten.values())]

    def _at_the_door(self, request: Any, by: Actor, key: str, version: int | None) -> Any:
        declared = request_declaration(request)
        check(declared, by)
        worker = TechnicalFundService()
        context = Context(
            actor=by,
            correlation_id=new_id(),
            deadline=time.time() + 600,
            expected_version=version,
            idempotency_key=key if declared.kind == "command" else None,
        )
        worker.work = Bound(self.fund.work, context)  # type: ignore[assignment]
        worker.neighbours = Membership()  # type: ignore[assignment]
        return dump(getattr(worker, declared.method)(request))

    def _touched(self, before: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> set[str]:
        """Applications of which something was written."""
        written: set[str] = set()
        for name, collection in self.store.collections.items():
            known = before.get(name, {})
            changed = (row for key, row in collection.rows.items() if known.get(key) is not row)
            written |= {str(row.get("application_id") or row["_id"]) for row in changed}
        return written

    def _count(self, request: Any, code: str) -> None:
        told = (type(request).__name__, code)
        self.heard[told] = self.heard.get(told, 0) + 1

    # ---------------------------------------------------------------- what there is

    def look(self, look: Callable[[Any], Any]) -> Any:
        return self.fund.within(look)

    def application(self, application_id: str) -> Any:
        return self.look(lambda unit: unit.applications.find(application_id))

    def seats(self, application_id: str) -> list[Any]:
        return list(self.look(lambda unit: unit.assignments.of_application(application_id)))

    def reviews(self, application_id: str) -> list[Any]:
        return list(self.look(lambda unit: unit.reviews.of_application(application_id)))

    def award(self, application_id: str) -> Any:
        return self.look(lambda unit: unit.awards.of_application(application_id))

    def rows(self, collection: str) -> list[Mapping[str, Any]]:
        return list(self.store[collection].rows.values())

    def recused(self, application_id: str) -> frozenset[str]:
        found: frozenset[str] = self.look(lambda unit: unit.recusals.of(application_id))
        return found

    def city_of(self, application_id: str) -> str:
        return next(name for name, id in self.cities.items() if id == self.application(application_id).city_id)

    def free(self, application_id: str, names: tuple[str, ...], *but: str | None) -> str | None:
        """The first of these who is neither recused nor among those whom it must not be."""
        out = {*self.recused(application_id), *but}
        return next((name for name in names if self.id_of(name) not in out), None)

    # ---------------------------------------------------------------- beginning

    def begin(self, city: str, asked: int, half_days: int) -> str | None:
        """A draft with words that stand nowhere else; None once the call is closed."""
        title, plan = f"Lantern{len(self.applications):03}", f"Oilwick{len(self.applications):03}"
        answers = {"plan": f"{plan} in every street", "partners": "none", "people": 12}
        content = written(title=f"{title} by night", answers=answers, requested=support(asked, half_days))
        request = StartFundApplication(call_id=self.call_id, city_id=self.cities[city], content=content)
        heard = self.ask(request, f"mayor of {city}")
        if heard.refusal is not None:
            return None
        id = str(heard.answer["id"])
        self.applications.append(id)
        self.secrets.titles[id], self.secrets.plans[id] = title, plan
        return id
