"""What every service does when a person is to be forgotten: what the chassis keeps of them goes, and no record is left that tells of them.

Each function does a bounded piece in one transaction and says how much; called again until there is nothing left, it may be interrupted
anywhere.
"""

import json
from typing import TYPE_CHECKING, Final

from chassis.files import CHUNKS, UPLOADS
from chassis.jobs import JOBS
from chassis.scrubbing import Identity, scrubbed, texts
from chassis.timers import TIMERS

if TYPE_CHECKING:
    from chassis.unit import Documents, Unit

PIECE: Final = 100
IDEMPOTENCY: Final = "idempotency"
NEVER_TELLING: Final = frozenset(
    {
        "chunks",  # bytes of files, which belong to the record that claims them
        "counters",
        "guards",
        "inbox",
        "inbox_gates",
        "inbox_held",
        "leases",
        "migrations",
        "outbox",  # ids, codes, numbers and instants only: a test of the catalogue refuses anything else
    }
)
"""Collections of the chassis that hold nothing a person could have written."""


def forget_belongings(unit: "Unit", person_id: str, *, but_job: str | None = None) -> int:
    """Stored answers, jobs and their results, unclaimed files, and timers about the person. How many went; 0 when nothing is left."""
    owner = f"person:{person_id}"
    gone = _delete(unit.collection(IDEMPOTENCY), {"owner": owner})
    gone += _delete(unit.collection(JOBS), {"owner": owner}, but=but_job)
    gone += _delete(unit.collection(TIMERS), {"data.person_id": person_id})
    return gone + _forget_uploads(unit, owner)


def scrub_page(unit: "Unit", collection: str, identity: Identity, after: str | None, most: int = PIECE) -> tuple[str | None, int]:
    """Clean the next documents of a collection by `_id`. Where to go on, None at the end; and how many were changed.

    Stored answers and jobs keep JSON as text: a stored answer that tells of the person goes, a job keeps its state but not its words.
    """
    documents = unit.collection(collection)
    where = {} if after is None else {"_id": {"$gt": after}}
    rows = list(documents.find(where, sort=(("_id", 1),), limit=most))
    changed = 0
    for row in rows:
        changed += _scrub_one(documents, collection, row, identity)
    return (rows[-1]["_id"] if len(rows) == most else None), changed


def replace_id_page(
    unit: "Unit", collection: str, person_id: str, other_id: str, after: str | None, most: int = PIECE
) -> tuple[str | None, int]:
    """Put another id where the person's stands, in the next documents of a collection: records stay apart and together as they were, and
    name nobody. Where to go on, None at the end; and how many were changed. A document whose own id it is keeps it."""
    documents = unit.collection(collection)
    where = {} if after is None else {"_id": {"$gt": after}}
    rows = list(documents.find(where, sort=(("_id", 1),), limit=most))
    changed = 0
    for row in rows:
        other = {key: value if key == "_id" else _with_other_id(value, person_id, other_id) for key, value in row.items()}
        if other != row:
            changed += documents.replace_one({"_id": row["_id"]}, other)
    return (rows[-1]["_id"] if len(rows) == most else None), changed


def _with_other_id(value: object, person_id: str, other_id: str) -> object:
    if isinstance(value, str):
        return value.replace(person_id, other_id)
    if isinstance(value, dict):
        return {_with_other_id(key, person_id, other_id): _with_other_id(inner, person_id, other_id) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_other_id(inner, person_id, other_id) for inner in value]
    return value


def _scrub_one(documents: "Documents", collection: str, row: dict[str, object], identity: Identity) -> int:
    if collection in (IDEMPOTENCY, JOBS):
        return _scrub_kept_json(documents, collection, row, identity)
    clean = scrubbed(row, identity)
    if clean is None:
        return 0
    documents.replace_one({"_id": row["_id"]}, clean)
    return 1


def _scrub_kept_json(documents: "Documents", collection: str, row: dict[str, object], identity: Identity) -> int:
    """An id is no trace here: the work of others may well have been about it."""
    kept = ("answer",) if collection == IDEMPOTENCY else ("params", "memory", "result")
    telling = [name for name in kept if _names_them(row.get(name), identity)]
    if not telling:
        return 0
    if collection == IDEMPOTENCY:
        return documents.delete_one({"_id": row["_id"]})
    return documents.update_one({"_id": row["_id"]}, {"$set": {name: "{}" if name == "params" else None for name in telling}})


def _names_them(kept: object, identity: Identity) -> bool:
    return isinstance(kept, str) and any(identity.is_named_in(text) for text in texts(json.loads(kept)))


def _forget_uploads(unit: "Unit", owner: str) -> int:
    """Files that no record has claimed go; one that belongs to a record stays with it, without the name its sender gave it."""
    uploads, gone = unit.collection(UPLOADS), 0
    for row in list(uploads.find({"owner": owner, "claimed_by": None}, ["_id"], limit=PIECE)):
        unit.collection(CHUNKS).delete_many({"upload_id": row["_id"]})
        gone += uploads.delete_one({"_id": row["_id"]})
    return gone


def _delete(documents: "Documents", where: dict[str, str], *, but: str | None = None) -> int:
    found = [row["_id"] for row in documents.find(where, ["_id"], limit=PIECE) if row["_id"] != but]
    for key in found:
        documents.delete_one({"_id": key})
    return len(found)
