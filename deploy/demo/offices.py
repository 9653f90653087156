"""Who holds which office in some cities: city halls, a deputy, an invitation, an election; and two memberships that do not stand."""

from datetime import date, timedelta
from typing import Final

from deploy.demo.accounts import DOMAIN, HALLS
from deploy.demo.people import Role
from deploy.demo.pledges import ENDORSED
from deploy.demo.scene import WORDS, Member, Scene

INVITED: Final = f"demo-invited@{DOMAIN}"
SUSPENDED, LEFT = 41, 83
"""Places in the list of the city that is suspended and of the one that has left."""


def grants(scene: Scene) -> list[Role]:
    """Account, role, city, and whether as a deputy."""
    halls: list[Role] = [(HALLS, "mayors_office", member.id, False) for member in scene.others[:ENDORSED]]
    return [*halls, ("deputy", "focal_point", scene.own.id, True)]


def bring(scene: Scene) -> None:
    """Whatever is missing."""
    _invite(scene)
    _elect(scene)
    if len(scene.others) > LEFT:
        _judge(scene, scene.others[SUSPENDED], "suspensions", {"reason": "other", "note": WORDS["en"]})
        _judge(scene, scene.others[LEFT], "withdrawals", {"reason": "other", "note": WORDS["en"]})


def _invite(scene: Scene) -> None:
    """Its letter, with the link that accepts it, lies in the folder of mail."""
    mayor = scene.caller("mayors-office")
    if any(row["email"] == INVITED for row in mayor.every("/v1/invitations")):
        return
    asked = {"email": INVITED, "name": "Demonstration, invited", "language": "fr", "role": "focal_point", "scope_id": scene.own.id}
    mayor.post("/v1/invitations", asked | {"deputy": True}, key=scene.key("invitation"))


def _elect(scene: Scene) -> None:
    mayor, path = scene.caller("mayors-office"), f"/v1/cities/{scene.own.id}/elections"
    if not mayor.get(path)["items"]:
        on = date.today() + timedelta(days=400)  # noqa: DTZ011 - about a year ahead is all that matters
        mayor.post(path, {"date": on.isoformat(), "note": WORDS["en"]}, key=scene.key("election"))


def _judge(scene: Scene, member: Member, path: str, body: dict[str, str]) -> None:
    """Once: whoever lifts or readmits it afterwards has the last word."""
    membership = scene.administrator.get(f"/v1/cities/{member.id}/membership")
    if membership["status"] == "active" and not any(step["status"] in ("suspended", "withdrawn") for step in membership["history"]):
        scene.administrator.post(f"/v1/cities/{member.id}/{path}", body, key=scene.key("membership"))
