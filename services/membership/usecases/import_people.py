"""People of a table: over what each role is held, whether it is held or asked for already, and how they are invited."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.context import new_id
from contracts.membership import ImportProblem
from services.membership.domain.city import City
from services.membership.domain.hub import Hub
from services.membership.domain.imports.people import PersonRow
from services.membership.domain.imports.table import problem
from services.membership.domain.invitation import Invitation
from services.membership.domain.text import name_key
from services.membership.usecases import invitations
from services.membership.usecases.import_cities import hubs_called
from services.membership.usecases.invitation_book import NAME
from services.membership.usecases.ports import Membership


@dataclass(frozen=True, kw_only=True)
class Found:
    """A row with the thing its role is over, and what the network has against it. Rows with a key in common ask the same of one person."""

    row: PersonRow
    scope_id: str | None
    keys: tuple[str, ...]
    problems: tuple[ImportProblem, ...]


def compare(unit: Membership, rows: Sequence[PersonRow]) -> list[Found]:
    hubs = list(unit.hubs.all())
    countries = {row.country for row in rows if row.scope_kind == "city" and row.country is not None}
    cities = [city for country in sorted(countries) for city in unit.imports.cities_in(country)]
    by_name: dict[tuple[str, str], dict[str, City]] = {}
    for city in cities:
        for name in city.names.values():
            by_name.setdefault((city.country, name_key(name)), {})[city.id] = city
    return [_compared(unit, row, hubs, by_name) for row in rows]


def _compared(unit: Membership, row: PersonRow, hubs: Sequence[Hub], by_name: dict[tuple[str, str], dict[str, City]]) -> Found:
    scope = {"city": lambda: _city(row, by_name), "hub": lambda: _hub(row, hubs), "agreement": lambda: _agreement(unit, row)}
    found = scope[row.scope_kind]() if row.scope_kind in scope else None
    if isinstance(found, ImportProblem):
        return Found(row=row, scope_id=None, keys=(), problems=(found,))
    invitation = _invitation(unit, row, found, by=None)
    return Found(row=row, scope_id=found, keys=(invitation.identity,), problems=tuple(_held(unit, row, invitation)))


def _city(row: PersonRow, by_name: dict[tuple[str, str], dict[str, City]]) -> str | ImportProblem:
    called = by_name.get((str(row.country), name_key(str(row.city))), {}).values()
    meant = [city.id for city in called if row.subdivision in (None, city.profile.subdivision)]
    if not meant:
        return problem(row.line, "city", "membership.no_city", "there is no city of that name in that country")
    if len(meant) > 1:
        return problem(row.line, "city", "membership.ambiguous_city", "there are several cities of that name: give the subdivision")
    return meant[0]


def _hub(row: PersonRow, hubs: Sequence[Hub]) -> str | ImportProblem:
    meant = hubs_called(str(row.hub), hubs)
    return min(meant) if meant else problem(row.line, "hub", "membership.no_hub", "there is no hub of that name")


def _agreement(unit: Membership, row: PersonRow) -> str | ImportProblem:
    agreement = unit.imports.agreement_called(str(row.agreement))
    if agreement is None or not agreement.live:
        return problem(row.line, "agreement", "membership.no_agreement", "there is no such agreement in force or being prepared")
    return agreement.id


def _held(unit: Membership, row: PersonRow, invitation: Invitation) -> list[ImportProblem]:
    person = unit.people.by_email(row.email)
    for grant in unit.grants.of_person(person.id) if person else ():
        if (grant.role, grant.scope_id) == (invitation.role, invitation.scope_id) and grant.open(unit.now):
            return [problem(row.line, "email", "membership.grant_held", "this person holds this role already")]
    owner = unit.owner_of_name(NAME, invitation.identity)
    asked = unit.invitations.find(owner) if owner else None
    if asked is not None and asked.lives(unit.now):
        return [problem(row.line, "email", "membership.invited_already", "this person has been invited to this role already")]
    return []


def _invitation(unit: Membership, row: PersonRow, scope_id: str | None, *, by: str | None) -> Invitation:
    return Invitation.issue(
        id=new_id(),
        email=row.email,
        name=row.name,
        language=row.language,
        role=row.role,
        deputy=row.deputy,
        scope_id=scope_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        by=by,
        at=unit.now,
    )


def bring_in(unit: Membership, all_found: Sequence[Found], by: str) -> None:
    """Invitations by mail, as if each had been asked one by one; nobody gets a password."""
    for found in all_found:
        invitations.issue(unit, _invitation(unit, found.row, found.scope_id, by=by), counted=False)


def count(rows: Sequence[PersonRow]) -> Counter[str]:
    return Counter({"invitations": len(rows), "people": len({row.email.casefold() for row in rows})} | Counter(row.role for row in rows))
