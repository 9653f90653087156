"""What has become of the applications under the demonstration's call that is over: reviewers have them, and one has come to an award."""

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from deploy.demo.accounts import HALLS, REVIEWERS, SECOND_PERSON
from deploy.demo.scene import WORDS, Scene

CRITERIA: Final = ("need", "plan")
PATIENCE: Final = 60.0
DAY_OF_AGREEMENT: Final = date.today()  # noqa: DTZ011 - terms of about this length are all that matters


def lead(scene: Scene, call: Mapping[str, Any], applications: list[str]) -> None:
    """From the applications handed in to the first tranche of the first of them. Each step is taken where it is still missing."""
    for application_id in applications:
        _screen(scene, application_id)
    if applications:
        _assign(scene, call["id"])
        _review(scene, applications)
        _decide(scene, applications[0])
        _pay(scene, call["id"])


def _screen(scene: Scene, application_id: str) -> None:
    path = f"/v1/fund/applications/{application_id}"
    for state, step in (("submitted", "screening/runs"), ("screening", "findings-of-eligibility")):
        if _state(scene, application_id) == state:
            scene.administrator.post(f"{path}/{step}", {}, key=scene.key("screening"))


def _assign(scene: Scene, call_id: str) -> None:
    unit = scene.administrator
    if any(panel["missing"] == panel["seats"] for panel in unit.every(f"/v1/fund/calls/{call_id}/panels")):
        run = unit.post(f"/v1/fund/calls/{call_id}/assignment-runs", {"seed": 1}, key=scene.key("assignment"))
        _until(lambda: unit.get(f"/v1/fund/runs/{run['id']}")["state"] != "computing", "reviewers are proposed")
        unit.post(f"/v1/fund/runs/{run['id']}/applyings", {}, key=scene.key("assignment"))


def _review(scene: Scene, applications: list[str]) -> None:
    """All reviews of the first application; those of the second are begun, those of the third taken on, the others lie as they came."""
    for reviewer in map(scene.caller, REVIEWERS):
        for seat in reviewer.every("/v1/fund/my-assignments"):
            path = f"/v1/fund/assignments/{seat['id']}"
            place = applications.index(seat["application_id"]) if seat["application_id"] in applications else len(applications)
            if seat["state"] == "assigned" and place < 3:
                reviewer.post(f"{path}/acceptances", {}, key=scene.key("review"))
                seat["state"] = "accepted"
            if seat["state"] == "accepted" and place < 2:
                reviewer.post(f"{path}/reviews", {}, key=scene.key("review"))
                reviewer.revise(f"/v1/fund/reviews/{seat['id']}", _written(place, seat["id"]))
            if seat["state"] in ("accepted", "started") and place == 0:
                reviewer.post(f"/v1/fund/reviews/{seat['id']}/submissions", {"final": True}, key=scene.key("review"))


def _written(place: int, seat: str) -> dict[str, Any]:
    """A whole review of the first application, half a one of the second."""
    given = 3 + int(seat[-1], 16) % 3
    scores = {code: {"score": given, "comment": WORDS["en"]} for code in CRITERIA[: 2 - place]}
    return {"scores": scores} | ({"to_city": WORDS["en"], "recommendation": "fund"} if place == 0 else {})


def _decide(scene: Scene, application_id: str) -> None:
    unit, path = scene.administrator, f"/v1/fund/applications/{application_id}"
    if _state(scene, application_id) == "in_review":
        unit.post(f"{path}/review-closings", {}, key=scene.key("decision"))
    if _state(scene, application_id) == "in_panel":
        decision = {"outcome": "fund", "reasons": dict.fromkeys(CRITERIA, WORDS)}
        unit.post(f"{path}/decisions", {"decision": decision}, key=scene.key("decision"))
    if _state(scene, application_id) == "decision_proposed":
        proposed = unit.get(f"{path}/decisions")["items"][0]
        scene.caller(SECOND_PERSON).post(f"/v1/fund/decisions/{proposed['id']}/approvals", {}, key=scene.key("decision"))


def _pay(scene: Scene, call_id: str) -> None:
    """The award as far as its first tranche: half of the money, and the rest with the days when a report is accepted."""
    unit, second, mayor = scene.administrator, scene.caller(SECOND_PERSON), scene.caller(HALLS)
    for row in unit.every("/v1/fund/awards", call_id=call_id):
        path, award = f"/v1/fund/awards/{row['id']}", unit.get(f"/v1/fund/awards/{row['id']}")
        if award["state"] == "agreement_draft":
            award = _drawn_up(scene, path, award)
        version = award["agreement"][-1]
        signature = {"sha256": version["sha256"]}
        for state, signer in (("agreement_sent", mayor), ("signed_by_city", unit)):
            if award["state"] == state:
                signed = f"{path}/agreement-versions/{version['version']}/signatures"
                signer.post(signed, signature, key=scene.key("award"))
                award = unit.get(path)
        if award["state"] == "in_force" and award["tranches"][0]["state"] != "paid":
            first = f"{path}/tranches/first"
            for approver in (unit, second):
                approver.post(f"{first}/approvals", {}, key=scene.key("award"))
            paid = {"paid_on": DAY_OF_AGREEMENT.isoformat(), "payment_reference": "DEMONSTRATION-1"}
            unit.post(f"{first}/payments", paid, key=scene.key("award"))


def _drawn_up(scene: Scene, path: str, award: Mapping[str, Any]) -> dict[str, Any]:
    unit = scene.administrator
    if not award["tranches"]:
        unit.put(f"{path}/schedule", _schedule(award["support"]))
    if not award["agreement"]:
        unit.post(f"{path}/agreement-versions", {"upload_id": scene.upload(unit, "fund_agreement")}, key=scene.key("award"))
    return dict(unit.post(f"{path}/agreement-versions/1/sendings", {}, key=scene.key("award")))


def _schedule(support: Mapping[str, Any]) -> dict[str, Any]:
    minor, currency = support["money"]["minor"], support["money"]["currency"]
    money = {"first": minor // 2, "second": minor - minor // 2}
    later = (DAY_OF_AGREEMENT + timedelta(days=180)).isoformat()
    tranches: list[dict[str, Any]] = [
        {"code": code, "support": {"money": {"minor": part, "currency": currency}}, "due_on": DAY_OF_AGREEMENT.isoformat()}
        for code, part in money.items()
    ]
    tranches[1] |= {"due_on": later, "after_reports": ["progress"]}
    if support["half_days"]:
        tranches.append({"code": "experts", "support": {"half_days": support["half_days"]}, "due_on": later})
    return {
        "milestones": [{"code": "kick_off", "texts": WORDS, "due_on": (DAY_OF_AGREEMENT + timedelta(days=30)).isoformat()}],
        "reports": [
            {"code": "progress", "kind": "progress", "due_on": later},
            {"code": "final", "kind": "final", "due_on": (DAY_OF_AGREEMENT + timedelta(days=365)).isoformat()},
        ],
        "tranches": tranches,
    }


def _state(scene: Scene, application_id: str) -> str:
    return str(scene.administrator.get(f"/v1/fund/applications/{application_id}")["state"])


def _until(done: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"after {PATIENCE:.0f} s it is still not so that {what}")
        time.sleep(0.1)
