"""Cities and people by the table: brought in from a CSV file after a dry run, all of them or none, and taken out in the same columns."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.shared import PUBLISHER
from contracts.roles import MANAGEMENT_UNIT
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Length,
    Limit,
    Line,
    Multiline,
    OneOf,
    Sha256,
    Word,
)

ImportKind = Annotated[str, OneOf(["cities", "people"])]
ImportState = Annotated[str, OneOf(["checking", "ready", "faulty", "applying", "applied", "out_of_date", "forgotten"])]
Cell = Annotated[str, Length(max=4000), Multiline()]


@dataclass(frozen=True, kw_only=True)
class CityLine:
    """A city as one line of a table: the columns of a file, in this order."""

    name_en: Annotated[Line, Doc("At least one name is needed; a line whose first cell begins with `#` is skipped.")] | None = None
    name_es: Line | None = None
    name_fr: Line | None = None
    name_ar: Line | None = None
    other_names: Annotated[Cell, Doc('Names in other languages as a JSON object: `{"sw": "Mombasa"}`.')] | None = None
    country: Word | None = None
    subdivision: Word | None = None
    tier: Word | None = None
    population: Count | None = None
    population_year: Count | None = None
    languages: Annotated[Line, Doc("Language tags, parted by spaces.")] | None = None
    latitude: float | None = None
    longitude: float | None = None
    prevention_network: Annotated[Word, Doc("`yes`, `no`, or `yes:2019` for since when. Sentences and links stay here.")] | None = None
    mandate: Annotated[Word, Doc("As `prevention_network`.")] | None = None
    strategy: Annotated[Word, Doc("As `prevention_network`.")] | None = None
    website: Annotated[Cell, Doc("An address.")] | None = None
    visibility: Annotated[Cell, Doc("Fields that are not shown as usual: `population:members website:network`.")] | None = None
    needs: Annotated[Cell, Doc("`theme`, `theme:priority` or `theme:priority:visibility`, parted by spaces.")] | None = None
    offers: Annotated[Cell, Doc("As `needs`.")] | None = None
    hub: Annotated[Line, Doc("The hub of the country, by name, to be sure; it may be left out.")] | None = None
    admitted_on: Day | None = None


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """A role somebody holds, or is to be invited to, as one line of a table: the columns of a file, in this order."""

    email: Line | None = None
    name: Line | None = None
    language: Word | None = None
    role: Word | None = None
    deputy: Annotated[Word, Doc("`yes` for the deputy of a focal point.")] | None = None
    country: Annotated[Word, Doc("Of the city, for a role over a city.")] | None = None
    subdivision: Annotated[Word, Doc("Of the city, where a country has two of that name.")] | None = None
    city: Annotated[Line, Doc("The city by name, in any language it has one in.")] | None = None
    hub: Annotated[Line, Doc("The hub by name, for a hub officer.")] | None = None
    agreement: Annotated[Word, Doc("The reference of the agreement, for partners and donors.")] | None = None
    starts_on: Day | None = None
    ends_on: Annotated[Day, Doc("The last day.")] | None = None


@dataclass(frozen=True, kw_only=True)
class ImportCount:
    """How many of something an import would bring in, or has brought in."""

    name: Word
    number: Count


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """A line of the file as it was read."""

    line: Count
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """An import: what the dry run found, and whether it has been applied."""

    id: Id
    kind: ImportKind
    state: ImportState
    file_name: Line
    size: Count
    sha256: Sha256
    rows: Count
    problems: Annotated[Count, Doc("How many; the list of problems has them all.")]
    counts: tuple[ImportCount, ...]
    columns: tuple[Line, ...]
    preview: Annotated[tuple[ImportRow, ...], Doc("The first lines, as they were read.")]
    job_id: Annotated[Id, Doc("The job that is, or was, at work on it: progress is seen there.")]
    started_by: Id
    started_at: Instant
    checked_at: Instant | None
    confirmed_by: Id | None
    applied_at: Instant | None
    forgotten_on: Annotated[Instant, Doc("When the file, the preview and the problems are forgotten.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class ImportSummary:
    """An import in a list."""

    id: Id
    kind: ImportKind
    state: ImportState
    file_name: Line
    rows: Count
    problems: Count
    started_by: Id
    started_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class ImportsPage:
    items: tuple[ImportSummary, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class ImportProblem:
    """What is wrong where. `code` is one of the field errors; `detail` says more in plain English; `byte` counts from 1 in its line."""

    line: Count
    column: Line | None
    code: Word
    detail: Line
    byte: Count | None = None


@dataclass(frozen=True, kw_only=True)
class ImportProblemsPage:
    items: tuple[ImportProblem, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class CitiesTable:
    items: tuple[CityLine, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class PeopleTable:
    items: tuple[PersonLine, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ImportView)
@dataclass(frozen=True, kw_only=True)
class StartImport:
    """Begin with the dry run: a job reads the file and lists everything that is wrong with it. Nothing is brought in yet.

    At most 2,000 lines; UTF-8, with or without a byte order mark; cells parted by commas or semicolons.
    """

    kind: ImportKind
    upload_id: Annotated[Id, Doc("A complete upload with the purpose `import`.")]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ImportView)
@dataclass(frozen=True, kw_only=True)
class CheckImport:
    """Run the dry run again with the same file, because the network has changed since."""

    import_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ImportView)
@dataclass(frozen=True, kw_only=True)
class ConfirmImport:
    """Bring everything in, in one transaction: all of it or nothing. File and network are checked once more on the way."""

    import_id: Id
    sha256: Annotated[Sha256, Doc("Of the file whose dry run was read, so that nobody confirms another.")]


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ImportView)
@dataclass(frozen=True, kw_only=True)
class GetImport:
    """One import."""

    import_id: Id


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ImportsPage)
@dataclass(frozen=True, kw_only=True)
class ListImports:
    """Imports, newest first."""

    kind: ImportKind | None = None
    state: ImportState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ImportProblemsPage)
@dataclass(frozen=True, kw_only=True)
class ListImportProblems:
    """Everything that is wrong with the file, by line and column."""

    import_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=CitiesTable)
@dataclass(frozen=True, kw_only=True)
class GetCitiesTemplate:
    """The columns of a table of cities, with one example that an import skips."""


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PeopleTable)
@dataclass(frozen=True, kw_only=True)
class GetPeopleTemplate:
    """The columns of a table of people, with one example that an import skips."""


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=CitiesTable)
@dataclass(frozen=True, kw_only=True)
class ExportCities:
    """The cities of the directory with everything they say, in the columns of an import; as CSV the whole table."""

    country: Country | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PeopleTable)
@dataclass(frozen=True, kw_only=True)
class ExportPeople:
    """A line for each role that somebody holds, in the columns of an import; as CSV the whole table.

    `limit` counts people. Roles that no table can name (a reviewer's over one item) are left out.
    """

    limit: Limit = 50
    cursor: Cursor | None = None
