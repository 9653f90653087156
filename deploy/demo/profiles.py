"""What half of the cities say of themselves: structures, who may see them, and some words that wait for approval."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from deploy.demo.scene import LINK, WORDS, Deed, Member, Scene

STRUCTURES: Final = ("prevention_network", "mandate", "strategy")
HALF: Final = 2
PROPOSING: Final = 20
"""Every so manieth city also says something public, which waits for the mayor's office; some of it is approved on its behalf."""
VISIBILITIES: Final[tuple[dict[str, str], ...]] = (
    {},
    {"population": "members"},
    {"strategy": "network"},
    {"mandate": "network", "location": "members"},
    {},
    {},
)


def deeds(scene: Scene) -> Iterator[Deed]:
    """A revision for each city that has said nothing yet."""
    for member in scene.others[::HALF]:
        if all(member.view[name] is None for name in STRUCTURES):
            yield partial(_revise, scene, member)
    if all(scene.own.view[name] is None for name in STRUCTURES):
        yield partial(_revise, scene, scene.own)


def _revise(scene: Scene, member: Member) -> None:
    """The structures last: where they stand, the city has been here before."""
    path, keeper = f"/v1/cities/{member.id}", scene.caller(member.keeper)
    if member.number % PROPOSING == 0:
        view = keeper.revise(path, {"website": f"{LINK}/{member.number}"})
        if view["proposal"] and member.number % (2 * PROPOSING) == PROPOSING:
            note = f"{WORDS['en']} Approved on behalf of a mayor’s office that nobody holds."
            scene.administrator.post(f"{path}/approvals", {"note": note}, key=scene.key("approval"))
    keeper.revise(path, _said_of(member))


def _said_of(member: Member) -> dict[str, Any]:
    dice = member.dice("profile")
    said: dict[str, Any] = {name: _structure(dice.random() < 0.6, dice.randint(2012, 2025)) for name in STRUCTURES}
    return said | {"visibility": dict(dice.choice(VISIBILITIES))}


def _structure(exists: bool, since: int) -> dict[str, Any]:
    return {"exists": exists, "detail": WORDS} | ({"since": since} if exists else {})
