"""Whether each step begins and ends where such a step may, is for those it may be for, and money is reached as it must be."""

from collections.abc import Iterator

from contracts.technical_fund import WorkflowContent, WorkflowTransition
from services.technical_fund.domain.faults import Fault, fault
from services.technical_fund.domain.proof.paths import edges_of, reached_from
from services.technical_fund.domain.proof.table import DECIDES, GIVES_MONEY, STEP
from services.technical_fund.domain.workflow import OUTCOME, START


def meaning_faults(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    yield from _kinds_and_parts(content, pointer)
    yield from _money_by_decision_only(content, pointer)
    yield from _decision_after_review_only(content, pointer)
    yield from _questions_come_back(content, pointer)


def _kinds_and_parts(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    kinds = {state.code: state.kind for state in content.states}
    for number, transition in enumerate(content.transitions):
        step, place = STEP.get(transition.event), f"{pointer}/transitions/{number}"
        if step is None:
            continue
        for at, source in enumerate(transition.sources):
            yield from _source_faults(transition, kinds.get(source), step.source, f"{place}/sources/{at}")
        if transition.target in kinds and kinds[transition.target] != step.target:
            yield fault(f"{place}/target", "technical_fund.wrong_end", f"{transition.event} must lead to a state of kind {step.target}")
        for at, part in enumerate(transition.roles):
            if part not in step.parts:
                yield fault(f"{place}/roles/{at}", "technical_fund.unfit_part", f"{transition.event} is never for the {part}")


def _source_faults(transition: WorkflowTransition, kind: str | None, wanted: str, pointer: str) -> Iterator[Fault]:
    if kind is None or kind == wanted:
        return
    if kind == OUTCOME:
        yield fault(pointer, "technical_fund.outcome_reopened", f"{transition.event} may not begin at an outcome")
    else:
        yield fault(pointer, "technical_fund.wrong_beginning", f"{transition.event} must begin at a state of kind {wanted}")


def _money_by_decision_only(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    """Where decisions are taken is entered by a proposal alone; where money was given, by giving it; and only there an award is closed."""
    deciding = {source for step in content.transitions if step.event in DECIDES for source in step.sources}
    funded = {step.target for step in content.transitions if step.event in GIVES_MONEY}
    for number, step in enumerate(content.transitions):
        place = f"{pointer}/transitions/{number}"
        if step.target in deciding and step.event != "propose_decision":
            yield fault(f"{place}/target", "technical_fund.decision_not_proposed", f"{step.event} leads past the proposal of a decision")
        if step.target in funded and step.event not in GIVES_MONEY:
            yield fault(f"{place}/target", "technical_fund.money_without_decision", f"{step.event} leads to money without a decision")
        for at, source in enumerate(step.sources):
            if (source in funded) != (step.event == "close"):
                yield fault(
                    f"{place}/sources/{at}", "technical_fund.award_left", f"{step.event} leaves what is funded, or closes what is not"
                )


def _decision_after_review_only(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    """From the start and from every outcome, a decision is proposed after a review was closed, and a review closed after it was begun."""
    resting = [state.code for state in content.states if state.kind in (START, OUTCOME)]
    for later, earlier in (("propose_decision", "close_review"), ("close_review", "begin_review"), ("begin_review", "find_eligible")):
        entered = ("reinstate", "uphold_appeal") if earlier == "find_eligible" else ()
        reached = reached_from(resting, edges_of(content, but=frozenset({earlier, *entered})))
        for number, step in enumerate(content.transitions):
            for at, source in enumerate(step.sources):
                if step.event == later and source in reached:
                    place = f"{pointer}/transitions/{number}/sources/{at}"
                    yield fault(place, "technical_fund.step_skipped", f"{source} is reached without {earlier}")


def _questions_come_back(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    """Information is asked for in a state of its own, whose answer leads back to where it was asked."""
    edges = edges_of(content)
    asked_in = {
        target: {source for source, step, end in edges if step == "request_information" and end == target} for _, _, target in edges
    }
    for number, step in enumerate(content.transitions):
        if step.event != "provide_information":
            continue
        for at, source in enumerate(step.sources):
            if asked_in.get(source, set()) != {step.target}:
                place = f"{pointer}/transitions/{number}/sources/{at}"
                yield fault(
                    place, "technical_fund.answer_goes_elsewhere", f"an answer in {source} must lead back to where it was asked for"
                )
