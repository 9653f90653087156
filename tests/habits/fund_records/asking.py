"""Every operation of the Fund put as a question about our records, what comes of it, and how two answers are compared."""

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chassis.context import Actor, new_id
from contracts.declare import load
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from services.gateway.operations import Operation
from services.gateway.routes.technical_fund import OPERATIONS
from tests.habits.fund_records.world import World

EXAMPLES: Final = Path(__file__).resolve().parents[3] / "contracts" / "examples"
BY_TITLE: Final = {f"{operation.method} {operation.path}": operation for operation in OPERATIONS}

SIGN_IN, NOT_ALLOWED, NOT_FOUND, LET_IN, WITHOUT = "s", "x", "-", "+", "."
"""Sign in first; not allowed; there is no such thing; answered, or refused for what was said or for the state of things: whoever hears that
knows of the record; a list or figure with nothing of a hidden application in it."""

OF_A_RECORD: Final[Mapping[str, str]] = {
    "award_id": "funded_award",
    "report_id": "funded_report",
    "amendment_id": "funded_amendment",
    "decision_id": "funded_decision",
    "letter_id": "declined_letter",
    "appeal_id": "declined_appeal",
    "assignment_id": "reviewed_seat",
    "review_id": "reviewed_review",
    "attachment_id": "reviewed_file",
    "delegation_id": "reviewed_delegation",
    "file_id": "funded_evidence",
    "post_id": "reviewed_post",
    "item_id": "reviewed",
    "application_id": "reviewed",
}
"""Fields that name something of a hidden application."""

OF_THE_CALL: Final[Mapping[str, str]] = {"call_id": "call", "envelope_id": "envelope", "change_id": "change", "run_id": "run"}

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")


def names_a_record(operation: Operation) -> bool:
    return not OF_A_RECORD.keys().isdisjoint(operation.path_names)


def request_of(operation: Operation, ids: Mapping[str, str]) -> Any:
    """A query with what it must be given; a command as in its published example. `ids` are by field."""
    body: dict[str, Any] = json.loads((EXAMPLES / f"technical_fund.{operation.name}.json").read_text())
    if operation.declaration.kind == "query":
        must = {field.name for field in dataclasses.fields(operation.request) if _has_no_default(field)}
        body = {name: value for name, value in body.items() if name in must}
    body |= {name: id for name, id in ids.items() if name in body or name in operation.path_names}
    if "application_ids" in body and "application_id" in ids:
        body["application_ids"] = [ids["application_id"]]
    if "upload_id" in body:
        body["upload_id"] = new_id()
    return load(operation.request, body)


def ids_of(world: World, hidden: str) -> dict[str, str]:
    """Fields and what they name, where one of the hidden applications is meant."""
    names = {**OF_A_RECORD, **OF_THE_CALL, "application_id": hidden, "item_id": hidden}
    found = {field: world.ids[name] for field, name in names.items() if name in world.ids}
    return {**found, "person_id": str(world.cast["seated"].person_id)}


def about(operation: Operation, ids: Mapping[str, str], world: World) -> dict[str, str]:
    """Two kinds of runs go by one name."""
    return {**ids, "run_id": world.ids["score_run"]} if "/score-runs/" in operation.path else dict(ids)


def unknown_ids(ids: Mapping[str, str]) -> dict[str, str]:
    """The same, with records that nobody has ever heard of."""
    return {field: new_id() if field in OF_A_RECORD else id for field, id in ids.items()}


def answer_of(world: World, request: Any, by: Actor) -> dict[str, Any]:
    """What somebody hears, all of it, as it would reach them; the world is as before afterwards."""
    before = world.fund.work.store.snapshot()
    try:
        return {"answer": world.ask(request, by)}
    except Refusal as refusal:
        return {"refusal": type(refusal).__name__, "code": refusal.code, "message": refusal.message, "details": refusal.details}
    finally:
        world.fund.work.store.restore(before)


def letter_of(world: World, operation: Operation, answer: Mapping[str, Any]) -> str:
    if "answer" in answer:
        lists = operation.declaration.kind == "query" and not names_a_record(operation)
        return WITHOUT if lists and not tokens_in(world, answer) else LET_IN
    kinds = {NotAllowed.__name__: NOT_ALLOWED, NotFound.__name__: NOT_FOUND, Conflict.__name__: LET_IN, Invalid.__name__: LET_IN}
    return SIGN_IN if answer["code"] == "not_signed_in" else kinds[answer["refusal"]]


def normal(answer: Any) -> str:
    """An answer without what differs between two worlds that are the same: ids, and digests over them."""
    text = json.dumps(answer, sort_keys=True, default=str, ensure_ascii=False)
    return _DIGEST.sub("<digest>", _ID.sub("<id>", text))


def tokens_in(world: World, answer: Any) -> set[str]:
    """What of the hidden applications stands in an answer."""
    text = json.dumps(answer, default=str, ensure_ascii=False)
    return {token for token in world.tokens() if token in text}


def _has_no_default(field: Any) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
