"""What every room of doors stands on."""

from chassis.entrypoints import Work
from chassis.standard_doors import StandardDoors
from services.membership import wiring


class Doors(StandardDoors):
    """Doors that run units of membership's work."""

    work = Work(build=wiring.build)
