"""Introductions between the focal point's city and others, one in each state."""

from collections.abc import Callable
from typing import Any, Final

from deploy.demo.doors import Caller
from deploy.demo.scene import WORDS, Member, Scene, left

WAY: Final[dict[str, tuple[str, ...]]] = {
    "requested": ("request",),
    "accepted": ("request", "accept"),
    "in_exchange": ("request", "accept", "meet"),
    "reported": ("request", "accept", "meet", "report", "answer"),
    "declined": ("request", "decline"),
    "withdrawn": ("request", "withdraw"),
    "suggested": ("suggest",),
}
"""The steps that lead to each state, in order."""

ASKER: Final = "focal-point"


def bring(scene: Scene) -> None:
    """Every second city of the first ones in the list is met in some way, whatever is missing of it."""
    known = {row["to_city"]["city_id"]: row for row in scene.caller(ASKER).every("/v1/introductions", city_id=scene.own.id)}
    for way, member in zip(WAY.values(), scene.others[1::2], strict=False):
        standing = known.get(member.id)
        view = dict(standing) if standing else {}
        for step in left(way, WAY.get(standing["state"], ("elsewhere",)) if standing else ()):
            view = _take(scene, member, step, view)


def _take(scene: Scene, member: Member, step: str, view: dict[str, Any]) -> dict[str, Any]:
    asker, other, key = scene.caller(ASKER), scene.caller(member.keeper), scene.key("introduction")
    pair = {"from_city_id": scene.own.id, "to_city_id": member.id, "themes": ["youth_engagement"]}
    one = f"/v1/introductions/{view.get('id')}"
    moves: dict[str, Callable[[], Any]] = {
        "request": lambda: asker.post("/v1/introductions", pair | {"message": WORDS["en"]}, key=key),
        "suggest": lambda: scene.administrator.post("/v1/introduction-suggestions", pair | {"note": WORDS["en"]}, key=key),
        "accept": lambda: other.post(f"{one}/acceptances", {}, key=key),
        "decline": lambda: other.post(f"{one}/declines", {"reason": "not_now", "note": WORDS["en"]}, key=key),
        "withdraw": lambda: asker.post(f"{one}/withdrawals", {}, key=key),
        "meet": lambda: asker.post(f"{one}/exchanges", {}, key=key),
        "report": lambda: _report(scene, asker, one, "from"),
        "answer": lambda: _report(scene, other, one, "to"),
    }
    return dict(moves[step]())


def _report(scene: Scene, caller: Caller, one: str, side: str) -> Any:
    """Each side says once what came of it."""
    seen = caller.get(one)
    if any(outcome["side"] == side for outcome in seen["outcomes"]):
        return seen
    return caller.post(f"{one}/reports", {"outcome": "advice_given", "text": WORDS["en"]}, key=scene.key("introduction"))
