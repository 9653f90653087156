"""A city of the network, as it joined and as the directory knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.membership import CityAdmitted, CityDraft, CityHubChanged, CityProfileChanged
from services.membership.domain.application import Application
from services.membership.domain.needs import Themed
from services.membership.domain.regions import REGION_OF
from services.membership.domain.text import name_key, prefixes

LISTED: Final = ("active", "dormant", "grace")
"""The states in which a city stands in the directory."""


@dataclass(kw_only=True)
class City(Aggregate):
    """A member. Its place is coarse on purpose: a tenth of a degree says which city, not which building."""

    kind: ClassVar[str] = "cities"
    application_id: str | None
    names: dict[str, str]
    country: str
    subdivision: str | None
    region: str
    hub_id: str | None
    tier: str
    population: int | None
    population_year: int | None
    languages: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    admitted_at: datetime
    needs: tuple[Themed, ...] = ()
    offers: tuple[Themed, ...] = ()
    status: str = "active"

    @classmethod
    def admit(cls, application: Application, *, id: str, at: datetime) -> "City":
        """The member that a complete application describes."""
        draft = application.content.city
        country = str(draft.country)
        city = cls(
            id=id,
            application_id=application.id,
            names=dict(draft.names or {}),
            country=country,
            subdivision=draft.subdivision,
            region=REGION_OF[country],
            hub_id=application.hub_id,
            tier=str(draft.tier),
            population=draft.population,
            population_year=draft.population_year,
            languages=tuple(draft.languages or ()),
            latitude=coarse(draft.latitude),
            longitude=coarse(draft.longitude),
            admitted_at=at,
        )
        city.say(city._admission())
        return city

    def move_to_hub(self, hub_id: str | None) -> None:
        """Another hub looks after the city; nothing is said when it is the same one."""
        if hub_id == self.hub_id:
            return
        self.say(CityHubChanged(city_id=self.id, country=self.country, from_hub_id=self.hub_id, to_hub_id=hub_id))
        self.hub_id = hub_id

    @property
    def listed(self) -> bool:
        return self.status in LISTED

    @property
    def sort_name(self) -> str:
        return name_key(display_name(self.names))

    @property
    def search_words(self) -> tuple[str, ...]:
        return prefixes(self.names.values())

    @property
    def identities(self) -> tuple[str, ...]:
        return identities(self.names.values(), self.country, self.subdivision)

    def _admission(self) -> CityAdmitted:
        return CityAdmitted(
            city_id=self.id,
            application_id=self.application_id,
            hub_id=self.hub_id,
            country=self.country,
            subdivision=self.subdivision,
            region=self.region,
            tier=self.tier,
            population=self.population,
            population_year=self.population_year,
            languages=self.languages,
            latitude=self.latitude,
            longitude=self.longitude,
            admitted_at=self.admitted_at,
        )

    def picture(self, at: datetime) -> CityProfileChanged:
        """All that can be seen of the city, as it is now."""
        return CityProfileChanged(
            city_id=self.id,
            hub_id=self.hub_id,
            country=self.country,
            subdivision=self.subdivision,
            region=self.region,
            tier=self.tier,
            population=self.population,
            population_year=self.population_year,
            languages=self.languages,
            latitude=self.latitude,
            longitude=self.longitude,
            prevention_network=None,
            mandate=None,
            strategy=None,
            members_only=(),
            changed_at=at,
        )


def coarse(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 1) + 0.0


def display_name(names: dict[str, str]) -> str:
    """The name lists are sorted by: English where there is one, else the first that was given."""
    return names.get("en") or next(iter(names.values()), "")


def identities(names: Iterable[str], country: str | None, subdivision: str | None) -> tuple[str, ...]:
    """What makes two descriptions the same city: the same country and subdivision, and a name in common however it is spelled."""
    return tuple(sorted({f"{country}/{subdivision or '-'}/{name_key(name)}" for name in names}))


def identities_of(draft: CityDraft) -> tuple[str, ...]:
    return identities((draft.names or {}).values(), draft.country, draft.subdivision)
