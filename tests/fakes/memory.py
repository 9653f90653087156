"""A store in memory, for unit tests in milliseconds: the same units, repositories, timers, files and jobs on plain dictionaries.

    work = MemoryWork(build, clock=lambda: NOON)
    work.run(usecases.submit_application, SubmitApplication(...), context)
    assert work.said() == [ApplicationSubmitted(...)]

It knows equality, ranges, `$in`, `$or` and the like, updates by `$set`, `$inc`, `$unset`, `$push`, `$addToSet` and `$pull`, and the unique
keys it is told of. Whatever else it refuses loudly, so that no test passes on a query nobody understood.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from pymongo.errors import DuplicateKeyError

from chassis.aggregate import Aggregate
from chassis.context import Actor, Context, new_id
from chassis.documents import copied
from chassis.files import Purpose
from chassis.idempotency import Idempotency
from chassis.repository import OUTBOX, Repository
from chassis.store import budget
from chassis.unit import Document, Filter, Sort, Unit
from contracts.declare import EVENTS, load

A = TypeVar("A", bound=Aggregate)
U = TypeVar("U")
T = TypeVar("T")
Request = TypeVar("Request")
Answer = TypeVar("Answer")

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
_MISSING = object()


class MemoryCollection:
    """Documents by `_id`, in the order they came."""

    def __init__(self, unique: Sequence[tuple[str, ...]] = ()) -> None:
        self.rows: dict[Any, Document] = {}
        self.unique = list(unique)

    def find_one(self, where: Filter, fields: Sequence[str] | None = None) -> Document | None:
        return next(self.find(where, fields, limit=1), None)

    def find(
        self, where: Filter, fields: Sequence[str] | None = None, *, sort: Sort = (), limit: int = 0, skip: int = 0
    ) -> Iterator[Document]:
        found = [row for row in self._candidates(where) if matches(row, where)]
        for name, direction in reversed(list(sort)):
            found.sort(key=lambda row: _sortable(_value(row, name)), reverse=direction < 0)
        chosen = found[skip : skip + limit if limit else None]
        return iter([_projected(copied(row), fields) for row in chosen])

    def count_documents(self, where: Filter) -> int:
        return sum(1 for row in self._candidates(where) if matches(row, where))

    def insert_one(self, document: Document) -> None:
        document.setdefault("_id", new_id())
        if document["_id"] in self.rows:
            raise _duplicate("_id")
        self._put(document)

    def insert_many(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self.insert_one(document)

    def replace_one(self, where: Filter, document: Document, *, upsert: bool = False) -> int:
        for row in self._matching(where):
            self._put({**document, "_id": row["_id"]})
            return 1
        if upsert:
            self.insert_one({"_id": where.get("_id", new_id()), **document})
        return 0

    def update_one(self, where: Filter, update: Any, *, upsert: bool = False) -> int:
        for row in self._matching(where):
            self._put(updated(row, update))
            return 1
        if upsert:
            plain = {key: value for key, value in where.items() if not isinstance(value, Mapping)}
            self.insert_one(updated({"_id": new_id(), **plain}, update))
        return 0

    def update_many(self, where: Filter, update: Any) -> int:
        rows = self._matching(where)
        for row in rows:
            self._put(updated(row, update))
        return len(rows)

    def update_each(self, changes: Mapping[str, Document]) -> None:
        for key, fields in changes.items():
            self.update_one({"_id": key}, {"$set": fields})

    def put_each(self, documents: Mapping[str, Document]) -> None:
        for key, document in documents.items():
            self.replace_one({"_id": key}, document, upsert=True)

    def delete_one(self, where: Filter) -> int:
        for row in self._matching(where):
            del self.rows[row["_id"]]
            return 1
        return 0

    def delete_many(self, where: Filter) -> int:
        rows = self._matching(where)
        for row in rows:
            del self.rows[row["_id"]]
        return len(rows)

    def _candidates(self, where: Filter) -> list[Document]:
        """By `_id` without looking at the rest."""
        key = where.get("_id", _MISSING)
        if key is _MISSING or isinstance(key, Mapping):
            return list(self.rows.values())
        return [self.rows[key]] if key in self.rows else []

    def _matching(self, where: Filter) -> list[Document]:
        return [row for row in self._candidates(where) if matches(row, where)]

    def _put(self, document: Document) -> None:
        for names in self.unique:
            key = [_value(document, name) for name in names]
            others = (row for row in self.rows.values() if row["_id"] != document["_id"])
            if any([_value(row, name) for name in names] == key for row in others):
                raise _duplicate(*names)
        self.rows[document["_id"]] = copied(document)


class MemoryStore:
    """Collections by name. `unique` names the unique keys a test relies on: `{"people": [("email",)]}`."""

    def __init__(self, unique: Mapping[str, Sequence[tuple[str, ...]]] | None = None) -> None:
        self.collections: dict[str, MemoryCollection] = {}
        self._unique = unique or {}

    def __getitem__(self, name: str) -> MemoryCollection:
        return self.collections.setdefault(name, MemoryCollection(self._unique.get(name, ())))

    def snapshot(self) -> dict[str, dict[Any, Document]]:
        return {name: dict(collection.rows) for name, collection in self.collections.items() if collection.rows}

    def restore(self, snapshot: dict[str, dict[Any, Document]]) -> None:
        for name, collection in self.collections.items():
            collection.rows = snapshot.get(name, {})


class MemoryUnit(Unit):
    """A unit outside any `MemoryWork`, for testing a repository or a domain service alone."""

    def __init__(
        self,
        store: MemoryStore | None = None,
        *,
        context: Context | None = None,
        actor: Actor | None = None,
        now: datetime = NOON,
        service: str = "service",
        purposes: Mapping[str, Purpose] | None = None,
    ) -> None:
        self.store = store or MemoryStore()
        context = context or Context(actor=actor or Actor(), correlation_id=new_id(), deadline=time.time() + 60)
        super().__init__(context, now, lambda name: self.store[name], service=service, purposes=purposes)


class MemoryWork(Generic[U]):
    """The memory twin of `UnitOfWork`: what a refused use case wrote is gone again; the same idempotency."""

    def __init__(
        self,
        build: Callable[[Unit], U] | None = None,
        *,
        service: str = "service",
        clock: Callable[[], datetime] = lambda: NOON,
        purposes: Mapping[str, Purpose] | None = None,
        store: MemoryStore | None = None,
    ) -> None:
        self.store = store or MemoryStore()
        self.service = service
        self.clock = clock
        self._build = build or (lambda unit: cast(U, unit))
        self._purposes = purposes

    def run(self, use_case: Callable[[U, Request], Answer], request: Request, context: Context) -> Answer:
        kept = Idempotency.of(request, context)

        def body(unit: Unit, built: U) -> Answer:
            if kept is None:
                return use_case(built, request)
            unit.attempt = 2  # look before writing: here a duplicate key would not be a race
            if (before := kept.begin(unit)) is not None:
                return cast(Answer, before)
            answer = use_case(built, request)
            kept.keep(unit, answer)
            return answer

        return self.within(body, context)

    def collection_names(self) -> list[str]:
        return sorted(self.store.collections)

    def read(self, view: Callable[[U, Request], Answer], request: Request, context: Context) -> Answer:
        return self.look(lambda unit, built: view(built, request), context)

    def look(self, body: Callable[[Unit, U], T], context: Context) -> T:
        before = self.store.snapshot()
        answer = self.within(body, context)
        if self.store.snapshot() != before:
            self.store.restore(before)
            raise RuntimeError("a view writes nothing")
        return answer

    def within(self, body: Callable[[Unit, U], T], context: Context, *, longest: float | None = None) -> T:
        budget(context, 1.0)
        before = self.store.snapshot()
        unit = Unit(context, self.clock(), lambda name: self.store[name], service=self.service, purposes=self._purposes)
        try:
            return body(unit, self._build(unit))
        except BaseException:
            self.store.restore(before)
            raise

    def said(self) -> list[Any]:
        """Every event said so far, as declared, in the order it was said."""
        rows = self.store[OUTBOX].rows.values()
        return [load(EVENTS[row["type"]].message, row["data"], unknown="exclude") for row in rows]


class MemoryRepository(Repository[A]):
    """A repository with the two questions that only a memory can answer."""

    def all(self) -> list[A]:
        return list(self.select({}))

    def where(self, is_wanted: Callable[[A], bool]) -> list[A]:
        return [aggregate for aggregate in self.all() if is_wanted(aggregate)]


# ---------------------------------------------------------------- the query language, as much of it as we use


def matches(row: Mapping[str, Any], where: Filter) -> bool:
    return all(_holds(row, name, wanted) for name, wanted in where.items())


def _holds(row: Mapping[str, Any], name: str, wanted: Any) -> bool:
    if name == "$or":
        return any(matches(row, option) for option in wanted)
    if name == "$and":
        return all(matches(row, option) for option in wanted)
    if name.startswith("$"):
        raise NotImplementedError(f"{name} is not known to the memory store")
    value = _value(row, name)
    if isinstance(wanted, Mapping) and any(key.startswith("$") for key in wanted):
        return all(_tests(operator, value, operand) for operator, operand in wanted.items())
    if isinstance(wanted, re.Pattern):
        return _any(value, lambda one: isinstance(one, str) and bool(wanted.search(one)))
    return _same(value, wanted)


def _tests(operator: str, value: Any, operand: Any) -> bool:
    tests: dict[str, Callable[[], bool]] = {
        "$eq": lambda: _same(value, operand),
        "$ne": lambda: not _same(value, operand),
        "$in": lambda: any(_same(value, one) for one in operand),
        "$nin": lambda: not any(_same(value, one) for one in operand),
        "$all": lambda: all(_same(value, one) for one in operand),
        "$gt": lambda: _any(value, lambda one: _comparable(one, operand) and one > operand),
        "$gte": lambda: _any(value, lambda one: _comparable(one, operand) and one >= operand),
        "$lt": lambda: _any(value, lambda one: _comparable(one, operand) and one < operand),
        "$lte": lambda: _any(value, lambda one: _comparable(one, operand) and one <= operand),
        "$exists": lambda: (value is not _MISSING) == bool(operand),
        "$size": lambda: isinstance(value, list) and len(value) == operand,
        "$elemMatch": lambda: isinstance(value, list) and any(matches(one, operand) for one in value),
        "$regex": lambda: _any(value, lambda one: isinstance(one, str) and bool(re.search(operand, one))),
    }
    if operator not in tests:
        raise NotImplementedError(f"{operator} is not known to the memory store")
    return tests[operator]()


def _value(row: Any, name: str) -> Any:
    """The value at a dotted name; through a list, the list of values."""
    value = row
    steps = name.split(".")
    for index, step in enumerate(steps):
        if isinstance(value, list) and not step.isdigit():
            rest = ".".join(steps[index:])
            found = [inner for one in value if (inner := _value(one, rest)) is not _MISSING]
            return found or _MISSING
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else _MISSING
        else:
            value = value.get(step, _MISSING) if isinstance(value, Mapping) else _MISSING
        if value is _MISSING:
            return _MISSING
    return value


def _any(value: Any, test: Callable[[Any], bool]) -> bool:
    return any(test(one) for one in value) if isinstance(value, list) else test(value)


def _same(value: Any, wanted: Any) -> bool:
    if value is _MISSING:
        return wanted is None
    return value == wanted or (isinstance(value, list) and wanted in value)


def _comparable(value: Any, operand: Any) -> bool:
    numbers = isinstance(value, int | float) and isinstance(operand, int | float)
    return value is not _MISSING and value is not None and (numbers or type(value) is type(operand))


def _sortable(value: Any) -> tuple[int, Any]:
    if value is _MISSING or value is None:
        return (0, 0)
    return (1, value) if isinstance(value, int | float) else (2, value)


def _projected(row: Document, fields: Sequence[str] | None) -> Document:
    if fields is None:
        return row
    return {name: row[name] for name in row if name == "_id" or name in fields}


def updated(row: Document, update: Any) -> Document:
    """The document after the update operators."""
    changed = copied(row)
    if not isinstance(update, Mapping) or not all(operator in _OPERATORS for operator in update):
        raise NotImplementedError(f"{update!r} is not known to the memory store")
    for operator, changes in update.items():
        for name, operand in changes.items():
            if operator == "$unset" and _value(row, name) is _MISSING:
                continue
            parent, last = _parent(changed, name)
            _OPERATORS[operator](parent, last, copied(operand))
    return changed


def _parent(row: Document, name: str) -> tuple[Any, Any]:
    *path, last = name.split(".")
    parent: Any = row
    for step in path:
        parent = parent[int(step)] if isinstance(parent, list) else parent.setdefault(step, {})
    return parent, int(last) if isinstance(parent, list) else last


def _add_to_set(parent: Any, name: Any, operand: Any) -> None:
    if operand not in parent.setdefault(name, []):
        parent[name].append(operand)


_OPERATORS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "$set": lambda parent, name, operand: parent.__setitem__(name, operand),
    "$unset": lambda parent, name, operand: parent.pop(name, None),
    "$inc": lambda parent, name, operand: parent.__setitem__(name, parent.get(name, 0) + operand),
    "$push": lambda parent, name, operand: parent.setdefault(name, []).append(operand),
    "$addToSet": _add_to_set,
    "$pull": lambda parent, name, operand: name in parent and parent.__setitem__(name, [one for one in parent[name] if one != operand]),
}


def _duplicate(*names: str) -> DuplicateKeyError:
    return DuplicateKeyError("duplicate key", 11000, {"keyPattern": dict.fromkeys(names, 1)})
