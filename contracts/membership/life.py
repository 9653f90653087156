"""The life of a membership: status by dated rules, what it rests on, its mandates and the principles it accepted."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.life_facts import CityStatus, StandingReason
from contracts.membership.shared import PUBLISHER
from contracts.roles import ANYONE, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.standard import FilePart
from contracts.words import Count, Cursor, Day, Doc, Id, Instant, Line, OneOf, Paragraph, Range, Sha256, Word

SuspensionReason = Annotated[str, OneOf(["principles_breached", "mandate_disputed", "unreachable", "asked_by_city", "other"])]
WithdrawalReason = Annotated[str, OneOf(["decided_by_city", "merged", "principles_breached", "ceased_to_exist", "other"])]
MandateState = Annotated[str, OneOf(["pending", "verified", "refused", "superseded"])]
BasisKind = Annotated[str, OneOf(["admission", "affiliation"])]

CITY_PEOPLE = (FOCAL_POINT, MAYORS_OFFICE)
CARETAKERS = (HUB_OFFICER, MANAGEMENT_UNIT)


# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True, kw_only=True)
class BasisView:
    """Something a membership rests on: the city's own admission, or a member area that covers it. Each begins and ends by itself."""

    id: Id
    kind: BasisKind
    covering_city_id: Id | None
    starts_on: Day
    ends_on: Annotated[Day, Doc("The first day on which it no longer counts.")] | None
    ended_on: Day | None
    end_reason: Word | None
    live: bool


@dataclass(frozen=True, kw_only=True)
class MembershipDue:
    """What happens on a day unless something is done before."""

    what: StandingReason
    on: Day
    then: CityStatus


@dataclass(frozen=True, kw_only=True)
class MembershipStep:
    """One step in the life of a membership. Who took it is for the network's staff."""

    step: Word
    at: Instant
    status: CityStatus
    reasons: tuple[Word, ...]
    by: Id | None
    note: Paragraph | None = None


@dataclass(frozen=True, kw_only=True)
class MandateView:
    """A signed mandate. Its bytes are for the city's people, its hub and the management unit."""

    id: Id
    state: MandateState
    file_name: Line
    size: Count
    sha256: Sha256
    signatory: Line
    signed_on: Day
    valid_until: Annotated[Day, Doc("The last day on which it counts.")]
    uploaded_at: Instant
    judged_at: Instant | None
    note: Paragraph | None = None


@dataclass(frozen=True, kw_only=True)
class MembershipView:
    """Where a city's membership stands. The public sees status and since when; the city's people and the network's staff see the rest."""

    city_id: Id
    status: CityStatus
    since: Instant
    reasons: tuple[StandingReason, ...] | None = None
    due: tuple[MembershipDue, ...] | None = None
    last_sign_on: Annotated[Day, Doc("When the city last showed that it is there.")] | None = None
    accepted_version: Annotated[Word, Doc("The version of the principles it accepted last.")] | None = None
    mandate: MandateView | None = None
    bases: tuple[BasisView, ...] | None = None
    undo_until: Annotated[Instant, Doc("Until then a readmission gives the roles back that the withdrawal took.")] | None = None
    history: tuple[MembershipStep, ...] | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class MandatesPage:
    items: tuple[MandateView, ...]
    next: Cursor | None = None


# ---------------------------------------------------------------- reading


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class GetMembership:
    """Where a city's membership stands."""

    city_id: Id


@request(PUBLISHER, kind="query", may=(*CITY_PEOPLE, *CARETAKERS), answer=MandatesPage)
@dataclass(frozen=True, kw_only=True)
class ListMandates:
    """Every mandate a city ever handed in, newest first."""

    city_id: Id


@request(PUBLISHER, kind="query", may=(*CITY_PEOPLE, *CARETAKERS), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadCityMandate:
    """Some bytes of a city's mandate."""

    city_id: Id
    mandate_id: Id
    offset: Count = 0


# ---------------------------------------------------------------- what a city does


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class GiveSignOfLife:
    """Say "we are here": a silent city is active again, unless something else stands against it."""

    city_id: Id


@request(PUBLISHER, kind="command", may=CITY_PEOPLE, answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class RenewMandate:
    """Hand in a newly signed mandate. It counts at once, and is verified or refused by the hub."""

    city_id: Id
    upload_id: Id
    signatory: Line
    signed_on: Day
    valid_until: Annotated[Day, Doc("At most as long as the rules allow; that long when left out.")] | None = None


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE,), answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class AcceptPrinciples:
    """Accept the principles in force, for the city."""

    city_id: Id
    version: Word


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, MANAGEMENT_UNIT), answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class WithdrawCity:
    """End the membership. Every basis ends, and with the last one every role over the city.

    `keeps_affiliations` ends only its own admission.
    """

    city_id: Id
    reason: WithdrawalReason
    note: Paragraph
    keeps_affiliations: bool = False


# ---------------------------------------------------------------- what the network does


@request(PUBLISHER, kind="command", may=CARETAKERS, answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class VerifyMandate:
    """Say whether a renewed mandate holds. A refusal needs a note, and the mandate before counts again."""

    city_id: Id
    mandate_id: Id
    holds: bool
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class SuspendCity:
    """Suspend a member by hand; it leaves the directory until the suspension is lifted."""

    city_id: Id
    reason: SuspensionReason
    note: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class LiftSuspension:
    """Lift a suspension made by hand, or give a city that the clocks suspended another time of grace."""

    city_id: Id
    note: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class ReadmitCity:
    """Take a city back whose own admission has ended, within the time the rules set; later it applies anew."""

    city_id: Id
    note: Paragraph


@request(PUBLISHER, kind="command", may=CARETAKERS, answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class AddAffiliation:
    """Let a membership rest on that of a member area which covers the city, too."""

    city_id: Id
    covering_city_id: Id
    starts_on: Annotated[Day, Doc("Today when left out.")] | None = None
    ends_on: Day | None = None


@request(PUBLISHER, kind="command", may=CARETAKERS, answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class RenewAffiliation:
    """Let a live affiliation last longer. One that has ended stays ended."""

    city_id: Id
    affiliation_id: Id
    ends_on: Annotated[Day, Doc("The first day on which it no longer counts; without it, it has no end.")] | None = None


@request(PUBLISHER, kind="command", may=CARETAKERS, answer=MembershipView)
@dataclass(frozen=True, kw_only=True)
class EndAffiliation:
    """End one affiliation. What else the membership rests on stays as it is."""

    city_id: Id
    affiliation_id: Id
    note: Paragraph | None = None


# ---------------------------------------------------------------- the rules


@dataclass(frozen=True, kw_only=True)
class StatusRulesVersion:
    """The thresholds that make a status, from a day on."""

    number: Count
    effective_from: Day
    silence_months: Count
    dormant_months: Count
    grace_months: Count
    suspended_months: Count
    mandate_months: Count
    readmission_months: Count
    undo_days: Count
    announced_at: Instant | None = None
    job_id: Annotated[Id, Doc("The job that looks at every city again, in the answer to the announcement.")] | None = None


@dataclass(frozen=True, kw_only=True)
class StatusRulesPage:
    """Every version, the latest first; `in_force` is the number of today's."""

    items: tuple[StatusRulesVersion, ...]
    in_force: Count
    next: Cursor | None = None


Months = Annotated[int, Range(1, 240)]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=StatusRulesPage)
@dataclass(frozen=True, kw_only=True)
class ListStatusRules:
    """The rules that make a status, with every earlier and announced version."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=StatusRulesVersion)
@dataclass(frozen=True, kw_only=True)
class AnnounceStatusRules:
    """A new version of the rules, from a coming day on. What was decided before stays as it was."""

    effective_from: Annotated[Day, Doc("After today, and after every version announced so far.")]
    silence_months: Annotated[Months, Doc("Without a sign of life until a city is dormant.")] = 12
    dormant_months: Annotated[Months, Doc("Dormant until grace begins.")] = 6
    grace_months: Annotated[Months, Doc("Of grace, after silence, mandate or principles, until suspension.")] = 3
    suspended_months: Annotated[Months, Doc("Suspended until the membership ends.")] = 12
    mandate_months: Annotated[Months, Doc("For which a mandate is valid at most.")] = 48
    readmission_months: Annotated[Months, Doc("In which a city that left is taken back without a new application.")] = 12
    undo_days: Annotated[int, Range(0, 60), Doc("In which a readmission gives the roles back that a withdrawal took.")] = 7
