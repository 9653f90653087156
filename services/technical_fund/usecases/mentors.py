"""Mentor cities, experts, what awards need of them, and matches by hand."""

from collections.abc import Mapping

from contracts.errors import Conflict, NotAllowed
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import (
    EndMentoring,
    EnrolExpert,
    MatchMentor,
    MentoringView,
    MentorView,
    OfferMentoring,
    SetMentoringNeeds,
)
from services.technical_fund.domain.award_access import award_of_side
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.agreement import NETWORK
from services.technical_fund.domain.awards.award import ENDED
from services.technical_fund.domain.conflicts import Engagement
from services.technical_fund.domain.mentor_access import known_mentor, works_for
from services.technical_fund.domain.mentor_showing import shown_mentor
from services.technical_fund.domain.mentors import CITY, EXPERT, Mentor, Mentoring
from services.technical_fund.domain.showing.mentors import mentoring_view
from services.technical_fund.domain.theme_words import check_themes
from services.technical_fund.usecases import clearance, deriving, history
from services.technical_fund.usecases.ports import Fund


def offer_mentoring(unit: Fund, request: OfferMentoring) -> MentorView:
    facts = unit.city_facts.find(request.city_id)
    if not (unit.actor.has(MANAGEMENT_UNIT) or works_for(unit.actor, request.city_id)):
        raise NotAllowed("technical_fund.not_yours_to_do", "this is for the city itself")
    if facts is None or not facts.in_standing:
        raise Conflict("technical_fund.city_not_in_standing", "only cities in standing mentor others")
    mentor = unit.mentors.find(request.city_id) or Mentor(id=request.city_id, helps_as=CITY)
    unit.expect(mentor)
    mentor.capacity, mentor.until = request.capacity, request.until
    return _kept(unit, mentor)


def enrol_expert(unit: Fund, request: EnrolExpert) -> MentorView:
    check_themes(request.themes, "/themes")
    mentor = unit.mentors.find(request.person_id) or Mentor(id=request.person_id, helps_as=EXPERT)
    unit.expect(mentor)
    mentor.capacity, mentor.until = request.half_days, request.until
    mentor.themes, mentor.languages = request.themes, request.languages
    mentor.country, mentor.countries = request.country, request.countries
    return _kept(unit, mentor)


def set_mentoring_needs(unit: Fund, request: SetMentoringNeeds) -> MentoringView:
    check_themes(request.needs.themes, "/needs/themes")
    mentoring = mentoring_of(unit, _running(unit, request.award_id))
    unit.expect(mentoring)
    mentoring.needs = request.needs
    data = {"award_id": mentoring.id, "cities": request.needs.cities, "experts": request.needs.experts}
    history.note(unit, mentoring.application_id, "mentoring_needs_set", data=data)
    keep_mentoring(unit, mentoring)
    return mentoring_view(mentoring)


def match_mentor(unit: Fund, request: MatchMentor) -> MentoringView:
    mentoring = mentoring_of(unit, _running(unit, request.award_id))
    mentor = known_mentor(unit, request.mentor_id)
    _check_impartial(unit, mentoring, mentor)
    match(unit, mentoring, mentor, by=unit.actor.person_id, texts={"reason": request.reason})
    keep_mentoring(unit, mentoring)
    return mentoring_view(mentoring)


def end_mentoring(unit: Fund, request: EndMentoring) -> MentoringView:
    mentoring = mentoring_of(unit, award_of_side(unit, request.award_id, NETWORK))
    ended = mentoring.end(request.mentor_id, at=unit.now)
    mentor = unit.mentors.find(request.mentor_id)
    if mentor is not None:
        mentor.let_go(mentoring.id)
        unit.mentors.save(mentor)
    data = {"award_id": mentoring.id, **_who(ended.kind, ended.mentor_id)}
    history.note(unit, mentoring.application_id, "mentoring_ended", data=data, texts={"reason": request.reason})
    keep_mentoring(unit, mentoring)
    return mentoring_view(mentoring)


def match(
    unit: Fund,
    mentoring: Mentoring,
    mentor: Mentor,
    *,
    by: str | None,
    run_id: str | None = None,
    texts: Mapping[str, str | None] | None = None,
) -> None:
    """Have somebody help. Whoever calls keeps the mentoring. From now on those who work for the helper judge nothing of this city."""
    mentor.take_on(mentoring.match(mentor, run_id=run_id, at=unit.now))
    unit.mentors.save(mentor)
    is_city = mentor.helps_as == CITY
    deriving.note_engagement(
        unit,
        Engagement(
            award_id=mentoring.id,
            city_id=mentoring.city_id,
            person_id=None if is_city else mentor.id,
            mentor_city_id=mentor.id if is_city else None,
            since=unit.now,
        ),
    )
    data = {"award_id": mentoring.id, "run_id": run_id, **_who(mentor.helps_as, mentor.id)}
    history.note(unit, mentoring.application_id, "mentor_matched", data=data, texts=texts, person_id=by)


def _who(helps_as: str, id: str) -> dict[str, str]:
    """A person's id goes into a field that the history closes with their key."""
    return {"mentor_city_id": id} if helps_as == CITY else {"person_id": id}


def mentoring_of(unit: Fund, award: Award) -> Mentoring:
    """What there is, or the beginning of it."""
    found = unit.mentorings.find(award.id)
    return found or Mentoring(id=award.id, application_id=award.application_id, call_id=award.call_id, city_id=award.city_id)


def keep_mentoring(unit: Fund, mentoring: Mentoring) -> None:
    unit.mentorings.save(mentoring) if mentoring.version else unit.mentorings.add(mentoring)


def _check_impartial(unit: Fund, mentoring: Mentoring, mentor: Mentor) -> None:
    """Nobody helps for pay who judged the application, or may know nothing of it."""
    if mentor.helps_as == CITY:
        return
    clearance.require_no_conflict(unit, mentoring.application_id, mentor.id)
    if any(one.reviewer_id == mentor.id for one in unit.assignments.of_application(mentoring.application_id)):
        raise Conflict("technical_fund.judged_it", "whoever judged an application is not paid to help with it")


def _running(unit: Fund, award_id: str) -> Award:
    award = award_of_side(unit, award_id, NETWORK)
    if award.state in ENDED:
        raise Conflict("technical_fund.award_ended", "nobody helps with an award that has ended", {"state": award.state})
    return award


def _kept(unit: Fund, mentor: Mentor) -> MentorView:
    unit.mentors.save(mentor) if mentor.version else unit.mentors.add(mentor)
    return shown_mentor(unit, mentor)
