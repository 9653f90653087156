"""Assignments of reviewers."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import assignment


class AssignmentDoors(Doors):
    """Who sits in which panel."""

    @answers(ask.ListMyFundAssignments)
    def list_my_fund_assignments(self, request: ask.ListMyFundAssignments) -> Any:
        return self.work.read(views.assignment.list_my_fund_assignments, request)

    @answers(ask.GetFundAssignment)
    def get_fund_assignment(self, request: ask.GetFundAssignment) -> Any:
        return self.work.read(views.assignment.get_fund_assignment, request)

    @answers(ask.AcceptFundAssignment)
    def accept_fund_assignment(self, request: ask.AcceptFundAssignment) -> Any:
        return self.work.run(assignment.accept_fund_assignment, request)

    @answers(ask.DeclineFundAssignment)
    def decline_fund_assignment(self, request: ask.DeclineFundAssignment) -> Any:
        return self.work.run(assignment.decline_fund_assignment, request)

    @answers(ask.ListFundAssignments)
    def list_fund_assignments(self, request: ask.ListFundAssignments) -> Any:
        return self.work.read(views.assignment.list_fund_assignments, request)

    @answers(ask.ListFundPanels)
    def list_fund_panels(self, request: ask.ListFundPanels) -> Any:
        return self.work.read(views.assignment.list_fund_panels, request)

    @answers(ask.AssignFundReviewer)
    def assign_fund_reviewer(self, request: ask.AssignFundReviewer) -> Any:
        return self.work.run(assignment.assign_fund_reviewer, request)

    @answers(ask.ReleaseFundAssignment)
    def release_fund_assignment(self, request: ask.ReleaseFundAssignment) -> Any:
        return self.work.run(assignment.release_fund_assignment, request)
