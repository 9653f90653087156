"""How cities are compared, and from which facts."""

from chassis.read_models import latest_rebuild
from contracts.explore import GetMatchWeights, GetReadModel, MatchWeightsView, ReadModelView
from services.explore.domain.showing import weights_view
from services.explore.views.ports import Explore


def get_match_weights(unit: Explore, request: GetMatchWeights) -> MatchWeightsView:
    return weights_view(unit.weights.current())


def get_read_model(unit: Explore, request: GetReadModel) -> ReadModelView:
    row, job = latest_rebuild(unit.unit, unit.model)
    rebuilt = row["rebuilt"] or {"at": None, "events": None, "digest": None, "same": None}
    return ReadModelView(
        generation=row["generation"],
        rebuilt_at=rebuilt["at"],
        events=rebuilt["events"],
        digest=rebuilt["digest"],
        same=rebuilt["same"],
        job=job,
    )
