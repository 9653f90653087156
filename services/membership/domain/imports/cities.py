"""A table of cities: what each line says, and how a city is written down as a line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any, Final

from contracts.declare import load
from contracts.errors import Invalid
from contracts.membership import CityLine, CityProfile, CityVisibility, Structure, ThemedContent
from services.membership.domain import profile as rules
from services.membership.domain import themes
from services.membership.domain.city import City, identities
from services.membership.domain.imports.cells import Cells
from services.membership.domain.imports.table import COMMENT, Row
from services.membership.domain.needs import MOST, Themed
from services.membership.domain.regions import known_country

COLUMNS: Final = tuple(field.name for field in fields(CityLine))
REQUIRED: Final = ("country", "tier", "admitted_on")
NUMBERS: Final = frozenset({"population", "population_year", "latitude", "longitude"})
LANGUAGES: Final = ("en", "es", "fr", "ar")
STRUCTURES: Final = rules.STRUCTURES
_USUAL: Final = CityVisibility()
_COLUMN_OF: Final = {name: name for name in COLUMNS} | {f"names/{tag}": f"name_{tag}" for tag in LANGUAGES} | {"names": "other_names"}

_STAND_INS: Final = {"names": {"en": "x"}, "tier": "town"}
"""What a profile cannot be without, for looking at the rest of one that lacks it."""

EXAMPLE: Final = CityLine(
    name_en=f"{COMMENT} example: Mombasa",
    name_es="Mombasa",
    name_ar="ممباسا",
    other_names='{"sw": "Mombasa"}',
    country="KE",
    subdivision="KE-28",
    tier="municipality",
    population=1_208_333,
    population_year=2019,
    languages="sw en",
    latitude=-4.1,
    longitude=39.7,
    prevention_network="yes:2019",
    mandate="yes",
    strategy="no",
    website="https://city.example",
    visibility="population:members",
    needs="youth_engagement:high interfaith_dialogue:medium:public",
    offers="crisis_response",
    hub="East and Southern Africa",
    admitted_on=date(2024, 5, 17),
)


@dataclass(frozen=True, kw_only=True)
class CityRow:
    """A city to be brought in: sound by itself. Whether the network has room for it is another question."""

    line: int
    profile: CityProfile
    country: str
    hub: str | None
    needs: tuple[ThemedContent, ...]
    offers: tuple[ThemedContent, ...]
    admitted_at: datetime

    @property
    def identities(self) -> tuple[str, ...]:
        return identities(self.profile.names.values(), self.country, self.profile.subdivision)


def read_row(row: Row, today: date) -> tuple[CityRow | None, Cells]:
    """The city a line means; None when something in it is not right, which the cells then hold."""
    cells = Cells(row)
    country = _country(cells)
    profile = _profile(cells, country, today)
    needs, offers = _themes(cells, "needs"), _themes(cells, "offers")
    if offers and not needs:
        cells.fault("offers", "membership.offer_without_need", "a city that offers also says what it needs")
    admitted_on = _admitted_on(cells, today)
    if profile is None or country is None or admitted_on is None or not cells.sound:
        return None, cells
    admitted_at = datetime.combine(admitted_on, time(), UTC)
    return CityRow(
        line=row.line, profile=profile, country=country, hub=cells.text("hub"), needs=needs, offers=offers, admitted_at=admitted_at
    ), cells  # fmt: skip


def _country(cells: Cells) -> str | None:
    country = cells.needed("country")
    if country is not None and not known_country(country):
        cells.fault("country", "membership.unknown_country", "is not a country of ISO 3166-1")
        return None
    return country


def _admitted_on(cells: Cells, today: date) -> date | None:
    cells.needed("admitted_on")
    day = cells.day("admitted_on")
    if day is not None and day > today:
        cells.fault("admitted_on", "membership.in_the_future", "lies in the future")
    return day


def _profile(cells: Cells, country: str | None, today: date) -> CityProfile | None:
    values: dict[str, Any] = {
        "names": _names(cells),
        "tier": cells.needed("tier") or "",
        "subdivision": cells.text("subdivision"),
        "population": cells.whole("population"),
        "population_year": cells.whole("population_year"),
        "languages": list(cells.words("languages")),
        "latitude": cells.number("latitude"),
        "longitude": cells.number("longitude"),
        "website": cells.text("website"),
        "visibility": _visibility(cells),
        **{name: _structure(cells, name) for name in STRUCTURES},
    }
    profile = _built(cells, values | ({} if values["names"] else {"names": _STAND_INS["names"]}))
    try:
        rules.check(profile, country or "", today, "")
    except Invalid as wrong:
        faults = [fault for fault in wrong.details["errors"] if country or fault["pointer"] != "/subdivision"]
        cells.blame(faults, _COLUMN_OF)
    return profile if cells.sound else None


def _built(cells: Cells, values: dict[str, Any]) -> CityProfile:
    """The profile; what cannot be part of one is named and left out, so that the rest can be looked at as well."""
    try:
        return load(CityProfile, values)
    except Invalid as wrong:
        cells.blame(wrong.details["errors"], _COLUMN_OF)
        bad = {fault["pointer"].split("/")[1] for fault in wrong.details["errors"]}
        sound = {name: value for name, value in values.items() if name not in bad}
        return load(CityProfile, _STAND_INS | sound)


def _names(cells: Cells) -> dict[str, str]:
    names = {tag: name for tag in LANGUAGES if (name := cells.text(f"name_{tag}")) is not None}
    names |= _other_names(cells)
    if not names and not any(cells.spoiled(f"name_{tag}") for tag in LANGUAGES) and not cells.spoiled("other_names"):
        cells.fault("name_en", "required", "a city needs a name in at least one language")
    return names


def _other_names(cells: Cells) -> dict[str, str]:
    text = cells.text("other_names")
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        cells.fault("other_names", "wrong_type", 'is not a JSON object of names by language, such as {"sw": "Mombasa"}')
        return {}
    if repeated := sorted(set(found) & set(LANGUAGES)):
        cells.fault("other_names", "membership.repeated_language", f"{', '.join(repeated)} has a column of its own")
    return {tag: name for tag, name in found.items() if tag not in LANGUAGES}


def _structure(cells: Cells, column: str) -> dict[str, Any] | None:
    text = cells.text(column)
    if text is None:
        return None
    said, _, since = text.partition(":")
    if said.lower() not in ("yes", "no") or (since and not (since.isascii() and since.isdecimal() and len(since) == 4)):
        cells.fault(column, "not_an_option", "is one of: yes, no, yes:YEAR")
        return None
    return {"exists": said.lower() == "yes", "since": int(since) if since else None}


def _visibility(cells: Cells) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for word in cells.words("visibility"):
        field, _, visibility = word.partition(":")
        if field not in _USUAL.__dataclass_fields__ or field in chosen:
            cells.fault("visibility", "not_an_option", f"{field} is none of: {', '.join(_USUAL.__dataclass_fields__)}, each once")
        chosen[field] = visibility
    return {field: visibility for field, visibility in chosen.items() if field in _USUAL.__dataclass_fields__}


def _themes(cells: Cells, column: str) -> tuple[ThemedContent, ...]:
    found: dict[str, ThemedContent] = {}
    for word in cells.words(column):
        theme, priority, visibility = (*word.split(":"), "", "")[:3]
        if theme not in themes.CODES:
            cells.fault(column, "membership.unknown_theme", f"{theme} is not in the vocabulary")
        elif theme in found:
            cells.fault(column, "membership.repeated_theme", f"{theme} is named twice")
        content = cells.build(
            ThemedContent,
            {"theme": theme, "priority": priority or "medium", "visibility": visibility or "members"},
            dict.fromkeys(("theme", "priority", "visibility"), column),
        )
        if content is not None:
            found[theme] = content
    if len(found) > MOST:
        cells.fault(column, "membership.too_many_themes", f"a city has at most {MOST}")
    return tuple(found.values())


# ---------------------------------------------------------------- the other way


def line_of(city: City, hub_name: str | None) -> CityLine:
    """The city as a line that brings it in again: names, numbers, codes, and who may see them."""
    profile = city.profile
    others = {tag: name for tag, name in profile.names.items() if tag not in LANGUAGES}
    return CityLine(
        **{f"name_{tag}": profile.names.get(tag) for tag in LANGUAGES},
        other_names=json.dumps(others, ensure_ascii=False, sort_keys=True) if others else None,
        country=city.country,
        subdivision=profile.subdivision,
        tier=profile.tier,
        population=profile.population,
        population_year=profile.population_year,
        languages=" ".join(profile.languages) or None,
        latitude=profile.latitude,
        longitude=profile.longitude,
        **{name: _structure_word(getattr(profile, name)) for name in STRUCTURES},
        website=profile.website,
        visibility=" ".join(_unusual(profile.visibility)) or None,
        needs=" ".join(_theme_word(need) for need in city.needs) or None,
        offers=" ".join(_theme_word(offer) for offer in city.offers) or None,
        hub=hub_name,
        admitted_on=city.admitted_at.date(),
    )


def _structure_word(structure: Structure | None) -> str | None:
    if structure is None:
        return None
    word = "yes" if structure.exists else "no"
    return f"{word}:{structure.since}" if structure.since else word


def _unusual(visibility: CityVisibility) -> list[str]:
    chosen: Mapping[str, str] = {name: getattr(visibility, name) for name in _USUAL.__dataclass_fields__}
    return [f"{name}:{value}" for name, value in chosen.items() if value != getattr(_USUAL, name)]


def _theme_word(themed: Themed) -> str:
    return f"{themed.theme}:{themed.priority}:{themed.visibility}"
