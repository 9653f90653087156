"""Applications before the panel, and decisions on their way, made by the use cases that people use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from chassis.context import Actor, Context, new_id
from contracts.declare import dump
from contracts.membership import CityName, CityNames, NameCities
from contracts.technical_fund import (
    ApproveFundDecision,
    CriterionScore,
    DecisionContent,
    DecisionView,
    ProposeFundDecision,
    ReviewContent,
    Support,
)
from services.technical_fund.carriers.papers import press
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.conflicts import Conflict
from services.technical_fund.domain.reviews import SUBMITTED, Review
from services.technical_fund.usecases import decisions, ledger
from tests.builders.fund import applications as on_their_way
from tests.builders.fund.calls import support
from tests.fakes.technical_fund import Fund, management, mayors_office

PAGE = b"%PDF-1.7 page "
"""How a page begins that stands for its own print."""
PROPOSER = management()
APPROVER = management()
THIRD = management()
NAMES = {"en": "Seville", "es": "Sevilla", "ar": "إشبيلية"}
REASONS = {
    "need": {"es": "La necesidad está bien descrita.", "en": "The need is well described."},
    "plan": {"es": "El plan es viable.", "en": "The plan is sound."},
    "risk": {"es": "Los riesgos son asumibles.", "en": "The risks can be borne."},
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """An application before the panel."""

    id: str
    call_id: str
    city_id: str
    envelope_id: str

    @property
    def mayor(self) -> Actor:
        return mayors_office(self.city_id)


def named(**names: dict[str, str]) -> Callable[[Any, Context], dict[str, Any]]:
    """Membership, asked what cities are called: every city is `NAMES` but those given by id with `_` for `-`."""

    def answer(request: Any, context: Context) -> dict[str, Any]:
        assert isinstance(request, NameCities)
        items = (CityName(city_id=id, names=names.get(id.replace("-", "_"), NAMES), country="ES", listed=True) for id in request.city_ids)
        return dump(CityNames(items=tuple(items)))

    return answer


def an_open_call(fund: Fund, **content: Any) -> tuple[str, str]:
    """A call with its envelope; both ids."""
    call_id = on_their_way.a_call(fund, **content)

    def fill(unit: Any) -> str:
        call = unit.calls.get(call_id)
        call.envelope_id = ledger.open_envelope(unit, call).id
        unit.calls.save(call)
        return str(call.envelope_id)

    return call_id, fund.within(fill)


def before_the_panel(fund: Fund, call: tuple[str, str] | None = None, state: str = "in_panel", **written: Any) -> Case:
    """Handed in, and by whatever way arrived at the panel."""
    fund.neighbour = fund.neighbour or named()
    call_id, envelope_id = call or an_open_call(fund)
    city_id = on_their_way.a_city(fund)
    receipt = on_their_way.submitted(fund, call_id, city_id, **written)
    case = Case(id=receipt.application.id, call_id=call_id, city_id=city_id, envelope_id=envelope_id)
    put(fund, case, state)
    return case


def put(fund: Fund, case: Case, state: str) -> None:
    def move(unit: Any) -> None:
        application = unit.applications.get(case.id)
        application.move(state, at=unit.now)
        unit.applications.save(application)

    fund.within(move)


def state_of(fund: Fund, case: Case) -> str:
    return str(fund.within(lambda unit: unit.applications.get(case.id).state))


def available(fund: Fund, case: Case) -> Support:
    envelope = fund.within(lambda unit: unit.envelopes.get(case.envelope_id))
    answer: Support = envelope.balances["available"].support(envelope.currency)
    return answer


def content(outcome: str = "fund", **changes: Any) -> DecisionContent:
    return DecisionContent(**{"outcome": outcome, "reasons": REASONS, **changes})


def in_part(minor: int = 4_000_000, half_days: int = 2, **changes: Any) -> DecisionContent:
    return content("fund_in_part", support=support(minor, half_days), **changes)


def proposed(fund: Fund, case: Case, what: DecisionContent | None = None, by: Actor = PROPOSER) -> DecisionView:
    request = ProposeFundDecision(application_id=case.id, decision=what or content())
    view: DecisionView = fund.ask(decisions.propose_fund_decision, request, by)
    return view


def approved(fund: Fund, case: Case, what: DecisionContent | None = None) -> DecisionView:
    request = ApproveFundDecision(decision_id=proposed(fund, case, what).id)
    view: DecisionView = fund.ask(decisions.approve_fund_decision, request, APPROVER)
    return view


def told(fund: Fund, case: Case, what: DecisionContent | None = None) -> DecisionView:
    """Approved, and the letter about it printed and issued."""
    view = approved(fund, case, what)
    fund.run_jobs()
    return view


def reviewed(fund: Fund, case: Case, reviewer_id: str | None = None, round: int = 1, **said: Any) -> str:
    """A submitted review; its id."""
    assignment = Assignment(
        id=new_id(),
        application_id=case.id,
        call_id=case.call_id,
        reviewer_id=reviewer_id or new_id(),
        round=round,
        state="submitted",
        assigned_at=fund.now,
        accept_by=fund.now + timedelta(days=7),
    )
    words: dict[str, Any] = {
        "scores": {
            "need": CriterionScore(score=4, comment="Well shown."),
            "risk": CriterionScore(score=2, comment="Only the panel reads this."),
        },
        "to_city": "A strong application.",
        "confidential": "Not for the city.",
    }
    review = Review(
        id=assignment.id,
        application_id=case.id,
        call_id=case.call_id,
        reviewer_id=assignment.reviewer_id,
        round=round,
        state=SUBMITTED,
        content=ReviewContent(**{**words, **said}),
        started_at=fund.now,
        updated_at=fund.now,
    )

    def keep(unit: Any) -> None:
        unit.assignments.add(assignment)
        unit.reviews.add(review)

    fund.within(keep)
    return review.id


def recuse(fund: Fund, case: Case, person_id: str | None) -> None:
    """Somebody turns out to have a conflict."""
    conflict = Conflict(
        application_id=case.id, person_id=str(person_id), call_id=case.call_id, kind="declared", ground="declared", since=fund.now
    )
    fund.within(lambda unit: unit.conflicts.keep(conflict))


def print_at_once(monkeypatch: Any) -> None:
    """Pages stand for their own print, so that a test about something else does not wait for the press."""
    monkeypatch.setattr(press, "printed", lambda pages: [PAGE + page.encode() for page in pages])


def is_page(paper: bytes) -> bool:
    return paper.startswith(PAGE)


def text_of_page(paper: bytes) -> str:
    body = paper.removeprefix(PAGE).decode().partition("<body>")[2]
    text = str(Markup(body).striptags())
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())
