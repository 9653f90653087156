"""The doors of membership: one line each."""

from typing import Any

from chassis.entrypoints import Work, answers, heavy
from chassis.standard_doors import StandardDoors
from contracts import membership as ask
from services.membership import views, wiring
from services.membership.domain import passwords
from services.membership.usecases import accounts, applications, grants, hubs, reviews, sessions

passwords.decoy()  # made now, so that the first stranger who signs in does not wait twice as long as a member


class MembershipService(StandardDoors):
    """What others may ask of membership. Slow work on passwords goes through `heavy`, off the hub."""

    name = "membership"
    work = Work(build=wiring.build)

    # ---- applications to join

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
        return self.work.read(views.read_mandate, request)

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
        return self.work.read(views.list_applications, request)

    @answers(ask.GetApplication)
    def get_application(self, request: ask.GetApplication) -> Any:
        return self.work.read(views.get_application, request)

    # ---- the directory, hubs and vocabulary

    @answers(ask.ListCities)
    def list_cities(self, request: ask.ListCities) -> Any:
        return self.work.read(views.list_cities, request)

    @answers(ask.GetCity)
    def get_city(self, request: ask.GetCity) -> Any:
        return self.work.read(views.get_city, request)

    @answers(ask.CreateHub)
    def create_hub(self, request: ask.CreateHub) -> Any:
        return self.work.run(hubs.create_hub, request)

    @answers(ask.ReviseHub)
    def revise_hub(self, request: ask.ReviseHub) -> Any:
        return self.work.run(hubs.revise_hub, request)

    @answers(ask.ListHubs)
    def list_hubs(self, request: ask.ListHubs) -> Any:
        return self.work.read(views.list_hubs, request)

    @answers(ask.GetHub)
    def get_hub(self, request: ask.GetHub) -> Any:
        return self.work.read(views.get_hub, request)

    @answers(ask.ListThemes)
    def list_themes(self, request: ask.ListThemes) -> Any:
        return self.work.read(views.list_themes, request)

    @answers(ask.GetPrinciples)
    def get_principles(self, request: ask.GetPrinciples) -> Any:
        return self.work.read(views.get_principles, request)

    # ---- people, sessions, keys and grants

    @answers(ask.RegisterPerson)
    def register_person(self, request: ask.RegisterPerson) -> Any:
        return accounts.register_person(self.work, heavy, request)

    @answers(ask.SignIn)
    def sign_in(self, request: ask.SignIn) -> Any:
        return accounts.sign_in(self.work, heavy, request)

    @answers(ask.SignOut)
    def sign_out(self, request: ask.SignOut) -> Any:
        return self.work.run(sessions.sign_out, request)

    @answers(ask.ListSessions)
    def list_sessions(self, request: ask.ListSessions) -> Any:
        return self.work.read(views.list_sessions, request)

    @answers(ask.EndSession)
    def end_session(self, request: ask.EndSession) -> Any:
        return self.work.run(sessions.end_session, request)

    @answers(ask.IdentifySession)
    def identify_session(self, request: ask.IdentifySession) -> Any:
        return self.work.run(sessions.identify_session, request)

    @answers(ask.IdentifyApiKey)
    def identify_api_key(self, request: ask.IdentifyApiKey) -> Any:
        return self.work.run(sessions.identify_api_key, request)

    @answers(ask.CreateApiKey)
    def create_api_key(self, request: ask.CreateApiKey) -> Any:
        return self.work.run(sessions.create_api_key, request)

    @answers(ask.ListApiKeys)
    def list_api_keys(self, request: ask.ListApiKeys) -> Any:
        return self.work.read(views.list_api_keys, request)

    @answers(ask.RevokeApiKey)
    def revoke_api_key(self, request: ask.RevokeApiKey) -> Any:
        return self.work.run(sessions.revoke_api_key, request)

    @answers(ask.GetMe)
    def get_me(self, request: ask.GetMe) -> Any:
        return self.work.read(views.get_me, request)

    @answers(ask.ChangePassword)
    def change_password(self, request: ask.ChangePassword) -> Any:
        return accounts.change_password(self.work, heavy, request)

    @answers(ask.ListPeople)
    def list_people(self, request: ask.ListPeople) -> Any:
        return self.work.read(views.list_people, request)

    @answers(ask.GetPerson)
    def get_person(self, request: ask.GetPerson) -> Any:
        return self.work.read(views.get_person, request)

    @answers(ask.GiveGrant)
    def give_grant(self, request: ask.GiveGrant) -> Any:
        return self.work.run(grants.give_grant, request)

    @answers(ask.EndGrant)
    def end_grant(self, request: ask.EndGrant) -> Any:
        return self.work.run(grants.end_grant, request)

    @answers(ask.ListGrants)
    def list_grants(self, request: ask.ListGrants) -> Any:
        return self.work.read(views.list_grants, request)

    @answers(ask.CreateAdministrator)
    def create_administrator(self, request: ask.CreateAdministrator) -> Any:
        return accounts.create_administrator(self.work, heavy, request)
