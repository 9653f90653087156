"""Aggregates in their collection: read by `_id`, version compared, written by `_id`, news written beside them in the same transaction."""

from collections.abc import Iterator
from typing import Any, ClassVar, Generic, TypeVar

from chassis.aggregate import Aggregate
from chassis.context import new_id
from chassis.documents import from_document, to_document
from chassis.unit import Document, Documents, Unit, stale_version
from contracts.declare import dump, event_declaration
from contracts.errors import NotFound

A = TypeVar("A", bound=Aggregate)
OUTBOX = "outbox"


class Repository(Generic[A]):
    """Base of every collection of aggregates. Subclasses name the aggregate and may add fields to search by in `document`."""

    aggregate: ClassVar[type[Aggregate]]
    name: ClassVar[str]

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    @property
    def documents(self) -> Documents:
        return self.unit.collection(self.name)

    # ---------------------------------------------------------------- shape

    def document(self, aggregate: A) -> Document:
        """What is stored. Override to add derived fields, such as words to search by."""
        return to_document(aggregate)

    def restore(self, document: Document) -> A:
        """The aggregate again, remembered as seen at this version."""
        aggregate: Any = from_document(self.aggregate, document)
        self.unit.seen_versions[(self.name, aggregate.id)] = aggregate.version
        return aggregate  # type: ignore[no-any-return]

    # ---------------------------------------------------------------- reading

    def find(self, id: str) -> A | None:
        document = self.documents.find_one({"_id": id})
        return None if document is None else self.restore(document)

    def get(self, id: str) -> A:
        """Raises `not_found`."""
        found = self.find(id)
        if found is None:
            raise NotFound("not_found", f"there is no such entry in {self.name}", {"kind": self.aggregate.kind, "id": id})
        return found

    def select(self, where: dict[str, Any], *, sort: tuple[tuple[str, int], ...] = (), limit: int = 0) -> Iterator[A]:
        """Aggregates by an indexed filter."""
        return (self.restore(document) for document in self.documents.find(where, sort=sort, limit=limit))

    # ---------------------------------------------------------------- writing

    def add(self, aggregate: A) -> None:
        """A new aggregate, with its news."""
        aggregate.version = 1
        news = outbox_rows(self.unit, aggregate)
        self.documents.insert_one(self.document(aggregate))
        self.unit.prove_commit_by(self.name, aggregate.id)
        self._write(news)
        self._seen(aggregate)

    def save(self, aggregate: A) -> None:
        """Write what has changed, with its news. Raises `stale_version` when the store holds another version than the one changed."""
        self._compare(aggregate)
        aggregate.version += 1
        news = outbox_rows(self.unit, aggregate)
        self.documents.replace_one({"_id": aggregate.id}, self.document(aggregate))
        self._write(news)
        self._seen(aggregate)

    def remove(self, aggregate: A) -> None:
        """Take the aggregate away; only drafts vanish. Its last news are still published."""
        self._compare(aggregate)
        self._write(outbox_rows(self.unit, aggregate))
        self.documents.delete_one({"_id": aggregate.id})
        self.unit.seen_versions.pop((self.name, aggregate.id), None)

    def _compare(self, aggregate: A) -> None:
        stored = self.unit.seen_versions.get((self.name, aggregate.id))
        if stored is None:
            document = self.documents.find_one({"_id": aggregate.id}, ["version"])
            if document is None:
                raise NotFound("not_found", f"there is no such entry in {self.name}", {"kind": aggregate.kind, "id": aggregate.id})
            stored = int(document["version"])
        if stored != aggregate.version:
            raise stale_version(stored)

    def _seen(self, aggregate: A) -> None:
        self.unit.seen_versions[(self.name, aggregate.id)] = aggregate.version

    def _write(self, news: list[Document]) -> None:
        if news:
            self.unit.collection(OUTBOX).insert_many(news)
            self.unit.prove_commit_by(OUTBOX, news[0]["_id"])


def outbox_rows(unit: Unit, aggregate: Aggregate) -> list[Document]:
    """The aggregate's news as outbox rows; takes them off the aggregate and advances its sequence.

    Versions of one fact said one after the other (`city_admitted.v1`, `.v2`) share one sequence.
    """
    rows: list[Document] = []
    said: set[str] = set()
    fact = ""
    for event in aggregate.news:
        declaration = event_declaration(event)
        stem = declaration.name.rpartition(".")[0]
        if stem != fact or declaration.name in said:
            aggregate.sequence += 1
            fact, said = stem, set()
        said.add(declaration.name)
        rows.append(_row(unit, declaration.type, declaration.subject_of(event), aggregate.sequence, dump(event)))
    aggregate.news.clear()
    return rows


def _row(unit: Unit, type_: str, subject: str, sequence: int, data: dict[str, Any]) -> Document:
    context = unit.context
    return {
        "_id": new_id(),
        "type": type_,
        "subject": subject,
        "sequence": sequence,
        "time": unit.now,
        "data": data,
        "correlation_id": context.correlation_id,
        "causation_id": context.causation_id,
        "traceparent": context.traceparent,
        "state": "new",
        "position": None,
        "page": None,
        "redacted_at": None,
    }
