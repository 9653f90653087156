"""How a city's profile changes: at once, or by a proposal that the mayor's office approves, returns, or that its author takes back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chassis.context import Actor
from contracts.errors import Conflict, NotAllowed
from contracts.membership import CityProfile
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from services.membership.domain.city import City, Proposed
from services.membership.domain.profile import FIELD, FIELDS, Field, Said, settled

OWN: Final = "own"
GIVEN: Final = "given"
ON_BEHALF: Final = "on_behalf"
"""How the public picture came to change: the mayor's office said it, approved it, or others did on its behalf."""

HUB: Final = "hub"
STAFF_PARTS: Final = frozenset({HUB, MANAGEMENT_UNIT})


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Who acts, and as what: an office of the city before an office of the network."""

    person_id: str | None
    part: str

    @property
    def binds(self) -> bool:
        return self.part == MAYORS_OFFICE


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened to one field, for the history."""

    step: str
    field: str
    before: Any
    after: Any
    visibility_before: str
    visibility_after: str
    by: str | None
    by_part: str
    author: str | None
    author_part: str
    at: datetime
    approval: str | None = None
    note: str | None = None


def hand_of(actor: Actor, city: City) -> Hand | None:
    """In which part `actor` may write of the city; None when in none."""
    parts = (
        (MAYORS_OFFICE, actor.has(MAYORS_OFFICE, city.id)),
        (FOCAL_POINT, actor.has(FOCAL_POINT, city.id)),
        (HUB, city.hub_id is not None and actor.has(HUB_OFFICER, city.hub_id)),
        (MANAGEMENT_UNIT, actor.has(MANAGEMENT_UNIT)),
    )
    return next((Hand(person_id=actor.person_id, part=part) for part, held in parts if held), None)


# ---------------------------------------------------------------- what may be done


def revise(city: City, wanted: CityProfile, *, by: Hand, at: datetime) -> list[Step]:
    """Change what may change at once and propose the rest. A later word about a field replaces what waited."""
    wanted = settled(wanted)
    before, after = city.profile, city.profile
    waiting = {proposed.field: proposed for proposed in city.proposal}
    steps: list[Step] = []
    for field in FIELDS:
        if not field.differs(before, wanted):
            continue
        public = field.goes_public(before, wanted)
        if (old := waiting.pop(field.name, None)) is not None:
            steps.append(_about(old, before, "superseded", by, at))
        if public and not by.binds:
            waiting[field.name] = Proposed(field=field.name, said=field.said(wanted), by=by.person_id, part=by.part, at=at)
            steps.append(_about(waiting[field.name], before, "proposed", by, at))
        else:
            after = field.put(field.said(wanted), after)
            steps.append(_step(field, before, field.said(after), "changed", by=by, author=by, at=at, approval=OWN if public else None))
    city.proposal = tuple(waiting.values())
    city.show(after, at)
    return steps


def approve(city: City, names: Collection[str], *, by: Hand, office_held: bool, note: str | None, at: datetime) -> list[Step]:
    """Make what waits public. `office_held` says whether somebody holds the mayor's office now: then nobody else approves."""
    chosen = list(_chosen(city, names))
    if not by.binds and office_held:
        raise NotAllowed("membership.mayors_office_decides", "the mayor's office approves what is public of its city")
    if not by.binds and by.part not in STAFF_PARTS:
        raise NotAllowed("membership.not_yours_to_do", "the mayor's office, the hub or the management unit approves")
    steps, after = [], city.profile
    for proposed in chosen:
        field = FIELD[proposed.field]
        before, after = after, field.put(proposed.said, after)
        author = Hand(person_id=proposed.by, part=proposed.part)
        approval = GIVEN if by.binds else ON_BEHALF
        steps.append(_step(field, before, proposed.said, "approved", by=by, author=author, at=at, approval=approval, note=note))
    _settle(city, chosen)
    city.show(after, at)
    return steps


def send_back(city: City, names: Collection[str], *, by: Hand, office_held: bool, note: str, at: datetime) -> list[Step]:
    """Turn down what waits."""
    chosen = list(_chosen(city, names))
    if not by.binds and (office_held or by.part not in STAFF_PARTS):
        raise NotAllowed("membership.mayors_office_decides", "the mayor's office approves what is public of its city")
    return _dropped(city, chosen, "returned", by, at, note)


def take_back(city: City, names: Collection[str], *, by: Hand, at: datetime) -> list[Step]:
    """Withdraw what waits of one's own."""
    chosen = list(_chosen(city, names))
    mine = [proposed for proposed in chosen if proposed.by == by.person_id]
    if (names and len(mine) < len(chosen)) or not mine:
        raise NotAllowed("membership.not_your_proposal", "only its author takes a proposal back")
    return _dropped(city, mine, "withdrawn", by, at)


# ---------------------------------------------------------------- inside


def _chosen(city: City, names: Collection[str]) -> Iterator[Proposed]:
    """What waits of these fields, or all of it. Raises `Conflict` when nothing waits of one that is named."""
    waiting = {proposed.field: proposed for proposed in city.proposal}
    if missing := sorted(set(names) - set(waiting)) or ([] if waiting else ["*"]):
        raise Conflict("membership.nothing_proposed", "nothing waits for approval", {"fields": missing, "version": city.version})
    for field in FIELDS:
        if field.name in waiting and (not names or field.name in names):
            yield waiting[field.name]


def _settle(city: City, done: Collection[Proposed]) -> None:
    fields = {proposed.field for proposed in done}
    city.proposal = tuple(proposed for proposed in city.proposal if proposed.field not in fields)


def _dropped(city: City, chosen: list[Proposed], step: str, by: Hand, at: datetime, note: str | None = None) -> list[Step]:
    _settle(city, chosen)
    return [_about(proposed, city.profile, step, by, at, note) for proposed in chosen]


def _about(proposed: Proposed, profile: CityProfile, step: str, by: Hand, at: datetime, note: str | None = None) -> Step:
    """A step that leaves what is in force as it is."""
    author = Hand(person_id=proposed.by, part=proposed.part)
    return _step(FIELD[proposed.field], profile, proposed.said, step, by=by, author=author, at=at, note=note)


def _step(
    field: Field,
    before: CityProfile,
    after: Said,
    step: str,
    *,
    by: Hand,
    author: Hand,
    at: datetime,
    approval: str | None = None,
    note: str | None = None,
) -> Step:
    was = field.said(before)
    return Step(
        step=step,
        field=field.name,
        before=was.value,
        after=after.value,
        visibility_before=was.visibility,
        visibility_after=after.visibility,
        by=by.person_id,
        by_part=by.part,
        author=author.person_id,
        author_part=author.part,
        at=at,
        approval=approval,
        note=note,
    )
