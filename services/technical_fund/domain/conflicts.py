"""Conflicts of interest: what keeps a person from an application, since when, and whether the management unit has lifted it.

Most are derived from what is known of people and cities. A derived conflict never goes away by itself: when what it came from has changed,
it is marked, and the management unit may lift it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.errors import Conflict as Refused

DERIVED: Final = "derived"
DECLARED: Final = "declared"

SAME_CITY: Final = "same_city"
SAME_COUNTRY: Final = "same_country"
PAST_AWARD: Final = "past_award"
MENTOR: Final = "mentor"
PARTNER_AGREEMENT: Final = "partner_agreement"
HUB_OFFICE: Final = "hub_office"
SAID: Final = "declared"


@dataclass(frozen=True, kw_only=True)
class Ties:
    """What binds a person to cities. `countries` holds for reviewers only: the management unit works for all of them."""

    person_id: str
    cities: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    hubs: frozenset[str] = frozenset()
    partner_cities: frozenset[str] = frozenset()
    helped: frozenset[str] = frozenset()
    mentored: frozenset[str] = frozenset()

    @property
    def all_cities(self) -> frozenset[str]:
        """Every city named in a tie, whatever the tie is; those of a hub or a country are not."""
        return self.cities | self.partner_cities | self.helped | self.mentored


@dataclass(kw_only=True)
class Engagement:
    """Somebody has helped with an award: an expert, or a city as a mentor. `city_id` is the city that was helped."""

    award_id: str
    city_id: str
    person_id: str | None = None
    mentor_city_id: str | None = None
    since: datetime

    @property
    def id(self) -> str:
        return f"{self.award_id}:{self.person_id or self.mentor_city_id}"


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """What a tie can lead to: the applying city, with its hub, and whether its compatriots may judge it."""

    application_id: str
    call_id: str
    city_id: str
    country: str | None
    hub_id: str | None
    compatriots_may: bool = False


def grounds(ties: Ties, applicant: Applicant) -> tuple[str, ...]:
    """Everything that keeps the person from the application, the gravest first."""
    city = applicant.city_id
    found = {
        SAME_CITY: city in ties.cities,
        HUB_OFFICE: applicant.hub_id is not None and applicant.hub_id in ties.hubs,
        PARTNER_AGREEMENT: city in ties.partner_cities,
        PAST_AWARD: city in ties.helped,
        MENTOR: city in ties.mentored,
        SAME_COUNTRY: not applicant.compatriots_may and applicant.country in ties.countries,
    }
    return tuple(ground for ground, holds in found.items() if holds)


@dataclass(kw_only=True)
class Conflict:
    """One ground for one person and one application. While it stands unlifted the person is recused. What somebody wrote about it is closed
    with a key that goes with its author."""

    application_id: str
    person_id: str
    call_id: str
    kind: str
    ground: str
    since: datetime
    nature: str | None = None
    declared_by: str | None = None
    text_id: str | None = None
    text: str | None = None
    outdated_at: datetime | None = None
    lifted_at: datetime | None = None
    lifted_by: str | None = None

    @property
    def id(self) -> str:
        return f"{self.application_id}:{self.person_id}:{self.ground}"

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    @property
    def may_be_lifted(self) -> bool:
        """Who works for the applicant judges it under no circumstances; unless that has proved wrong."""
        return self.stands and (self.ground != SAME_CITY or self.outdated_at is not None)

    def lift(self, *, by: str | None, at: datetime) -> None:
        """Raises `technical_fund.cannot_lift`."""
        if not self.may_be_lifted:
            raise Refused("technical_fund.cannot_lift", "this conflict cannot be lifted", {"ground": self.ground})
        self.lifted_at, self.lifted_by = at, by

    def renew(self, *, at: datetime) -> bool:
        """What it came from holds again. Whether that brings it back: a conflict that was lifted while it was outdated stands anew."""
        was_outdated, self.outdated_at = self.outdated_at is not None, None
        if not was_outdated or self.stands:
            return False
        self.lifted_at = self.lifted_by = None
        self.since = at
        return True


def derived(applicant: Applicant, person_id: str, ground: str, at: datetime) -> Conflict:
    return Conflict(
        application_id=applicant.application_id, person_id=person_id, call_id=applicant.call_id, kind=DERIVED, ground=ground, since=at
    )
