"""A country's way from one hub to another: planned, then running in steps until all its open work has moved."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.errors import Conflict, Invalid
from contracts.membership import CountryTransferred, TransferBegun, TransferCancelled, TransferPlanned
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT

PLANNED: Final = "planned"
RUNNING: Final = "running"
DONE: Final = "done"
CANCELLED: Final = "cancelled"

STEPS: Final = {
    # (state, action): next
    (PLANNED, "begin"): RUNNING,
    (PLANNED, "cancel"): CANCELLED,
    (RUNNING, "finish"): DONE,
}
"""Once begun, a transfer goes on to its end: half of a country is nobody's."""


@dataclass(kw_only=True)
class Transfer(Aggregate):
    """One transfer of one country, with how far it has come."""

    kind: ClassVar[str] = "transfers"
    country: str
    from_hub_id: str
    to_hub_id: str
    on: date
    reason: str
    planned_at: datetime
    planned_by: str | None
    state: str = PLANNED
    applications: int = 0
    cities: int = 0
    total: int = 0
    job_id: str | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    note: str | None = None

    @classmethod
    def plan(
        cls, *, id: str, country: str, from_hub_id: str, to_hub_id: str, on: date | None, reason: str, by: str | None, at: datetime
    ) -> "Transfer":
        if to_hub_id == from_hub_id:
            raise Conflict("membership.transfer_circular", "a country is not transferred to the hub it belongs to")
        if on is not None and on < at.date():
            raise Invalid.field("/on", "membership.in_the_past", "lies in the past")
        transfer = cls(
            id=id,
            country=country,
            from_hub_id=from_hub_id,
            to_hub_id=to_hub_id,
            on=on or at.date(),
            reason=reason,
            planned_at=at,
            planned_by=by,
        )
        transfer.say(TransferPlanned(transfer_id=id, country=country, from_hub_id=from_hub_id, to_hub_id=to_hub_id, on=transfer.on))
        return transfer

    @property
    def live(self) -> bool:
        return self.state in (PLANNED, RUNNING)

    def may_be_read_by(self, actor: Actor) -> bool:
        return actor.has(MANAGEMENT_UNIT) or any(actor.has(HUB_OFFICER, hub) for hub in (self.from_hub_id, self.to_hub_id))

    def begin(self, job_id: str, total: int, *, at: datetime) -> None:
        self._take("begin")
        self.begun_at, self.job_id, self.total = at, job_id, total
        self.say(TransferBegun(transfer_id=self.id, country=self.country, from_hub_id=self.from_hub_id, to_hub_id=self.to_hub_id))

    def moved(self, *, applications: int = 0, cities: int = 0) -> None:
        self.applications += applications
        self.cities += cities

    def finish(self, *, at: datetime) -> None:
        self._take("finish")
        self.ended_at = at
        self.say(
            CountryTransferred(
                transfer_id=self.id,
                country=self.country,
                from_hub_id=self.from_hub_id,
                to_hub_id=self.to_hub_id,
                applications=self.applications,
                cities=self.cities,
                transferred_at=at,
            )
        )

    def cancel(self, note: str | None, *, at: datetime) -> None:
        self._take("cancel")
        self.ended_at, self.note = at, note
        self.say(TransferCancelled(transfer_id=self.id, country=self.country))

    def _take(self, action: str) -> None:
        following = STEPS.get((self.state, action))
        if following is None:
            raise Conflict("membership.transfer_begun", f"a transfer that is {self.state} does not {action}", {"state": self.state})
        self.state = following
