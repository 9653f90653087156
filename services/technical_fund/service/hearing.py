"""What the Fund hears."""

from typing import Any

from chassis.entrypoints import hears
from services.technical_fund import CARD
from services.technical_fund.reactions import REACTIONS, leave_it_to_the_read_model
from services.technical_fund.service.doors import Doors


class HearingDoors(Doors):
    """What the Fund hears."""

    @hears(*CARD.hears)
    def hear(self, event: Any) -> Any:
        return self.work.react(REACTIONS.get(type(event), leave_it_to_the_read_model), event)
