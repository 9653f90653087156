"""Long work whose processes are killed with SIGKILL on the way: what a table brings in, a country that moves, a new look at every member,
somebody who is forgotten. Another process takes over; everything is done, and once.

The store holds what a dead process had open for sixty seconds, so each takes minutes; steps killed between two transactions are in
tests/contract.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest

from chassis.context import Actor, new_id
from contracts import membership as say
from contracts.errors import Unavailable
from contracts.standard import GetJob, Job, OpenUpload, SendUploadPart, Upload
from tests.builders.imports import city, table
from tests.builders.membership import hub_content
from tests.eventually import eventually
from tests.service.running_membership import RunningMembership, running
from tests.service.test_membership import SECRET, chief

__all__ = ["chief", "running"]

pytestmark = pytest.mark.prove

CITIES = 120
"""Several transactions for whoever goes through them."""

TAKEN_OVER = 150.0
"""Seconds: a minute until the store lets go, once more where the process is killed again, and the work."""


def sent(running: RunningMembership, by: Actor, data: bytes) -> Upload:
    digest = hashlib.sha256(data).hexdigest()
    asked = OpenUpload(purpose="import", file_name="cities.csv", media_type="text/csv", size=len(data), sha256=digest)
    upload = running.ask(asked, Upload, by)
    return running.ask(SendUploadPart(upload_id=upload.id, offset=0, part=data), Upload, by)


def checked(running: RunningMembership, by: Actor, data: bytes) -> say.ImportView:
    run = running.ask(say.StartImport(kind="cities", upload_id=sent(running, by, data).id), say.ImportView, by)
    return eventually(lambda: _in_state(running, by, run.id, "ready"), "the dry run to end", 60)  # type: ignore[no-any-return]


def confirmed(running: RunningMembership, by: Actor, run: say.ImportView) -> say.ImportView:
    return running.ask(say.ConfirmImport(import_id=run.id, sha256=run.sha256), say.ImportView, by)


def _in_state(running: RunningMembership, by: Actor, import_id: str, state: str) -> say.ImportView | None:
    run = running.ask(say.GetImport(import_id=import_id), say.ImportView, by)
    return run if run.state == state else None


def many(country: str, count: int = CITIES) -> bytes:
    return table([city(f"{country} {number}", country=country, needs="youth_engagement:high") for number in range(count)])


def brought_in(running: RunningMembership, by: Actor, country: str) -> None:
    run = confirmed(running, by, checked(running, by, many(country)))
    eventually(lambda: _in_state(running, by, run.id, "applied"), "the cities to be brought in", 90)


def job_row(running: RunningMembership, **wanted: Any) -> dict[str, Any]:
    """The job as it lies in the store: read without asking the process that is about to be killed."""
    found = running.database["jobs"].find_one(wanted)
    assert found is not None, wanted
    return dict(found)


def killed_when(running: RunningMembership, is_so: Callable[[], Any], description: str) -> None:
    """SIGKILL to the background process at a moment that can be told."""
    eventually(is_so, description, TAKEN_OVER, every=0.005)
    running.children["background"].kill()


def killed_and_taken_over(running: RunningMembership, is_so: Callable[[], Any], description: str) -> None:
    killed_when(running, is_so, description)
    running.start("background")


def ended(running: RunningMembership, by: Actor, job_id: str) -> Job:
    def over() -> Job | None:
        job = running.ask(GetJob(job_id=job_id), Job, by)
        return job if job.state in ("done", "failed", "cancelled") else None

    job: Job = eventually(over, "another process to end the job", TAKEN_OVER)
    assert (job.state, job.error_code) == ("done", None)
    return job


def told(running: RunningMembership, type: str, **data: Any) -> Counter[str]:
    """How often this was said of each subject."""
    wanted = {"type": type} | {f"data.{name}": value for name, value in data.items()}
    return Counter(row["subject"] for row in running.database["outbox"].find(wanted))


def test_a_table_whose_process_is_killed_is_brought_in_whole_and_once(running: RunningMembership, chief: Actor) -> None:
    run = checked(running, chief, many("PE"))
    job_id = confirmed(running, chief, run).job_id
    cities = running.database["cities"]
    killed_when(running, lambda: job_row(running, _id=job_id)["phase"] == "bringing_in", "the one transaction to have begun")
    assert cities.count_documents({"country": "PE"}) in (0, CITIES), "all of it or nothing"
    running.start("background")
    ended(running, chief, job_id)
    assert _in_state(running, chief, run.id, "applied")
    assert cities.count_documents({"country": "PE"}) == CITIES
    assert sorted(told(running, "membership.city_admitted.v1", country="PE").values()) == [1] * CITIES


def test_a_country_whose_movers_are_killed_moves_whole_and_every_city_once(running: RunningMembership, chief: Actor) -> None:
    giving, taking = (
        running.ask(say.CreateHub(hub=hub_content(names={"en": name}, countries=(country,))), say.HubView, chief)
        for name, country in (("South", "KE"), ("North", "ET"))
    )
    brought_in(running, chief, "KE")
    key = new_id()
    asked = say.PlanTransfer(hub_id=giving.id, country="KE", to_hub_id=taking.id, reason="So be it.")
    transfer = running.ask(asked, say.TransferView, chief, idempotency_key=key)

    def moved(at_least: int) -> Callable[[], bool]:
        return lambda: running.database["cities"].count_documents({"hub_id": taking.id}) >= at_least

    killed_when(running, moved(1), "the first cities to have moved")
    running.children["serve"].kill()
    for role in ("serve", "background"):
        running.start(role)
    again = eventually(lambda: _answer(running, asked, chief, key), "the same answer to the same request", 30)
    assert again.id == transfer.id
    killed_and_taken_over(running, moved(CITIES // 2), "half of the cities to have moved")
    ended(running, chief, str(transfer.job_id))
    done = running.ask(say.GetTransfer(transfer_id=transfer.id), say.TransferView, chief)
    assert (done.state, done.cities) == ("done", CITIES)
    assert running.database["cities"].count_documents({"country": "KE", "hub_id": taking.id}) == CITIES
    assert sorted(told(running, "membership.city_hub_changed.v1", to_hub_id=taking.id).values()) == [1] * CITIES


def _answer(running: RunningMembership, asked: say.PlanTransfer, by: Actor, key: str) -> say.TransferView | None:
    try:
        return running.ask(asked, say.TransferView, by, seconds=5, idempotency_key=key)
    except Unavailable:
        return None


def test_new_rules_reach_every_member_though_the_process_is_killed(running: RunningMembership, chief: Actor) -> None:
    brought_in(running, chief, "BO")
    first_look = running.database["timers"].find_one({"name": "membership_standing"})
    assert first_look is not None
    asked = say.AnnounceStatusRules(effective_from=datetime.now(UTC).date() + timedelta(days=2), silence_months=6)
    job_id = running.ask(asked, say.StatusRulesVersion, chief).job_id
    killed_and_taken_over(running, lambda: job_row(running, _id=job_id)["done"] > 0, "the first members to have been looked at")
    job = ended(running, chief, str(job_id))
    members = running.database["members"].count_documents({})
    assert (job.done, job.total) == (members, members)
    planned = [row["due_at"] for row in running.database["timers"].find({"name": "membership_standing", "state": "waiting"})]
    assert len(planned) == members
    assert min(planned) > datetime.now(UTC) + timedelta(days=1), "nobody waits for the look that was planned under the old rules"


def test_whoever_is_forgotten_is_forgotten_though_the_process_is_killed_in_the_search(running: RunningMembership, chief: Actor) -> None:
    email, name = f"{new_id()}@city.example", "Quartus Zebedee Underhill"
    running.ask(say.RegisterPerson(name=name, email=email, password=SECRET), say.Registered)
    them = running.sign_in(email, SECRET)
    contact = say.Contact(name=name, function="Clerk", email=email, phone="+1 555 0123")
    running.ask(say.StartApplication(content=say.ApplicationContent(contact=contact)), say.ApplicationView, them)
    erasure = running.ask(say.EraseMe(password=SECRET), say.ErasureView, them)

    def searching() -> bool:
        job = running.database["jobs"].find_one({"kind": "erase_person", "state": "running"}) or {}
        return str(job.get("phase")).startswith("search")

    killed_and_taken_over(running, searching, "the search through everything to be on its way")
    eventually(lambda: _erased_here(running, erasure.id), "the tombstone", TAKEN_OVER)
    words = (email.casefold(), name.casefold())
    kept = [
        collection
        for collection in running.database.list_collection_names()
        for row in running.database[collection].find({})
        if any(word in bson.encode(row).decode("utf-8", "replace").casefold() for word in words)
    ]
    assert kept == []
    assert told(running, "membership.person_erased.v1", person_id=them.person_id) == {f"people/{them.person_id}": 1}


def _erased_here(running: RunningMembership, erasure_id: str) -> bool:
    row = running.database["erasures"].find_one({"_id": erasure_id}) or {"holders": []}
    return any(holder["service"] == "membership" and holder["confirmed_at"] for holder in row["holders"])


@pytest.fixture(autouse=True)
def both_run(running: RunningMembership) -> None:
    for role, child in list(running.children.items()):
        if not child.alive:
            running.start(role)
