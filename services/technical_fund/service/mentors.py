"""Mentor cities and experts."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import mentors, runs


class MentorDoors(Doors):
    """Who helps with which award."""

    @answers(ask.OfferMentoring)
    def offer_mentoring(self, request: ask.OfferMentoring) -> Any:
        return self.work.run(mentors.offer_mentoring, request)

    @answers(ask.EnrolExpert)
    def enrol_expert(self, request: ask.EnrolExpert) -> Any:
        return self.work.run(mentors.enrol_expert, request)

    @answers(ask.ListMentors)
    def list_mentors(self, request: ask.ListMentors) -> Any:
        return self.work.read(views.mentors.list_mentors, request)

    @answers(ask.GetMentor)
    def get_mentor(self, request: ask.GetMentor) -> Any:
        return self.work.read(views.mentors.get_mentor, request)

    @answers(ask.SetMentoringNeeds)
    def set_mentoring_needs(self, request: ask.SetMentoringNeeds) -> Any:
        return self.work.run(mentors.set_mentoring_needs, request)

    @answers(ask.GetMentoring)
    def get_mentoring(self, request: ask.GetMentoring) -> Any:
        return self.work.read(views.mentors.get_mentoring, request)

    @answers(ask.StartMentorRun)
    def start_mentor_run(self, request: ask.StartMentorRun) -> Any:
        return self.work.run(runs.start_mentor_run, request)

    @answers(ask.MatchMentor)
    def match_mentor(self, request: ask.MatchMentor) -> Any:
        return self.work.run(mentors.match_mentor, request)

    @answers(ask.EndMentoring)
    def end_mentoring(self, request: ask.EndMentoring) -> Any:
        return self.work.run(mentors.end_mentoring, request)
