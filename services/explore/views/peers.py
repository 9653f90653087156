"""Peers. The lists say who comes into question; what is answered is computed from the facts as they are now, so that what a city hides
is gone at once, and every score is exact."""

from typing import Final

from contracts.errors import Invalid, NotFound
from contracts.explore import (
    CHALLENGE,
    COMPLEMENTARITY,
    CONTEXT,
    MENTORING,
    ComparedCity,
    ContextWeights,
    ExplainPair,
    ListPeers,
    PairView,
    Peer,
    PeersPage,
)
from services.explore.domain.facts import CityFacts
from services.explore.domain.scores import explained
from services.explore.domain.seen import Seen, audience_of, seen, shared_languages
from services.explore.views.ports import Explore

SPARE: Final = 20
"""So many more than asked for are looked at, should some have changed since the list was computed."""


def list_peers(unit: Explore, request: ListPeers) -> PeersPage:
    audience = audience_of(unit.actor)
    mine = _listed(unit.facts.find(request.city_id), audience)
    listed = unit.matches.listed(request.city_id, f"{audience}:{request.score}:{'any' if request.interpreter else 'shared'}")
    if request.country is not None:
        others = unit.facts.of_country(request.country)
    else:
        others = unit.facts.many(listed["city_ids"][: request.limit + SPARE] if listed else [])
    weights = unit.weights.current()
    found = [_peer(mine, one, request, weights.in_force) for city in others if (one := seen(city, audience)) is not None]
    best = sorted((one for one in found if one is not None), key=lambda one: _order(mine, one))
    return PeersPage(
        city_id=request.city_id,
        kind=request.score,
        audience=audience,
        items=tuple(best[: request.limit]),
        weights_version=weights.number,
        computed_at=listed["computed_at"] if listed else None,
        names_available=False,
    )


def explain_pair(unit: Explore, request: ExplainPair) -> PairView:
    if request.city_id == request.peer_id:
        raise Invalid.field("/peer_id", "explore.same_city", "a city is not its own peer")
    audience = audience_of(unit.actor)
    mine, theirs = (_listed(unit.facts.find(city_id), audience) for city_id in (request.city_id, request.peer_id))
    weights = unit.weights.current()
    scores = {kind: explained(kind, mine, theirs, weights.in_force) for kind in (CONTEXT, CHALLENGE, COMPLEMENTARITY, MENTORING)}
    return PairView(
        city=_nameless(mine),
        peer=_nameless(theirs),
        audience=audience,
        languages=shared_languages(mine, theirs),
        weights_version=weights.number,
        names_available=False,
        **scores,
    )


def _listed(facts: CityFacts | None, audience: str) -> Seen:
    found = None if facts is None else seen(facts, audience)
    if found is None:
        raise NotFound("explore.no_city", "there is no such city in the directory")
    return found


def _peer(mine: Seen, theirs: Seen, request: ListPeers, weights: ContextWeights) -> Peer | None:
    languages = shared_languages(mine, theirs)
    if theirs.city_id == mine.city_id or not (languages or request.interpreter):
        return None
    score = explained(request.score, mine, theirs, weights)
    return Peer(city=_nameless(theirs), languages=languages, score=score) if score.value else None


def _order(mine: Seen, peer: Peer) -> tuple[float, bool, str]:
    return -(peer.score.value or 0), peer.city.country == mine.country, peer.city.city_id


def _nameless(city: Seen) -> ComparedCity:
    return ComparedCity(city_id=city.city_id, names=None, country=city.country)
