"""What every list asks of the store."""

from collections.abc import Iterator
from typing import Any

from chassis.repository import Repository


def given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def page_after(repository: Repository[Any], where: dict[str, Any], after: Any, *, newest_first: bool = False) -> Iterator[Any]:
    if after.key is not None:
        where["sort_key"] = {"$lt" if newest_first else "$gt": after.key}
    return repository.select(where, sort=(("sort_key", -1 if newest_first else 1),), limit=after.most)
