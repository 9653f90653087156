"""Declarations, who stands by them, and what became of it: for everybody, as far as the city itself may be known of."""

from collections.abc import Sequence

from contracts.errors import NotFound
from contracts.membership import (
    DeclarationsPage,
    DeclarationView,
    EndorsementRow,
    EndorsementsPage,
    EndorsementView,
    GetDeclaration,
    GetEndorsement,
    ListCityEndorsements,
    ListDeclarations,
    ListEndorsements,
    ReadEvidence,
)
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import FilePart
from services.membership.domain import showing
from services.membership.domain.city import City
from services.membership.domain.clearance import may_know
from services.membership.domain.declaration import DRAFT, Declaration
from services.membership.domain.endorsement import Endorsement
from services.membership.views.needs import known_city
from services.membership.views.ports import Reading, after


def list_declarations(unit: Reading, request: ListDeclarations) -> DeclarationsPage:
    found = unit.declarations.page(after(unit, request), state=request.state, drafts=unit.actor.has(MANAGEMENT_UNIT))
    items, more = unit.cursors.page(request, found, unit.declarations.sort_key)
    return DeclarationsPage(items=tuple(_shown(unit, declaration) for declaration in items), next=more)


def get_declaration(unit: Reading, request: GetDeclaration) -> DeclarationView:
    return _shown(unit, _known(unit, request.declaration_id))


def list_endorsements(unit: Reading, request: ListEndorsements) -> EndorsementsPage:
    """A page may be shorter than asked for: cities that have left the directory are passed over."""
    _known(unit, request.declaration_id)
    found = unit.endorsements.page(
        after(unit, request),
        declaration_id=request.declaration_id,
        state=request.state,
        country=request.country,
        silent=request.silent,
        today=unit.now.date(),
    )
    items, more = unit.cursors.page(request, found, unit.endorsements.sort_key)
    return EndorsementsPage(items=_rows(unit, items), next=more)


def list_city_endorsements(unit: Reading, request: ListCityEndorsements) -> EndorsementsPage:
    known_city(unit, request.city_id)
    found = unit.endorsements.of_city(after(unit, request), request.city_id)
    items, more = unit.cursors.page(request, found, unit.endorsements.sort_key)
    return EndorsementsPage(items=_rows(unit, items), next=more)


def get_endorsement(unit: Reading, request: GetEndorsement) -> EndorsementView:
    endorsement, city = _endorsement(unit, request.endorsement_id)
    return showing.endorsement_view(endorsement, city, unit.now.date())


def read_evidence(unit: Reading, request: ReadEvidence) -> FilePart:
    endorsement, _ = _endorsement(unit, request.endorsement_id)
    return unit.files.read(endorsement.file_of(request.file_id), request.offset)


def _known(unit: Reading, declaration_id: str) -> Declaration:
    declaration = unit.declarations.find(declaration_id)
    if declaration is None or (declaration.state == DRAFT and not unit.actor.has(MANAGEMENT_UNIT)):
        raise NotFound("membership.no_declaration", "there is no such declaration")
    return declaration


def _shown(unit: Reading, declaration: Declaration) -> DeclarationView:
    return showing.declaration_view(declaration, unit.endorsements.number_of(declaration.id), unit.now.date())


def _endorsement(unit: Reading, endorsement_id: str) -> tuple[Endorsement, City]:
    endorsement = unit.endorsements.find(endorsement_id)
    city = unit.cities.find(endorsement.city_id) if endorsement else None
    if endorsement is None or city is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_endorsement", "there is no such endorsement")
    return endorsement, city


def _rows(unit: Reading, endorsements: Sequence[Endorsement]) -> tuple[EndorsementRow, ...]:
    cities = {city.id: city for city in unit.cities.of_ids([endorsement.city_id for endorsement in endorsements])}
    known = {id: city for id, city in cities.items() if may_know(unit.actor, id, listed=city.listed)}
    return tuple(
        showing.endorsement_row(endorsement, known[endorsement.city_id], unit.now.date())
        for endorsement in endorsements
        if endorsement.city_id in known
    )
