"""The fields of a city's profile: what each covers, who may see it, and whether a change of it changes the public picture."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from contracts.declare import dump, load
from contracts.errors import Invalid
from contracts.membership import CityProfile, Structure
from services.membership.domain.clearance import MEMBERS, PUBLIC, VISIBILITIES
from services.membership.domain.faults import Fault, fault, source_faults
from services.membership.domain.places import known_language, subdivision_of
from services.membership.domain.text import name_key


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field as people speak of it; `parts` are the names under which messages hold it. What is not `hideable` is always public."""

    name: str
    parts: tuple[str, ...]
    hideable: bool = True

    def visibility(self, profile: CityProfile) -> str:
        return str(getattr(profile.visibility, self.name)) if self.hideable else PUBLIC

    def parts_of(self, profile: CityProfile) -> dict[str, Any]:
        return {part: getattr(profile, part) for part in self.parts}

    def empty(self, profile: CityProfile) -> bool:
        return all(value in (None, (), {}) for value in self.parts_of(profile).values())

    def said(self, profile: CityProfile) -> "Said":
        document = dump(profile)
        return Said(parts={part: document[part] for part in self.parts}, visibility=self.visibility(profile))

    def differs(self, one: CityProfile, other: CityProfile) -> bool:
        return self.parts_of(one) != self.parts_of(other) or self.visibility(one) != self.visibility(other)

    def goes_public(self, before: CityProfile, after: CityProfile) -> bool:
        """Whether the public would read something new. To hide or to empty a field tells the public nothing new."""
        if self.visibility(after) != PUBLIC or self.empty(after):
            return False
        return self.visibility(before) != PUBLIC or self.parts_of(before) != self.parts_of(after)

    def put(self, said: "Said", into: CityProfile) -> CityProfile:
        """`into` with this field, and who may see it, as it was said."""
        document = dump(into) | dict(said.parts)
        if self.hideable:
            document["visibility"][self.name] = said.visibility
        return load(CityProfile, document)


@dataclass(frozen=True, kw_only=True)
class Said:
    """The value of one field, as JSON by part, and who may see it."""

    parts: dict[str, Any]
    visibility: str

    @property
    def value(self) -> Any:
        """Of several parts an object, of one the thing itself, of nothing null."""
        if all(value in (None, [], {}) for value in self.parts.values()):
            return None
        return self.parts if len(self.parts) > 1 else next(iter(self.parts.values()))


FIELDS: Final = (
    Field(name="names", parts=("names",), hideable=False),
    Field(name="tier", parts=("tier",), hideable=False),
    Field(name="subdivision", parts=("subdivision",)),
    Field(name="population", parts=("population", "population_year")),
    Field(name="languages", parts=("languages",)),
    Field(name="location", parts=("latitude", "longitude")),
    Field(name="prevention_network", parts=("prevention_network",)),
    Field(name="mandate", parts=("mandate",)),
    Field(name="strategy", parts=("strategy",)),
    Field(name="website", parts=("website",)),
)
FIELD: Final = {field.name: field for field in FIELDS}
STRUCTURES: Final = ("prevention_network", "mandate", "strategy")


def seen(profile: CityProfile, cleared: Collection[str]) -> CityProfile:
    """What of a profile is left for somebody who may read these visibilities."""
    hidden: dict[str, Any] = {
        part: () if part == "languages" else None for field in FIELDS if field.visibility(profile) not in cleared for part in field.parts
    }
    return replace(profile, **hidden)


def seen_by(profile: CityProfile, audience: str) -> CityProfile:
    """What an audience (`public`, `members`, `network`) sees."""
    return seen(profile, VISIBILITIES[: VISIBILITIES.index(audience) + 1])


def shown(profile: CityProfile, cleared: Collection[str]) -> frozenset[str]:
    """Names of the fields that hold something these may read."""
    return frozenset(field.name for field in FIELDS if field.visibility(profile) in cleared and not field.empty(profile))


def members_only(profile: CityProfile) -> tuple[str, ...]:
    """The parts that members may see and the public may not."""
    fields = (field for field in FIELDS if field.visibility(profile) == MEMBERS and not field.empty(profile))
    return tuple(part for field in fields for part in field.parts)


def told(profile: CityProfile, audience: str = MEMBERS) -> dict[str, Any]:
    """What travels in events: parts as the audience sees them, structures as there or not, null where nothing may be said."""
    open_ = seen_by(profile, audience)
    structures = {name: _exists(getattr(open_, name)) for name in STRUCTURES}
    plain = {part: getattr(open_, part) for part in ("subdivision", "population", "population_year", "latitude", "longitude")}
    return {**plain, "languages": open_.languages or None, **structures}


def coarse(degrees: float | None) -> float | None:
    """A tenth of a degree says which city, not which building."""
    return None if degrees is None else round(degrees, 1) + 0.0


def settled(profile: CityProfile) -> CityProfile:
    """As we keep it."""
    return replace(profile, latitude=coarse(profile.latitude), longitude=coarse(profile.longitude))


def check(profile: CityProfile, country: str, today: date, pointer: str) -> None:
    """Raises `Invalid` naming every rule the profile breaks."""
    if faults := [{**fault, "pointer": f"{pointer}{fault['pointer']}"} for fault in _faults(profile, country, today)]:
        raise Invalid.fields(faults)


def _faults(profile: CityProfile, country: str, today: date) -> Iterator[Fault]:
    for language, name in profile.names.items():
        if not name_key(name):
            yield fault(f"/names/{language}", "membership.no_name", "has no letter or digit")
    if profile.subdivision and not subdivision_of(profile.subdivision, country):
        yield fault("/subdivision", "membership.unknown_subdivision", "is not a part of that country in ISO 3166-2")
    if profile.population_year and profile.population_year > today.year:
        yield fault("/population_year", "membership.in_the_future", "lies in the future")
    for position, language in enumerate(profile.languages):
        if not known_language(language):
            yield fault(f"/languages/{position}", "membership.unknown_language", "is not a language of ISO 639")
        elif language in profile.languages[:position]:
            yield fault(f"/languages/{position}", "membership.repeated_language", "is named twice")
    yield from _pair_faults(profile, "population", "population_year", "a population and its year come together")
    yield from _pair_faults(profile, "latitude", "longitude", "latitude and longitude come together")
    for name in STRUCTURES:
        yield from _structure_faults(f"/{name}", getattr(profile, name), today)


def _pair_faults(profile: CityProfile, one: str, other: str, message: str) -> Iterator[Fault]:
    missing = [name for name in (one, other) if getattr(profile, name) is None]
    if len(missing) == 1:
        yield fault(f"/{missing[0]}", "required", message)


def _structure_faults(pointer: str, structure: Structure | None, today: date) -> Iterator[Fault]:
    if structure is None:
        return
    yield from source_faults(pointer, structure.source_lang, [structure.detail or {}])
    if structure.since is None:
        return
    if structure.since > today.year:
        yield fault(f"{pointer}/since", "membership.in_the_future", "lies in the future")
    if not structure.exists:
        yield fault(f"{pointer}/since", "membership.nothing_there", "says since when there is something that is not there")


def _exists(structure: Structure | None) -> bool | None:
    return None if structure is None else structure.exists
