"""Open work and who has it. When somebody's grant ends, what they were at work on goes to whoever is next in line.

Every piece of work belongs to a city, a hub or the network, and lies with a person who holds a role there. An area whose records lie with
a person registers them in `KINDS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from services.membership.domain.application import Application
from services.membership.domain.grant import Grant
from services.membership.domain.introduction import FROM, TO
from services.membership.domain.invitation import Invitation
from services.membership.usecases.invitation_book import recall
from services.membership.usecases.ports import Membership

Scope = tuple[str, str | None]
"""A kind (`city`, `hub`, `network`) and an id; the network has none."""

NETWORK: Final[Scope] = ("network", None)

RANKS: Final[dict[tuple[str, bool], int]] = {
    (FOCAL_POINT, False): 0,
    (FOCAL_POINT, True): 1,
    (MAYORS_OFFICE, False): 2,
    (HUB_OFFICER, False): 3,
    (MANAGEMENT_UNIT, False): 4,
}
"""Who comes first: focal points, their deputies, the mayor's office; then the hub's officers, then the management unit."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One record that lies with a person: `introductions/<id>`, of a city or else of a hub or else of the network."""

    subject: str
    city_id: str | None = None
    hub_id: str | None = None

    @property
    def id(self) -> str:
        return self.subject.partition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one area's open work is found by person, and given to another person by id.

    `of_city` finds what only a city's own people should have, each piece with the person it lies with: it comes back to the city when
    somebody is there again. None for work that may as well lie with a hub.
    """

    of_person: Callable[[Membership, str], Sequence[Piece]]
    reassign: Callable[[Membership, str, str], None]
    of_city: Callable[[Membership, str], Sequence[tuple[str, Piece]]] | None = None


def _applications_of(unit: Membership, person_id: str) -> Sequence[Piece]:
    """What led to a city stays with the people of the city. An application that has not led to one is nobody's but the applicant's."""
    return [_application(one) for one in unit.applications.of_applicant(person_id) if one.city_id is not None]


def _applications_in(unit: Membership, city_id: str) -> Sequence[tuple[str, Piece]]:
    return [(one.applicant_id, _application(one)) for one in unit.applications.of_city(city_id)]


def _application(application: Application) -> Piece:
    return Piece(subject=f"applications/{application.id}", city_id=application.city_id, hub_id=application.hub_id)


def _reassign_application(unit: Membership, application_id: str, person_id: str) -> None:
    application = unit.applications.get(application_id)
    application.hand_over(person_id, at=unit.now)
    unit.applications.save(application)


def _invitations_of(unit: Membership, person_id: str) -> Sequence[Piece]:
    return [_invitation(one) for one in unit.invitations.open_of_inviter(person_id)]


def _invitation(invitation: Invitation) -> Piece:
    city_id = invitation.scope_id if invitation.scope_kind == "city" else None
    return Piece(subject=f"invitations/{invitation.id}", city_id=city_id, hub_id=invitation.hub_id)


def _reassign_invitation(unit: Membership, invitation_id: str, person_id: str) -> None:
    invitation = unit.invitations.get(invitation_id)
    invitation.hand_over(person_id)
    unit.invitations.save(invitation)


def _introductions_of(unit: Membership, person_id: str, side: str) -> Sequence[Piece]:
    found = unit.introductions.open_with(side, person_id)
    return [Piece(subject=f"introductions/{one.id}", city_id=one.city_of(side)) for one in found]


def _reassign_introduction(unit: Membership, introduction_id: str, person_id: str, side: str) -> None:
    introduction = unit.introductions.get(introduction_id)
    introduction.hand_over(side, person_id)
    unit.introductions.save(introduction)


KINDS: Final[dict[str, Kind]] = {
    "applications": Kind(of_person=_applications_of, reassign=_reassign_application, of_city=_applications_in),
    "invitations": Kind(of_person=_invitations_of, reassign=_reassign_invitation),
    "introductions": Kind(of_person=partial(_introductions_of, side=FROM), reassign=partial(_reassign_introduction, side=FROM)),
    "introductions_answered": Kind(of_person=partial(_introductions_of, side=TO), reassign=partial(_reassign_introduction, side=TO)),
}
"""Every kind of open work. An introduction lies with a person on each of its sides."""


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """Who took over what; nobody when there is nobody left to take it."""

    person_id: str | None
    subjects: tuple[str, ...]


def hand_over(
    unit: Membership, ending: Grant, *, named: str | None = None, leaving: frozenset[str] = frozenset()
) -> tuple[HandedOver, ...]:
    """Give what the holder of `ending` has under it to those next in line; `leaving` are grants that end together with it.

    Work stays where the holder has another grant over the same thing, or over something nearer to the work. Whoever chooses an heir and
    whoever ends that heir's grant guard the same name, so that nothing is handed to somebody who leaves at the same instant.
    """
    watch(unit, (ending.scope_kind, ending.scope_id))
    gone = leaving | {ending.id}
    taken: dict[str | None, list[str]] = {}
    for name, kind in KINDS.items():
        for piece in kind.of_person(unit, ending.person_id):
            heir = _heir(unit, piece, ending, gone, named)
            if heir == ending.person_id:
                continue
            taken.setdefault(heir, []).append(piece.subject)
            if heir is not None:
                KINDS[name].reassign(unit, piece.id, heir)
    return tuple(HandedOver(person_id=person_id, subjects=tuple(subjects)) for person_id, subjects in taken.items())


def let_go(unit: Membership, held: Grant) -> tuple[HandedOver, ...]:
    """Give away what lies with somebody who holds nothing any more over the city, hub or network that it belongs to."""
    watch(unit, (held.scope_kind, held.scope_id))
    taken: dict[str | None, list[str]] = {}
    for kind in KINDS.values():
        for piece in kind.of_person(unit, held.person_id):
            chain = _chain(unit, piece)
            if any(grant.person_id == held.person_id for scope in chain for grant in holders(unit, scope)):
                continue
            heir = _first_in(unit, chain, frozenset())
            taken.setdefault(heir, []).append(piece.subject)
            if heir is not None:
                kind.reassign(unit, piece.id, heir)
    return tuple(HandedOver(person_id=person_id, subjects=tuple(subjects)) for person_id, subjects in taken.items())


def bring_home(unit: Membership, begun: Grant) -> None:
    """What others kept for a city that had nobody goes to the first who holds a role there again."""
    watch(unit, ("city", begun.scope_id))
    at_home = {grant.person_id for grant in holders(unit, ("city", begun.scope_id))} | {begun.person_id}
    kept: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for person_id, piece in kind.of_city(unit, str(begun.scope_id)) if kind.of_city else ():
            if person_id not in at_home:
                kept.setdefault(person_id, []).append(piece.subject)
                kind.reassign(unit, piece.id, begun.person_id)
    for person_id, subjects in kept.items():
        begun.tell_handed_over(begun.person_id, tuple(subjects), of=person_id)


def recall_over(unit: Membership, scope_id: str) -> None:
    """Nobody is asked any more to take a role over a city that has left or a hub that has closed."""
    for invitation in unit.invitations.open_over(scope_id):
        recall(unit, invitation)


def recall_invitations(unit: Membership, ending: Grant) -> None:
    """Take back what somebody asked of others by virtue of this role, when the role is taken from them."""
    for invitation in unit.invitations.open_of_inviter(ending.person_id):
        under = (invitation.scope_kind, invitation.scope_id), ("hub", invitation.hub_id), NETWORK
        if (ending.scope_kind, ending.scope_id) in under:
            recall(unit, invitation)


def holders(unit: Membership, scope: Scope, gone: frozenset[str] = frozenset()) -> list[Grant]:
    """Grants over `scope` that are active now and under which somebody can take work, first in line first."""
    active = [grant for grant in unit.grants.over(*scope) if grant.active(unit.now) and grant.id not in gone]
    ranked = [grant for grant in active if (grant.role, grant.deputy) in RANKS]
    return sorted(ranked, key=lambda grant: (RANKS[grant.role, grant.deputy], grant.given_at, grant.id))


def watch(unit: Membership, scope: Scope) -> None:
    """Let nobody's grant over `scope` end beside this unit."""
    unit.guard(f"holders:{scope[0]}:{scope[1] or '-'}")


def _heir(unit: Membership, piece: Piece, ending: Grant, gone: frozenset[str], named: str | None) -> str | None:
    chain = _chain(unit, piece)
    lost = (ending.scope_kind, ending.scope_id)
    if lost not in chain:
        return ending.person_id
    for scope in chain[: chain.index(lost) + 1]:
        if any(grant.person_id == ending.person_id for grant in holders(unit, scope, gone)):
            return ending.person_id
    return _first_in(unit, chain, gone, named, lost)


def _first_in(unit: Membership, chain: list[Scope], gone: frozenset[str], named: str | None = None, at: Scope | None = None) -> str | None:
    """Who is next in line; the one named, where the line passes the scope they were named for."""
    for scope in chain:
        watch(unit, scope)
        able = [grant.person_id for grant in holders(unit, scope, gone)]
        if named in able and scope == at:
            return named
        if able:
            return able[0]
    return None


def _chain(unit: Membership, piece: Piece) -> list[Scope]:
    """Where somebody may be found for the piece, nearest first."""
    city = unit.cities.find(piece.city_id) if piece.city_id else None
    hub_id = city.hub_id if city is not None else piece.hub_id
    near: list[Scope] = [("city", piece.city_id)] if piece.city_id else []
    return [*near, *([("hub", hub_id)] if hub_id else []), NETWORK]
