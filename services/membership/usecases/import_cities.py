"""Cities of a table: whether the network has room for each, and how they join it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chassis.context import new_id
from contracts.membership import ImportProblem
from services.membership.domain.city import City
from services.membership.domain.hub import Hub
from services.membership.domain.imports.cities import CityRow
from services.membership.domain.imports.table import problem
from services.membership.domain.law import Law
from services.membership.domain.text import name_key
from services.membership.usecases import needs
from services.membership.usecases.law import law
from services.membership.usecases.life import begin_membership
from services.membership.usecases.ports import Membership
from services.membership.usecases.transfers import guard_routing


@dataclass(frozen=True, kw_only=True)
class Found:
    """A row with the hub of its country, and what the network has against it. Rows with a key in common are the same city."""

    row: CityRow
    hub_id: str | None
    keys: tuple[str, ...]
    problems: tuple[ImportProblem, ...]


def compare(unit: Membership, rows: Sequence[CityRow]) -> list[Found]:
    hubs = {hub.id: hub for hub in unit.hubs.all()}
    owners = {country: unit.owner_of_name("country", country) for country in {row.country for row in rows}}
    return [_compared(unit, row, owners[row.country], hubs) for row in rows]


def _compared(unit: Membership, row: CityRow, hub_id: str | None, hubs: dict[str, Hub]) -> Found:
    problems = [*_hub_problems(row, hub_id, hubs), *_name_problems(unit, row)]
    return Found(row=row, hub_id=hub_id, keys=row.identities, problems=tuple(problems))


def _hub_problems(row: CityRow, hub_id: str | None, hubs: dict[str, Hub]) -> list[ImportProblem]:
    if row.hub is None:
        return []
    meant = hubs_called(row.hub, hubs.values())
    if not meant:
        return [problem(row.line, "hub", "membership.no_hub", "there is no hub of that name")]
    if hub_id not in meant:
        return [problem(row.line, "hub", "membership.other_hub", f"{row.country} is not looked after by that hub")]
    return []


def _name_problems(unit: Membership, row: CityRow) -> list[ImportProblem]:
    for identity in row.identities:
        owner = unit.owner_of_name("city", identity)
        if owner is None:
            continue
        applying = unit.applications.find(owner)
        if applying is not None and applying.state != "admitted":
            return [problem(row.line, None, "membership.already_applying", "somebody is applying for this city already")]
        return [problem(row.line, None, "membership.already_member", "this city is a member already")]
    return []


def hubs_called(name: str, hubs: Iterable[Hub]) -> frozenset[str]:
    """The ids of the hubs that have this name in some language."""
    key = name_key(name)
    return frozenset(hub.id for hub in hubs if key in map(name_key, hub.content.names.values()))


def bring_in(unit: Membership, all_found: Sequence[Found], by: str) -> None:
    held = law(unit)
    for found in all_found:
        _join(unit, found, held)


def _join(unit: Membership, found: Found, held: Law) -> None:
    """The city joins without an application, on the day the table says."""
    row = found.row
    guard_routing(unit, row.country)
    city = City.join(row.profile, row.country, found.hub_id, id=new_id(), at=row.admitted_at)
    needs.bring(unit, city, row.needs, row.offers)
    for identity in city.identities:
        unit.take_name("city", identity, city.name_holder)
    unit.cities.add(city)
    begin_membership(unit, city, held=held)


def count(rows: Sequence[CityRow]) -> Counter[str]:
    return Counter(
        cities=len(rows),
        countries=len({row.country for row in rows}),
        needs=sum(len(row.needs) for row in rows),
        offers=sum(len(row.offers) for row in rows),
    )
