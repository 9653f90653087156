"""Forms, rubrics and workflows."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import library


class FormDoors(Doors):
    """Forms in the library."""

    @answers(ask.DraftFundForm)
    def draft_fund_form(self, request: ask.DraftFundForm) -> Any:
        return self.work.run(library.draft_fund_form, request)

    @answers(ask.ReviseFundForm)
    def revise_fund_form(self, request: ask.ReviseFundForm) -> Any:
        return self.work.run(library.revise_fund_form, request)

    @answers(ask.DiscardFundForm)
    def discard_fund_form(self, request: ask.DiscardFundForm) -> Any:
        return self.work.run(library.discard_fund_form, request)

    @answers(ask.PublishFundForm)
    def publish_fund_form(self, request: ask.PublishFundForm) -> Any:
        return self.work.run(library.publish_fund_form, request)

    @answers(ask.RetireFundForm)
    def retire_fund_form(self, request: ask.RetireFundForm) -> Any:
        return self.work.run(library.retire_fund_form, request)

    @answers(ask.ListFundForms)
    def list_fund_forms(self, request: ask.ListFundForms) -> Any:
        return self.work.read(views.library.list_fund_forms, request)

    @answers(ask.GetFundForm)
    def get_fund_form(self, request: ask.GetFundForm) -> Any:
        return self.work.read(views.library.get_fund_form, request)

    @answers(ask.GetFundFormVersion)
    def get_fund_form_version(self, request: ask.GetFundFormVersion) -> Any:
        return self.work.read(views.library.get_fund_form_version, request)


class RubricDoors(Doors):
    """Rubrics in the library."""

    @answers(ask.DraftFundRubric)
    def draft_fund_rubric(self, request: ask.DraftFundRubric) -> Any:
        return self.work.run(library.draft_fund_rubric, request)

    @answers(ask.ReviseFundRubric)
    def revise_fund_rubric(self, request: ask.ReviseFundRubric) -> Any:
        return self.work.run(library.revise_fund_rubric, request)

    @answers(ask.DiscardFundRubric)
    def discard_fund_rubric(self, request: ask.DiscardFundRubric) -> Any:
        return self.work.run(library.discard_fund_rubric, request)

    @answers(ask.PublishFundRubric)
    def publish_fund_rubric(self, request: ask.PublishFundRubric) -> Any:
        return self.work.run(library.publish_fund_rubric, request)

    @answers(ask.RetireFundRubric)
    def retire_fund_rubric(self, request: ask.RetireFundRubric) -> Any:
        return self.work.run(library.retire_fund_rubric, request)

    @answers(ask.ListFundRubrics)
    def list_fund_rubrics(self, request: ask.ListFundRubrics) -> Any:
        return self.work.read(views.library.list_fund_rubrics, request)

    @answers(ask.GetFundRubric)
    def get_fund_rubric(self, request: ask.GetFundRubric) -> Any:
        return self.work.read(views.library.get_fund_rubric, request)

    @answers(ask.GetFundRubricVersion)
    def get_fund_rubric_version(self, request: ask.GetFundRubricVersion) -> Any:
        return self.work.read(views.library.get_fund_rubric_version, request)


class WorkflowDoors(Doors):
    """Workflows."""

    @answers(ask.DraftFundWorkflow)
    def draft_fund_workflow(self, request: ask.DraftFundWorkflow) -> Any:
        return self.work.run(library.draft_fund_workflow, request)

    @answers(ask.ReviseFundWorkflow)
    def revise_fund_workflow(self, request: ask.ReviseFundWorkflow) -> Any:
        return self.work.run(library.revise_fund_workflow, request)

    @answers(ask.DiscardFundWorkflow)
    def discard_fund_workflow(self, request: ask.DiscardFundWorkflow) -> Any:
        return self.work.run(library.discard_fund_workflow, request)

    @answers(ask.PublishFundWorkflow)
    def publish_fund_workflow(self, request: ask.PublishFundWorkflow) -> Any:
        return self.work.run(library.publish_fund_workflow, request)

    @answers(ask.RetireFundWorkflow)
    def retire_fund_workflow(self, request: ask.RetireFundWorkflow) -> Any:
        return self.work.run(library.retire_fund_workflow, request)

    @answers(ask.ListFundWorkflows)
    def list_fund_workflows(self, request: ask.ListFundWorkflows) -> Any:
        return self.work.read(views.library.list_fund_workflows, request)

    @answers(ask.GetFundWorkflow)
    def get_fund_workflow(self, request: ask.GetFundWorkflow) -> Any:
        return self.work.read(views.library.get_fund_workflow, request)

    @answers(ask.GetFundWorkflowVersion)
    def get_fund_workflow_version(self, request: ask.GetFundWorkflowVersion) -> Any:
        return self.work.read(views.library.get_fund_workflow_version, request)


class LibraryDoors(FormDoors, RubricDoors, WorkflowDoors):
    """Everything that calls pin."""
