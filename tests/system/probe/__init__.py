"""A service of the chassis whose handlers are slow, busy, failing or talkative on demand: what nameko's landmines are stepped on with."""

from chassis.card import Card
from tests.system.probe.contracts import Burn, Echo, Fail, Heavy, Linger, Remind, SayThing, ThingChanged, ThingOpened, ThingSaid, WhoAsks

CARD = Card(
    name="probe",
    answers=(Burn, Echo, Fail, Heavy, Linger, Remind, SayThing, WhoAsks),
    says=(ThingSaid,),
    hears=(ThingOpened, ThingChanged, ThingSaid),
)
