"""Workflows are proved before use: every defect has its own code, and what passes strands nobody and gives no money away."""

import random
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import Conflict, NotAllowed
from contracts.technical_fund import WORKFLOW_PARTS, WORKFLOW_STEPS, WorkflowContent, WorkflowState, WorkflowTransition
from services.technical_fund.domain.proof import prove
from services.technical_fund.domain.proof.table import GIVES_MONEY, STEP
from services.technical_fund.domain.standard_workflow import CONTENT, STANDARD_WORKFLOW
from services.technical_fund.domain.workflow import LIVE, OUTCOME, Workflow, edges
from tests.builders.fund.workflows import added, changed, with_state, without

EVERY_PART = frozenset(WORKFLOW_PARTS)


def codes(content: WorkflowContent) -> set[str]:
    return {fault["code"].removeprefix("technical_fund.") for fault in prove(content)}


def test_the_standard_workflow_is_sound() -> None:
    assert prove(CONTENT) == []


def test_there_is_a_rule_for_every_step_the_code_can_take() -> None:
    assert set(STEP) == set(WORKFLOW_STEPS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_state("lost"), "unreachable_state"),
        (with_state("lost"), "dead_state"),
        (without("dismiss_appeal", without("uphold_appeal")), "dead_state"),
        (without("resume"), "dead_state"),
        (changed("resume", event=""), "without_event"),
        (changed("resume", event="wake"), "unknown_step"),
        (changed("resume", roles=()), "without_role"),
        (changed("resume", roles=("everybody",)), "unknown_part"),
        (changed("resume", sources=()), "no_sources"),
        (changed("resume", sources=("asleep",)), "unknown_state"),
        (changed("resume", target="asleep"), "unknown_state"),
        (changed("resume", target=""), "unknown_state"),
        (added("resume", ("deferred",), "eligible"), "repeated_step"),
        (changed("resume", sources=("deferred", "deferred")), "repeated_step"),
        (with_state("eligible"), "repeated_state"),
        (with_state("another", "start"), "several_starts"),
        (replace(CONTENT, states=CONTENT.states[1:]), "no_start"),
        (replace(CONTENT, states=tuple(replace(state, kind=LIVE) for state in CONTENT.states)), "no_outcome"),
        (changed("withdraw", sources=("submitted",)), "no_withdrawal"),
        (without("decline"), "step_missing"),
        (without("submit"), "step_missing"),
        (added("close", ("declined",), "closed"), "award_left"),
        (added("appeal", ("funded",), "under_appeal", "mayor"), "award_left"),
        (added("begin_screening", ("declined",), "screening"), "outcome_reopened"),
        (changed("begin_screening", sources=("draft",)), "wrong_beginning"),
        (changed("decline", target="in_panel"), "wrong_end"),
        (changed("fund", roles=("management", "applicant")), "unfit_part"),
        (changed("appeal", roles=("management",)), "unfit_part"),
        (changed("find_eligible", roles=("management", "reviewer")), "unfit_part"),
        (changed("find_ineligible", target="funded"), "money_without_decision"),
        (changed("uphold_appeal", target="decision_proposed"), "decision_not_proposed"),
        (changed("reinstate", target="in_panel"), "step_skipped"),
        (changed("reinstate", target="in_review"), "step_skipped"),
        (changed("begin_screening", target="eligible"), "step_skipped"),
        (changed("provide_information", target="screening"), "answer_goes_elsewhere"),
    ],
)
def test_each_defect_is_named_by_its_own_code(content: WorkflowContent, code: str) -> None:
    assert code in codes(content)


def test_a_loop_that_only_giving_up_ends_is_endless() -> None:
    """Back and forth between screening and a question to the city, with no finding: withdrawing is no way on."""
    looping = without("find_eligible", without("find_ineligible"))
    assert "endless_loop" in codes(looping)


def test_faults_point_at_what_is_wrong() -> None:
    found = prove(changed("resume", sources=("asleep",)))
    place = next(fault["pointer"] for fault in found if fault["code"] == "technical_fund.unknown_state")
    number = next(at for at, step in enumerate(CONTENT.transitions) if step.event == "resume")
    assert place == f"/workflow/transitions/{number}/sources/0"


def test_an_empty_workflow_says_what_it_lacks() -> None:
    assert {"required", "no_start", "no_outcome", "step_missing"} <= codes(WorkflowContent())


# ---------------------------------------------------------------- defects of the systems we studied


def test_an_empty_list_of_sources_never_means_any_source() -> None:
    """DEFRA's grants platform reads an empty `validFrom` as "from anywhere"."""
    content = changed("fund", sources=())
    assert "no_sources" in codes(content)
    with pytest.raises(Conflict, match="fund is not possible"):
        Workflow(id="x", version=1, content=content).step("withdrawn", "fund", EVERY_PART)


def test_a_rejection_never_submits_again() -> None:
    """Innovate UK's stored spend-profile configuration sends REJECTED to SUBMITTED on the *rejected* event."""
    again = replace(CONTENT, transitions=(*CONTENT.transitions, WorkflowTransition(
        event="decline", sources=("declined",), target="submitted", roles=("management",))))  # fmt: skip
    assert {"outcome_reopened", "wrong_end"} <= codes(again)


@pytest.mark.parametrize("event", sorted(GIVES_MONEY))
@pytest.mark.parametrize("outcome", [state.code for state in CONTENT.states if state.kind == OUTCOME])
def test_what_is_over_is_never_funded(outcome: str, event: str) -> None:
    """BC Unity's direct-approval flag permits WITHDRAWN to GRANT_APPROVED."""
    assert "outcome_reopened" in codes(added(event, (outcome,), "funded"))
    with pytest.raises(Conflict):
        STANDARD_WORKFLOW.step(outcome, event, EVERY_PART)


def test_nothing_but_the_state_says_how_far_a_thing_has_come() -> None:
    """BC Unity sends an assessment back without clearing `IsComplete`. A workflow has no flags; and sent back, a decision is not there."""
    assert {field.name for field in fields(WorkflowState)} == {"code", "kind", "names"}
    assert {field.name for field in fields(WorkflowTransition)} == {"event", "sources", "target", "roles"}
    assert "decision_not_proposed" in codes(changed("return_decision", target="decision_proposed"))
    sent_back = STANDARD_WORKFLOW.step("decision_proposed", "return_decision", EVERY_PART)
    assert not GIVES_MONEY & set(STANDARD_WORKFLOW.possible(sent_back, EVERY_PART))


# ---------------------------------------------------------------- stepping


def test_what_is_not_named_cannot_happen() -> None:
    for state in CONTENT.states:
        for event in WORKFLOW_STEPS:
            if (state.code, event) not in dict(edges(CONTENT)):
                with pytest.raises(Conflict) as refused:
                    STANDARD_WORKFLOW.step(state.code, event, EVERY_PART)
                assert refused.value.details == {"state": state.code, "action": event}
    with pytest.raises(Conflict):
        STANDARD_WORKFLOW.step("nowhere", "submit", EVERY_PART)


def test_nobody_takes_a_step_that_is_not_theirs() -> None:
    for (source, event), step in edges(CONTENT):
        assert STANDARD_WORKFLOW.step(source, event, EVERY_PART) == step.target
        with pytest.raises(NotAllowed, match=event):
            STANDARD_WORKFLOW.step(source, event, EVERY_PART - set(step.roles))
        with pytest.raises(NotAllowed):
            STANDARD_WORKFLOW.step(source, event, frozenset())


def test_what_is_possible_is_what_steps_allow() -> None:
    assert STANDARD_WORKFLOW.possible("in_panel", frozenset({"chair"})) == ("request_information", "propose_decision")
    assert STANDARD_WORKFLOW.possible("declined", frozenset({"mayor"})) == ("appeal",)
    assert STANDARD_WORKFLOW.possible("declined", frozenset({"applicant"})) == ()


# ---------------------------------------------------------------- whatever passes is sound

STATES = [state.code for state in CONTENT.states]


@st.composite
def disturbed(draw: st.DrawFn) -> WorkflowContent:
    """The standard workflow with a few edges and states changed at random: mostly defective, sometimes another sound process."""
    content = CONTENT
    for _ in range(draw(st.integers(1, 3))):
        steps = list(content.transitions)
        at = draw(st.integers(0, len(steps) - 1))
        change = draw(st.sampled_from(["drop", "target", "sources", "roles", "fitting roles", "optional", "copy", "kind"]))
        if change == "drop":
            del steps[at]
        elif change == "target":
            steps[at] = replace(steps[at], target=draw(st.sampled_from(STATES)))
        elif change == "sources":
            steps[at] = replace(steps[at], sources=tuple(draw(st.lists(st.sampled_from(STATES), max_size=3))))
        elif change == "roles":
            steps[at] = replace(steps[at], roles=tuple(draw(st.lists(st.sampled_from(WORKFLOW_PARTS), max_size=3))))
        elif change == "fitting roles":
            steps[at] = replace(steps[at], roles=tuple(draw(st.sets(st.sampled_from(sorted(STEP[steps[at].event].parts)), min_size=1))))
        elif change == "optional":
            at = draw(st.sampled_from([at for at, step in enumerate(steps) if not STEP[step.event].needed] or [0]))
            del steps[at]
        elif change == "copy":
            steps.append(replace(steps[at], sources=(draw(st.sampled_from(STATES)),)))
        else:
            where, kind = draw(st.integers(0, len(STATES) - 1)), draw(st.sampled_from([LIVE, OUTCOME]))
            states = tuple(replace(state, kind=kind) if number == where else state for number, state in enumerate(content.states))
            content = replace(content, states=states)
        content = replace(content, transitions=tuple(steps))
    return content


def steps_to_rest(workflow: Workflow, state: str, *, most: int) -> bool:
    """Whether an outcome can be reached from `state` in at most `most` steps without withdrawing."""
    layer = {state}
    for _ in range(most):
        if any(workflow.kind_of(each) == OUTCOME for each in layer):
            return True
        layer |= {
            workflow.step(each, event, EVERY_PART) for each in layer for event in workflow.possible(each, EVERY_PART) if event != "withdraw"
        }
    return any(workflow.kind_of(each) == OUTCOME for each in layer)


@settings(max_examples=300, deadline=None)
@given(content=disturbed(), seed=st.integers(0, 2**32))
def test_a_workflow_that_may_be_published_strands_no_walk_and_gives_no_money_without_review(content: WorkflowContent, seed: int) -> None:
    if prove(content):
        return
    workflow, chance = Workflow(id="any", version=1, content=content), random.Random(seed)
    state, since_rest = workflow.start, list[str]()
    for _ in range(60):
        assert steps_to_rest(workflow, state, most=len(content.states))
        possible = workflow.possible(state, EVERY_PART)
        if workflow.kind_of(state) == LIVE:
            assert "withdraw" in possible
        if not possible:
            assert workflow.kind_of(state) == OUTCOME
            break
        event = chance.choice([each for each in possible if each != "withdraw"] or list(possible))
        if event in GIVES_MONEY:
            assert since_rest[-1] == "propose_decision"
            assert {"begin_review", "close_review"} <= {*since_rest}
        state = workflow.step(state, event, EVERY_PART)
        since_rest = [] if workflow.kind_of(state) == OUTCOME else [*since_rest, event]


def test_some_other_workflows_may_be_published() -> None:
    """The property above is about something: processes without appeals, without deferring, or with a second road to screening pass."""
    no_appeal = changed("withdraw", without("dismiss_appeal", without("uphold_appeal", without("appeal"))),
                        sources=tuple(code for code in CONTENT.transitions[-1].sources if code != "under_appeal"))  # fmt: skip
    no_appeal = replace(no_appeal, states=tuple(state for state in no_appeal.states if state.code not in ("under_appeal", "dismissed")))
    assert prove(no_appeal) == []
    assert prove(without("reinstate")) == []
    assert prove(without("fund_in_part")) == []
