"""What the Fund hears, and the facts it makes of it."""

from typing import Any

from chassis.entrypoints import answers, hears
from contracts import technical_fund as ask
from services.technical_fund import CARD
from services.technical_fund.reactions import REACTIONS, leave_it_to_the_read_model
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import facts
from services.technical_fund.views import facts as views


class HearingDoors(Doors):
    """What the Fund hears, and the facts it makes of it."""

    @answers(ask.StartFundRebuild)
    def start_fund_rebuild(self, request: ask.StartFundRebuild) -> Any:
        return self.work.run(facts.start_fund_rebuild, request)

    @answers(ask.GetFundReadModel)
    def get_fund_read_model(self, request: ask.GetFundReadModel) -> Any:
        return self.work.read(views.get_fund_read_model, request)

    @hears(*CARD.hears)
    def hear(self, event: Any) -> Any:
        return self.work.react(REACTIONS.get(type(event), leave_it_to_the_read_model), event)
