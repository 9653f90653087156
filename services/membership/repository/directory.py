"""The directory's entries: written with their cities, one generation after the other, and held in memory by whoever searches them.

A search over ten thousand cities took 50 to 280 ms in the embedded store and a count of every facet two seconds; from memory both are
a few milliseconds. Every change of an entry takes the next generation in its transaction, so generations become visible in order:
whoever holds all entries of one generation reads only those of later ones. Every search asks for the generation first, so nobody is
answered from an older one.
"""

import itertools
import threading
import time
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from chassis.context import new_id
from chassis.documents import from_document, to_value
from chassis.migrations import Index, Migration
from chassis.unit import Document, Unit
from services.membership.domain.city import City
from services.membership.domain.clearance import PUBLIC
from services.membership.domain.directory import Entry, entry_of, sort_key

COLLECTION: Final = "directory"
STATE: Final = "directory_state"
CITIES: Final = "cities"

FEW: Final = 500
"""Up to how many changes are put into known orders; beyond that sorting anew is faster."""

A_TURN: Final = 100
"""After how many entries whoever reads them all lets others of the process go on: ten thousand take a second."""

Keyed = tuple[str, Entry]
Sorting = tuple[str, str]

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection=COLLECTION, keys=(("generation", 1),)),)


class Table:
    """All entries as of one generation, and the orders they were asked for in. Never changed: what comes later makes another table."""

    def __init__(self, epoch: str | None, generation: int, entries: dict[str, Entry], orders: dict[Sorting, list[Keyed]]) -> None:
        self.epoch = epoch
        self.generation = generation
        self.entries = entries
        self._orders = orders

    def with_changes(self, changed: Sequence[Entry], generation: int) -> "Table":
        replaced = [(self.entries.get(entry.id), entry) for entry in changed]
        entries = {**self.entries, **{entry.id: entry for entry in changed}}
        few = len(changed) < FEW
        orders = {sorting: _reordered(rows, sorting, replaced) for sorting, rows in self._orders.items()} if few else {}
        return Table(self.epoch, generation, entries, orders)

    def ordered(self, field: str, audience: str) -> list[Keyed]:
        """(sort key, entry), in order of the keys."""
        rows = self._orders.get((field, audience))
        if rows is None:
            rows = sorted(((sort_key(entry, field, audience), entry) for entry in self.entries.values()), key=_key)
            self._orders[field, audience] = rows
        return rows


def _reordered(rows: list[Keyed], sorting: Sorting, replaced: Sequence[tuple[Entry | None, Entry]]) -> list[Keyed]:
    rows = list(rows)
    for before, after in replaced:
        if before is not None:
            del rows[bisect_left(rows, sort_key(before, *sorting), key=_key)]
        insort(rows, (sort_key(after, *sorting), after), key=_key)
    return rows


def _key(row: Keyed) -> str:
    return row[0]


class Directory:
    """A process's copy of the directory, for its views."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._table = Table(None, 0, {}, {})

    def as_of_now(self, unit: Unit) -> Table:
        """The table, brought up to what is committed."""
        state = unit.collection(STATE).find_one({"_id": CITIES})
        if state is None:
            return Table(None, 0, {}, {})
        with self._lock:
            self._table = _caught_up(unit, self._table, str(state["epoch"]), int(state["generation"]))
            return self._table


def _caught_up(unit: Unit, table: Table, epoch: str, generation: int) -> Table:
    """Another epoch is another database, of which everything is read."""
    rows = unit.collection(COLLECTION)
    if epoch != table.epoch:
        return Table(epoch, 0, {}, {}).with_changes(_entries(rows.find({})), generation)
    if generation > table.generation:
        return table.with_changes(_entries(rows.find({"generation": {"$gt": table.generation}})), generation)
    return table


def _entries(rows: Iterable[Document]) -> list[Entry]:
    found: list[Entry] = []
    for number, row in enumerate(rows, 1):
        found.append(from_document(Entry, row["entry"]))
        if number % A_TURN == 0:
            time.sleep(0)
    return found


class StoredDirectory:
    """The directory as one unit of work sees it. A unit that has changed entries itself reads them apart from what everybody shares."""

    def __init__(self, unit: Unit, directory: Directory, mine: "Entries") -> None:
        self.unit = unit
        self._directory = directory
        self._mine = mine

    def warm(self) -> int:
        """Read every entry and bring them into the order that strangers see first; how many there are."""
        return len(self._table().ordered("name", PUBLIC))

    def page(self, after: Any, *, sort: str, audience: str, wanted: Callable[[Entry], bool]) -> Sequence[Entry]:
        """At most `after.most` entries behind `after.key`, in order."""
        rows = self._table().ordered(sort.removeprefix("-"), audience)
        places = _places(rows, after.key, backwards=sort.startswith("-"))
        return list(itertools.islice((entry for entry in (rows[place][1] for place in places) if wanted(entry)), after.most))

    def all(self, wanted: Callable[[Entry], bool]) -> list[Entry]:
        return [entry for entry in self._table().entries.values() if wanted(entry)]

    def _table(self) -> Table:
        shared = Directory() if self._mine.changed else self._directory
        return shared.as_of_now(self.unit)


def _places(rows: Sequence[Keyed], key: str | None, *, backwards: bool) -> range:
    if backwards:
        end = len(rows) if key is None else bisect_left(rows, key, key=_key)
        return range(end - 1, -1, -1)
    begin = 0 if key is None else bisect_right(rows, key, key=_key)
    return range(begin, len(rows))


class Entries:
    """Writes entries with their cities. One generation for each unit of work, taken at its first change."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._generation: int | None = None

    @property
    def changed(self) -> bool:
        return self._generation is not None

    def write(self, city: City) -> None:
        rows = self.unit.collection(COLLECTION)
        entry = to_value(entry_of(city))
        before = rows.find_one({"_id": city.id})
        if before is None or before["entry"] != entry:
            row: Document = {"_id": city.id, "generation": self._next(), "entry": entry}
            rows.replace_one({"_id": city.id}, row, upsert=True)

    def _next(self) -> int:
        if self._generation is None:
            self._generation = self._count_up()
        return self._generation

    def _count_up(self) -> int:
        """Two units that change entries meet here, and one runs again: generations commit in order."""
        states = self.unit.collection(STATE)
        state = states.find_one({"_id": CITIES})
        if state is None:
            states.insert_one({"_id": CITIES, "generation": 1, "epoch": new_id()})
            return 1
        generation = int(state["generation"]) + 1
        states.update_one({"_id": CITIES}, {"$set": {"generation": generation}})
        return generation
