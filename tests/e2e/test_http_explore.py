"""Peers over HTTP, from the public's side and the management unit's."""

import uuid

import pytest

from tests.e2e.demonstration import Demonstration, demonstration
from tests.e2e.http import Http
from tests.eventually import eventually

__all__ = ["demonstration"]


@pytest.fixture
def anybody(gateway_url: str) -> Http:
    return Http(gateway_url)


def test_a_new_city_finds_peers_and_why(demonstration: Demonstration, anybody: Http) -> None:
    first, second = demonstration.admit_a_city(), demonstration.admit_a_city()
    there = f"/v1/cities/{first}/peers?country=SN&limit=100"

    def found() -> dict[str, dict[str, object]]:
        return {peer["city"]["city_id"]: peer for peer in anybody.get(there).ok()["items"]}

    eventually(lambda: anybody.get(there).status == 200 and second in found(), "the two cities to know each other", 30)
    peer = found()[second]
    assert peer["city"]["names"]["en"].startswith("Nowhere")  # type: ignore[index]
    score = peer["score"]
    assert score["value"] == 1, "the same country, size, tier and language"  # type: ignore[index]
    assert abs(sum(part["amount"] for part in score["contributions"]) - 1) < 1e-9  # type: ignore[index]
    eventually(lambda: anybody.get(f"/v1/cities/{first}/peers").ok()["computed_at"], "the city to have been compared", 30)
    pair = anybody.get(f"/v1/cities/{first}/peers/{second}").ok()
    assert (pair["context"]["value"], pair["challenge"]["value"], pair["names_available"]) == (1, None, True)


def test_what_is_not_there_or_not_asked_rightly_is_refused(anybody: Http) -> None:
    nowhere = uuid.uuid4()
    anybody.get(f"/v1/cities/{nowhere}/peers").problem(404, "explore.no_city")
    anybody.get(f"/v1/cities/{nowhere}/peers/{nowhere}").problem(422, "invalid")
    anybody.get(f"/v1/cities/{nowhere}/peers?score=beauty").problem(422, "invalid")
    anybody.get(f"/v1/cities/{nowhere}/peers?limit=1000").problem(422, "invalid")
    anybody.post("/v1/explore/rematches", {}).problem(401, "not_signed_in")


def test_weights_are_changed_with_their_tag_and_everybody_is_compared_anew(unit: Http, anybody: Http) -> None:
    before = anybody.get("/v1/explore/weights")
    weights = before.ok()["context"] | {"tier": before.json["context"]["tier"] + 1}
    unit.ask("PUT", "/v1/explore/weights", {"context": weights}).problem(428, "version_required")
    nothing = dict.fromkeys(weights, 0)
    refused = unit.ask("PUT", "/v1/explore/weights", {"context": nothing}, If_Match=before.headers["ETag"])
    refused.problem(422, "invalid")
    changed = unit.ask("PUT", "/v1/explore/weights", {"context": weights}, If_Match=before.headers["ETag"]).ok()
    assert (changed["version"], changed["context"]) == (before.json["version"] + 1, weights)
    unit.ask("PUT", "/v1/explore/weights", {"context": weights}, If_Match=before.headers["ETag"]).problem(412, "stale_version")

    asked = unit.post("/v1/explore/rematches", {})
    job = asked.headers["Location"]
    assert asked.status == 202
    eventually(lambda: unit.get(job).ok()["state"] == "done", "the rematch", 30)
    assert unit.get(job).ok()["result"]["weights_version"] >= changed["version"]


def test_the_facts_are_built_anew_on_the_running_platform(unit: Http, anybody: Http) -> None:
    job = eventually(lambda: unit.post("/v1/explore/rebuilds", {}).json.get("id"), "no other rebuild to be going on", 30)
    eventually(lambda: unit.get(f"/v1/jobs/{job}").ok()["state"] == "done", "the rebuild", 40)
    shown = unit.get("/v1/explore/read-model").ok()
    assert (shown["job"]["id"], shown["same"]) == (job, True)
