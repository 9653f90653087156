"""One's own data: taken along, or forgotten."""

from typing import Any

from chassis.entrypoints import answers, hears, heavy
from contracts import membership as ask
from contracts import notifications, technical_fund
from services.membership import reactions, views
from services.membership.service.doors import Doors
from services.membership.usecases import privacy


class PrivacyDoors(Doors):
    """One's own data: taken along, or forgotten."""

    @answers(ask.ExportMyData)
    def export_my_data(self, request: ask.ExportMyData) -> Any:
        return self.work.run(privacy.export_my_data, request)

    @answers(ask.ReadDataExport)
    def read_data_export(self, request: ask.ReadDataExport) -> Any:
        return self.work.read(views.privacy.read_data_export, request)

    @answers(ask.EraseMe)
    def erase_me(self, request: ask.EraseMe) -> Any:
        return privacy.erase_me(self.work, heavy, request)

    @answers(ask.ErasePerson)
    def erase_person(self, request: ask.ErasePerson) -> Any:
        return self.work.run(privacy.erase_person, request)

    @answers(ask.GetErasure)
    def get_erasure(self, request: ask.GetErasure) -> Any:
        return self.work.read(views.privacy.get_erasure, request)

    @answers(ask.IdentifyErased)
    def identify_erased(self, request: ask.IdentifyErased) -> Any:
        return self.work.read(views.privacy.identify_erased, request)

    @hears(notifications.PersonForgotten)
    def when_notifications_forgot_a_person(self, event: notifications.PersonForgotten) -> Any:
        return self.work.react(reactions.REACTIONS[notifications.PersonForgotten], event)

    @hears(technical_fund.PersonForgotten)
    def when_the_fund_forgot_a_person(self, event: technical_fund.PersonForgotten) -> Any:
        return self.work.react(reactions.REACTIONS[technical_fund.PersonForgotten], event)
