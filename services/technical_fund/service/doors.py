"""What every room of doors stands on."""

from chassis.entrypoints import Neighbours, Work
from chassis.standard_doors import StandardDoors
from services.technical_fund import wiring


class Doors(StandardDoors):
    """Doors that run units of the Fund's work, and may ask its neighbours."""

    work = Work(build=wiring.build)
    neighbours = Neighbours()
