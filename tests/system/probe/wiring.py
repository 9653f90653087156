from chassis.card import Wiring
from tests.system.probe import CARD, usecases
from tests.system.probe.contracts import ThingChanged, ThingOpened, ThingSaid

WIRING = Wiring(
    card=CARD,
    door="tests.system.probe.service:ProbeService",
    reactions={ThingOpened: usecases.hear_thing, ThingChanged: usecases.hear_thing, ThingSaid: usecases.hear_said},
    timers={"tick": usecases.tick},
)
