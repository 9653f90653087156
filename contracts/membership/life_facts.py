"""What membership tells of the life of a membership: its status on the city's own subject, what it rests on under `memberships/`."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event
from contracts.membership.shared import PUBLISHER
from contracts.words import Count, Day, Doc, Id, Instant, OneOf, Sha256, Word

CITY_STATUSES = ("active", "dormant", "grace", "suspended", "withdrawn")
LISTED_STATUSES = ("active", "dormant", "grace")
"""A city with one of these stands in the directory."""

CityStatus = Annotated[str, OneOf(CITY_STATUSES)]
StandingReason = Annotated[
    str,
    OneOf(
        [
            "in_good_standing",
            "silence",
            "mandate_lapsed",
            "principles_not_accepted",
            "suspended_by_network",
            "suspension_unresolved",
            "covering_area",
            "no_basis",
            "withdrawn_by_city",
            "withdrawn_by_network",
        ]
    ),
]


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityStatusChanged:
    """The status of a city is another. Suspension, withdrawal and readmission have facts of their own instead."""

    city_id: Id
    status: CityStatus
    previous: CityStatus
    reason: Annotated[StandingReason, Doc("For the network's staff.")] | None
    changed_at: Instant


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CitySuspended:
    """A city is suspended and no longer listed."""

    city_id: Id
    previous: CityStatus
    reason: Annotated[StandingReason, Doc("For the network's staff.")] | None
    at: Instant


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityWithdrawn:
    """A city is no longer a member."""

    city_id: Id
    previous: CityStatus
    reason: Annotated[StandingReason, Doc("For the network's staff.")] | None
    at: Instant


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityReadmitted:
    """A city that had left is a member again, and active."""

    city_id: Id
    at: Instant


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class AffiliationBegun:
    """A membership rests on that of a covering area, too."""

    city_id: Id
    affiliation_id: Id
    covering_city_id: Id
    starts_on: Day
    ends_on: Day | None


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class AffiliationRenewed:
    """An affiliation lasts longer."""

    city_id: Id
    affiliation_id: Id
    covering_city_id: Id
    ends_on: Day | None


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class AffiliationEnded:
    """A membership no longer rests on that of a covering area."""

    city_id: Id
    affiliation_id: Id
    covering_city_id: Id
    ended_on: Day
    reason: Word


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class MandateRenewed:
    """A city has handed in a newly signed mandate."""

    city_id: Id
    mandate_id: Id
    signed_on: Day
    valid_until: Day


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class MandateVerified:
    """The hub has found a renewed mandate to hold."""

    city_id: Id
    mandate_id: Id
    sha256: Sha256
    valid_until: Day


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class MandateRefused:
    """The hub has found a renewed mandate not to hold; the one before counts again."""

    city_id: Id
    mandate_id: Id


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class MandateRenewalDue:
    """A mandate ends soon, or today. Said once for each number of days and each end."""

    city_id: Id
    valid_until: Day
    days: Count


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class PrinciplesAccepted:
    """The mayor's office has accepted a version of the principles."""

    city_id: Id
    version: Word
    accepted_at: Instant


@event(PUBLISHER, subject="memberships/{city_id}")
@dataclass(frozen=True, kw_only=True)
class PrinciplesAcceptanceDue:
    """The day by which the principles are to be accepted is near, or today. Said once for each number of days and each day."""

    city_id: Id
    version: Word
    accept_by: Day
    days: Count
