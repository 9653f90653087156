"""What membership has told of cities, of who works for whom, and of agreements with partners: a copy fed by its events."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from contracts.membership import CityAdmitted, CityProfileChanged, GrantGiven, NeedDeclared, OfferDeclared

FACTS: Final = "facts"
"""The read model."""
CITY_FACTS: Final = "city_facts"
ROLE_TIES: Final = "role_ties"
PARTNER_TIES: Final = "partner_ties"

ACTIVE: Final = "active"
IN_STANDING: Final = ("active", "dormant", "grace")
"""A city with one of these is a member and may apply."""


@dataclass(kw_only=True)
class CityFacts:
    """Null is what nobody has said, or what the city shows nobody. `needs` and `offers` are themes by the id of the need or offer; `as_of`
    is the instant of the latest news."""

    city_id: str
    country: str
    subdivision: str | None
    region: str
    tier: str
    hub_id: str | None
    status: str
    admitted_at: datetime
    population: int | None
    languages: tuple[str, ...] | None
    prevention_network: bool | None = None
    mandate: bool | None = None
    strategy: bool | None = None
    mandate_until: date | None = None
    principles_version: str | None = None
    applied: bool = False
    """Whether it came in by an application, which wants the principles accepted."""
    needs: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    as_of: datetime

    @property
    def in_standing(self) -> bool:
        return self.status in IN_STANDING

    @property
    def themes_needed(self) -> frozenset[str]:
        return frozenset(self.needs.values())

    @property
    def themes_offered(self) -> frozenset[str]:
        return frozenset(self.offers.values())

    @property
    def has_accepted_principles(self) -> bool:
        """Of a city that was brought in by hand and has said nothing since, nobody here knows."""
        return self.applied or self.principles_version is not None

    def picture(self, told: CityProfileChanged) -> None:
        """The whole profile as it is now; what is no longer told is forgotten."""
        self.country, self.subdivision, self.region, self.tier = told.country, told.subdivision, told.region, told.tier
        self.hub_id, self.population, self.languages = told.hub_id, told.population, told.languages
        self.prevention_network, self.mandate, self.strategy = told.prevention_network, told.mandate, told.strategy
        self.hear(told.changed_at)

    def now_is(self, status: str, at: datetime) -> None:
        self.status = status
        self.hear(at)

    def need(self, told: NeedDeclared) -> None:
        _keep(self.needs, told.need_id, told.theme)
        self.hear(told.declared_at)

    def offer(self, told: OfferDeclared) -> None:
        _keep(self.offers, told.offer_id, told.theme)
        self.hear(told.declared_at)

    def no_need(self, need_id: str, at: datetime) -> None:
        self.needs.pop(need_id, None)
        self.hear(at)

    def no_offer(self, offer_id: str, at: datetime) -> None:
        self.offers.pop(offer_id, None)
        self.hear(at)

    def hear(self, at: datetime) -> None:
        self.as_of = max(self.as_of, at)


@dataclass(kw_only=True)
class RoleTie:
    """A role somebody holds or held over something; one for each grant."""

    grant_id: str
    person_id: str
    role: str
    scope_kind: str
    scope_id: str | None
    starts_at: datetime
    ends_at: datetime | None = None
    """When it ends, or ended."""

    def holds(self, at: datetime) -> bool:
        return self.ends_at is None or self.ends_at > at

    def held_within(self, years: int, at: datetime) -> bool:
        """Whether it is held, or has ended less than `years` of 365.25 days ago. One that has yet to begin counts as held."""
        return self.ends_at is None or self.ends_at > at - timedelta(days=365.25 * years)


@dataclass(kw_only=True)
class PartnerTie:
    """An agreement that is or was in force between organisations and cities. Both ends are included; no end stands open."""

    agreement_id: str
    organisation_ids: tuple[str, ...]
    city_ids: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None

    def in_force(self, on: date) -> bool:
        return self.ends_on is None or self.ends_on >= on


def admitted(told: CityAdmitted) -> CityFacts:
    return CityFacts(
        city_id=told.city_id,
        country=told.country,
        subdivision=told.subdivision,
        region=told.region,
        tier=told.tier,
        hub_id=told.hub_id,
        status=ACTIVE,
        admitted_at=told.admitted_at,
        population=told.population,
        languages=told.languages,
        applied=told.application_id is not None,
        as_of=told.admitted_at,
    )


def role_tie(told: GrantGiven) -> RoleTie:
    return RoleTie(
        grant_id=told.grant_id,
        person_id=told.person_id,
        role=told.role,
        scope_kind=told.scope_kind,
        scope_id=told.scope_id,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
    )


def _keep(kept: dict[str, str], key: str, theme: str | None) -> None:
    """A theme that has been emptied is hidden: the same as withdrawn."""
    if theme is None:
        kept.pop(key, None)
    else:
        kept[key] = theme
