"""Needs and offers."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import needs


class NeedDoors(Doors):
    """Needs and offers."""

    @answers(ask.ListThemes)
    def list_themes(self, request: ask.ListThemes) -> Any:
        return self.work.read(views.needs.list_themes, request)

    @answers(ask.DeclareNeed)
    def declare_need(self, request: ask.DeclareNeed) -> Any:
        return self.work.run(needs.declare_need, request)

    @answers(ask.ReviseNeed)
    def revise_need(self, request: ask.ReviseNeed) -> Any:
        return self.work.run(needs.revise_need, request)

    @answers(ask.ReviewNeed)
    def review_need(self, request: ask.ReviewNeed) -> Any:
        return self.work.run(needs.review_need, request)

    @answers(ask.WithdrawNeed)
    def withdraw_need(self, request: ask.WithdrawNeed) -> Any:
        return self.work.run(needs.withdraw_need, request)

    @answers(ask.ListCityNeeds)
    def list_city_needs(self, request: ask.ListCityNeeds) -> Any:
        return self.work.read(views.needs.list_city_needs, request)

    @answers(ask.GetNeed)
    def get_need(self, request: ask.GetNeed) -> Any:
        return self.work.read(views.needs.get_need, request)

    @answers(ask.ListNeeds)
    def list_needs(self, request: ask.ListNeeds) -> Any:
        return self.work.read(views.needs.list_needs, request)

    @answers(ask.DeclareOffer)
    def declare_offer(self, request: ask.DeclareOffer) -> Any:
        return self.work.run(needs.declare_offer, request)

    @answers(ask.ReviseOffer)
    def revise_offer(self, request: ask.ReviseOffer) -> Any:
        return self.work.run(needs.revise_offer, request)

    @answers(ask.ReviewOffer)
    def review_offer(self, request: ask.ReviewOffer) -> Any:
        return self.work.run(needs.review_offer, request)

    @answers(ask.WithdrawOffer)
    def withdraw_offer(self, request: ask.WithdrawOffer) -> Any:
        return self.work.run(needs.withdraw_offer, request)

    @answers(ask.ListCityOffers)
    def list_city_offers(self, request: ask.ListCityOffers) -> Any:
        return self.work.read(views.needs.list_city_offers, request)

    @answers(ask.GetOffer)
    def get_offer(self, request: ask.GetOffer) -> Any:
        return self.work.read(views.needs.get_offer, request)

    @answers(ask.ListOffers)
    def list_offers(self, request: ask.ListOffers) -> Any:
        return self.work.read(views.needs.list_offers, request)
