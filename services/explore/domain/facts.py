"""What membership has told of one city, as far as members may know it: the only thing cities are compared by."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from contracts.membership import CityAdmitted, CityProfileChanged, NeedDeclared, OfferDeclared

FACTS: Final = "facts"
"""The read model."""
LISTED: Final = ("active", "dormant", "grace")
ACTIVE: Final = "active"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A need or an offer."""

    theme: str
    priority: str | None
    visibility: str
    declared_at: datetime


@dataclass(kw_only=True)
class CityFacts:
    """Null is what nobody may know or nobody has said. `as_of` is the instant of the latest news; the others say how old each part is."""

    city_id: str
    country: str
    subdivision: str | None
    region: str
    tier: str
    hub_id: str | None
    status: str
    population: int | None
    population_year: int | None
    languages: tuple[str, ...] | None
    prevention_network: bool | None = None
    mandate: bool | None = None
    strategy: bool | None = None
    members_only: tuple[str, ...] = ()
    needs: dict[str, Told] = field(default_factory=dict)
    offers: dict[str, Told] = field(default_factory=dict)
    profile_as_of: datetime
    as_of: datetime

    @property
    def listed(self) -> bool:
        return self.status in LISTED

    def picture(self, told: CityProfileChanged) -> None:
        """The whole profile as it is now; what is no longer told is forgotten."""
        self.country, self.subdivision, self.region, self.tier = told.country, told.subdivision, told.region, told.tier
        self.hub_id, self.population, self.population_year = told.hub_id, told.population, told.population_year
        self.languages, self.members_only = told.languages, told.members_only
        self.prevention_network, self.mandate, self.strategy = told.prevention_network, told.mandate, told.strategy
        self.profile_as_of = told.changed_at
        self.hear(told.changed_at)

    def now_is(self, status: str, at: datetime) -> None:
        self.status = status
        self.hear(at)

    def need(self, told: NeedDeclared) -> None:
        _keep(self.needs, told.need_id, told)
        self.hear(told.declared_at)

    def offer(self, told: OfferDeclared) -> None:
        _keep(self.offers, told.offer_id, told)
        self.hear(told.declared_at)

    def no_need(self, need_id: str, at: datetime) -> None:
        self.needs.pop(need_id, None)
        self.hear(at)

    def no_offer(self, offer_id: str, at: datetime) -> None:
        self.offers.pop(offer_id, None)
        self.hear(at)

    def hear(self, at: datetime) -> None:
        self.as_of = max(self.as_of, at)


def admitted(told: CityAdmitted) -> CityFacts:
    return CityFacts(
        city_id=told.city_id,
        country=told.country,
        subdivision=told.subdivision,
        region=told.region,
        tier=told.tier,
        hub_id=told.hub_id,
        status=ACTIVE,
        population=told.population,
        population_year=told.population_year,
        languages=told.languages,
        profile_as_of=told.admitted_at,
        as_of=told.admitted_at,
    )


def _keep(kept: dict[str, Told], key: str, told: NeedDeclared | OfferDeclared) -> None:
    """A theme that has been emptied is hidden: the same as withdrawn."""
    if told.theme is None:
        kept.pop(key, None)
    else:
        kept[key] = Told(theme=told.theme, priority=told.priority, visibility=told.visibility, declared_at=told.declared_at)
