"""State and news leave together: one transaction per use case, the whole of it run again when somebody else was faster.

A use case therefore has no effect outside its unit, and nobody calls publish.
"""

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis.context import Context
from chassis.context import now as wall_clock
from chassis.files import Purpose
from chassis.idempotency import Idempotency, request_in_progress
from chassis.repository import Repository
from chassis.store import (
    MAJORITY,
    REPLY_MARGIN,
    SNAPSHOT,
    STORE_SECONDS,
    Backoff,
    bounded,
    budget,
    commit_is_unknown,
    deadline_exceeded,
    duplicate_fields,
    is_away,
    is_conflict,
    is_duplicate,
    is_too_large,
    outcome_unknown,
    reach,
    store_away,
    too_large,
    transaction_is_gone,
)
from chassis.unit import Document, Filter, ServiceUnit, Sort, Unit, Work
from contracts.errors import Conflict, Refusal

__all__ = ["Repository", "ServiceUnit", "StoredDocuments", "Unit", "UnitOfWork", "Work"]

U = TypeVar("U")
Request = TypeVar("Request")
Answer = TypeVar("Answer")
T = TypeVar("T")

ABORT_SECONDS = 0.5
DUPLICATES_FORGIVEN = 3
"""How often a duplicate key is taken for a lost race before it is taken for what it says."""


class StoredDocuments:
    """A collection bound to a transaction, or, without one, to reading."""

    def __init__(self, collection: Collection[Document], session: ClientSession | None) -> None:
        self._collection = collection
        self._session = session

    def find_one(self, where: Filter, fields: Sequence[str] | None = None) -> Document | None:
        return self._collection.find_one(where, fields, session=self._session)

    def find(
        self, where: Filter, fields: Sequence[str] | None = None, *, sort: Sort = (), limit: int = 0, skip: int = 0
    ) -> Iterator[Document]:
        return iter(self._collection.find(where, fields, sort=list(sort) or None, limit=limit, skip=skip, session=self._session))

    def aggregate(self, pipeline: Sequence[Mapping[str, Any]]) -> Iterator[Document]:
        return iter(self._collection.aggregate(pipeline, session=self._session))

    def count_documents(self, where: Filter) -> int:
        return self._collection.count_documents(where, session=self._session)

    def insert_one(self, document: Document) -> None:
        self._collection.insert_one(document, session=self._writing)

    def insert_many(self, documents: Iterable[Document]) -> None:
        self._collection.insert_many(documents, session=self._writing)

    def replace_one(self, where: Filter, document: Document, *, upsert: bool = False) -> int:
        return self._collection.replace_one(where, document, upsert=upsert, session=self._writing).matched_count

    def update_one(self, where: Filter, update: Any, *, upsert: bool = False) -> int:
        return self._collection.update_one(where, update, upsert=upsert, session=self._writing).matched_count

    def update_many(self, where: Filter, update: Any) -> int:
        return self._collection.update_many(where, update, session=self._writing).matched_count

    def update_each(self, changes: Mapping[str, Document]) -> None:
        """Set fields of many documents, each by its `_id`, in one call."""
        if changes:
            self._collection.bulk_write(
                [UpdateOne({"_id": key}, {"$set": fields}) for key, fields in changes.items()], session=self._writing
            )

    def put_each(self, documents: Mapping[str, Document]) -> None:
        """Write whole documents, each by its `_id`, whether or not they are there, in one call."""
        if documents:
            self._collection.bulk_write(
                [ReplaceOne({"_id": key}, document, upsert=True) for key, document in documents.items()], session=self._writing
            )

    def delete_one(self, where: Filter) -> int:
        return self._collection.delete_one(where, session=self._writing).deleted_count

    def delete_many(self, where: Filter) -> int:
        return self._collection.delete_many(where, session=self._writing).deleted_count

    @property
    def _writing(self) -> ClientSession:
        if self._session is None:
            raise RuntimeError("a view writes nothing")
        return self._session


class UnitOfWork(Generic[U]):
    """Runs use cases and views of one service on its database."""

    def __init__(
        self,
        database: Database[Document],
        build: Callable[[Unit], U] | None = None,
        *,
        service: str,
        clock: Callable[[], datetime] = wall_clock,
        store_timeout: float = STORE_SECONDS,
        purposes: Mapping[str, Purpose] | None = None,
    ) -> None:
        self.database = database
        self.service = service
        self.clock = clock
        self._build = build or (lambda unit: cast(U, unit))
        self._store_timeout = store_timeout
        self._purposes = purposes or {}
        self._abandoned: deque[ClientSession] = deque(maxlen=1000)

    def collection_names(self) -> list[str]:
        """Every collection there is, for what has to look into all of them."""
        with bounded(self._store_timeout):
            return sorted(self.database.list_collection_names())

    def run(self, use_case: Callable[[U, Request], Answer], request: Request, context: Context) -> Answer:
        """Carry the request out, or refuse it and change nothing.

        With an idempotency key the answer given before is given again, before anything else is looked at. Raises `Refusal`s:
        `deadline_exceeded` and `service_unavailable` when nothing was done, `outcome_unknown` when the store did not say.
        """
        kept = Idempotency.of(request, context)

        def body(unit: Unit, built: U) -> Answer:
            if kept is None:
                return use_case(built, request)
            if (before := kept.begin(unit)) is not None:
                return cast(Answer, before)
            answer = use_case(built, request)
            kept.keep(unit, answer)
            return answer

        return self.within(body, context)

    def read(self, view: Callable[[U, Request], Answer], request: Request, context: Context) -> Answer:
        """Answer a query: no transaction, and no way to write."""
        return self.look(lambda unit, built: view(built, request), context)

    def look(self, body: Callable[[Unit, U], T], context: Context) -> T:
        with bounded(self._seconds(context, self._store_timeout)):
            unit = self._unit(context, None, 1)
            try:
                return body(unit, self._build(unit))
            except PyMongoError as error:
                raise _named(error) from error

    def within(self, body: Callable[[Unit, U], T], context: Context, *, longest: float | None = None) -> T:
        """Run `body` in one transaction, again and again with a fresh unit while it loses races, until the deadline.

        `longest` are the seconds one attempt may take, for large work in the background; the store's own timeout otherwise.
        """
        longest = longest or self._store_timeout
        backoff, attempt, duplicates = Backoff(), 0, 0
        while True:
            attempt += 1
            try:
                return self._attempt(body, context, attempt, longest)
            except _LostRace as lost:
                duplicates += lost.duplicate
                if duplicates > DUPLICATES_FORGIVEN:
                    raise _already_exists(lost.error) from lost.error
                if not backoff.wait(context.deadline - REPLY_MARGIN):
                    raise lost.refusal() from lost.error

    def _attempt(self, body: Callable[[Unit, U], T], context: Context, attempt: int, longest: float) -> T:
        seconds = self._seconds(context, longest)
        session = self.database.client.start_session()
        session.start_transaction(read_concern=SNAPSHOT, write_concern=MAJORITY)
        unit = self._unit(context, session, attempt)
        try:
            with bounded(seconds):
                answer = body(unit, self._build(unit))
            self._commit(session, unit, longest)
        except PyMongoError as error:
            if is_away(error) and session.in_transaction:
                self._abandoned.append(session)
                raise _refused_or_lost(error, unit) from error
            self._let_go(session)
            raise _refused_or_lost(error, unit) from error
        except BaseException:
            self._let_go(session)
            raise
        self._let_go(session)
        return answer

    def _let_go(self, session: ClientSession) -> None:
        """End a session and what it left open; then those left when the store was away, whose documents the server holds until then."""
        with bounded(ABORT_SECONDS):
            if session.in_transaction:
                session.abort_transaction()
            session.end_session()
            with contextlib.suppress(IndexError):  # no more, or another thread was faster
                while True:
                    left = self._abandoned.popleft()
                    left.abort_transaction()
                    left.end_session()

    def _commit(self, session: ClientSession, unit: Unit, longest: float) -> None:
        """Commit, asking again while the answer is lost. A transaction the store no longer knows is looked for by what it wrote, at the
        first such answer already: the driver may have asked before, without telling us."""
        backoff = Backoff()
        while True:
            try:
                with bounded(min(max(unit.context.remaining(), REPLY_MARGIN), longest)):
                    session.commit_transaction()
            except PyMongoError as error:
                if transaction_is_gone(error) and self._was_committed(unit):
                    return
                if not commit_is_unknown(error):
                    raise
                if not backoff.wait(unit.context.deadline - REPLY_MARGIN):
                    raise outcome_unknown() from error
            else:
                return

    def _was_committed(self, unit: Unit) -> bool:
        """Whether the lost transaction is in the store; False only when running it again is safe."""
        if unit.may_run_again:
            return False
        if unit.evidence is None:
            raise outcome_unknown()
        collection, key = unit.evidence
        with bounded(self._store_timeout):
            return self.database[collection].find_one({"_id": key}, ["_id"]) is not None

    def _seconds(self, context: Context, longest: float) -> float:
        return reach(self.database, budget(context, longest))

    def _unit(self, context: Context, session: ClientSession | None, attempt: int) -> Unit:
        def open_collection(name: str) -> StoredDocuments:
            return StoredDocuments(self.database[name], session)

        return Unit(context, self.clock(), open_collection, service=self.service, purposes=self._purposes, attempt=attempt)


class _LostRace(Exception):
    """Somebody else was faster; the whole transaction may be run again."""

    def __init__(self, error: PyMongoError, *, to_twin: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.to_twin = to_twin
        self.duplicate = is_duplicate(error) and not to_twin

    def refusal(self) -> Refusal:
        if self.to_twin:
            return request_in_progress()
        return store_away() if is_away(self.error) else deadline_exceeded()


def _refused_or_lost(error: PyMongoError, unit: Unit) -> Exception:
    if is_conflict(error) or is_duplicate(error):
        return _LostRace(error, to_twin=unit.twin_in_progress)
    return _named(error)


def _named(error: PyMongoError) -> Exception:
    """A store that is away, or cannot take so much, is a refusal; anything else is a surprise and stays loud."""
    if is_too_large(error):
        return too_large()
    return store_away() if is_away(error) else error


def _already_exists(error: PyMongoError) -> Refusal:
    return Conflict("already_exists", "there is one like it already", {"fields": duplicate_fields(error)})
