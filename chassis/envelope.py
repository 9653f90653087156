"""An event and what is written on its envelope: CloudEvents 1.0, in RabbitMQ's binary mode on the broker, structured over HTTP.

The binary mode is the RabbitMQ protocol binding of knative eventing-rabbitmq, which the `cloudevents` package reads.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.fields import instant_text, parse_instant

JSON_TYPE: Final = "application/json"
STRUCTURED_TYPE: Final = "application/cloudevents+json"
SPEC_VERSION: Final = "1.0"
_LONGEST: Final = 1000


class Undecodable(Exception):
    """A message that is no event of ours; `reason` goes with it to the dead letters."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One event. `sequence` counts within its subject, `position` within its publisher, both without gaps; no `position` until relayed."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    position: int | None
    data: Any
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None

    @property
    def publisher(self) -> str:
        return self.source.removeprefix("/")

    @property
    def name(self) -> str:
        """The type without its publisher: the routing key."""
        return self.type.removeprefix(f"{self.publisher}.")

    # ---------------------------------------------------------------- broker

    def to_amqp(self, public_url: str) -> tuple[bytes, dict[str, Any]]:
        """Body and message properties. Every header is text, as the binding wants."""
        attributes = {key: str(value) for key, value in self._attributes(public_url).items()}
        properties = {
            "content_type": JSON_TYPE,
            "delivery_mode": 2,
            "message_id": self.id,
            "headers": {f"ce-{key}": value for key, value in attributes.items()},
        }
        return json.dumps(self.data, separators=(",", ":"), ensure_ascii=False).encode(), properties

    @classmethod
    def from_amqp(cls, body: bytes | str, headers: Mapping[str, Any] | None, content_type: str | None) -> "Envelope":
        """Read either mode. Raises `Undecodable` saying what is wrong."""
        media_type = (content_type or "").partition(";")[0].strip().lower()
        if media_type == STRUCTURED_TYPE:
            return cls.from_structured(_json(body))
        if media_type != JSON_TYPE:
            raise Undecodable(f"content type {content_type!r} is not understood")
        lowered = {str(key).lower(): value for key, value in (headers or {}).items()}
        attributes = {key[3:]: value for key, value in lowered.items() if key.startswith("ce-")}
        return cls._from_attributes(attributes, _json(body))

    # ---------------------------------------------------------------- HTTP

    def to_structured(self, public_url: str) -> dict[str, Any]:
        return {**self._attributes(public_url), "datacontenttype": JSON_TYPE, "data": self.data}

    @classmethod
    def from_structured(cls, document: Any) -> "Envelope":
        if not isinstance(document, Mapping):
            raise Undecodable("the event is not an object")
        return cls._from_attributes(document, document.get("data"))

    # ---------------------------------------------------------------- outbox

    @classmethod
    def from_row(cls, row: Mapping[str, Any], service: str) -> "Envelope":
        return cls(
            id=row["_id"],
            type=row["type"],
            source=f"/{service}",
            subject=row["subject"],
            time=row["time"],
            sequence=row["sequence"],
            position=row["position"],
            data=row["data"],
            correlation_id=row["correlation_id"],
            causation_id=row["causation_id"],
            traceparent=row["traceparent"],
        )

    @classmethod
    def from_record(cls, wire: Mapping[str, Any]) -> "Envelope":
        """From an entry of a publisher's feed (`EventRecord` on the wire)."""
        fields = {name: wire.get(name) for name in ("id", "type", "source", "subject", "time", "sequence", "position", "traceparent")}
        named = {"specversion": SPEC_VERSION, "correlationid": wire.get("correlation_id"), "causationid": wire.get("causation_id")}
        return cls._from_attributes({**fields, **named}, wire.get("data"))

    def to_row(self) -> dict[str, Any]:
        """For keeping an event on the hearing side; `data` is kept as text, since it may hold any key."""
        return {**self.to_structured(""), "data": json.dumps(self.data)}

    @classmethod
    def from_kept(cls, row: Mapping[str, Any]) -> "Envelope":
        return cls.from_structured({**row, "data": json.loads(row["data"])})

    # ---------------------------------------------------------------- inside

    def _attributes(self, public_url: str) -> dict[str, Any]:
        attributes: dict[str, Any] = {
            "specversion": SPEC_VERSION,
            "id": self.id,
            "type": self.type,
            "source": self.source,
            "subject": self.subject,
            "time": instant_text(self.time),
            "dataschema": f"{public_url.rstrip('/')}/schemas/{self.type}.json",
            "sequence": self.sequence,
            "position": self.position,
            "correlationid": self.correlation_id,
            "causationid": self.causation_id,
            "traceparent": self.traceparent,
        }
        return {key: value for key, value in attributes.items() if value is not None}

    @classmethod
    def _from_attributes(cls, given: Mapping[str, Any], data: Any) -> "Envelope":
        if given.get("specversion") != SPEC_VERSION:
            raise Undecodable(f"specversion {given.get('specversion')!r} is not {SPEC_VERSION}")
        source, type_ = _text(given, "source"), _text(given, "type")
        if not source.startswith("/") or not type_.startswith(f"{source[1:]}."):
            raise Undecodable(f"type {type_!r} does not belong to source {source!r}")
        event_id = _text(given, "id")
        return cls(
            id=event_id,
            type=type_,
            source=source,
            subject=_text(given, "subject"),
            time=_checked("time", given.get("time"), parse_instant),
            sequence=_checked("sequence", given.get("sequence"), _count),
            position=None if given.get("position") is None else _checked("position", given["position"], _count),
            data=data,
            correlation_id=_maybe_text(given, "correlationid") or event_id,
            causation_id=_maybe_text(given, "causationid"),
            traceparent=_maybe_text(given, "traceparent"),
        )


def _json(body: bytes | str) -> Any:
    try:
        return json.loads(body if isinstance(body, str) else body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as wrong:
        raise Undecodable(f"the body is not JSON: {wrong}") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        raise Undecodable(f"{name} is missing or not a text")
    return value


def _maybe_text(given: Mapping[str, Any], name: str) -> str | None:
    return None if given.get(name) is None else _text(given, name)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(value)
    number = int(value)
    if not 0 <= number < 2**53:
        raise ValueError(value)
    return number


def _checked(name: str, value: Any, read: Callable[[Any], Any]) -> Any:
    try:
        return read(value)
    except (TypeError, ValueError, OverflowError):
        raise Undecodable(f"{name} {value!r} is not understood") from None
