"""Explore over HTTP."""

from typing import Final

from contracts import explore as e
from services.gateway.operations import Operation

WEIGHTS: Final = "/v1/explore/weights"

OPERATIONS: Final = (
    Operation(request=e.ListPeers, method="GET", path="/v1/cities/{city_id}/peers", tag="Explore", cache="public"),
    Operation(request=e.ExplainPair, method="GET", path="/v1/cities/{city_id}/peers/{peer_id}", tag="Explore", cache="public"),
    Operation(request=e.GetMatchWeights, method="GET", path=WEIGHTS, tag="Explore", versioned=True, cache="public"),
    Operation(request=e.SetMatchWeights, method="PUT", path=WEIGHTS, tag="Explore", versioned=True, needs_version=True),
    Operation(
        request=e.StartRematch,
        method="POST",
        path="/v1/explore/rematches",
        tag="Explore",
        status=202,
        location="/v1/jobs/{id}",
        cache="never",
    ),
    Operation(
        request=e.StartRebuild,
        method="POST",
        path="/v1/explore/rebuilds",
        tag="Explore",
        status=202,
        location="/v1/jobs/{id}",
        cache="never",
    ),
    Operation(request=e.GetReadModel, method="GET", path="/v1/explore/read-model", tag="Explore", cache="never"),
)
