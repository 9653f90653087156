"""A city's way into the network, step by step, from wherever it stands to where the demonstration wants it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deploy.demo import mandate
from deploy.demo.doors import Caller

SIGNED_ON: Final = "2026-01-20"
WORDS: Final = "Demonstration data."

WAY: Final[dict[str, tuple[str, ...]]] = {
    "draft": ("start",),
    "submitted": ("start", "submit"),
    "in_hub_review": ("start", "submit", "review"),
    "info_requested": ("start", "submit", "review", "ask"),
    "recommended": ("start", "submit", "review", "recommend"),
    "admitted": ("start", "submit", "review", "recommend", "admit"),
    "declined": ("start", "submit", "review", "decline"),
    "withdrawn": ("start", "submit", "withdraw"),
}
"""The steps that lead to each state, in order."""


@dataclass(frozen=True)
class Wanted:
    """One city, who applies for it, and the state its application is to be left in."""

    number: int
    city: Mapping[str, Any]
    applicant: str
    state: str

    @property
    def name(self) -> tuple[str, str]:
        return self.city["names"]["en"], self.city["country"]

    def ahead(self, standing: Mapping[str, Any] | None) -> tuple[str, ...]:
        """The steps still to take. None when somebody has led the application elsewhere: it stays where they left it."""
        done = WAY[standing["state"]] if standing else ()
        way = WAY[self.state]
        return way[len(done) :] if done == way[: len(done)] else ()


@dataclass(frozen=True)
class Office:
    """Who does what, and the words they may use."""

    caller: Callable[[str], Caller]
    desk: Caller
    administrator: Caller
    themes: list[str]
    principles_version: str
    seed: str

    def bring(self, wanted: Wanted, standing: Mapping[str, Any] | None) -> None:
        """Take the steps that are still missing. `standing` is the application as it is now."""
        view = dict(standing) if standing else {}
        for step in wanted.ahead(standing):
            view = self._take(step, wanted, view)

    def _take(self, step: str, wanted: Wanted, view: dict[str, Any]) -> dict[str, Any]:
        if step == "start":
            return self._start(wanted)
        if step == "submit":
            self._attach_mandate(wanted, view["id"])
        path, who, body = self._move(step, wanted)
        return dict(who.post(f"/v1/applications/{view['id']}/{path}", body, key=self._key(wanted)))

    def _move(self, step: str, wanted: Wanted) -> tuple[str, Caller, dict[str, Any]]:
        applicant = self.caller(wanted.applicant)
        moves: dict[str, tuple[str, Caller, dict[str, Any]]] = {
            "submit": ("submissions", applicant, {}),
            "withdraw": ("withdrawals", applicant, {"note": WORDS}),
            "review": ("reviews", self.desk, {}),
            "ask": ("information-requests", self.desk, {"question": f"{WORDS} Who signed the mandate?", "fields": ["/mandate/signatory"]}),
            "recommend": ("recommendations", self.desk, {"note": WORDS}),
            "admit": ("admissions", self.administrator, {"note": WORDS}),
            "decline": ("declines", self.administrator, {"reason": "other", "note": WORDS}),
        }
        return moves[step]

    def _start(self, wanted: Wanted) -> dict[str, Any]:
        content = {
            "city": wanted.city,
            "contact": {
                "name": "Demonstration contact",
                "function": "Demonstration contact",
                "email": f"demo-contact-{wanted.number}@cities.example",
            },
            "principles_version": self.principles_version,
            **self._needs_and_offers(wanted.number),
        }
        started = self.caller(wanted.applicant).post("/v1/applications", {"content": content}, key=self._key(wanted))
        return dict(started)

    def _attach_mandate(self, wanted: Wanted, application_id: str) -> None:
        applicant = self.caller(wanted.applicant)
        about = {
            "purpose": "mandate",
            "file_name": "demonstration-mandate.pdf",
            "media_type": "application/pdf",
            "size": len(mandate.PDF),
            "sha256": mandate.SHA256,
        }
        upload = applicant.post("/v1/uploads", about)
        applicant.send_bytes(f"/v1/uploads/{upload['id']}", mandate.PDF)
        signed = {"upload_id": upload["id"], "signatory": "Demonstration signatory", "signed_on": SIGNED_ON}
        applicant.post(f"/v1/applications/{application_id}/mandate", signed)

    def _needs_and_offers(self, number: int) -> dict[str, Any]:
        """Two to four needs and one to three offers, always the same ones for the same city."""
        dice = random.Random(number)  # noqa: S311 - the same choice every time is the point
        needs, offers = dice.randint(2, 4), dice.randint(1, 3)
        drawn = dice.sample(self.themes, needs + offers)
        themings = [{"theme": theme, "priority": dice.choice(["low", "medium", "high"]), "detail": WORDS} for theme in drawn]
        return {"needs": themings[:needs], "offers": themings[needs:]}

    def _key(self, wanted: Wanted) -> str:
        return f"{self.seed} {wanted.number}"
