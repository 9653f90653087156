"""Taking back what was said: fields of earlier events are nulled in the log, in the transaction that hides or erases them.

Id, position and sequence stay, so no listener sees a gap. Whoever heard the event keeps what it heard until the next one corrects it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contracts.declare import EVENTS, event_declaration, schema_class

if TYPE_CHECKING:
    from chassis.unit import Document, Unit

_OUTBOX = "outbox"


def redact(
    unit: "Unit",
    subject: str,
    fields: Sequence[str],
    event_types: Sequence[type] | None = None,
    where: Mapping[str, Any] | None = None,
) -> int:
    """Null `fields` in what was said about `subject`: in events of these declarations, or in all, whose data agrees with `where`.

    How many events changed. Raises `ValueError` for a field that its declaration does not let be null.
    """
    types = None if event_types is None else {event_declaration(message).type for message in event_types}
    changes: dict[str, Document] = {}
    for row in unit.collection(_OUTBOX).find({"subject": subject}, ["type", "data"]):
        if row["data"] is None or (types is not None and row["type"] not in types) or not _agrees(row["data"], where):
            continue
        if said := [name for name in fields if row["data"].get(name) is not None]:
            _require_nullable(row["type"], said)
            changes[row["_id"]] = {f"data.{name}": None for name in said} | {"redacted_at": unit.now}
    unit.collection(_OUTBOX).update_each(changes)
    return len(changes)


def _agrees(data: Mapping[str, Any], where: Mapping[str, Any] | None) -> bool:
    return all(data.get(name) == value for name, value in (where or {}).items())


def _require_nullable(type_: str, fields: Sequence[str]) -> None:
    declared = EVENTS.get(type_)
    known = schema_class(declared.message)().fields if declared else {}
    if fixed := [name for name in fields if name in known and not known[name].allow_none]:
        raise ValueError(f"{type_}: {', '.join(fixed)} may not be null, so it cannot be taken back")
