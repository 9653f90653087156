"""Explore: which cities are like mine, who shares its challenges, and who could help whom."""

from dataclasses import dataclass
from typing import Annotated, Final

from contracts.declare import event, request
from contracts.roles import ANYONE, MANAGEMENT_UNIT, service
from contracts.standard import Job
from contracts.words import Count, Country, Doc, Id, Instant, Language, OneOf, Range, Sha256, Texts, Word

PUBLISHER: Final = "explore"
OPERATOR: Final = service("operator")

CONTEXT: Final = "context"
CHALLENGE: Final = "challenge"
COMPLEMENTARITY: Final = "complementarity"
MENTORING: Final = "mentoring"
KINDS: Final = (CONTEXT, CHALLENGE, COMPLEMENTARITY, MENTORING)

Kind = Annotated[
    str,
    OneOf(KINDS),
    Doc("What to compare: circumstances, shared needs, help in both directions, or help that only the other city can give."),
]
Audience = Annotated[str, OneOf(["public", "members"]), Doc("Whose view of the cities was compared.")]
Share = Annotated[float, Range(0, 1)]
Weight = Annotated[int, Range(0, 100)]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One part of a score. The amounts of all parts add up to the score. `mine` and `theirs` are the numbers compared: people, the income
    band from 1 to 4, the priority from 1 to 3, 0 or 1 for what a city has or has not."""

    code: Word
    theme: Word | None
    amount: Share
    similarity: Share
    mine: float | None
    theirs: float | None


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score from 0 to 1, or null where too little is known of both. `coverage` is the share of what is compared that is known of both
    cities, `oldest_data` the date of the oldest fact used: a count is as
    old as its year, an income band as its classification, all else as what the city said. `reasons` are the three greatest parts."""

    value: Share | None
    coverage: Share
    oldest_data: Instant | None
    reasons: tuple[Contribution, ...]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, kw_only=True)
class ComparedCity:
    """A city of the directory. Its names are null while membership cannot be asked."""

    city_id: Id
    names: Texts | None
    country: Country


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A city and how it compares."""

    city: ComparedCity
    languages: Annotated[tuple[Language, ...], Doc("Languages both cities work in.")]
    score: Score


@dataclass(frozen=True, kw_only=True)
class PeersPage:
    """The best peers first; among equals those of other countries. `computed_at` is null until the city has been compared at all."""

    city_id: Id
    kind: Kind
    audience: Audience
    items: tuple[Peer, ...]
    weights_version: Count
    computed_at: Instant | None
    names_available: bool


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=PeersPage)
@dataclass(frozen=True, kw_only=True)
class ListPeers:
    """Cities to turn to. Only cities that share a language are given, unless an interpreter is there."""

    city_id: Id
    score: Kind = CONTEXT
    interpreter: Annotated[bool, Doc("Also cities that share no language.")] = False
    country: Annotated[Country, Doc("Only cities of this country.")] | None = None
    limit: Annotated[int, Range(1, 100)] = 20


@dataclass(frozen=True, kw_only=True)
class PairView:
    """Two cities side by side, every score explained from the first city's side."""

    city: ComparedCity
    peer: ComparedCity
    audience: Audience
    languages: Annotated[tuple[Language, ...], Doc("Languages both cities work in.")]
    context: Score
    challenge: Score
    complementarity: Score
    mentoring: Annotated[Score, Doc("What the peer could give that is not given back.")]
    weights_version: Count
    names_available: bool


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=PairView)
@dataclass(frozen=True, kw_only=True)
class ExplainPair:
    """Why these two cities are peers, or are not."""

    city_id: Id
    peer_id: Id


@dataclass(frozen=True, kw_only=True)
class ContextWeights:
    """How much each circumstance counts. At least one counts for something."""

    population: Weight
    region: Weight
    tier: Weight
    income: Weight
    mandate: Weight
    prevention_network: Weight
    strategy: Weight


@dataclass(frozen=True, kw_only=True)
class MatchWeightsView:
    """The weights in force. Version 0 is what the network began with."""

    context: ContextWeights
    changed_at: Instant | None
    version: Count


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=MatchWeightsView)
@dataclass(frozen=True, kw_only=True)
class GetMatchWeights:
    """How cities are compared: the weights of the context score."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MatchWeightsView)
@dataclass(frozen=True, kw_only=True)
class SetMatchWeights:
    """Compare cities with other weights from now on; every city is compared anew."""

    context: ContextWeights


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class StartRematch:
    """Compare all cities anew. A rematch that is waiting or running already is the answer."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT, OPERATOR), answer=Job)
@dataclass(frozen=True, kw_only=True)
class StartRebuild:
    """Build the facts about cities anew from everything membership has ever said; what is there is used until that is done."""


@dataclass(frozen=True, kw_only=True)
class ReadModelView:
    """The facts in use. `digest` is over all of them as the last rebuild left them; `same` says whether what it replaced was equal, null
    when news came in between."""

    generation: Count
    rebuilt_at: Instant | None
    events: Count | None
    digest: Sha256 | None
    same: bool | None
    job: Job | None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT, OPERATOR), answer=ReadModelView)
@dataclass(frozen=True, kw_only=True)
class GetReadModel:
    """Which facts explore works with, and how the last rebuild goes or went."""


@event(PUBLISHER, subject="runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class MatchesRecomputed:
    """All cities have been compared with each other anew."""

    run_id: Id
    weights_version: Count
    cities: Count
    computed_at: Instant
