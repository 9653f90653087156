"""The library: drafts become versions that never change, and calls go on with what they pinned."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.declare import dump
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    DiscardFundForm,
    DraftFundCall,
    DraftFundForm,
    DraftFundRubric,
    DraftFundWorkflow,
    FundFormView,
    GetFundCallVersion,
    GetFundForm,
    GetFundFormVersion,
    GetFundWorkflow,
    GetFundWorkflowVersion,
    ListFundForms,
    ListFundWorkflows,
    Pin,
    PublishFundCall,
    PublishFundForm,
    PublishFundRubric,
    PublishFundWorkflow,
    RetireFundForm,
    RetireFundWorkflow,
    ReviseFundCall,
    ReviseFundForm,
    ReviseFundWorkflow,
)
from services.technical_fund.domain.showing.diagram import diagram, table
from services.technical_fund.domain.standard_workflow import CONTENT, STANDARD_WORKFLOW
from services.technical_fund.usecases import calls
from services.technical_fund.usecases import library as act
from services.technical_fund.views import library as look
from services.technical_fund.views.calls import get_fund_call_version
from tests.builders.fund.calls import content, form, library, question, rubric
from tests.builders.fund.workflows import changed, without
from tests.fakes.technical_fund import NOBODY, MemoryFund, focal_point, management, reviewer

UNIT = management()


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def shown(fund: MemoryFund, code: str = "plan") -> FundFormView:
    answer: FundFormView = fund.see(look.get_fund_form, GetFundForm(form_id=code), UNIT)
    return answer


def published(fund: MemoryFund, code: str = "plan") -> FundFormView:
    fund.ask(act.draft_fund_form, DraftFundForm(form_id=code, form=form()), UNIT)
    answer: FundFormView = fund.ask(act.publish_fund_form, PublishFundForm(form_id=code), UNIT)
    return answer


def test_a_draft_becomes_version_one_and_is_gone(fund: MemoryFund) -> None:
    fund.ask(act.draft_fund_form, DraftFundForm(form_id="plan", form=form()), UNIT)
    assert (shown(fund).latest, shown(fund).content, shown(fund).draft) == (0, None, form())
    view = fund.ask(act.publish_fund_form, PublishFundForm(form_id="plan"), UNIT)
    assert (view.latest, view.content, view.draft) == (1, form(), None)
    assert [(version.number, version.published_at) for version in view.versions] == [(1, fund.now)]


def test_the_next_version_begins_as_the_latest_is_and_leaves_it_alone(fund: MemoryFund) -> None:
    published(fund)
    fund.ask(act.revise_fund_form, ReviseFundForm(form_id="plan", changes={"titles": {"fr": "Formulaire"}}), UNIT)
    assert fund.ask(act.publish_fund_form, PublishFundForm(form_id="plan"), UNIT).latest == 2
    first, second = (fund.see(look.get_fund_form_version, GetFundFormVersion(form_id="plan", number=number), UNIT) for number in (1, 2))
    assert (first.content, second.content.titles["fr"]) == (form(), "Formulaire")


def test_without_a_draft_nothing_is_published(fund: MemoryFund) -> None:
    published(fund)
    for use_case, request in ((act.publish_fund_form, PublishFundForm), (act.discard_fund_form, DiscardFundForm)):
        with pytest.raises(Conflict) as refused:
            fund.ask(use_case, request(form_id="plan"), UNIT)
        assert refused.value.code == "technical_fund.nothing_drafted"


def test_a_faulty_draft_is_kept_and_says_why_it_is_not_published(fund: MemoryFund) -> None:
    fund.ask(act.draft_fund_form, DraftFundForm(form_id="plan"), UNIT)
    assert {fault.pointer for fault in shown(fund).faults} == {"/form/titles", "/form/sections", "/form/source_lang"}
    with pytest.raises(Invalid) as refused:
        fund.ask(act.publish_fund_form, PublishFundForm(form_id="plan"), UNIT)
    assert refused.value.code == "technical_fund.unsound"
    assert shown(fund).latest == 0


def test_what_contradicts_itself_is_not_even_drafted(fund: MemoryFund) -> None:
    twice = form(question("one", "number"), question("one", "number"))
    with pytest.raises(Invalid) as refused:
        fund.ask(act.draft_fund_form, DraftFundForm(form_id="plan", form=twice), UNIT)
    assert refused.value.details["errors"][0]["pointer"] == "/form/sections/0/questions/1/code"
    with pytest.raises(Invalid) as refused:
        fund.ask(
            act.draft_fund_rubric, DraftFundRubric(rubric_id="plan", rubric=replace(rubric(), criteria=rubric().criteria[:1] * 2)), UNIT
        )
    assert refused.value.details["errors"][0]["pointer"] == "/rubric/criteria/1/code"


def test_a_code_is_given_once(fund: MemoryFund) -> None:
    published(fund)
    with pytest.raises(Conflict) as refused:
        fund.ask(act.draft_fund_form, DraftFundForm(form_id="plan"), UNIT)
    assert refused.value.code == "technical_fund.code_taken"
    fund.ask(act.draft_fund_rubric, DraftFundRubric(rubric_id="plan", rubric=rubric()), UNIT)
    assert fund.ask(act.publish_fund_rubric, PublishFundRubric(rubric_id="plan"), UNIT).content == rubric()


def test_a_draft_that_was_never_published_vanishes_whole(fund: MemoryFund) -> None:
    fund.ask(act.draft_fund_form, DraftFundForm(form_id="plan"), UNIT)
    fund.ask(act.discard_fund_form, DiscardFundForm(form_id="plan"), UNIT)
    with pytest.raises(NotFound) as refused:
        shown(fund)
    assert refused.value.code == "technical_fund.no_form"
    published(fund)
    fund.ask(act.revise_fund_form, ReviseFundForm(form_id="plan", changes={"titles": {"fr": "x"}}), UNIT)
    fund.ask(act.discard_fund_form, DiscardFundForm(form_id="plan"), UNIT)
    assert (shown(fund).latest, shown(fund).draft) == (1, None)


def test_nobody_but_the_management_unit_sees_the_library(fund: MemoryFund) -> None:
    published(fund)
    for somebody in (NOBODY, focal_point("x"), reviewer()):
        with pytest.raises(NotAllowed):
            fund.see(look.get_fund_form, GetFundForm(form_id="plan"), somebody)
        with pytest.raises(NotAllowed):
            fund.see(look.list_fund_forms, ListFundForms(), somebody)


def test_the_list_names_what_there_is(fund: MemoryFund) -> None:
    published(fund, "b_form")
    fund.ask(act.draft_fund_form, DraftFundForm(form_id="a_form"), UNIT)
    page = fund.see(look.list_fund_forms, ListFundForms(limit=1), UNIT)
    rest = fund.see(look.list_fund_forms, ListFundForms(limit=1, cursor=page.next), UNIT)
    assert [(row.id, row.latest, row.drafted) for row in (*page.items, *rest.items)] == [("a_form", 0, True), ("b_form", 1, False)]


# ---------------------------------------------------------------- retiring, and calls that go on


def drafted_call(fund: MemoryFund, **changes: Any) -> str:
    return str(fund.ask(calls.draft_fund_call, DraftFundCall(call=dump(content(**changes))), UNIT).id)


def test_no_new_call_pins_a_retired_version_and_a_call_that_did_goes_on(fund: MemoryFund) -> None:
    library(fund)
    published(fund)
    running = drafted_call(fund, form=Pin(id="plan", version=1))
    fund.ask(calls.publish_fund_call, PublishFundCall(call_id=running), UNIT)
    fund.ask(act.retire_fund_form, RetireFundForm(form_id="plan", number=1), UNIT)
    with pytest.raises(Invalid) as refused:
        fund.ask(calls.publish_fund_call, PublishFundCall(call_id=drafted_call(fund, form=Pin(id="plan", version=1))), UNIT)
    assert refused.value.details["errors"][0]["code"] == "technical_fund.retired_version"
    assert fund.ask(calls.revise_fund_call, ReviseFundCall(call_id=running, changes={"anonymity": "open"}), UNIT).number == 2
    assert fund.see(get_fund_call_version, GetFundCallVersion(call_id=running, number=2)).form == form()
    assert fund.see(look.get_fund_form_version, GetFundFormVersion(form_id="plan", number=1), UNIT).retired_at == fund.now


def test_a_version_is_retired_once(fund: MemoryFund) -> None:
    published(fund)
    fund.ask(act.retire_fund_form, RetireFundForm(form_id="plan", number=1), UNIT)
    with pytest.raises(Conflict, match="retired"):
        fund.ask(act.retire_fund_form, RetireFundForm(form_id="plan", number=1), UNIT)
    with pytest.raises(NotFound):
        fund.ask(act.retire_fund_form, RetireFundForm(form_id="plan", number=2), UNIT)


def test_a_published_call_keeps_the_form_it_was_published_with(fund: MemoryFund) -> None:
    library(fund)
    published(fund)
    call = drafted_call(fund, form=Pin(id="plan", version=1))
    fund.ask(calls.publish_fund_call, PublishFundCall(call_id=call), UNIT)
    fund.ask(act.revise_fund_form, ReviseFundForm(form_id="plan", changes={"titles": {"en": "Another"}}), UNIT)
    fund.ask(act.publish_fund_form, PublishFundForm(form_id="plan"), UNIT)
    assert fund.see(get_fund_call_version, GetFundCallVersion(call_id=call, number=1)).form == form()


# ---------------------------------------------------------------- workflows


def test_the_standard_workflow_is_there_from_the_first_day_for_everybody(fund: MemoryFund) -> None:
    view = fund.see(look.get_fund_workflow, GetFundWorkflow(workflow_id="standard"))
    assert (view.latest, view.content, view.draft, view.versions[0].published_at) == (1, CONTENT, None, None)
    assert fund.see(look.get_fund_workflow_version, GetFundWorkflowVersion(workflow_id="standard", number=1)).diagram == diagram(CONTENT)
    assert [row.id for row in fund.see(look.list_fund_workflows, ListFundWorkflows(), UNIT).items] == ["standard"]


def test_a_workflow_is_proved_when_it_is_published(fund: MemoryFund) -> None:
    fund.ask(act.draft_fund_workflow, DraftFundWorkflow(workflow_id="hasty", workflow=changed("fund", sources=())), UNIT)
    with pytest.raises(Invalid) as refused:
        fund.ask(act.publish_fund_workflow, PublishFundWorkflow(workflow_id="hasty"), UNIT)
    assert refused.value.code == "technical_fund.unsound"
    assert "technical_fund.no_sources" in {fault["code"] for fault in refused.value.details["errors"]}
    sound = dump(without("fund_in_part"))["transitions"]
    view = fund.ask(act.revise_fund_workflow, ReviseFundWorkflow(workflow_id="hasty", changes={"transitions": sound}), UNIT)
    assert view.faults == ()
    assert fund.ask(act.publish_fund_workflow, PublishFundWorkflow(workflow_id="hasty"), UNIT).latest == 1
    assert fund.within(lambda unit: unit.workflows.version("hasty", 1)).content == without("fund_in_part")


def test_a_draft_of_a_workflow_is_the_units_own(fund: MemoryFund) -> None:
    fund.ask(act.draft_fund_workflow, DraftFundWorkflow(workflow_id="mine", workflow=CONTENT), UNIT)
    with pytest.raises(NotFound, match="no such workflow"):
        fund.see(look.get_fund_workflow, GetFundWorkflow(workflow_id="mine"), reviewer())
    fund.ask(act.revise_fund_workflow, ReviseFundWorkflow(workflow_id="standard", changes={"titles": {"en": "Next"}}), UNIT)
    assert fund.see(look.get_fund_workflow, GetFundWorkflow(workflow_id="standard"), reviewer()).draft is None
    assert fund.see(look.get_fund_workflow, GetFundWorkflow(workflow_id="standard"), UNIT).draft.titles["en"] == "Next"


def test_a_retired_workflow_stays_readable_and_usable(fund: MemoryFund) -> None:
    fund.ask(act.retire_fund_workflow, RetireFundWorkflow(workflow_id="standard", number=1), UNIT)
    view = fund.see(look.get_fund_workflow_version, GetFundWorkflowVersion(workflow_id="standard", number=1))
    assert (view.retired_at, view.content) == (fund.now, CONTENT)
    assert fund.within(lambda unit: unit.workflows.version("standard", 1)) == STANDARD_WORKFLOW
    library(fund)
    with pytest.raises(Invalid):
        fund.ask(calls.publish_fund_call, PublishFundCall(call_id=drafted_call(fund)), UNIT)


def test_the_diagram_draws_every_arrow_and_nothing_else() -> None:
    lines = diagram(CONTENT).splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    decision_proposed --> funded: fund / fund_in_part" in lines
    assert '    state "Under appeal" as under_appeal' in lines
    assert '    state "En recurso" as under_appeal' in diagram(CONTENT, "es").splitlines()
    arrows = {(source, step.target) for step in CONTENT.transitions for source in step.sources}
    drawn = {tuple(line.strip().split(":")[0].split(" --> ")) for line in lines if " --> " in line and "[*]" not in line}
    assert drawn == arrows
    assert len([*table(CONTENT)]) == len(CONTENT.transitions)


def test_no_name_breaks_out_of_the_diagram() -> None:
    hostile = replace(CONTENT, states=(replace(CONTENT.states[0], names={"en": 'a"\n] --> b'}), *CONTENT.states[1:]))
    assert diagram(hostile).splitlines()[1] == '    state "a” ] --> b" as draft'
