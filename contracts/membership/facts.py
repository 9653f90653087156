"""What membership tells the others: ids, codes, numbers and instants only."""

from dataclasses import dataclass

from contracts.declare import event
from contracts.membership.shared import PUBLISHER, DeclineReason, Role, Tier
from contracts.words import (
    Count,
    Country,
    Id,
    Instant,
    Language,
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
    """A city has joined the network."""

    city_id: Id
    application_id: Id
    hub_id: Id | None
    country: Country
    region: Word
    tier: Tier
    population: Count
    languages: tuple[Language, ...]
    needs: tuple[Word, ...]
    offers: tuple[Word, ...]
    admitted_at: Instant


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantGiven:
    """Somebody holds a role over something from `starts_at` on."""

    grant_id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    starts_at: Instant
    ends_at: Instant | None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantEnded:
    """Somebody no longer holds a role."""

    grant_id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    ended_at: Instant


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
