"""The doors of explore."""

from typing import Any

from chassis.entrypoints import Neighbours, Work, answers, hears
from chassis.standard_doors import StandardDoors
from contracts import explore as ask
from contracts.standard import Job
from services.explore import CARD, views
from services.explore.reactions import REACTIONS
from services.explore.usecases import comparing


class ExploreService(StandardDoors):
    """Answers who a city's peers are, and hears what membership says about cities."""

    name = CARD.name
    work = Work()
    neighbours = Neighbours()

    @answers(ask.ListPeers)
    def list_peers(self, request: ask.ListPeers) -> ask.PeersPage:
        return views.naming.with_names(self.work.read(views.peers.list_peers, request), self.neighbours)

    @answers(ask.ExplainPair)
    def explain_pair(self, request: ask.ExplainPair) -> ask.PairView:
        return views.naming.with_both_names(self.work.read(views.peers.explain_pair, request), self.neighbours)

    @answers(ask.GetMatchWeights)
    def get_match_weights(self, request: ask.GetMatchWeights) -> ask.MatchWeightsView:
        return self.work.read(views.comparing.get_match_weights, request)

    @answers(ask.SetMatchWeights)
    def set_match_weights(self, request: ask.SetMatchWeights) -> ask.MatchWeightsView:
        return self.work.run(comparing.set_match_weights, request)

    @answers(ask.StartRematch)
    def start_rematch(self, request: ask.StartRematch) -> Job:
        return self.work.run(comparing.start_rematch, request)

    @answers(ask.StartRebuild)
    def start_rebuild(self, request: ask.StartRebuild) -> Job:
        return self.work.run(comparing.start_rebuild, request)

    @answers(ask.GetReadModel)
    def get_read_model(self, request: ask.GetReadModel) -> ask.ReadModelView:
        return self.work.read(views.comparing.get_read_model, request)

    @hears(*CARD.hears)
    def keep_what_is_said_of_a_city(self, event: Any) -> Any:
        return self.work.react(REACTIONS[type(event)], event)
