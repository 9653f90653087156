"""From what we hold to what is answered."""

from contracts.explore import MatchWeightsView
from services.explore.domain.weights import Weights


def weights_view(weights: Weights) -> MatchWeightsView:
    return MatchWeightsView(context=weights.in_force, changed_at=weights.changed_at, version=weights.number)
