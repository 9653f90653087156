"""The same request twice is done once: its answer is kept for a day beside the effect, secrets taken out."""

import dataclasses
import hashlib
import hmac
import json
import typing
from datetime import timedelta
from functools import cache
from typing import Any, Final

from pymongo.errors import PyMongoError

from chassis.context import Context
from chassis.store import is_conflict, is_duplicate
from chassis.unit import Unit, owner_of
from contracts.declare import RequestDeclaration, dump, is_secret, load, request_declaration
from contracts.errors import Conflict

COLLECTION: Final = "idempotency"
KEPT: Final = timedelta(hours=24)


class Idempotency:
    """One request under one key. The row is written first, so that a concurrent twin meets a conflict and waits for our commit."""

    def __init__(self, declaration: RequestDeclaration, request: Any, context: Context) -> None:
        key = context.idempotency_key or ""
        self._answer = declaration.answer
        self._owner = owner_of(context.actor)
        scoped = json.dumps([self._owner, declaration.wire_name(), key])
        self.id = hashlib.sha256(scoped.encode()).hexdigest()
        # Keyed by the caller's own key: a stored fingerprint of a request with a password in it must not be guessable.
        self._payload = hmac.new(key.encode(), _canonical(dump(request)), hashlib.sha256).hexdigest()

    @classmethod
    def of(cls, request: Any, context: Context) -> "Idempotency | None":
        """None when the caller sent no key, or the answer is a secret through and through and may not be kept."""
        if context.idempotency_key is None:
            return None
        declaration = request_declaration(request)
        return cls(declaration, request, context) if can_keep(declaration.answer) else None

    def begin(self, unit: Unit) -> Any | None:
        """The answer given before, or None when this is the first time. Raises `idempotency_key_reused` for another payload."""
        if unit.attempt > 1 and (row := unit.collection(COLLECTION).find_one({"_id": self.id})):
            return self._replay(row)
        try:
            unit.collection(COLLECTION).insert_one(self._row(unit))
        except PyMongoError as error:
            unit.twin_in_progress = is_duplicate(error) or is_conflict(error)
            raise
        unit.may_run_again = True
        return None

    def keep(self, unit: Unit, answer: Any) -> None:
        stored = json.dumps(without_secrets(type(answer), dump(answer)))
        unit.collection(COLLECTION).update_one({"_id": self.id}, {"$set": {"answer": stored}})

    def _row(self, unit: Unit) -> dict[str, Any]:
        return {"_id": self.id, "owner": self._owner, "payload": self._payload, "answer": None, "expires_at": unit.now + KEPT}

    def _replay(self, row: dict[str, Any]) -> Any:
        if not hmac.compare_digest(row["payload"], self._payload):
            raise Conflict("idempotency_key_reused", "this key was used for another request")
        return load(self._answer, json.loads(row["answer"]), unknown="exclude")


def request_in_progress() -> Conflict:
    return Conflict("request_in_progress", "the same request is being carried out", retryable=True)


@cache
def can_keep(answer: type) -> bool:
    """Whether every secret in the answer may be null, so that the rest of it can be kept."""
    for field, hint in _fields(answer):
        if is_secret(answer, field.name):
            if not _nullable(hint):
                return False
        elif any(not can_keep(inner) for inner in _messages(hint)):
            return False
    return True


def without_secrets(message: type, wire: Any) -> Any:
    """The dumped message with every secret nulled, however deep."""
    if not isinstance(wire, dict):
        return wire
    clean = dict(wire)
    for field, hint in _fields(message):
        if field.name not in clean:
            continue
        if is_secret(message, field.name):
            clean[field.name] = None
        else:
            for inner in _messages(hint):
                clean[field.name] = _each(inner, clean[field.name])
    return clean


def _each(message: type, value: Any) -> Any:
    return [without_secrets(message, item) for item in value] if isinstance(value, list) else without_secrets(message, value)


@cache
def _fields(message: type) -> list[tuple["dataclasses.Field[Any]", Any]]:
    hints = typing.get_type_hints(message)
    return [(field, hints[field.name]) for field in dataclasses.fields(message)]


def _nullable(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _messages(hint: Any) -> list[type]:
    """The dataclasses a hint leads to."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return [hint]
    return [message for argument in typing.get_args(hint) for message in _messages(argument)]


def _canonical(wire: dict[str, Any]) -> bytes:
    return json.dumps(wire, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
