"""Many new documents in one transaction, written together: a use case that adds one thing can add two thousand, as it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from chassis.context import new_id
from chassis.documents import copied

if TYPE_CHECKING:
    from chassis.unit import Document, Documents, Filter, Sort

AT_ONCE: Final = 1000
"""Documents written by one call."""


class BulkDocuments:
    """A collection whose new documents wait until somebody asks for more than one of them by its `_id`, or until `flush`.

    What is refused for a key that is taken is refused when it is written, not when it is added.
    """

    def __init__(self, documents: "Documents") -> None:
        self._documents = documents
        self._new: dict[Any, Document] = {}
        self._put: dict[Any, Document] = {}
        self._absent: set[Any] = set()

    def flush(self) -> None:
        """Write what waits."""
        new, put = list(self._new.values()), self._put
        self._absent -= self._new.keys() | put.keys()
        self._new, self._put = {}, {}
        for start in range(0, len(new), AT_ONCE):
            self._documents.insert_many(new[start : start + AT_ONCE])
        if put:
            self._documents.put_each(put)

    # ---------------------------------------------------------------- what waits

    def insert_one(self, document: "Document") -> None:
        key = document.setdefault("_id", new_id())
        if self._waiting(key) is not None:
            self.flush()
            self._documents.insert_one(document)
        else:
            self._new[key] = copied(document)

    def insert_many(self, documents: "Iterable[Document]") -> None:
        for document in documents:
            self.insert_one(document)

    def replace_one(self, where: "Filter", document: "Document", *, upsert: bool = False) -> int:
        key = _only_key(where)
        if key in self._new:
            self._new[key] = {**copied(document), "_id": key}
            return 1
        if key is not None and upsert:
            known = key in self._put
            self._put[key] = {**copied(document), "_id": key}
            return int(known)
        return self._written().replace_one(where, document, upsert=upsert)

    def put_each(self, documents: "Mapping[str, Document]") -> None:
        for key, document in documents.items():
            self.replace_one({"_id": key}, document, upsert=True)

    def find_one(self, where: "Filter", fields: "Sequence[str] | None" = None) -> "Document | None":
        key = _only_key(where)
        if key is None:
            return self._written().find_one(where, fields)
        waiting = self._waiting(key)
        if waiting is None:
            return self._looked_up(key, where, fields)
        kept = waiting if fields is None else {name: value for name, value in waiting.items() if name in (*fields, "_id")}
        own: Document = copied(kept)
        return own

    def _looked_up(self, key: Any, where: "Filter", fields: "Sequence[str] | None") -> "Document | None":
        """What was not there stays so for the length of a transaction, unless it is written here."""
        if key in self._absent:
            return None
        found = self._documents.find_one(where, fields)
        if found is None:
            self._absent.add(key)
        return found

    # ---------------------------------------------------------------- what needs everything written

    def find(
        self, where: "Filter", fields: "Sequence[str] | None" = None, *, sort: "Sort" = (), limit: int = 0, skip: int = 0
    ) -> "Iterator[Document]":
        return self._written().find(where, fields, sort=sort, limit=limit, skip=skip)

    def count_documents(self, where: "Filter") -> int:
        return self._written().count_documents(where)

    def update_one(self, where: "Filter", update: Any, *, upsert: bool = False) -> int:
        return self._written().update_one(where, update, upsert=upsert)

    def update_many(self, where: "Filter", update: Any) -> int:
        return self._written().update_many(where, update)

    def update_each(self, changes: "Mapping[str, Document]") -> None:
        self._written().update_each(changes)

    def delete_one(self, where: "Filter") -> int:
        return self._written().delete_one(where)

    def delete_many(self, where: "Filter") -> int:
        return self._written().delete_many(where)

    def _waiting(self, key: Any) -> "Document | None":
        return self._new.get(key, self._put.get(key))

    def _written(self) -> "Documents":
        self.flush()
        self._absent.clear()
        return self._documents


def _only_key(where: "Filter") -> Any:
    """The `_id` of a filter that asks for exactly one document, or None."""
    key = where.get("_id") if len(where) == 1 else None
    return None if isinstance(key, Mapping) else key
