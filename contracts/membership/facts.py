"""What membership tells the others: ids, codes, numbers and instants only."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event
from contracts.membership.shared import PUBLISHER, DeclineReason, Degrees, Tier
from contracts.words import (
    Count,
    Country,
    Doc,
    Id,
    Instant,
    Language,
    Subdivision,
    Word,
)


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted:
    """A city has handed in its application to join."""

    application_id: Id
    country: Country
    hub_id: Id | None
    tier: Tier


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewBegun:
    """The hub, or the management unit where there is no hub, has taken the application up."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class InformationRequested:
    """The reviewer has asked the applicant for something."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class InformationProvided:
    """The applicant has answered; the review goes on."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationRecommended:
    """The hub recommends admission."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationAdmitted:
    """The application has led to membership; `city_admitted` tells of the city."""

    application_id: Id
    city_id: Id


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationDeclined:
    """The management unit has declined the application."""

    application_id: Id
    reason: DeclineReason


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn:
    """The applicant has taken the application back."""

    application_id: Id


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityAdmitted:
    """A city has joined the network, by an application or brought in by the management unit.

    Its needs and offers follow in events of their own. What the city hides later is emptied here too.
    """

    city_id: Id
    application_id: Id | None
    hub_id: Id | None
    country: Country
    subdivision: Subdivision | None
    region: Word
    tier: Tier
    population: Count | None
    languages: tuple[Language, ...] | None
    admitted_at: Instant
    population_year: Count | None = None
    latitude: Degrees | None = None
    longitude: Degrees | None = None


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityProfileChanged:
    """What can be seen of a city has changed: all of it, as it is now. What nobody but the network's staff may see is null."""

    city_id: Id
    hub_id: Id | None
    country: Country
    subdivision: Subdivision | None
    region: Word
    tier: Tier
    population: Count | None
    population_year: Count | None
    languages: tuple[Language, ...] | None
    latitude: Degrees | None
    longitude: Degrees | None
    prevention_network: bool | None
    mandate: bool | None
    strategy: bool | None
    members_only: Annotated[tuple[Word, ...], Doc("Fields of this event that only members may be shown.")]
    changed_at: Instant


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityHubChanged:
    """Another hub looks after the city from now on."""

    city_id: Id
    country: Country
    from_hub_id: Id | None
    to_hub_id: Id | None


@event(PUBLISHER, subject="sessions/{session_id}")
@dataclass(frozen=True, kw_only=True)
class SessionEnded:
    """A session has been ended before its time; nothing may be done with it any more."""

    session_id: Id
    person_id: Id


@event(PUBLISHER, subject="api-keys/{key_id}")
@dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked:
    """A key has been revoked; nothing may be done with it any more."""

    key_id: Id
    person_id: Id


@event(PUBLISHER, subject="hubs/{hub_id}")
@dataclass(frozen=True, kw_only=True)
class HubOpened:
    """A hub has been opened."""

    hub_id: Id
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]


@event(PUBLISHER, subject="hubs/{hub_id}")
@dataclass(frozen=True, kw_only=True)
class HubRevised:
    """A hub looks after other countries, or speaks other languages."""

    hub_id: Id
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]
