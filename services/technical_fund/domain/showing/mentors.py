"""Helpers, and who helps with what, as they are shown."""

from collections.abc import Collection

from contracts.technical_fund import MentoringView, MentorView
from services.technical_fund.domain.facts import CityFacts
from services.technical_fund.domain.mentors import CITY, EXPERT, Mentor, Mentoring


def mentor_view(mentor: Mentor, facts: CityFacts | None, hidden_awards: Collection[str]) -> MentorView:
    """Mentorships of awards that are kept from the reader are not there, and take no room."""
    told = facts if mentor.helps_as == CITY else None
    seen = tuple(one for one in mentor.mentorships if one.award_id not in hidden_awards)
    return MentorView(
        id=mentor.id,
        kind=mentor.helps_as,
        capacity=mentor.capacity,
        left=mentor.left_beside(seen),
        until=mentor.until,
        themes=tuple(sorted(told.themes_offered)) if told else mentor.themes,
        languages=tuple(told.languages or ()) if told else mentor.languages,
        country=told.country if told else mentor.country,
        countries=mentor.countries,
        mentorships=seen,
        version=mentor.version,
    )


def mentoring_view(mentoring: Mentoring) -> MentoringView:
    return MentoringView(
        award_id=mentoring.id,
        city_id=mentoring.city_id,
        needs=mentoring.needs,
        missing_cities=mentoring.missing(CITY),
        missing_experts=mentoring.missing(EXPERT),
        matches=mentoring.matches,
        version=mentoring.version,
    )
