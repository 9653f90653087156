"""Each step of the standard process, in each state, by each kind of person: what the process allows happens; all else is refused with a
code, and not one row of the store is another than before: no version, no entry of a history, no event.

Where a step is possible and for whom is told by the workflow; what people are to an application, and what they hear instead, is written
by hand.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest

from chassis.context import new_id
from contracts import technical_fund as fund
from contracts.roles import MANAGEMENT_UNIT
from services.technical_fund.domain.standard_workflow import STANDARD_WORKFLOW
from tests.builders.fund import decisions as deciding
from tests.builders.fund import facts
from tests.fakes.technical_fund import management
from tests.unit.technical_fund.life.onward import CHECKED, ENDED, LATER, OFF, ON, onward
from tests.unit.technical_fund.life.world import Life

STATES: Final = tuple(state.code for state in STANDARD_WORKFLOW.states)
REASONS: Final = {"en": "We looked again.", "es": "Lo hemos revisado."}

PARTS: Final = {
    # who: what they are to the application
    "nobody": set(),
    "stranger": set(),
    "hub": set(),
    "mayor of brisa": set(),
    "focal of alba": {"applicant"},
    "mayor of alba": {"mayor"},
    "delegate": {"delegate"},
    "seated": {"reviewer"},
    "vera": set(),
    "taro": set(),
    "chair": {"chair"},
    "cleo": {"management"},
    "dora": set(),
}
"""Vera has nothing to do with it; Taro, a reviewer, and Dora of the management unit are recused; Cleo had no part in anything before."""

WAYS: Final[dict[str, dict[str, str]]] = {
    # to a state: where to turn off the usual way, and how
    "info_requested": {"screening": CHECKED},
    "ineligible": {"submitted": OFF, "screening": OFF},
    "info_requested_in_review": {"in_review": CHECKED},
    "info_requested_in_panel": {"in_panel": CHECKED},
    "deferred": {"in_panel": LATER},
    "declined": {"in_panel": OFF},
    "under_appeal": {"in_panel": OFF, "declined": ON},
    "dismissed": {"in_panel": OFF, "declined": ON, "under_appeal": OFF},
    "withdrawn": {"submitted": ENDED},
}

WRONG_STATE: Final = "technical_fund.wrong_state"
HIDDEN: Final = {"not_signed_in", "not_allowed", "technical_fund.no_application"}
"""What one hears who is nothing to it. Where a part of it was asked for, there is no such part: compare `Act.hidden`."""


class Act(NamedTuple):
    """One way to take a step. `roles` are those whose request it is, among whom the process names who may. `also` are states in which the
    same request does something that is no step; `wrong` is what those hear who may ask, in a state where it is not possible."""

    event: str
    request: Callable[[Life, str], Any]
    roles: set[str]
    ready: Callable[[Life, str], None] = lambda life, id: None
    also: tuple[str, ...] = ()
    wrong: tuple[str, ...] = (WRONG_STATE,)
    hidden: tuple[str, ...] = ()


def asking(kind: type, **fields: Any) -> Callable[[Life, str], Any]:
    return lambda life, id: kind(application_id=id, **fields)


def about(collection: str, field: str, kind: type, **fields: Any) -> Callable[[Life, str], Any]:
    """A request about the latest of something, or about one that is not there."""

    def request(life: Life, id: str) -> Any:
        found = [str(row["_id"]) for row in life.rows(collection) if row.get("application_id") == id]
        return kind(**{field: (found or [new_id()])[-1]}, **fields)

    return request


def question(life: Life, id: str) -> Any:
    return fund.RequestFundInformation(application_id=id, question="Why?", due_at=life.fund.now + timedelta(days=5))


def unmet(life: Life, id: str) -> None:
    request = fund.OverrideScreeningRule(application_id=id, rule="size", result="fail", reason="Too small.")
    assert life.ask(request, "ana").refusal is None


def met(life: Life, id: str) -> None:
    request = fund.OverrideScreeningRule(application_id=id, rule="size", result="pass", reason="It has grown.")
    assert life.ask(request, "ana").refusal is None


def reckoned(life: Life, id: str) -> None:
    """The award is over but for the second person."""
    for _ in range(40):
        if life.award(id).state == "closing":
            return
        onward(life, id, ON)
    raise AssertionError(f"the award is {life.award(id).state}")


CITY: Final = {"applicant", "mayor"}
LEADING: Final = {"management", "chair"}
UNIT: Final = {"management"}
NO_DECISION: Final = "technical_fund.no_decision"
NO_APPEAL: Final = "technical_fund.no_appeal"
WRONG_DECISION: Final = (NO_DECISION, "technical_fund.wrong_decision_state")
WRONG_APPEAL: Final = (NO_APPEAL, "technical_fund.wrong_appeal_state")

ACTS: Final = {
    "hand in": Act("submit", asking(fund.SubmitFundApplication), CITY),
    "withdraw": Act("withdraw", asking(fund.WithdrawFundApplication), CITY),
    "screen": Act("begin_screening", asking(fund.RunScreening), UNIT, also=("screening", "ineligible")),
    "ask the city": Act("request_information", question, LEADING),
    "answer": Act("provide_information", asking(fund.ProvideFundInformation, answer="Because."), CITY),
    "go on without": Act("provide_information", asking(fund.CloseFundInformationRequest), UNIT),
    "find eligible": Act("find_eligible", asking(fund.FindApplicationEligible), UNIT),
    "find ineligible": Act(
        "find_ineligible", asking(fund.FindApplicationIneligible, rules=("size",), reason="Too small."), UNIT, ready=unmet
    ),
    "reinstate": Act("reinstate", asking(fund.ReinstateFundApplication, reason="It has grown."), UNIT, ready=met),
    "begin reviewing": Act("begin_review", asking(fund.BeginApplicationReview), UNIT),
    "close reviewing": Act("close_review", asking(fund.CloseApplicationReview, reason="These will do."), LEADING),
    "propose": Act("propose_decision", asking(fund.ProposeFundDecision, decision=deciding.content()), LEADING),
    "send back": Act(
        "return_decision",
        about("decisions", "decision_id", fund.ReturnFundDecision, reason="Say more."),
        UNIT,
        wrong=WRONG_DECISION,
        hidden=(NO_DECISION,),
    ),
    "approve": Act("fund", about("decisions", "decision_id", fund.ApproveFundDecision), UNIT, wrong=WRONG_DECISION, hidden=(NO_DECISION,)),
    "resume": Act("resume", asking(fund.ResumeFundApplication), UNIT),
    "appeal": Act("appeal", asking(fund.OpenFundAppeal, ground="procedure", text="It was misread.", language="en"), {"mayor"}),
    "uphold": Act(
        "uphold_appeal",
        about("appeals", "appeal_id", fund.UpholdFundAppeal, reasons=REASONS),
        UNIT,
        wrong=WRONG_APPEAL,
        hidden=(NO_APPEAL,),
    ),
    "dismiss": Act(
        "dismiss_appeal",
        about("appeals", "appeal_id", fund.DismissFundAppeal, reasons=REASONS),
        UNIT,
        wrong=WRONG_APPEAL,
        hidden=(NO_APPEAL,),
    ),
    "close": Act(
        "close",
        about("awards", "award_id", fund.ApproveAwardClosing),
        UNIT,
        ready=reckoned,
        wrong=("technical_fund.no_award", "technical_fund.wrong_award_state"),
        hidden=("technical_fund.no_award",),
    ),
}


class World:
    """One application in one state, and everybody around it."""

    def __init__(self, state: str) -> None:
        self.life, self.state = Life(), state
        life = self.life
        life.cast["dora"] = management()
        life.fund.hear(facts.granted(life.id_of("dora"), None, MANAGEMENT_UNIT))
        life.cast["seated"] = life.cast["rosa"]
        self.id = str(life.begin("alba", 1_500_000, 4))
        onward(life, self.id, LATER)
        assert life.application(self.id).delegations
        self._arrive()
        if state != "draft":
            for name in ("taro", "dora"):
                request = fund.RecordFundConflict(
                    application_id=self.id, person_id=life.id_of(name), nature="friendship", reason="They were at school together."
                )
                assert life.ask(request, "ana").refusal is None

    def _arrive(self) -> None:
        life, turns = self.life, WAYS.get(self.state, {})
        for _ in range(60):
            now = life.application(self.id).state
            if now == self.state:
                break
            onward(life, self.id, turns.get(now, ON))
            life.fund.run_jobs()
        assert life.application(self.id).state == self.state
        if self.state == "under_appeal":
            onward(life, self.id, ON)

    def parts_of(self, name: str) -> set[str]:
        """What they are to it now: nobody is seated before there are seats, and a draft is the city's alone."""
        life, parts = self.life, PARTS[name]
        if self.state == "draft" and not parts & {*CITY, "delegate"}:
            return set()
        if parts == {"reviewer"} and not any(seat.seated and seat.reviewer_id == life.id_of(name) for seat in life.seats(self.id)):
            return set()
        return parts


@pytest.fixture(scope="module")
def worlds() -> Iterator[Callable[[str], World]]:
    made: dict[str, World] = {}

    def world(state: str) -> World:
        if state not in made:
            made[state] = World(state)
        return made[state]

    with pytest.MonkeyPatch.context() as patch:
        deciding.print_at_once(patch)
        yield world


def roles_of(event: str, state: str) -> set[str]:
    """Who may take the step there; nobody where it is not possible."""
    found = (step for step in STANDARD_WORKFLOW.transitions if step.event == event and state in step.sources)
    return {role for step in found for role in step.roles}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_what_the_process_does_not_allow_is_refused_and_changes_nothing(worlds: Callable[[str], World], state: str, act: str) -> None:
    world, how = worlds(state), ACTS[act]
    life, possible = world.life, roles_of(how.event, state)
    before = life.store.snapshot()
    wrong = {}
    for name in PARTS:
        parts = world.parts_of(name)
        right = bool(parts & how.roles & possible) or (state in how.also and bool(parts & how.roles))
        if right and state not in how.also:
            how.ready(life, world.id)
        heard = life.ask(how.request(life, world.id), name)
        now = life.application(world.id).state
        if right != (heard.refusal is None) or (right and state not in how.also and now == state):
            wrong[name] = (heard.code, now)
        elif not right and heard.code not in codes_for(how, parts, state):
            wrong[name] = (heard.code, "another code")
        life.store.restore(before)
        before = life.store.snapshot()
    assert wrong == {}


def codes_for(how: Act, parts: set[str], state: str) -> set[str]:
    """By hand: who may ask hears that it is not possible now; who may know, that it is not theirs, or not possible; others, of nothing."""
    if parts & how.roles:
        return {*how.wrong, "technical_fund.not_yours_to_do"} if roles_of(how.event, state) else {*how.wrong}
    if parts:
        return {"not_allowed", "technical_fund.not_yours_to_do", *how.wrong, *how.hidden}
    return HIDDEN | set(how.hidden)


def test_every_step_of_the_process_has_a_way_to_take_it() -> None:
    """The four outcomes are approved by one and the same request."""
    events = {step.event for step in STANDARD_WORKFLOW.transitions}
    assert {act.event for act in ACTS.values()} == events - {"fund_in_part", "decline", "defer"}
