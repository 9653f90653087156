"""One at a time, across processes: a lease that expires, with a fencing token that keeps whoever slept through the expiry from writing."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from chassis.context import Context
from chassis.unit import Document, Unit, Work
from contracts.errors import Conflict

LEASES: Final = "leases"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A lease in hand. `token` grows with every change of hands."""

    name: str
    holder: str
    token: int


class Lease:
    """A named lease in the store. The collection holds a handful of documents, each read and written by `_id`."""

    def __init__(self, work: Work[Any], name: str, seconds: float, *, holder: str | None = None) -> None:
        self._work = work
        self.name = name
        self.seconds = seconds
        self.holder = holder or uuid.uuid4().hex
        self.held: Held | None = None

    def take(self) -> Held | None:
        """Take or renew the lease; None while somebody else has it."""
        self.held = self._transact(self._take)
        return self.held

    def give_up(self) -> None:
        """Let the next one begin without waiting for the expiry."""
        if self.held is not None:
            held, self.held = self.held, None
            self._transact(lambda unit: release(unit, held))

    def _take(self, unit: Unit) -> Held | None:
        row = unit.collection(LEASES).find_one({"_id": self.name})
        mine = row is not None and row["holder"] == self.holder
        if row is not None and not mine and row["expires_at"] > unit.now:
            return None
        token = row["token"] if row is not None and mine else (row["token"] + 1 if row is not None else 1)
        changed = {"holder": self.holder, "token": token, "expires_at": unit.now + timedelta(seconds=self.seconds)}
        if row is None:
            unit.collection(LEASES).insert_one({"_id": self.name, **changed})
        else:
            unit.collection(LEASES).update_one({"_id": self.name}, {"$set": changed})
        return Held(name=self.name, holder=self.holder, token=token)

    def _transact(self, body: Callable[[Unit], Any]) -> Any:
        context = Context.for_service(self._work.service, seconds=max(2.0, self.seconds / 3))
        return self._work.within(lambda unit, _: body(unit), context)


def fenced_row(unit: Unit, held: Held) -> Document:
    """The lease's row, read in this transaction, which `seal` has to end. Raises `lease_lost` when it is in other hands."""
    row = unit.collection(LEASES).find_one({"_id": held.name})
    if row is None or row["token"] != held.token or row["holder"] != held.holder:
        raise lease_lost(held.name)
    return row


def seal(unit: Unit, held: Held, seconds: float, **changed: Any) -> None:
    """Write the lease as the last thing a fenced transaction does: whoever took it since `fenced_row` makes this conflict.

    Not earlier: a holder that is stopped in the middle of the transaction would keep everybody from taking over. The count of turns is
    there because a write that changes nothing conflicts with nobody.
    """
    expires = unit.now + timedelta(seconds=seconds)
    unit.collection(LEASES).update_one({"_id": held.name}, {"$set": {**changed, "expires_at": expires}, "$inc": {"turns": 1}})


def release(unit: Unit, held: Held) -> None:
    row = unit.collection(LEASES).find_one({"_id": held.name})
    if row is not None and row["token"] == held.token and row["holder"] == held.holder:
        unit.collection(LEASES).update_one({"_id": held.name}, {"$set": {"expires_at": unit.now}})


def lease_lost(name: str) -> Conflict:
    return Conflict("lease_lost", f"{name} is in other hands")
