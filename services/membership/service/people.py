"""People, sessions and keys."""

from typing import Any

from chassis.entrypoints import answers, heavy
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import accounts, sessions


class PeopleDoors(Doors):
    """People, sessions and keys."""

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
        return self.work.read(views.people.list_sessions, request)

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
        return self.work.read(views.people.list_api_keys, request)

    @answers(ask.RevokeApiKey)
    def revoke_api_key(self, request: ask.RevokeApiKey) -> Any:
        return self.work.run(sessions.revoke_api_key, request)

    @answers(ask.GetMe)
    def get_me(self, request: ask.GetMe) -> Any:
        return self.work.read(views.people.get_me, request)

    @answers(ask.ChangePassword)
    def change_password(self, request: ask.ChangePassword) -> Any:
        return accounts.change_password(self.work, heavy, request)

    @answers(ask.ListPeople)
    def list_people(self, request: ask.ListPeople) -> Any:
        return self.work.read(views.people.list_people, request)

    @answers(ask.GetPerson)
    def get_person(self, request: ask.GetPerson) -> Any:
        return self.work.read(views.people.get_person, request)

    @answers(ask.CreateAdministrator)
    def create_administrator(self, request: ask.CreateAdministrator) -> Any:
        return accounts.create_administrator(self.work, heavy, request)
