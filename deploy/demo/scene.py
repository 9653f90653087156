"""What the demonstration's stories have at hand: the member cities, who speaks for each, and words that say what they are."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deploy.demo import mandate
from deploy.demo.doors import Caller

WORDS: Final = {
    "en": "Demonstration data.",
    "es": "Datos de demostración.",
    "fr": "Données de démonstration.",
    "ar": "بيانات توضيحية.",
}
LINK: Final = "https://cities.example/demonstration"

Deed = Callable[[], object]
"""Something that is missing and can be done by itself, beside others."""


@dataclass(frozen=True)
class Member:
    """A member city, and the account that is its focal point."""

    number: int
    view: Mapping[str, Any]
    keeper: str

    @property
    def id(self) -> str:
        return str(self.view["id"])

    def dice(self, about: str) -> random.Random:
        """The same throws for the same city every time."""
        return random.Random(f"{about} {self.number}")  # noqa: S311 - the same choice every time is the point


@dataclass(frozen=True)
class Scene:
    """`own` is the city that the demonstration's focal point and mayor's office belong to; `others` are all the others, in their order."""

    caller: Callable[[str], Caller]
    administrator: Caller
    own: Member
    others: list[Member]
    seed: str

    def key(self, about: str) -> str:
        return f"{self.seed} {about}"

    def upload(self, caller: Caller, purpose: str) -> str:
        """The one-page document that says it is none."""
        about = {
            "purpose": purpose,
            "file_name": "demonstration.pdf",
            "media_type": "application/pdf",
            "size": len(mandate.PDF),
            "sha256": mandate.SHA256,
        }
        upload = caller.post("/v1/uploads", about)
        caller.send_bytes(f"/v1/uploads/{upload['id']}", mandate.PDF)
        return str(upload["id"])


def left(way: tuple[str, ...], done: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of `way` that are still to be taken; none when somebody has led the thing elsewhere: it stays where they left it."""
    return way[len(done) :] if done == way[: len(done)] else ()
