"""Organisations of every kind and agreements with them, one in each state; all of them made up."""

from datetime import date, timedelta
from typing import Any, Final

from deploy.demo.scene import LINK, WORDS, Scene, left

NEGOTIATE, SIGN, REVIEW, RENEW, END = "negotiations", "signatures", "reviews", "renewals", "endings"
WAY: Final[dict[str, tuple[str, ...]]] = {
    "prospect": (),
    "negotiating": (NEGOTIATE,),
    "signed": (NEGOTIATE, SIGN),
    "in_review": (NEGOTIATE, SIGN, REVIEW),
    "renewed": (NEGOTIATE, SIGN, REVIEW, RENEW),
    "ended": (NEGOTIATE, SIGN, END),
}
"""The steps that lead to each state, in order."""

PARTNERS: Final = (
    # kind                  name                        country type                  state          visibility
    ("donor", "Demonstration Foundation", None, "funding", "signed", "public"),
    ("national_government", "Ministry of Demonstration", "PT", "memorandum", "in_review", "members"),
    ("multilateral", "Demonstration Agency", None, "memorandum", "renewed", "public"),
    ("city_network", "Association of Demonstration Cities", None, "membership_exchange", "signed", "public"),
    ("civil_society", "Demonstration Youth Forum", "KE", "in_kind", "negotiating", "network"),
    ("private", "Demonstration Works", "NL", "other", "prospect", "network"),
    ("civil_society", "Demonstration Archive", None, "memorandum", "ended", "members"),
)


def bring(scene: Scene) -> None:
    """Whatever of it is missing. Only the management unit writes about partners."""
    unit = scene.administrator
    known = {row["names"]["en"]: row["id"] for row in unit.every("/v1/organisations")}
    agreed = {organisation_id: row for row in unit.every("/v1/agreements") for organisation_id in row["organisation_ids"]}
    for kind, name, country, type_, state, visibility in PARTNERS:
        organisation_id = known.get(name) or _registered(scene, kind, name, country, visibility)
        agreement = agreed.get(organisation_id) or _opened(scene, organisation_id, type_, visibility)
        for step in left(WAY[state], WAY.get(agreement["state"], (END, END))):
            agreement = _taken(scene, agreement, step)
        if kind == "donor":
            _given(scene, agreement["id"], organisation_id)


def _registered(scene: Scene, kind: str, name: str, country: str | None, visibility: str) -> str:
    contact = {"name": "Demonstration contact", "email": "demo-partner-contact@cities.example"}
    said = {"kind": kind, "names": {"en": name}, "country": country, "website": LINK, "contact": contact, "visibility": visibility}
    made = scene.administrator.post("/v1/organisations", {key: value for key, value in said.items() if value}, key=scene.key(name))
    return str(made["id"])


def _opened(scene: Scene, organisation_id: str, type_: str, visibility: str) -> dict[str, Any]:
    content = {"type": type_, "organisation_ids": [organisation_id], "scope": WORDS, "review_months": 12, "visibility": visibility}
    body = {"agreement": content, "note": WORDS["en"]}
    return dict(scene.administrator.post("/v1/agreements", body, key=scene.key(organisation_id)))


def _taken(scene: Scene, agreement: dict[str, Any], step: str) -> dict[str, Any]:
    unit, today = scene.administrator, date.today()  # noqa: DTZ011 - terms of about this length are all that matters
    first, last = today - timedelta(days=100), today + timedelta(days=600)
    body: dict[str, Any] = {"note": WORDS["en"]}
    if step == SIGN:
        body |= {"upload_id": scene.upload(unit, "agreement"), "signed_on": first.isoformat()}
        body |= {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    if step == RENEW:
        body |= {"signed_on": today.isoformat(), "starts_on": (last + timedelta(days=1)).isoformat()}
    return dict(unit.post(f"/v1/agreements/{agreement['id']}/{step}", body, key=scene.key("partners")))


def _given(scene: Scene, agreement_id: str, organisation_id: str) -> None:
    path = f"/v1/agreements/{agreement_id}/contributions"
    if any(True for _ in scene.administrator.every(path)):
        return
    received = {"organisation_id": organisation_id, "received_on": "2026-02-02", "note": WORDS["en"]}
    for gift in ({"amount": {"minor": 25_000_000, "currency": "EUR"}, "themes": ["youth_engagement"]}, {"in_kind": WORDS["en"]}):
        scene.administrator.post(path, {**received, **gift}, key=scene.key("gift"))
