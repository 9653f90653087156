"""The Fund's pages as one would first write them: FastAPI, and for each page one collection of documents that are shown as they are.

`uvicorn bench.peers.plain_fund:app`. No sign-in, permission, recusal, anonymity, schema of the answer or call to another service.
"""

import os
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, HTTPException
from pymongo import MongoClient
from pymongo.database import Database

PAGE: Final = 50
DATABASE: Final = "plain"
INDEXES: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "queue": (("reviewer_id", 1), ("at", -1)),
    "applications": (("listed", 1), ("at", -1)),
    "calls": (("listed", 1), ("at", -1)),
    "awards": (("listed", 1), ("at", 1)),
    "reviews": (("call_id", 1), ("application_id", 1)),
    "histories": (("application_id", 1), ("at", 1)),
}

store: Database[dict[str, Any]] = MongoClient[dict[str, Any]](os.environ.get("BENCH_MONGODB_URI", "mongodb://127.0.0.1"))[DATABASE]
app = FastAPI()


def page(collection: str, where: Mapping[str, Any], turn: int = -1) -> dict[str, Any]:
    return {"items": list(store[collection].find(where, sort=[("at", turn)], limit=PAGE))}


@app.get("/queue/{reviewer_id}")
def queue(reviewer_id: str) -> dict[str, Any]:
    return page("queue", {"reviewer_id": reviewer_id})


@app.get("/applications/{id}")
def application(id: str) -> dict[str, Any]:
    found = store["applications"].find_one({"_id": id})
    if found is None:
        raise HTTPException(404)
    return found


@app.get("/applications")
def applications() -> dict[str, Any]:
    return page("applications", {"listed": True})


@app.get("/calls")
def calls() -> dict[str, Any]:
    return page("calls", {"listed": True})


@app.get("/awards")
def awards() -> dict[str, Any]:
    return page("awards", {"listed": True}, 1)


@app.get("/tables/{call_id}")
def table(call_id: str) -> dict[str, Any]:
    """How many reviews each application has, handed in and in all; the whole call, as its totals need it."""
    counts: dict[str, list[int]] = {}
    for review in store["reviews"].find({"call_id": call_id}, ["application_id", "state"]):
        one = counts.setdefault(review["application_id"], [0, 0])
        one[0] += review["state"] == "submitted"
        one[1] += 1
    items = [{"application_id": id, "submitted": done, "reviews": all_} for id, (done, all_) in sorted(counts.items())]
    return {"submitted": sum(one["submitted"] for one in items), "items": items[:PAGE]}


@app.get("/histories/{application_id}")
def history(application_id: str) -> dict[str, Any]:
    return page("histories", {"application_id": application_id}, 1)


def fill(plain: Database[Any], fund: Database[Any], texts: str) -> None:
    """From what the Fund keeps: each page's documents, whole. `texts` is what somebody wrote into each entry of a history."""
    for collection, keys in INDEXES.items():
        plain[collection].drop()
        plain[collection].create_index(list(keys))
    applications = {one["_id"]: one for one in fund["fund_applications"].find({})}
    written = {one["_id"]: one for one in fund["reviews"].find({})}
    _put(plain["applications"], (one | {"listed": True, "at": one["sort_key"]} for one in applications.values()))
    _put(plain["reviews"], written.values())
    _put(plain["calls"], (one | {"listed": True, "at": one["sort_key"]} for one in fund["calls"].find({})))
    seats = fund["assignments"].find({})
    _put(plain["queue"], (_seat(one, applications[one["application_id"]], written.get(one["_id"])) for one in seats))
    _put(plain["awards"], (_award(one, applications[one["application_id"]]) for one in fund["awards"].find({})))
    _put(plain["histories"], (one | {"texts": texts} for one in fund["histories"].find({})))


def _seat(seat: dict[str, Any], application: dict[str, Any], review: dict[str, Any] | None) -> dict[str, Any]:
    shown = {name: application[name] for name in ("title", "reference", "country", "city_id", "language")}
    return seat | shown | {"at": seat["sort_key"], "done": review["done"] if review else 0}


def _award(award: dict[str, Any], application: dict[str, Any]) -> dict[str, Any]:
    return award | {"listed": True, "at": award["sort_key"], "title": application["title"]}


def _put(collection: Any, documents: Any) -> None:
    waiting: list[dict[str, Any]] = []
    for one in documents:
        waiting.append(one)
        if len(waiting) == 250:
            collection.insert_many(waiting)
            waiting = []
    if waiting:
        collection.insert_many(waiting)
