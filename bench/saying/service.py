"""Nobody asks this service anything; its background process relays."""

from chassis.entrypoints import Work
from chassis.standard_doors import StandardDoors


class SayingService(StandardDoors):
    name = "saying"
    work = Work()
