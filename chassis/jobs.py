"""Long work as a document: asked for in a unit of work, done in the background under a lease, seen and stopped by its owner."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from chassis.context import Actor, new_id
from chassis.unit import owner_of
from contracts.errors import Conflict, NotFound
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import CancelJob, GetJob, Job

if TYPE_CHECKING:
    from chassis.unit import Document, Documents, ServiceUnit, Unit

JOBS: Final = "jobs"
WAITING, RUNNING, DONE, FAILED, CANCELLING, CANCELLED = "waiting", "running", "done", "failed", "cancelling", "cancelled"
FINISHED: Final = (DONE, FAILED, CANCELLED)
KEPT: Final = timedelta(days=30)
MOST_STARTS: Final = 5
"""A job whose runner died this often is what kills it."""


class Jobs:
    """Jobs inside one unit of work."""

    def __init__(self, unit: "Unit") -> None:
        self._unit = unit

    def start(self, kind: str, params: Mapping[str, Any], owner: str | None = None) -> Job:
        """Ask for long work; it begins once the transaction is kept. `owner` is who may see it, by default the actor."""
        row: Document = {
            "_id": new_id(),
            "kind": kind,
            "owner": owner or owner_of(self._unit.actor),
            "params": json.dumps(dict(params)),
            "memory": None,
            "state": WAITING,
            "phase": None,
            "done": 0,
            "total": None,
            "result": None,
            "error_code": None,
            "created_at": self._unit.now,
            "finished_at": None,
            "forget_at": None,
            "holder": None,
            "token": 0,
            "starts": 0,
            "turns": 0,
            "lease_until": None,
            "language": self._unit.context.language,
            "correlation_id": self._unit.context.correlation_id,
        }
        self._jobs.insert_one(row)
        self._unit.prove_commit_by(JOBS, row["_id"])
        return view(row)

    def get(self, job_id: str) -> Job:
        return view(self._visible(job_id))

    def state(self, job_id: str) -> str | None:
        """For the service itself, which watches over work that must not stay half done; None once the job is forgotten."""
        row = self._jobs.find_one({"_id": job_id}, ["state"])
        return None if row is None else str(row["state"])

    def cancel(self, job_id: str) -> Job:
        """Stop a waiting job now and a running one at its next safe place; a finished one stays as it is."""
        row = self._visible(job_id)
        if row["state"] == WAITING:
            row |= finished(self._unit, CANCELLED)
        elif row["state"] == RUNNING:
            row["state"] = CANCELLING
        else:
            return view(row)
        self._jobs.replace_one({"_id": job_id}, row)
        return view(row)

    def _visible(self, job_id: str) -> "Document":
        row = self._jobs.find_one({"_id": job_id})
        if row is None or not self._is_for(self._unit.actor, row):
            raise NotFound("not_found", "there is no such job")
        return row

    def _is_for(self, actor: Actor, row: "Document") -> bool:
        return bool(row["owner"] == owner_of(actor)) or actor.has(MANAGEMENT_UNIT)

    @property
    def _jobs(self) -> "Documents":
        return self._unit.collection(JOBS)


class OwnJobs(Jobs):
    """Jobs that are nobody's but their owners': for a service in which even the management unit may not know of everything."""

    def _is_for(self, actor: Actor, row: "Document") -> bool:
        return bool(row["owner"] == owner_of(actor))


def finished(unit: "Unit", state: str, *, result: Any = None, error_code: str | None = None) -> "Document":
    """What changes when a job ends, however it ends."""
    return {
        "state": state,
        "result": None if result is None else json.dumps(result),
        "error_code": error_code,
        "finished_at": unit.now,
        "forget_at": unit.now + KEPT,
        "lease_until": None,
    }


# ---------------------------------------------------------------- the runner's side


def claim_next(unit: "Unit", kinds: frozenset[str], holder: str, seconds: float) -> "Document | None":
    """Take the oldest job nobody works on: a waiting one, or one whose runner's lease has run out."""
    jobs = unit.collection(JOBS)
    for state in (CANCELLING, RUNNING, WAITING):
        for row in jobs.find({"state": state}, sort=(("created_at", 1),)):
            if row["kind"] in kinds and (row["lease_until"] is None or row["lease_until"] <= unit.now):
                if (ended := _hopeless(unit, row)) is not None:
                    jobs.update_one({"_id": row["_id"]}, {"$set": ended})
                    continue
                row |= {"state": RUNNING, "holder": holder, "token": row["token"] + 1, "starts": row["starts"] + 1}
                row |= {"lease_until": unit.now + timedelta(seconds=seconds)}
                jobs.replace_one({"_id": row["_id"]}, row)
                return row
    return None


def _hopeless(unit: "Unit", row: "Document") -> "Document | None":
    if row["state"] == CANCELLING:
        return finished(unit, CANCELLED)
    return finished(unit, FAILED, error_code="gave_up") if row["starts"] >= MOST_STARTS else None


def put_back(unit: "Unit", job_id: str, token: int, after: float) -> None:
    """Let the job wait `after` seconds for something that is away, or for another runner; such a start does not count against it."""
    row = hold(unit, job_id, token)
    state = CANCELLING if row["state"] == CANCELLING else WAITING
    hold(unit, job_id, token, {"state": state, "starts": row["starts"] - 1}, seconds=after)


def hold(unit: "Unit", job_id: str, token: int, changed: Mapping[str, Any] | None = None, *, seconds: float | None = None) -> "Document":
    """Write to a job only while it is ours: the fencing token. Raises `lease_lost`. Gives the row as it was."""
    row = unit.collection(JOBS).find_one({"_id": job_id})
    if row is None or row["token"] != token or row["state"] in FINISHED:
        raise Conflict("lease_lost", "this job is in other hands")
    renewed = {} if seconds is None else {"lease_until": unit.now + timedelta(seconds=seconds)}
    change = {"lease_until": row["lease_until"], **renewed, **(changed or {})}
    unit.collection(JOBS).update_one({"_id": job_id}, {"$set": change, "$inc": {"turns": 1}})
    return row


def view(row: "Document") -> Job:
    return Job(
        id=row["_id"],
        kind=row["kind"],
        state=row["state"],
        phase=row["phase"],
        done=row["done"],
        total=row["total"],
        result=None if row["result"] is None else json.loads(row["result"]),
        error_code=row["error_code"],
        created_at=row["created_at"],
        finished_at=row["finished_at"],
    )


# ---------------------------------------------------------------- what every service answers


def get_job(unit: "ServiceUnit | Unit", request: GetJob) -> Job:
    return unit.jobs.get(request.job_id)


def cancel_job(unit: "ServiceUnit | Unit", request: CancelJob) -> Job:
    return unit.jobs.cancel(request.job_id)
