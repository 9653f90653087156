"""Jobs that do in the background what somebody has asked for, as that person: with their parts, in the history under their key."""

from dataclasses import replace

from chassis.context import Actor
from services.technical_fund.usecases.ports import Fund


def on_behalf(unit: Fund, actor: Actor) -> Fund:
    """The unit of one step of a job, which from now on is the actor's. Every step has a unit of its own."""
    unit.unit.context = replace(unit.unit.context, actor=actor)
    unit.context, unit.actor = unit.unit.context, actor
    return unit
