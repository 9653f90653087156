"""Who asks, since when, in which language and until when: what travels with every message, and nothing else.

Only the headers named here cross a process border. nameko would pass on whatever it received.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from uuid6 import uuid7

ActorKind = Literal["anonymous", "person", "service"]
DEFAULT_SECONDS: Final = 10.0

ACTOR: Final = "scn-actor"
CORRELATION: Final = "scn-correlation-id"
CAUSATION: Final = "scn-causation-id"
TRACEPARENT: Final = "traceparent"
LANGUAGE: Final = "scn-language"
DEADLINE: Final = "scn-deadline"
IDEMPOTENCY_KEY: Final = "scn-idempotency-key"
EXPECTED_VERSION: Final = "scn-expected-version"
HEADERS: Final = (ACTOR, CORRELATION, CAUSATION, TRACEPARENT, LANGUAGE, DEADLINE, IDEMPOTENCY_KEY, EXPECTED_VERSION)


def now() -> datetime:
    """The one clock: UTC, truncated to milliseconds, as the store keeps it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """A UUIDv7: identifiers made later sort later, to the millisecond."""
    return str(uuid7())


@dataclass(frozen=True, kw_only=True)
class Grant:
    """An active role over something. `scope_id` is None when the role is held over the whole network."""

    role: str
    scope_kind: str
    scope_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who is asking: nobody in particular, a person with grants, or one of our own processes.

    `withheld` are roles the person holds but not here and now: they want a second factor, and this session or key came without.
    """

    kind: ActorKind = "anonymous"
    person_id: str | None = None
    grants: tuple[Grant, ...] = ()
    service: str | None = None
    session_id: str | None = None
    api_key_id: str | None = None
    key_scopes: tuple[str, ...] | None = None
    withheld: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    def has(self, role: str, scope_id: str | None = None) -> bool:
        """Whether the actor holds `role`; with `scope_id`, holds it over exactly that."""
        return any(grant.role == role and scope_id in (None, grant.scope_id) for grant in self.grants)

    def scopes(self, role: str) -> frozenset[str]:
        """Everything the actor holds `role` over."""
        return frozenset(grant.scope_id for grant in self.grants if grant.role == role and grant.scope_id)

    def to_wire(self) -> dict[str, Any]:
        wire: dict[str, Any] = {"kind": self.kind}
        for name in ("person_id", "service", "session_id", "api_key_id"):
            if (value := getattr(self, name)) is not None:
                wire[name] = value
        if self.grants:
            wire["grants"] = [[grant.role, grant.scope_kind, grant.scope_id] for grant in self.grants]
        if self.key_scopes is not None:
            wire["key_scopes"] = list(self.key_scopes)
        if self.withheld:
            wire["withheld"] = list(self.withheld)
        return wire

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Actor":
        """Raises `ValueError`, `TypeError` or `KeyError` when the wire form is not one of ours."""
        if wire["kind"] not in ("anonymous", "person", "service"):
            raise ValueError(wire["kind"])
        scopes = wire.get("key_scopes")
        return cls(
            kind=wire["kind"],
            person_id=_optional_text(wire, "person_id"),
            service=_optional_text(wire, "service"),
            session_id=_optional_text(wire, "session_id"),
            api_key_id=_optional_text(wire, "api_key_id"),
            grants=tuple(Grant(role=role, scope_kind=kind, scope_id=scope) for role, kind, scope in wire.get("grants", ())),
            key_scopes=None if scopes is None else tuple(scopes),
            withheld=tuple(wire.get("withheld", ())),
        )


@dataclass(frozen=True, kw_only=True)
class Context:
    """What one request or event carries along. `deadline` is in Unix seconds; work that has not begun by then is not begun."""

    actor: Actor
    correlation_id: str
    deadline: float
    causation_id: str | None = None
    traceparent: str | None = None
    language: str = "en"
    idempotency_key: str | None = None
    expected_version: int | None = None

    def remaining(self) -> float:
        """Seconds until the deadline, negative when it has passed."""
        return self.deadline - time.time()

    def caused_by(self, causation_id: str) -> "Context":
        return replace(self, causation_id=causation_id)

    def to_headers(self) -> dict[str, str]:
        headers = {
            ACTOR: json.dumps(self.actor.to_wire(), separators=(",", ":")),
            CORRELATION: self.correlation_id,
            LANGUAGE: self.language,
            DEADLINE: str(int(self.deadline * 1000)),
        }
        for name, value in (
            (CAUSATION, self.causation_id),
            (TRACEPARENT, self.traceparent),
            (IDEMPOTENCY_KEY, self.idempotency_key),
            (EXPECTED_VERSION, self.expected_version),
        ):
            if value is not None:
                headers[name] = str(value)
        return headers

    @classmethod
    def for_service(cls, name: str, *, seconds: float = DEFAULT_SECONDS, correlation_id: str | None = None) -> "Context":
        """A context for work that one of our own processes begins."""
        return cls(actor=Actor(kind="service", service=name), correlation_id=correlation_id or new_id(), deadline=time.time() + seconds)

    @classmethod
    def from_headers(cls, headers: Mapping[str, Any] | None, *, sender: str | None, trusted_gateway: str) -> "Context":
        """Read the allow-listed headers; anything malformed falls back to the safe side.

        `sender` is the AMQP `user_id`, which the broker has checked. Only the gateway may say on whose behalf it asks; a message of any
        other user is that service's own.
        """
        known = {name: value for name in HEADERS if isinstance(value := (headers or {}).get(name), str | int)}
        latest = time.time() + DEFAULT_SECONDS
        return cls(
            actor=_actor(known.get(ACTOR), sender, trusted_gateway),
            correlation_id=_short(known.get(CORRELATION)) or new_id(),
            causation_id=_short(known.get(CAUSATION)),
            traceparent=_short(known.get(TRACEPARENT)),
            language=_short(known.get(LANGUAGE), 20) or "en",
            deadline=_number(known.get(DEADLINE), latest * 1000) / 1000,
            idempotency_key=_short(known.get(IDEMPOTENCY_KEY)),
            expected_version=int(_number(known[EXPECTED_VERSION], -1)) if EXPECTED_VERSION in known else None,
        )


def _actor(wire: Any, sender: str | None, trusted_gateway: str) -> Actor:
    if sender is not None and sender == trusted_gateway and wire is not None:
        try:
            actor = Actor.from_wire(json.loads(wire))
        except (ValueError, TypeError, KeyError, AttributeError):
            return Actor()
        # The gateway speaks for people and for itself, whatever its broker user is called, never for another of our processes.
        return actor if actor.kind != "service" or actor.service in ("gateway", sender) else Actor()
    return Actor(kind="service", service=sender or "unknown")


def _optional_text(wire: Mapping[str, Any], name: str) -> str | None:
    value = wire.get(name)
    if value is not None and not isinstance(value, str):
        raise TypeError(name)
    return value


def _short(value: Any, limit: int = 200) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= limit and value.isprintable() else None


def _number(value: Any, otherwise: float) -> float:
    try:
        return float(int(value))
    except (TypeError, ValueError, OverflowError):
        return otherwise
