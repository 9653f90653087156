"""Asking for comparisons: other weights, a rematch of everybody, facts built anew."""

from typing import Final

from chassis import read_models
from chassis.jobs import FINISHED, JOBS, view
from chassis.unit import Document
from contracts.explore import MatchWeightsView, SetMatchWeights, StartRebuild, StartRematch
from contracts.standard import Job
from services.explore.domain.showing import weights_view
from services.explore.domain.weights import Weights
from services.explore.usecases.ports import Explore

REMATCH: Final = "rematch"
RULES: Final = 1
"""Goes up when cities are compared otherwise than before, so that the lists are computed anew."""
MATCHING: Final = "matching"
"""The guard of everything that begins to write matches."""


def set_match_weights(unit: Explore, request: SetMatchWeights) -> MatchWeightsView:
    weights = unit.weights.current()
    unit.expect(weights)
    weights.change(request.context, at=unit.now)
    if weights.version == 0:
        unit.weights.add(weights)
    else:
        unit.weights.save(weights)
    begin_rematch(unit)
    return weights_view(weights)


def start_rematch(unit: Explore, request: StartRematch) -> Job:
    return begin_rematch(unit)


def begin_rematch(unit: Explore) -> Job:
    """One at a time: the answer is the one that waits or runs already. Should that have begun with other weights or facts, the refresh
    after it begins another."""
    unit.guard(MATCHING)
    state = unit.state.get()
    if (running := unfinished(unit, state["job_id"])) is not None:
        return running
    job = unit.jobs.start(REMATCH, {})
    unit.state.keep(job_id=job.id, asked=recipe(state, unit.weights.current()))
    return job


def begin_with_other_facts(unit: Explore) -> Job:
    """The facts of all cities are others. A rematch that runs may have read the former ones already."""
    unit.guard(MATCHING)
    unit.state.keep(facts=unit.state.get()["facts"] + 1)
    return begin_rematch(unit)


def recipe(state: Document, weights: Weights) -> str:
    """What lists were computed by, or are to be."""
    return f"{RULES}.{state['facts']}.{weights.number}"


def unfinished(unit: Explore, job_id: str | None) -> Job | None:
    row = unit.unit.collection(JOBS).find_one({"_id": job_id}) if job_id else None
    return None if row is None or row["state"] in FINISHED else view(row)


def start_rebuild(unit: Explore, request: StartRebuild) -> Job:
    return read_models.start_rebuild(unit.unit, unit.model)
