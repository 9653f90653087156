"""How introductions are shown, and to whom. No person is in them: neither name nor address nor id of anybody, on either side."""

from dataclasses import replace

from chassis.context import Actor
from contracts.membership import (
    CityIntroduced,
    ContactOfCity,
    IntroductionRow,
    IntroductionStep,
    IntroductionView,
    OutcomeView,
)
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after, works_for
from services.membership.domain.grant import Grant
from services.membership.domain.introduction import FROM, NETWORK, TO, Introduction, Outcome
from services.membership.domain.person import Person


def sides_of(actor: Actor, from_city: City, to_city: City) -> frozenset[str]:
    """The sides that `actor` is on."""
    sides = {side for side, city in ((FROM, from_city), (TO, to_city)) if works_for(actor, city.id)}
    if looks_after(actor, from_city.hub_id) or looks_after(actor, to_city.hub_id):
        sides.add(NETWORK)
    return frozenset(sides)


def may_read(introduction: Introduction, sides: frozenset[str]) -> bool:
    return FROM in sides or NETWORK in sides or (TO in sides and introduction.shown_to_the_other)


def introduction_view(introduction: Introduction, from_city: City, to_city: City, reader: Actor) -> IntroductionView:
    sides = sides_of(reader, from_city, to_city)
    return IntroductionView(
        id=introduction.id,
        state=introduction.state,
        from_city=_city(from_city),
        to_city=_city(to_city),
        themes=introduction.themes,
        message=introduction.message,
        suggested_at=introduction.suggested_at,
        requested_at=introduction.requested_at,
        accepted_at=introduction.accepted_at,
        expires_at=introduction.expires_at,
        history=tuple(_step(step, sides) for step in introduction.history),
        outcomes=tuple(_outcome(outcome, sides) for outcome in introduction.outcomes),
        next_steps=introduction.next_steps(sides),
        version=introduction.version,
    )


def introduction_row(introduction: Introduction, from_city: City, to_city: City) -> IntroductionRow:
    return IntroductionRow(
        id=introduction.id,
        state=introduction.state,
        from_city=_city(from_city),
        to_city=_city(to_city),
        themes=introduction.themes,
        suggested_at=introduction.suggested_at,
        requested_at=introduction.requested_at,
        accepted_at=introduction.accepted_at,
        expires_at=introduction.expires_at,
        version=introduction.version,
    )


def contact_of_city(city_id: str, person: Person, grant: Grant) -> ContactOfCity:
    return ContactOfCity(
        city_id=city_id, name=person.name, email=person.email, language=person.language, role=grant.role, deputy=grant.deputy
    )


def _city(city: City) -> CityIntroduced:
    return CityIntroduced(city_id=city.id, names=city.names, country=city.country)


def _step(step: IntroductionStep, sides: frozenset[str]) -> IntroductionStep:
    """What the staff wrote to the first city is not for the other one."""
    theirs = step.step != "suggested" or not sides.isdisjoint({FROM, NETWORK})
    return step if theirs else replace(step, note=None)


def _outcome(outcome: Outcome, sides: frozenset[str]) -> OutcomeView:
    own = not sides.isdisjoint({outcome.side, NETWORK})
    return OutcomeView(side=outcome.side, outcome=outcome.outcome, text=outcome.text if own else None, reported_at=outcome.reported_at)
