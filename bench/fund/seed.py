"""A Fund of some years: calls, applications, panels, reviews, awards and histories, as the repositories and use cases write them.

What there are thousands of is written at once, each document made by its own repository; awards and the ledger, and the histories that are
read, go through the use cases.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from pymongo.database import Database

from bench.directory import made as made_cities
from chassis.aggregate import Aggregate
from chassis.context import Actor, Context, new_id
from chassis.repository import Repository
from chassis.sealing import Seal
from chassis.unit import Unit
from contracts.declare import load
from contracts.technical_fund import ReviewContent, TextLimit
from services.membership import repository as membership
from services.technical_fund import repository
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import ACCEPTED, STARTED, Assignment
from services.technical_fund.domain.assignment import SUBMITTED as FINISHED
from services.technical_fund.domain.attachments import CLEAN, Attachment
from services.technical_fund.domain.awards.award import IN_FORCE
from services.technical_fund.domain.calls import PUBLISHED, Call, version_of
from services.technical_fund.domain.conflicts import Conflict
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.reviewing import extent
from services.technical_fund.domain.reviews import DRAFT, SUBMITTED, Review, Submission
from services.technical_fund.domain.standard_workflow import STANDARD, STANDARD_WORKFLOW
from services.technical_fund.usecases import awards, history, ledger
from services.technical_fund.wiring import PEOPLE_IN_HISTORY
from tests.builders.fund import calls
from tests.builders.fund.money import Decided
from tests.builders.fund.reviews import COMPLETE
from tests.fakes.technical_fund import StoredFund

AT_ONCE: Final = 250
CALLS, IN_REVIEW, REVIEWERS, EACH = 10, 4, 120, 3
"""Calls; of these in review; people in the pool; reviews of an application."""
AWARDED: Final = 60
"""Awards in force of a call that is over, fewer where it has fewer applications."""
TOLD: Final = 60
"""Entries in a history that is read."""
RECUSED: Final = 8
"""Applications that each reader is recused from."""
SHARE: Final = 100_000
WORDS: Final = (
    "we",
    "open",
    "the",
    "school",
    "yard",
    "in",
    "evening",
    "so",
    "that",
    "young",
    "people",
    "of",
    "every",
    "quarter",
    "meet",
    "alone",
)
FORM: Final = calls.form(
    *(calls.question(code, "long_text", required=True, limit=TextLimit(most=600, unit="words")) for code in ("plan", "need", "after")),
    calls.question("people", "number"),
)


@dataclass(kw_only=True)
class Seeded:
    """What can be asked for."""

    calls: list[str] = field(default_factory=list)
    in_review: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    seats: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    awards: int = 0
    reviews: int = 0


class Seeding:
    """Fills the store of a platform. `reader` is the reviewer who will ask, `manager` the member of the management unit."""

    def __init__(self, fund_store: Database[Any], membership_store: Database[Any], secret: str, *, reader: str, manager: str) -> None:
        self.store, self.cities_store = fund_store, membership_store
        self.fund = StoredFund(fund_store)
        self.fund.now = datetime.now(UTC).replace(microsecond=0)
        self.fund.seal = Seal(secret, PEOPLE_IN_HISTORY)
        self.reader, self.manager = reader, manager
        self.people = [reader, *(new_id() for _ in range(REVIEWERS - 1))]
        self.dice = random.Random(2027)
        self.seeded = Seeded()
        self.rubric = calls.rubric()
        self.unit = Unit(Context(actor=Actor(), correlation_id=new_id(), deadline=0.0), self.fund.now, _no_collection)

    def fill(self, applications: int, done: Callable[[str], None] = lambda _: None) -> Seeded:
        cities = self._cities(max(10, applications // 10))
        for number in range(CALLS):
            done(f"call {number + 1} of {CALLS}")
            self._call(number, applications // CALLS, cities, over=number < CALLS - IN_REVIEW)
        self._recuse()
        done("histories")
        self._tell()
        return self.seeded

    # ---------------------------------------------------------------- parts

    def _cities(self, number: int) -> Sequence[tuple[str, str]]:
        shape, found = membership.StoredCities(self.unit), []
        for some in batched(list(made_cities(number)), AT_ONCE):
            self.cities_store["cities"].insert_many([_whole(shape, city) for city in some])
            found += [(city.id, city.country) for city in some]
        return found

    def _call(self, number: int, size: int, cities: Sequence[tuple[str, str]], *, over: bool) -> None:
        now = self.fund.now
        opened = now - timedelta(days=400 - 20 * number)
        closes = opened + timedelta(days=60) if over else now + timedelta(days=30 + number)
        content = calls.content(opens_at=opened, closes_at=closes, reviews_per_application=EACH)
        call = Call(
            id=new_id(), content=content, drafted_at=opened, state=PUBLISHED, number=1, published_at=opened,
            reference=f"CALL-{now.year}-{number + 1:04d}",
        )  # fmt: skip

        def publish(unit: Any) -> str:
            unit.calls.add(call)
            unit.call_versions.add(version_of(call, FORM, self.rubric, STANDARD_WORKFLOW, by=None, at=opened))
            return str(ledger.open_envelope(unit, call).id)

        envelope = self.fund.within(publish)
        made = [self._application(call, place, cities, over=over) for place in range(size)]
        self._write(repository.StoredApplications, made)
        self._write(repository.StoredAttachments, [self._file(one) for one in made])
        self._write(repository.StoredPanels, [Panel(id=one.id, call_id=call.id) for one in made])
        self._panels(call, made, over=over)
        self.seeded.calls.append(call.id)
        self.seeded.applications += [one.id for one in made]
        if over:
            self._award([one for one in made if one.state == "funded"], envelope)
        else:
            self.seeded.in_review.append(call.id)

    def _application(self, call: Call, place: int, cities: Sequence[tuple[str, str]], *, over: bool) -> Application:
        opened = call.content.opens_at
        assert isinstance(opened, datetime)
        assert call.reference is not None
        city, country = cities[self.dice.randrange(len(cities))]
        at = opened + timedelta(days=1, minutes=place)
        return Application(
            id=new_id(), call_id=call.id, call_version=1, city_id=city, country=country, workflow_id=STANDARD, workflow_version=1,
            started_by=new_id(), created_at=at, updated_at=at, submitted_at=at, submitted_by=new_id(),
            state=("funded" if place < AWARDED else "declined") if over else "in_review",
            reference=f"TSF-{at.year}-{call.reference[-2:]}{place:04d}", title=f"Safer evenings {place}", language="en",
            answers={"plan": self.words(180), "need": self.words(180), "after": self.words(120), "people": 120},
            requested=calls.support(SHARE), revision=7,
        )  # fmt: skip

    def _file(self, application: Application) -> Attachment:
        return Attachment(
            id=new_id(), application_id=application.id, question="plan", file_name="budget.pdf", media_type="application/pdf", size=80_000,
            sha256="ab" * 32, scan=CLEAN, attached_by=application.started_by, attached_at=application.created_at,
        )  # fmt: skip

    def _panels(self, call: Call, made: Sequence[Application], *, over: bool) -> None:
        """Three reviewers each, in turn; where the call is not over, the third is still writing."""
        seats, reviews = [], []
        for place, application in enumerate(made):
            for turn in range(EACH):
                writing = not over and (place + turn) % EACH == 0
                who = self.people[(place * EACH + turn) % len(self.people)]
                seat = self._seat(call, application, who, writing=writing)
                seats.append(seat)
                reviews.append(self._review(seat, writing=writing))
        if not over:
            seats += [self._seat(call, one, self.reader, writing=False, state=ACCEPTED) for one in made[1 :: max(1, len(made) // 10)]]
        self._write(repository.StoredAssignments, seats)
        self._write(repository.StoredReviews, reviews)
        self.seeded.reviews += len(reviews)
        self.seeded.seats += [one.id for one in seats if one.reviewer_id == self.reader]

    def _seat(self, call: Call, application: Application, who: str, *, writing: bool, state: str | None = None) -> Assignment:
        at = self.fund.now - timedelta(days=5)
        return Assignment(
            id=new_id(), application_id=application.id, call_id=call.id, reviewer_id=who, state=state or (STARTED if writing else FINISHED),
            assigned_at=at, accept_by=at + timedelta(days=3), review_by=at + timedelta(days=20), accepted_at=at, started_at=at,
        )  # fmt: skip

    def _review(self, seat: Assignment, *, writing: bool) -> Review:
        comment = {"comment": self.words(60)}
        scores = {code: {**comment, "score": self.dice.randint(0, 5)} for code in (("need",) if writing else ("need", "plan", "risk"))}
        content = _review_content({**COMPLETE, "to_city": self.words(80), "scores": scores})
        far, at = extent(self.rubric, content), seat.assigned_at + timedelta(days=1)
        final = None if writing else at
        return Review(
            id=seat.id, application_id=seat.application_id, call_id=seat.call_id, reviewer_id=seat.reviewer_id, content=content,
            state=DRAFT if writing else SUBMITTED, points=far.points, done=far.done, of=far.of, started_at=at, updated_at=at,
            handed_in_at=final, final_at=final, submitted_at=final,
            submissions=() if writing else (Submission(number=1, content=content, submitted_at=at),),
        )  # fmt: skip

    def _award(self, funded: Sequence[Application], envelope: str) -> None:
        def grant(unit: Any, some: Iterable[Application]) -> None:
            for application in some:
                decided = Decided(envelope_id=envelope, support=application.requested)
                about = ledger.About(application_id=application.id)
                ledger.reserve(unit, envelope, decided.support, about=about, key=f"decision/{decided.id}")
                award = awards.make_award(unit, application, decided)
                ledger.commit(unit, envelope, decided.support, about=about, key=f"agreement/{decided.id}")
                award.state, award.in_force_since = IN_FORCE, unit.now
                unit.awards.save(award)

        for some in batched(funded, 20):
            self.fund.within(partial(grant, some=some))
        self.seeded.awards += len(funded)

    def _recuse(self) -> None:
        def bar(unit: Any, found: Sequence[Conflict]) -> None:
            unit.conflicts.add(found)

        for person in (self.reader, self.manager):
            barred = self.dice.sample(self.seeded.applications, min(RECUSED, len(self.seeded.applications) // 10))
            found = [
                Conflict(application_id=id, person_id=person, call_id=new_id(), kind="derived", ground="same_country", since=self.fund.now)
                for id in barred
            ]
            self.fund.within(partial(bar, found=found))

    def _tell(self) -> None:
        barred = self.fund.within(lambda unit: unit.recusals.from_person(self.manager))
        free = [id for id in self.seeded.applications if id not in barred]
        self.seeded.told = self.dice.sample(free, min(20, len(free)))

        def tell(unit: Any, id: str) -> None:
            for number in range(TOLD):
                who = self.people[number % 6]
                history.note(unit, id, "save_draft", data={"revision": number}, texts={"note": self.words(30)}, person_id=who, side="other")

        for id in self.seeded.told:
            self.fund.within(partial(tell, id=id))

    # ---------------------------------------------------------------- writing

    def _write(self, kind: type[Repository[Any]], made: Sequence[Aggregate]) -> None:
        shape = kind(self.unit)
        for some in batched(made, AT_ONCE):
            self.store[shape.name].insert_many([_whole(shape, one) for one in some])

    def words(self, number: int) -> str:
        return " ".join(self.dice.choices(WORDS, k=number))


def _whole(shape: Repository[Any], one: Any) -> dict[str, Any]:
    one.version = 1
    one.news.clear()
    return shape.document(one)


def _review_content(told: dict[str, Any]) -> ReviewContent:
    content: ReviewContent = load(ReviewContent, told)
    return content


def _no_collection(name: str) -> Any:
    raise LookupError(name)


def batched(made: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (made[first : first + size] for first in range(0, len(made), size))


def some_of(ids: Sequence[str], number: int = 40) -> Iterator[str]:
    """Spread over all of them."""
    yield from ids[:: max(1, len(ids) // number)]
