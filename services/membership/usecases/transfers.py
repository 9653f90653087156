"""Giving a country from one hub to another, with its open work, in steps that bear being killed anywhere.

The country changes hands in one transaction; what is live in it follows in a job, a few records at a time, each moved once because only
what is still with the old hub is looked for. A watch starts the job again should it ever end before the transfer does.
"""

from datetime import timedelta
from typing import Any, Final

from chassis.context import new_id
from chassis.job_runner import RunningJob
from chassis.jobs import RUNNING as UNDER_WAY
from chassis.jobs import WAITING
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import CancelTransfer, PlanTransfer, TransferView
from services.membership.domain.days import start_of
from services.membership.domain.hub import Hub
from services.membership.domain.showing.transfers import transfer_view
from services.membership.domain.transfer import PLANNED, RUNNING, Transfer
from services.membership.usecases.city_people import follow_city
from services.membership.usecases.ports import Membership

DUE_TIMER: Final = "country_transfer_due"
WATCH_TIMER: Final = "country_transfer_watch"
MOVE_JOB: Final = "transfer_country"
AT_ONCE: Final = 20
"""Records moved in one transaction."""

WATCHED_EVERY: Final = timedelta(minutes=10)
OWNER: Final = "service:membership"
"""Whose job it is: nobody's in particular, so that no person can leave a country half moved."""


# ---------------------------------------------------------------- what the management unit asks


def plan_transfer(unit: Membership, request: PlanTransfer) -> TransferView:
    """Raises `Conflict` for a way in a circle: to itself, or back while the way there is not over."""
    transfer = Transfer.plan(
        id=new_id(),
        country=request.country,
        from_hub_id=_hub(unit, request.hub_id).id,
        to_hub_id=request.to_hub_id,
        on=request.on,
        reason=request.reason,
        by=unit.actor.person_id,
        at=unit.now,
    )
    guard_arrivals(unit, request.to_hub_id)
    _require_open(unit, request.to_hub_id)
    _reserve(unit, transfer)
    if unit.owner_of_name("country", request.country) != request.hub_id:
        raise Invalid.field("/country", "membership.not_its_country", "does not belong to this hub")
    unit.transfers.add(transfer)
    if transfer.on <= unit.now.date():
        _begin(unit, transfer)
        unit.transfers.save(transfer)
    else:
        unit.timers.set(f"{DUE_TIMER}:{transfer.id}", start_of(transfer.on), DUE_TIMER, {"transfer_id": transfer.id})
    return transfer_view(transfer)


def cancel_transfer(unit: Membership, request: CancelTransfer) -> TransferView:
    transfer = unit.transfers.find(request.transfer_id)
    if transfer is None:
        raise NotFound("membership.no_transfer", "there is no such transfer")
    unit.expect(transfer)
    transfer.cancel(request.note, at=unit.now)
    unit.timers.cancel(f"{DUE_TIMER}:{transfer.id}")
    unit.free_name("transfer", transfer.country, transfer.id)
    unit.transfers.save(transfer)
    return transfer_view(transfer)


# ---------------------------------------------------------------- by the clock


def begin_transfer(unit: Membership, timer: Timer) -> None:
    """The day has come."""
    transfer = unit.transfers.find(timer.data["transfer_id"])
    if transfer is None or transfer.state != PLANNED:
        return
    _begin(unit, transfer)
    unit.transfers.save(transfer)


def watch_transfer(unit: Membership, timer: Timer) -> None:
    """A job that was cancelled or given up leaves no country half moved: another goes on where it stopped."""
    transfer = unit.transfers.find(timer.data["transfer_id"])
    if transfer is None or transfer.state != RUNNING:
        return
    if unit.jobs.state(str(transfer.job_id)) not in (WAITING, UNDER_WAY):
        transfer.job_id = unit.jobs.start(MOVE_JOB, {"transfer_id": transfer.id}, OWNER).id
        unit.transfers.save(transfer)
    _watch(unit, transfer)


def move_country(job: RunningJob[Any]) -> dict[str, Any]:
    """Everything live that is still with the old hub, then the end."""
    transfer_id = job.params["transfer_id"]
    while _move_some(job, transfer_id):
        pass
    return job.transact(lambda _, unit: _finish(unit, transfer_id))


# ---------------------------------------------------------------- for every area


def guard_routing(unit: Membership, country: str) -> None:
    """Let nothing be routed to a hub while the country changes hands: whoever routes and whoever gives away write one document."""
    unit.guard(f"routing:{country}")


def guard_arrivals(unit: Membership, hub_id: str) -> None:
    """Let no country be promised to a hub while it closes."""
    unit.guard(f"arrivals:{hub_id}")


def require_not_promised(unit: Membership, country: str) -> None:
    if unit.owner_of_name("transfer", country) is not None:
        raise Conflict("membership.transfer_under_way", f"a transfer of {country} is under way", {"country": country})


# ---------------------------------------------------------------- inside


def _reserve(unit: Membership, transfer: Transfer) -> None:
    """One transfer of a country at a time, whichever way."""
    if unit.take_name("transfer", transfer.country, transfer.id):
        return
    other = unit.transfers.find(str(unit.owner_of_name("transfer", transfer.country)))
    details = {"transfer_id": other.id if other else None}
    if other is not None and (other.from_hub_id, other.to_hub_id) == (transfer.to_hub_id, transfer.from_hub_id):
        raise Conflict("membership.transfer_circular", "the country is on its way in the other direction", details)
    raise Conflict("membership.transfer_under_way", f"a transfer of {transfer.country} is under way", details)


def _begin(unit: Membership, transfer: Transfer) -> None:
    """The country changes hands; from this transaction on new applications go to the new hub."""
    guard_routing(unit, transfer.country)
    giving, taking = _hub(unit, transfer.from_hub_id), _require_open(unit, transfer.to_hub_id)
    giving.let_go(transfer.country)
    taking.take_over(transfer.country)
    unit.free_name("country", transfer.country, giving.id)
    unit.take_name("country", transfer.country, taking.id)
    unit.hubs.save(giving)
    unit.hubs.save(taking)
    total = unit.applications.number_live_in(giving.id, transfer.country) + unit.cities.number_in(giving.id, transfer.country)
    transfer.begin(unit.jobs.start(MOVE_JOB, {"transfer_id": transfer.id}, OWNER).id, total, at=unit.now)
    _watch(unit, transfer)


def _watch(unit: Membership, transfer: Transfer) -> None:
    unit.timers.set(f"{WATCH_TIMER}:{transfer.id}", unit.now + WATCHED_EVERY, WATCH_TIMER, {"transfer_id": transfer.id})


def _move_some(job: RunningJob[Any], transfer_id: str) -> bool:
    phase, found, done, total = job.transact(lambda _, unit: _left(unit, transfer_id))
    if not found:
        return False
    moving = _move_applications if phase == "applications" else _move_cities
    so_far = done + len(found)
    job.step(lambda unit: moving(unit, transfer_id, found), phase=phase, done=so_far, total=max(total, so_far))
    return True


def _left(unit: Membership, transfer_id: str) -> tuple[str, list[str], int, int]:
    """What to move next: the phase, some ids, how many have been moved, and how many there were."""
    transfer = unit.transfers.get(transfer_id)
    if transfer.state != RUNNING:
        return "", [], 0, 0
    done = transfer.applications + transfer.cities
    where = (transfer.from_hub_id, transfer.country, AT_ONCE)
    if live := unit.applications.live_in(*where):
        return "applications", [application.id for application in live], done, transfer.total
    return "cities", [city.id for city in unit.cities.in_hub(*where)], done, transfer.total


def _move_applications(unit: Membership, transfer_id: str, ids: list[str]) -> None:
    transfer, moved = unit.transfers.get(transfer_id), 0
    for application_id in ids:
        application = unit.applications.find(application_id)
        if application is not None and application.live and application.hub_id == transfer.from_hub_id:
            application.reroute(transfer.to_hub_id, by=unit.actor, at=unit.now)
            unit.applications.save(application)
            moved += 1
    transfer.moved(applications=moved)
    unit.transfers.save(transfer)


def _move_cities(unit: Membership, transfer_id: str, ids: list[str]) -> None:
    transfer, moved = unit.transfers.get(transfer_id), 0
    for city_id in ids:
        city = unit.cities.find(city_id)
        if city is not None and city.hub_id == transfer.from_hub_id:
            city.move_to_hub(transfer.to_hub_id)
            unit.cities.save(city)
            follow_city(unit, city.id, transfer.from_hub_id, transfer.to_hub_id)
            moved += 1
    transfer.moved(cities=moved)
    unit.transfers.save(transfer)


def _finish(unit: Membership, transfer_id: str) -> dict[str, Any]:
    transfer = unit.transfers.get(transfer_id)
    if transfer.state == RUNNING:
        transfer.finish(at=unit.now)
        unit.free_name("transfer", transfer.country, transfer.id)
        unit.timers.cancel(f"{WATCH_TIMER}:{transfer.id}")
        unit.transfers.save(transfer)
    return {"applications": transfer.applications, "cities": transfer.cities}


def _hub(unit: Membership, hub_id: str) -> Hub:
    hub = unit.hubs.find(hub_id)
    if hub is None:
        raise NotFound("membership.no_hub", "there is no such hub")
    return hub


def _require_open(unit: Membership, hub_id: str) -> Hub:
    hub = unit.hubs.find(hub_id)
    if hub is None:
        raise Invalid.field("/to_hub_id", "membership.no_hub", "there is no such hub")
    if hub.state != "open":
        raise Conflict("membership.hub_closed", "the hub is closed", {"hub_id": hub_id})
    return hub
