"""Helpers, and who helps with which award."""

from contracts.technical_fund import GetMentor, GetMentoring, ListMentors, MentoringView, MentorsPage, MentorView
from services.technical_fund.domain.award_access import award_known
from services.technical_fund.domain.mentor_access import known_mentor
from services.technical_fund.domain.mentor_showing import shown_mentor
from services.technical_fund.domain.mentors import Mentoring
from services.technical_fund.domain.showing.mentors import mentoring_view
from services.technical_fund.views.ports import Reading, after


def list_mentors(unit: Reading, request: ListMentors) -> MentorsPage:
    found = unit.mentors.page(after(unit, request), request.kind)
    items, more = unit.cursors.page(request, found, unit.mentors.sort_key)
    return MentorsPage(items=tuple(shown_mentor(unit, mentor) for mentor in items), next=more)


def get_mentor(unit: Reading, request: GetMentor) -> MentorView:
    return shown_mentor(unit, known_mentor(unit, request.mentor_id))


def get_mentoring(unit: Reading, request: GetMentoring) -> MentoringView:
    award, _, _ = award_known(unit, request.award_id)
    found = unit.mentorings.find(award.id)
    return mentoring_view(
        found or Mentoring(id=award.id, application_id=award.application_id, call_id=award.call_id, city_id=award.city_id)
    )
