"""An event's version is a promise: what was published under it stays as it was, and only optional fields join.

    python -m contracts.compatibility     write what is new; refuse what would break a listener

The promises stand in contracts/published, one JSON Schema per event type; a test compares them with the declarations.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from contracts import catalogue
from contracts.declare import json_schema

PUBLISHED: Final = Path(__file__).with_name("published")
_TEXT_ONLY: Final = ("title", "description")


def breaks(before: Mapping[str, Any], after: Mapping[str, Any], where: str = "") -> Iterator[str]:
    """What a listener who relied on `before` would trip over in `after`, a sentence each."""
    was, now = before.get("properties", {}), after.get("properties", {})
    for name, field in was.items():
        if name not in now:
            yield f"{where}/{name} is gone"
        elif _bare(field) != _bare(now[name]):
            yield f"{where}/{name} is not what it was"
    for name in set(before.get("required", ())) ^ set(after.get("required", ())):
        if name in was and name in now:
            yield f"{where}/{name} is {'always' if name in after.get('required', ()) else 'no longer always'} there"
        elif name in now:
            yield f"{where}/{name} is new and required: events already in the log lack it"
    for name, definition in before.get("$defs", {}).items():
        yield from breaks(definition, after.get("$defs", {}).get(name, {}), f"{where}#{name}")


def published() -> dict[str, dict[str, Any]]:
    """Every promise made so far, by event type."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(PUBLISHED.glob("*.json"))}


def declared_schemas() -> dict[str, dict[str, Any]]:
    """Every event as it is declared now, by type."""
    return {declaration.type: json_schema(declaration.message) for declaration in catalogue.events()}


def broken_promises() -> list[str]:
    """Sentences about events that changed under their version or went away; empty when every promise holds."""
    declared = declared_schemas()
    found = [f"{name} was published and is not declared any more" for name in published() if name not in declared]
    for name, before in published().items():
        if name in declared:
            found += [f"{name}: {what}" for what in breaks(before, declared[name])]
    return found


def _bare(schema: Any) -> Any:
    """The schema without the words for people."""
    if isinstance(schema, dict):
        return {name: _bare(value) for name, value in schema.items() if name not in _TEXT_ONLY}
    return [_bare(value) for value in schema] if isinstance(schema, list) else schema


def main() -> int:
    if broken := broken_promises():
        sys.stderr.write("\n".join([*broken, "Declare the next version beside it (docs/guides/add-an-event.md).", ""]))
        return 1
    PUBLISHED.mkdir(exist_ok=True)
    for name, schema in declared_schemas().items():
        text = json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        (PUBLISHED / f"{name}.json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
