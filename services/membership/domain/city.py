"""A city of the network, as it joined and as the directory knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.membership import AT_FIRST, CityAdmitted, CityDraft, CityHubChanged, CityProfile, CityProfileChanged
from services.membership.domain.application import Application
from services.membership.domain.clearance import MEMBERS, PUBLIC
from services.membership.domain.needs import Themed
from services.membership.domain.profile import Said, members_only, seen_by, settled, told
from services.membership.domain.regions import REGION_OF
from services.membership.domain.text import name_key

LISTED: Final = ("active", "dormant", "grace")
"""The states in which a city stands in the directory."""


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What one field of the public picture shall be, and whose words these are."""

    field: str
    said: Said
    by: str | None
    part: str
    at: datetime


@dataclass(kw_only=True)
class City(Aggregate):
    """A member: what it says of itself, and what of that still waits for the mayor's office."""

    kind: ClassVar[str] = "cities"
    application_id: str | None
    country: str
    region: str
    hub_id: str | None
    profile: CityProfile
    admitted_at: datetime
    proposal: tuple[Proposed, ...] = ()
    needs: tuple[Themed, ...] = ()
    offers: tuple[Themed, ...] = ()
    status: str = "active"

    @classmethod
    def admit(cls, application: Application, *, id: str, at: datetime) -> "City":
        """The member that a complete application describes."""
        draft = application.content.city
        profile = CityProfile(
            names=dict(draft.names or {}),
            tier=str(draft.tier),
            subdivision=draft.subdivision,
            population=draft.population,
            population_year=draft.population_year,
            languages=tuple(draft.languages or ()),
            latitude=draft.latitude,
            longitude=draft.longitude,
        )
        return cls.join(profile, str(draft.country), application.hub_id, id=id, at=at, application_id=application.id)

    @classmethod
    def join(
        cls, profile: CityProfile, country: str, hub_id: str | None, *, id: str, at: datetime, application_id: str | None = None
    ) -> "City":
        """A new member, from an application or brought in without one. The profile has been checked."""
        city = cls(
            id=id,
            application_id=application_id,
            country=country,
            region=REGION_OF[country],
            hub_id=hub_id,
            profile=settled(profile),
            admitted_at=at,
        )
        city.say(city._admission())
        if city._says_more_than_its_admission():
            city.say(city.picture(at))
        return city

    def move_to_hub(self, hub_id: str | None) -> None:
        """Another hub looks after the city; nothing is said when it is the same one."""
        if hub_id == self.hub_id:
            return
        self.say(CityHubChanged(city_id=self.id, country=self.country, from_hub_id=self.hub_id, to_hub_id=hub_id))
        self.hub_id = hub_id

    def show(self, profile: CityProfile, at: datetime) -> None:
        """Let `profile` be in force, and say so when anybody outside the staff sees a difference."""
        before, self.profile = self.profile, profile
        if any(seen_by(before, audience) != seen_by(profile, audience) for audience in (PUBLIC, MEMBERS)):
            self.say(self.picture(at))

    @property
    def names(self) -> dict[str, str]:
        return self.profile.names

    @property
    def listed(self) -> bool:
        return self.status in LISTED

    @property
    def sort_name(self) -> str:
        return name_key(display_name(self.names))

    @property
    def identities(self) -> tuple[str, ...]:
        return identities(self.names.values(), self.country, self.profile.subdivision)

    @property
    def name_holder(self) -> str:
        """Under whose id the city's names are reserved: its application's, which took them when it was handed in, or its own."""
        return self.application_id or self.id

    def picture(self, at: datetime) -> CityProfileChanged:
        """All that members may see of the city, as it is now, in codes and numbers."""
        return CityProfileChanged(
            city_id=self.id,
            hub_id=self.hub_id,
            country=self.country,
            region=self.region,
            tier=self.profile.tier,
            members_only=members_only(self.profile),
            changed_at=at,
            **told(self.profile),
        )

    def _admission(self) -> CityAdmitted:
        """What everybody may know; whatever members may know besides is in the picture that follows."""
        shown = told(self.profile, PUBLIC)
        return CityAdmitted(
            city_id=self.id,
            application_id=self.application_id,
            hub_id=self.hub_id,
            country=self.country,
            subdivision=shown["subdivision"],
            region=self.region,
            tier=self.profile.tier,
            population=shown["population"],
            population_year=shown["population_year"],
            languages=shown["languages"],
            latitude=shown["latitude"],
            longitude=shown["longitude"],
            admitted_at=self.admitted_at,
        )

    def _says_more_than_its_admission(self) -> bool:
        """Structures, or a choice of who may see what: applications hold neither."""
        said = self.profile
        return bool(said.prevention_network or said.mandate or said.strategy) or said.visibility != AT_FIRST


def display_name(names: dict[str, str]) -> str:
    """The name lists are sorted by: English where there is one, else the first that was given."""
    return names.get("en") or next(iter(names.values()), "")


def identities(names: Iterable[str], country: str | None, subdivision: str | None) -> tuple[str, ...]:
    """What makes two descriptions the same city: the same country and subdivision, and a name in common however it is spelled."""
    return tuple(sorted({f"{country}/{subdivision or '-'}/{name_key(name)}" for name in names}))


def identities_of(draft: CityDraft) -> tuple[str, ...]:
    return identities((draft.names or {}).values(), draft.country, draft.subdivision)
