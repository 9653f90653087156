"""Peer support: cities that mentor and experts who help, what awards need of them, and who was matched with whom."""

from dataclasses import dataclass
from typing import Annotated, Final

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund.matching import FitWeights, FundRunView, SearchLimits
from contracts.technical_fund.shared import PUBLISHER, HalfDays
from contracts.words import Count, Country, Cursor, Day, Doc, Id, Instant, Language, Length, Limit, OneOf, Paragraph, Range, Word

MentorKind = Annotated[str, OneOf(["city", "expert"]), Doc("A member city that helps another, or a person.")]
MentorCapacity = Annotated[
    int, Range(0, 400), Doc("How many awards a city mentors at a time; how many half-days an expert has for all of theirs together.")
]
Helpers = Annotated[int, Range(0, 5)]

MENTOR_WEIGHTS: Final = FitWeights(themes=600, language=150, region=250, bid=0, senior=0)
MENTOR_LIMITS: Final = SearchLimits()


@dataclass(frozen=True, kw_only=True)
class Mentorship:
    """One award that is helped. `half_days` are an expert's."""

    award_id: Id
    city_id: Annotated[Id, Doc("The city that is helped.")]
    half_days: HalfDays
    since: Instant


@dataclass(frozen=True, kw_only=True)
class MentorView:
    """Who helps, with what they have left. A city's themes are those of its offers, its languages and country those of its profile."""

    id: Annotated[Id, Doc("The city's, or the person's.")]
    kind: MentorKind
    capacity: MentorCapacity
    left: Count
    until: Day | None
    themes: tuple[Word, ...]
    languages: tuple[Language, ...]
    country: Country | None
    countries: tuple[Country, ...]
    mentorships: tuple[Mentorship, ...]
    version: Count


@dataclass(frozen=True, kw_only=True)
class MentorsPage:
    items: tuple[MentorView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class MentoringNeeds:
    """What an award needs of others. Themes are the call's priorities among the city's needs where none are named."""

    cities: Helpers = 1
    experts: Helpers = 0
    half_days: Annotated[HalfDays, Doc("Of each expert.")] = 0
    themes: Annotated[tuple[Word, ...], Length(max=36)] = ()


@dataclass(frozen=True, kw_only=True)
class MentorMatch:
    """Somebody who helps, or helped until `ended_at`."""

    mentor_id: Id
    kind: MentorKind
    half_days: HalfDays
    run_id: Id | None
    since: Instant
    ended_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class MentoringView:
    """What an award needs of others, and who helps."""

    award_id: Id
    city_id: Id
    needs: MentoringNeeds
    missing_cities: Count
    missing_experts: Count
    matches: tuple[MentorMatch, ...]
    version: Count


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=MentorView)
@dataclass(frozen=True, kw_only=True)
class OfferMentoring:
    """Say how many awards a city can mentor at a time; none ends the offer. What it mentors already goes on."""

    city_id: Id
    capacity: Annotated[int, Range(0, 50)]
    until: Day | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MentorView)
@dataclass(frozen=True, kw_only=True)
class EnrolExpert:
    """Have somebody among the experts, with the half-days they have, or change what is known of them."""

    person_id: Id
    country: Country
    languages: Annotated[tuple[Language, ...], Length(1, 20)]
    half_days: Annotated[int, Range(0, 400)]
    themes: Annotated[tuple[Word, ...], Length(max=36)] = ()
    countries: Annotated[tuple[Country, ...], Length(max=60)] = ()
    until: Day | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=MentorsPage)
@dataclass(frozen=True, kw_only=True)
class ListMentors:
    """Cities that mentor, or experts, by id."""

    kind: MentorKind = "city"
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=MentorView)
@dataclass(frozen=True, kw_only=True)
class GetMentor:
    """One of them; for a city, itself."""

    mentor_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MentoringView)
@dataclass(frozen=True, kw_only=True)
class SetMentoringNeeds:
    """Say what an award needs of others. Who helps already goes on helping."""

    award_id: Id
    needs: MentoringNeeds


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=MentoringView)
@dataclass(frozen=True, kw_only=True)
class GetMentoring:
    """Who helps with an award: for its city and for the management unit."""

    award_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRunView)
@dataclass(frozen=True, kw_only=True)
class StartMentorRun:
    """Have mentor cities, or experts, proposed for the awards that miss some. Nothing changes until the run is applied."""

    helpers: MentorKind = "city"
    fair: bool = False
    leave_vacant: Annotated[bool, Doc("Help as many awards as can be helped, rather than all or none.")] = True
    weights: FitWeights = MENTOR_WEIGHTS
    limits: SearchLimits = MENTOR_LIMITS
    seed: Annotated[int, Range(0, 2**31 - 1)] | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MentoringView)
@dataclass(frozen=True, kw_only=True)
class MatchMentor:
    """Give an award a mentor city or an expert by hand, with the reason: against language and themes if need be, never over capacity."""

    award_id: Id
    mentor_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=MentoringView)
@dataclass(frozen=True, kw_only=True)
class EndMentoring:
    """Somebody helps no more, and has the room back."""

    award_id: Id
    mentor_id: Id
    reason: Paragraph


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="fund-mentorings/{award_id}")
@dataclass(frozen=True, kw_only=True)
class MentorMatched:
    """An award has a mentor city, or an expert."""

    award_id: Id
    application_id: Id
    city_id: Id
    mentor_city_id: Id | None
    expert_id: Id | None
    half_days: HalfDays
    run_id: Id | None
    matched_at: Instant


@event(PUBLISHER, subject="fund-mentorings/{award_id}")
@dataclass(frozen=True, kw_only=True)
class MentoringEnded:
    """Somebody helps with an award no more."""

    award_id: Id
    application_id: Id
    city_id: Id
    mentor_city_id: Id | None
    expert_id: Id | None
    ended_at: Instant
