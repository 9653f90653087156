"""The principles."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import principles


class PrinciplesDoors(Doors):
    """The principles."""

    @answers(ask.GetPrinciples)
    def get_principles(self, request: ask.GetPrinciples) -> Any:
        return self.work.read(views.principles.get_principles, request)

    @answers(ask.GetPrinciplesVersion)
    def get_principles_version(self, request: ask.GetPrinciplesVersion) -> Any:
        return self.work.read(views.principles.get_principles_version, request)

    @answers(ask.DraftPrinciples)
    def draft_principles(self, request: ask.DraftPrinciples) -> Any:
        return self.work.run(principles.draft_principles, request)

    @answers(ask.PublishPrinciples)
    def publish_principles(self, request: ask.PublishPrinciples) -> Any:
        return self.work.run(principles.publish_principles, request)
