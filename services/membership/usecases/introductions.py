"""What cities and the staff do with introductions, and what time does. Rules over a pair of cities are kept under its guard."""

from collections.abc import Callable

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, NotFound
from contracts.membership import (
    AcceptIntroduction,
    BeginExchange,
    DeclineIntroduction,
    IntroductionView,
    ReportIntroduction,
    RequestIntroduction,
    SuggestIntroduction,
    WithdrawIntroduction,
)
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after
from services.membership.domain.introduction import FROM, MOST_OPEN, OPEN, PAUSE, WAITING, Introduction
from services.membership.domain.showing import introduction_view, may_read, sides_of
from services.membership.usecases.cities import city_of_its_people, known_city, not_yours
from services.membership.usecases.life import note_sign_of_life
from services.membership.usecases.ports import Membership

EXPIRY_TIMER = "introduction_expiry"


def request_introduction(unit: Membership, request: RequestIntroduction) -> IntroductionView:
    from_city = _listed(city_of_its_people(unit, request.from_city_id))
    to_city = _listed(known_city(unit, request.to_city_id))
    introduction = Introduction.request(
        id=new_id(),
        from_city_id=from_city.id,
        to_city_id=to_city.id,
        themes=request.themes,
        message=request.message,
        by=str(unit.actor.person_id),
        at=unit.now,
    )
    _require_way_is_free(unit, introduction, suggesting=False)
    _require_room(unit, from_city.id)
    unit.introductions.add(introduction)
    return _planned(unit, introduction, from_city, to_city)


def suggest_introduction(unit: Membership, request: SuggestIntroduction) -> IntroductionView:
    """By the staff who look after one of the two; the management unit looks after all."""
    from_city, to_city = known_city(unit, request.from_city_id), known_city(unit, request.to_city_id)
    if not looks_after(unit.actor, from_city.hub_id) and not looks_after(unit.actor, to_city.hub_id):
        raise not_yours("this is for a hub of one of the two cities and the management unit")
    introduction = Introduction.suggest(
        id=new_id(),
        from_city_id=_listed(from_city).id,
        to_city_id=_listed(to_city).id,
        themes=request.themes,
        note=request.note,
        at=unit.now,
    )
    _require_way_is_free(unit, introduction, suggesting=True)
    unit.introductions.add(introduction)
    return _planned(unit, introduction, from_city, to_city)


def accept_introduction(unit: Membership, request: AcceptIntroduction) -> IntroductionView:
    """Agreeing to a suggestion is asking: the same gates stand before it."""
    introduction, from_city, to_city = _readable(unit, request.introduction_id)
    side = introduction.side_for("accept_introduction", sides_of(unit.actor, from_city, to_city))
    _listed(from_city)
    _listed(to_city)
    if side == FROM:
        _require_way_is_free(unit, introduction, suggesting=False)
        _require_room(unit, from_city.id)
    introduction.accept(side, request.message, by=str(unit.actor.person_id), at=unit.now)
    note_sign_of_life(unit, introduction.city_of(side))
    return _saved(unit, introduction, from_city, to_city)


def decline_introduction(unit: Membership, request: DeclineIntroduction) -> IntroductionView:
    return _step(
        unit,
        request.introduction_id,
        "decline_introduction",
        lambda introduction, side: introduction.decline(side, request.reason, request.note, at=unit.now),
    )


def withdraw_introduction(unit: Membership, request: WithdrawIntroduction) -> IntroductionView:
    return _step(
        unit, request.introduction_id, "withdraw_introduction", lambda introduction, side: introduction.withdraw(side, at=unit.now)
    )


def begin_exchange(unit: Membership, request: BeginExchange) -> IntroductionView:
    return _step(unit, request.introduction_id, "begin_exchange", lambda introduction, side: introduction.begin_exchange(side, at=unit.now))


def report_introduction(unit: Membership, request: ReportIntroduction) -> IntroductionView:
    return _step(
        unit,
        request.introduction_id,
        "report_introduction",
        lambda introduction, side: introduction.report(side, request.outcome, request.text, at=unit.now),
    )


def answer_overdue(unit: Membership, timer: Timer) -> None:
    """Nobody answered in time. One that has been answered, or asked anew, stays as it is."""
    introduction = unit.introductions.find(timer.data["introduction_id"])
    if introduction is None or introduction.state not in WAITING or introduction.expires_at is None or unit.now < introduction.expires_at:
        return
    introduction.expire(at=unit.now)
    unit.introductions.save(introduction)


# ---------------------------------------------------------------- gates


def _require_way_is_free(unit: Membership, wanted: Introduction, *, suggesting: bool) -> None:
    """One open introduction between two cities at a time, and no asking again soon after a no.

    A suggestion the other way round is not in the way: who may not know of it must not learn of it here.
    """
    unit.guard(f"introduction:{'/'.join(sorted((wanted.from_city_id, wanted.to_city_id)))}")
    for other in unit.introductions.between(wanted.from_city_id, wanted.to_city_id):
        if other.id == wanted.id:
            continue
        same_way = other.from_city_id == wanted.from_city_id
        if other.state in OPEN and (same_way or other.shown_to_the_other or suggesting):
            details = {"introduction_id": other.id, "state": other.state}
            raise Conflict("membership.introduction_open", "the two cities have an open introduction", details)
        if same_way:
            _require_no_pause(unit, other, suggesting=suggesting)


def _require_no_pause(unit: Membership, declined: Introduction, *, suggesting: bool) -> None:
    """The other city's no holds for everybody; a city's own no to a suggestion only keeps it from being suggested again."""
    if declined.declined_at is None or unit.now >= declined.declined_at + PAUSE:
        return
    if declined.declined_by == FROM and not suggesting:
        return
    until = declined.declined_at + PAUSE
    raise Conflict("membership.introduction_paused", f"not again before {until.date()}", {"until": until.date().isoformat()})


def _require_room(unit: Membership, from_city_id: str) -> None:
    unit.guard(f"introductions:{from_city_id}")
    if unit.introductions.number_asked_by(from_city_id) >= MOST_OPEN:
        raise Conflict("membership.too_many_introductions", f"{MOST_OPEN} open requests at most", {"most": MOST_OPEN})


def _listed(city: City) -> City:
    if not city.listed:
        raise Conflict("membership.city_not_listed", "the city does not stand in the directory", {"city_id": city.id})
    return city


# ---------------------------------------------------------------- inside


def _step(unit: Membership, introduction_id: str, action: str, take: Callable[[Introduction, str], None]) -> IntroductionView:
    introduction, from_city, to_city = _readable(unit, introduction_id)
    side = introduction.side_for(action, sides_of(unit.actor, from_city, to_city))
    take(introduction, side)
    return _saved(unit, introduction, from_city, to_city)


def _readable(unit: Membership, introduction_id: str) -> tuple[Introduction, City, City]:
    """Who may not read it hears that there is none."""
    introduction = unit.introductions.find(introduction_id)
    if introduction is not None:
        from_city, to_city = unit.cities.get(introduction.from_city_id), unit.cities.get(introduction.to_city_id)
        if may_read(introduction, sides_of(unit.actor, from_city, to_city)):
            unit.expect(introduction)
            return introduction, from_city, to_city
    raise NotFound("membership.no_introduction", "there is no such introduction")


def _saved(unit: Membership, introduction: Introduction, from_city: City, to_city: City) -> IntroductionView:
    unit.introductions.save(introduction)
    return _planned(unit, introduction, from_city, to_city)


def _planned(unit: Membership, introduction: Introduction, from_city: City, to_city: City) -> IntroductionView:
    key = f"{EXPIRY_TIMER}:{introduction.id}"
    if introduction.state in WAITING and introduction.expires_at is not None:
        unit.timers.set(key, introduction.expires_at, EXPIRY_TIMER, {"introduction_id": introduction.id})
    else:
        unit.timers.cancel(key)
    return introduction_view(introduction, from_city, to_city, unit.actor)
