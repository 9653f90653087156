"""What two who wrote at once have to settle: both versions, and where they clash. Nothing is merged behind anybody's back.

A record that several hands write in knows for each part of it at which version of the record it changed last. A part is a top-level field,
or, within the fields named, an entry of it: `answers/need`, `scores/need`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from contracts.errors import Conflict


def parts(content: Mapping[str, Any], within: Collection[str]) -> dict[str, Any]:
    """Every part of a content or of a merge patch, by name."""
    found: dict[str, Any] = {}
    for name, value in content.items():
        if name in within:
            found |= {f"{name}/{key}": entry for key, entry in (value or {}).items()}
        else:
            found[name] = value
    return found


def differing(before: Mapping[str, Any], after: Mapping[str, Any], within: Collection[str]) -> frozenset[str]:
    """Parts in which two contents differ; one that is missing is as one that is null."""
    old, new = parts(before, within), parts(after, within)
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def clash(
    *, version: int, yours: Mapping[str, Any], theirs: Mapping[str, Any], since: Collection[str], within: Collection[str]
) -> Conflict:
    """The refusal for a sender who has not seen `since`, the parts changed meanwhile. `conflicts` are those that `yours` changes, too, and
    to something else; the others can be sent again as they are."""
    there = parts(theirs, within)
    both = [name for name, sent in parts(yours, within).items() if name in since and not _says_the_same(sent, there.get(name))]
    details = {"version": version, "yours": dict(yours), "theirs": dict(theirs)}
    details |= {"changed": sorted(f"/{name}" for name in since), "conflicts": sorted(f"/{name}" for name in both)}
    return Conflict("stale_version", "somebody else has saved since it was read", details)


def _says_the_same(sent: Any, there: Any) -> bool:
    """Whether a merge patch would leave what is there as it is."""
    if isinstance(sent, Mapping) and isinstance(there, Mapping):
        return all(_says_the_same(value, there.get(name)) for name, value in sent.items())
    return bool(sent == there)
