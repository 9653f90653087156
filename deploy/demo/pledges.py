"""Two declarations, cities that endorse them, and what some have reported. Who has not reported turns silent when a month is over."""

from datetime import date, timedelta
from typing import Any, Final

from deploy.demo.accounts import HALLS
from deploy.demo.scene import LINK, WORDS, Member, Scene

ENDORSED: Final = 12
"""How many cities the account of the city halls speaks for."""

DECLARATIONS: Final[tuple[dict[str, Any], ...]] = (
    {
        "titles": {
            "en": "Declaration of neighbourhoods (demonstration)",
            "es": "Declaración de los barrios (demostración)",
            "fr": "Déclaration des quartiers (démonstration)",
            "ar": "إعلان الأحياء (عرض توضيحي)",
        },
        "texts": WORDS,
        "commitments": [
            {"code": "local_plan", "texts": WORDS},
            {"code": "yearly_report", "texts": WORDS},
        ],
        "report_every_months": 1,
    },
    {
        "titles": {
            "en": "Declaration on public spaces (demonstration)",
            "es": "Declaración sobre los espacios públicos (demostración)",
            "fr": "Déclaration sur les espaces publics (démonstration)",
            "ar": "إعلان بشأن الأماكن العامة (عرض توضيحي)",
        },
        "texts": WORDS,
        "commitments": [{"code": "safe_squares", "texts": WORDS}],
        "report_every_months": 12,
    },
)
STATUSES: Final = ("planned", "under_way", "done", "stopped")


def bring(scene: Scene) -> None:
    """Declarations, endorsements and reports that are missing."""
    first, second = [_published(scene, content) for content in DECLARATIONS]
    halls = scene.others[:ENDORSED]
    for number, member in enumerate(halls):
        endorsement = _endorsed(scene, first, member, HALLS)
        if number % 2 == 0:
            _reported(scene, endorsement, "local_plan", STATUSES[number // 2 % len(STATUSES)], HALLS)
    for member in halls[:4]:
        _endorsed(scene, second, member, HALLS)
    own = _endorsed(scene, first, scene.own, "mayors-office")
    _reported(scene, own, "local_plan", "under_way", "focal-point")
    _reported(scene, own, "yearly_report", "planned", "focal-point")


def _published(scene: Scene, content: dict[str, Any]) -> str:
    title = content["titles"]["en"]
    there = {row["content"]["titles"]["en"]: row for row in scene.administrator.every("/v1/declarations") if row["content"]["titles"]}
    found = there.get(title) or scene.administrator.post("/v1/declarations", {"declaration": content}, key=scene.key(title))
    if found["state"] == "draft":
        scene.administrator.post(f"/v1/declarations/{found['id']}/publications", {}, key=scene.key(title))
    return str(found["id"])


def _endorsed(scene: Scene, declaration_id: str, member: Member, by: str) -> dict[str, Any]:
    """The endorsement as it is, or a new one; one that was withdrawn stays so."""
    caller = scene.caller(by)
    for row in caller.every(f"/v1/cities/{member.id}/endorsements"):
        if row["declaration_id"] == declaration_id:
            return dict(row)
    path = f"/v1/declarations/{declaration_id}/endorsements"
    return dict(caller.post(path, {"city_id": member.id}, key=scene.key("endorsement")))


def _reported(scene: Scene, endorsement: dict[str, Any], commitment: str, status: str, by: str) -> None:
    progress = next(one for one in endorsement["progress"] if one["code"] == commitment)
    if progress["status"] is not None or endorsement["withdrawn_at"] is not None:
        return
    evidence = {"on": (date.today() - timedelta(days=20)).isoformat(), "shows": WORDS, "link": LINK}  # noqa: DTZ011 - some day lately
    report = {"commitment": commitment, "status": status, "summary": WORDS, "evidence": [evidence]}
    scene.caller(by).post(f"/v1/endorsements/{endorsement['id']}/reports", report, key=scene.key("report"))
