from chassis.card import Wiring
from contracts.membership import ApplicationSubmitted, CityAdmitted
from tests.system.counting import CARD, reactions

WIRING = Wiring(
    card=CARD,
    door="tests.system.counting.service:CountingService",
    reactions={ApplicationSubmitted: reactions.count_application, CityAdmitted: reactions.count_city},
)
