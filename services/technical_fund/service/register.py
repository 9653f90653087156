"""The public register."""

from functools import partial
from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views, wiring
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import register


class RegisterDoors(Doors):
    """What the public may know of awards, and what is withheld."""

    @answers(ask.ListRegister)
    def list_register(self, request: ask.ListRegister) -> Any:
        return self.work.read(partial(views.register.list_register, names=self._names), request)

    @answers(ask.ReadRegisterFile)
    def read_register_file(self, request: ask.ReadRegisterFile) -> Any:
        view = partial(views.register.read_register_file, names=self._names, public_url=wiring.public_url())
        return self.work.read(view, request)

    @answers(ask.GetRegisterTotals)
    def get_register_totals(self, request: ask.GetRegisterTotals) -> Any:
        return self.work.read(views.register.get_register_totals, request)

    @answers(ask.ListRegisterWithholdings)
    def list_register_withholdings(self, request: ask.ListRegisterWithholdings) -> Any:
        return self.work.read(views.register.list_register_withholdings, request)

    @answers(ask.GetRegisterPublisher)
    def get_register_publisher(self, request: ask.GetRegisterPublisher) -> Any:
        return self.work.read(views.register.get_register_publisher, request)

    @answers(ask.WithholdFromRegister)
    def withhold_from_register(self, request: ask.WithholdFromRegister) -> Any:
        return self.work.run(register.withhold_from_register, request)

    @answers(ask.PublishWithheld)
    def publish_withheld(self, request: ask.PublishWithheld) -> Any:
        return self.work.run(register.publish_withheld, request)

    @answers(ask.SetRegisterPublisher)
    def set_register_publisher(self, request: ask.SetRegisterPublisher) -> Any:
        return self.work.run(register.set_register_publisher, request)

    def _names(self, city_ids: Any) -> Any:
        return views.naming.names_of(city_ids, self.neighbours)
