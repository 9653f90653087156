"""A table of people: whom each line asks to take which role over what, and how a role is written down as a line."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from contracts.errors import Invalid
from contracts.membership import InvitePerson, PersonLine
from contracts.roles import FOCAL_POINT, SCOPE_OF
from services.membership.domain.city import City, display_name
from services.membership.domain.grant import Grant, check_deputy, check_times
from services.membership.domain.hub import Hub
from services.membership.domain.imports.cells import Cells
from services.membership.domain.imports.table import COMMENT, Row
from services.membership.domain.person import Person
from services.membership.domain.places import known_language
from services.membership.domain.regions import known_country

COLUMNS: Final = tuple(field.name for field in fields(PersonLine))
REQUIRED: Final = ("email", "role")
NUMBERS: Final[frozenset[str]] = frozenset()
_SCOPE_COLUMNS: Final = {"city": ("country", "city"), "hub": ("hub",), "agreement": ("agreement",)}
"""What a line must say for a role over that kind of thing."""

_OF_SCOPES: Final = ("country", "subdivision", "city", "hub", "agreement")
_COLUMN_OF: Final = {name: name for name in ("email", "name", "language", "role")}

EXAMPLE: Final = PersonLine(
    email=f"{COMMENT} example: amina@city.example",
    name="Amina Said",
    language="en",
    role=FOCAL_POINT,
    deputy="no",
    country="KE",
    city="Mombasa",
    starts_on=date(2027, 3, 1),
    ends_on=date(2029, 2, 28),
)


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody to be invited: sound by itself. What the role is over is still said in words."""

    line: int
    email: str
    name: str | None
    language: str
    role: str
    deputy: bool
    scope_kind: str
    country: str | None
    subdivision: str | None
    city: str | None
    hub: str | None
    agreement: str | None
    starts_at: datetime | None
    ends_at: datetime | None


def read_row(row: Row, at: datetime) -> tuple[PersonRow | None, Cells]:
    """Whom a line means; None when something in it is not right, which the cells then hold."""
    cells = Cells(row)
    asked = _invitation(cells)
    role = cells.text("role")
    scope_kind = SCOPE_OF.get(role or "", "")
    if scope_kind:
        _check_scope(cells, scope_kind)
    starts_at, ends_at = _times(cells, at)
    deputy = cells.truth("deputy")
    try:
        check_deputy(role or "", deputy)
    except Invalid as wrong:
        cells.blame(wrong.details["errors"], {"deputy": "deputy"})
    if asked is None or not cells.sound:
        return None, cells
    return PersonRow(
        line=row.line,
        email=asked.email,
        name=asked.name,
        language=asked.language,
        role=asked.role,
        deputy=deputy,
        scope_kind=scope_kind,
        **{name: cells.text(name) for name in _OF_SCOPES},
        starts_at=starts_at,
        ends_at=ends_at,
    ), cells  # fmt: skip


def _invitation(cells: Cells) -> InvitePerson | None:
    for column in REQUIRED:
        cells.needed(column)
    language = cells.text("language") or "en"
    values: dict[str, Any] = {name: cells.text(name) for name in ("email", "name", "role") if cells.text(name) is not None}
    asked = cells.build(InvitePerson, values | {"language": language}, _COLUMN_OF)
    if asked is not None and not known_language(asked.language):
        cells.fault("language", "membership.unknown_language", "is not a language of ISO 639")
    return asked


def _check_scope(cells: Cells, scope_kind: str) -> None:
    wanted = _SCOPE_COLUMNS.get(scope_kind, ())
    for column in wanted:
        cells.needed(column)
    welcome = (*wanted, "subdivision") if scope_kind == "city" else wanted
    for column in _OF_SCOPES:
        if column not in welcome and cells.text(column) is not None:
            cells.fault(column, "membership.scope_not_wanted", "this role is not held over such a thing")
    country = cells.text("country")
    if scope_kind == "city" and country is not None and not known_country(country):
        cells.fault("country", "membership.unknown_country", "is not a country of ISO 3166-1")


def _times(cells: Cells, at: datetime) -> tuple[datetime | None, datetime | None]:
    """From the morning of the first day to the end of the last."""
    starts_on, ends_on = cells.day("starts_on"), cells.day("ends_on")
    starts_at = None if starts_on is None else datetime.combine(starts_on, time(), UTC)
    ends_at = None if ends_on is None else datetime.combine(ends_on + timedelta(days=1), time(), UTC)
    try:
        check_times(starts_at or at, ends_at, at)
    except Invalid as wrong:
        cells.blame(wrong.details["errors"], {"ends_at": "ends_on"})
    return starts_at, ends_at


# ---------------------------------------------------------------- the other way


def line_of(person: Person, grant: Grant, *, city: City | None, hub: Hub | None, agreement: str | None) -> PersonLine:
    """The role as a line that invites to it again."""
    return PersonLine(
        email=person.email,
        name=person.name,
        language=person.language,
        role=grant.role,
        deputy="yes" if grant.deputy else None,
        country=city.country if city else None,
        subdivision=city.profile.subdivision if city else None,
        city=display_name(city.names) if city else None,
        hub=display_name(hub.content.names) if hub else None,
        agreement=agreement,
        starts_on=grant.starts_at.date(),
        ends_on=_last_day(grant.ends_at) if grant.ends_at else None,
    )


def _last_day(ends_at: datetime) -> date:
    """The last day on which something lasts that ends at that instant."""
    return (ends_at - timedelta(milliseconds=1)).date()
