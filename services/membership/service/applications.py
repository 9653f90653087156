"""Applications to join."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import applications, reviews


class ApplicationDoors(Doors):
    """Applications to join."""

    @answers(ask.StartApplication)
    def start_application(self, request: ask.StartApplication) -> Any:
        return self.work.run(applications.start_application, request)

    @answers(ask.ReviseApplication)
    def revise_application(self, request: ask.ReviseApplication) -> Any:
        return self.work.run(applications.revise_application, request)

    @answers(ask.DiscardApplication)
    def discard_application(self, request: ask.DiscardApplication) -> Any:
        return self.work.run(applications.discard_application, request)

    @answers(ask.AttachMandate)
    def attach_mandate(self, request: ask.AttachMandate) -> Any:
        return self.work.run(applications.attach_mandate, request)

    @answers(ask.ReadMandate)
    def read_mandate(self, request: ask.ReadMandate) -> Any:
        return self.work.read(views.applications.read_mandate, request)

    @answers(ask.SubmitApplication)
    def submit_application(self, request: ask.SubmitApplication) -> Any:
        return self.work.run(applications.submit_application, request)

    @answers(ask.BeginReview)
    def begin_review(self, request: ask.BeginReview) -> Any:
        return self.work.run(reviews.begin_review, request)

    @answers(ask.RequestInformation)
    def request_information(self, request: ask.RequestInformation) -> Any:
        return self.work.run(reviews.request_information, request)

    @answers(ask.ProvideInformation)
    def provide_information(self, request: ask.ProvideInformation) -> Any:
        return self.work.run(applications.provide_information, request)

    @answers(ask.RecommendApplication)
    def recommend_application(self, request: ask.RecommendApplication) -> Any:
        return self.work.run(reviews.recommend_application, request)

    @answers(ask.AdmitCity)
    def admit_city(self, request: ask.AdmitCity) -> Any:
        return self.work.run(reviews.admit_city, request)

    @answers(ask.DeclineApplication)
    def decline_application(self, request: ask.DeclineApplication) -> Any:
        return self.work.run(reviews.decline_application, request)

    @answers(ask.WithdrawApplication)
    def withdraw_application(self, request: ask.WithdrawApplication) -> Any:
        return self.work.run(applications.withdraw_application, request)

    @answers(ask.ListApplications)
    def list_applications(self, request: ask.ListApplications) -> Any:
        return self.work.read(views.applications.list_applications, request)

    @answers(ask.GetApplication)
    def get_application(self, request: ask.GetApplication) -> Any:
        return self.work.read(views.applications.get_application, request)
