"""The Fund in the demonstration: a form and a rubric, a pool of reviewers, a call that will open, one that is open and one that is over,
with a few applications. All of it says that it is made up, and no city has asked for anything."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from deploy.demo import fund_life
from deploy.demo.accounts import REVIEWERS
from deploy.demo.doors import Caller, Refused
from deploy.demo.scene import WORDS, Member, Scene

LIBRARY: Final = "demonstration"
"""The code of the form and of the rubric."""
THEMES: Final = ("youth_engagement", "hate_crime", "polarisation", "digital_literacy", "local_action_plan")
EURO: Final = "EUR"
PATIENCE: Final = 30.0
NOT_HEARD_YET: Final = ("technical_fund.city_not_known", "technical_fund.not_a_reviewer")
"""What the Fund says until it has heard of a city, or of a role, from membership."""

FORM: Final[dict[str, Any]] = {
    "titles": {"en": "Form (demonstration)", "es": "Formulario (demostración)", "fr": "Formulaire (démonstration)"},
    "source_lang": "en",
    "sections": [
        {
            "code": "plan",
            "titles": {"en": "The plan", "es": "El plan", "fr": "Le projet"},
            "questions": [
                {
                    "code": "plan",
                    "kind": "long_text",
                    "required": True,
                    "texts": {"en": "What will you do?", "es": "¿Qué harán?", "fr": "Que ferez-vous ?"},
                    "limit": {"most": 500, "unit": "words", "hard": True},
                },
                {
                    "code": "people",
                    "kind": "number",
                    "texts": {"en": "How many people will it reach?", "es": "¿A cuántas personas llegará?", "fr": "Combien de personnes ?"},
                    "number": {"least": 0, "whole": True},
                },
            ],
        },
        {
            "code": "money",
            "titles": {"en": "The budget", "es": "El presupuesto", "fr": "Le budget"},
            "questions": [
                {
                    "code": "budget",
                    "kind": "budget_table",
                    "required": True,
                    "texts": {"en": "What is it for?", "es": "¿Para qué?", "fr": "Pour quoi ?"},
                    "budget": {
                        "own_contribution": True,
                        "categories": [
                            {"code": "staff", "texts": {"en": "Staff", "es": "Personal", "fr": "Personnel"}},
                            {"code": "events", "texts": {"en": "Events", "es": "Actos", "fr": "Événements"}},
                        ],
                    },
                }
            ],
        },
    ],
}
RUBRIC: Final[dict[str, Any]] = {
    "titles": {"en": "Rubric (demonstration)", "es": "Rúbrica (demostración)", "fr": "Grille (démonstration)"},
    "source_lang": "en",
    "criteria": [
        {
            "code": code,
            "titles": titles,
            "weight": weight,
            "least": 0,
            "most": 5,
            "comment": "required",
            "anchors": [
                {"score": 0, "texts": {"en": "Nothing speaks for it", "es": "Nada habla a favor", "fr": "Rien ne parle pour"}},
                {"score": 5, "texts": {"en": "Everything speaks for it", "es": "Todo habla a favor", "fr": "Tout parle pour"}},
            ],
        }
        for code, titles, weight in (
            ("need", {"en": "Need", "es": "Necesidad", "fr": "Besoin"}, 40),
            ("plan", {"en": "Plan", "es": "Plan", "fr": "Projet"}, 60),
        )
    ],
}
PROFILES: Final = (
    # where based, languages, themes, countries known, senior
    ("KE", ("en", "fr"), THEMES[:3], ("SN", "GH", "UG"), True),
    ("NL", ("en", "fr", "es"), THEMES[1:4], ("BE", "DE"), False),
    ("CO", ("es", "en", "fr"), THEMES[2:], ("PE", "EC"), False),
    ("JO", ("ar", "en", "fr"), (THEMES[0], THEMES[4]), ("LB", "TN"), True),
)
UPCOMING, OPEN, PAST = "upcoming", "open", "past"
CALLS: Final = {
    # days until it opens and until it closes
    UPCOMING: ("Local prevention plans (demonstration)", timedelta(days=30), timedelta(days=90)),
    OPEN: ("Youth and online hatred (demonstration)", timedelta(days=-2), timedelta(days=45)),
    PAST: ("Neighbourhoods together (demonstration)", timedelta(days=-60), timedelta(minutes=3)),
}
"""One that is over has to have been open: it closes a few minutes after the demonstration was loaded."""


def bring(scene: Scene) -> None:
    """Whatever is missing. What people have done with it since stays as it is."""
    _publish_library(scene)
    _fill_pool(scene)
    calls = {about: _call(scene, about) for about in CALLS}
    _apply(scene, calls[OPEN], scene.own, "focal-point", submit=False)
    for number, member in enumerate(scene.others[4:7]):
        _apply(scene, calls[OPEN], member, member.keeper, submit=number != 1)
    past = [_apply(scene, calls[PAST], member, member.keeper, submit=True) for member in scene.others[:4]]
    fund_life.lead(scene, calls[PAST], [one for one in past if one is not None])


def _publish_library(scene: Scene) -> None:
    for path, name, content in (("/v1/fund/forms", "form", FORM), ("/v1/fund/rubrics", "rubric", RUBRIC)):
        there = {row["id"]: row for row in scene.administrator.every(path)}
        if LIBRARY not in there:
            scene.administrator.post(path, {f"{name}_id": LIBRARY, name: content}, key=scene.key(name))
        if LIBRARY not in there or not there[LIBRARY]["latest"]:
            scene.administrator.post(f"{path}/{LIBRARY}/publications", {}, key=scene.key(name))


def _fill_pool(scene: Scene) -> None:
    for key, (country, languages, themes, countries, senior) in zip(REVIEWERS, PROFILES, strict=True):
        reviewer = scene.caller(key)
        person_id = reviewer.get("/v1/me")["id"]
        if _there(scene.administrator, f"/v1/fund/reviewers/{person_id}"):
            continue
        profile = {"country": country, "languages": languages, "themes": themes, "countries": countries, "max_load": 50}
        patiently(partial(reviewer.post, "/v1/fund/reviewers", {"profile": profile}, key=scene.key("pool")))
        scene.administrator.put(f"/v1/fund/reviewers/{person_id}/seniority", {"senior": senior})


def _there(caller: Caller, path: str) -> Any:
    try:
        return caller.get(path)
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


def _call(scene: Scene, about: str) -> dict[str, Any]:
    title, opens, closes = CALLS[about]
    unit = scene.administrator
    call = next((row for row in unit.every("/v1/fund/calls") if (row["titles"] or {}).get("en") == title), None)
    if call is None:
        call = unit.post("/v1/fund/calls", {"call": _content(title, opens, closes)}, key=scene.key("call"))
    if call["stage"] == "draft":
        call = unit.post(f"/v1/fund/calls/{call['id']}/publications", {}, key=scene.key("call"))
    return dict(call)


def _content(title: str, opens: timedelta, closes: timedelta) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "titles": {"en": title},
        "summaries": WORDS,
        "texts": WORDS,
        "source_lang": "en",
        "priorities": THEMES[:3],
        "envelope": _support(50_000_000, 200),
        "floor": _support(500_000, 0),
        "ceiling": _support(6_000_000, 40),
        "opens_at": _instant(now + opens),
        "closes_at": _instant(now + closes),
        "time_zone": "Europe/Brussels",
        "eligibility": [{"code": "member", "fact": "status", "op": "in", "value": ["active"], "texts": WORDS}],
        "form": {"id": LIBRARY, "version": 1},
        "rubric": {"id": LIBRARY, "version": 1},
    }


def _apply(scene: Scene, call: Mapping[str, Any], member: Member, keeper: str, *, submit: bool) -> str | None:
    """The id of the city's application; None when it came too late, as when loading was interrupted for long."""
    caller = scene.caller(keeper)
    found = next(iter(caller.get("/v1/fund/applications", call_id=call["id"], city_id=member.id)["items"]), None)
    try:
        application = found or patiently(partial(_begun, scene, caller, call, member))
        if submit and application["state"] == "draft":
            caller.post(f"/v1/fund/applications/{application['id']}/submissions", {}, key=scene.key("fund"))
    except Refused as refused:
        if refused.code != "technical_fund.call_closed":
            raise
        return None
    return str(application["id"])


def _begun(scene: Scene, caller: Caller, call: Mapping[str, Any], member: Member) -> Any:
    dice = member.dice("fund")
    staff, events = dice.randrange(10, 40) * 50_000, dice.randrange(5, 20) * 50_000
    rows = [
        {"category": "staff", "minor": staff, "text": WORDS["en"]},
        {"category": "events", "minor": events, "half_days": 6, "text": WORDS["en"]},
    ]
    content = {
        "title": "Demonstration",
        "language": "en",
        "requested": _support(staff + events, 6),
        "answers": {"plan": WORDS["en"], "people": dice.randrange(100, 5000), "budget": rows},
    }
    asked = {"call_id": call["id"], "city_id": member.id, "content": content}
    return caller.post("/v1/fund/applications", asked, key=scene.key("fund"))


def patiently(deed: Callable[[], Any]) -> Any:
    """Again, for as long as the Fund has not heard what membership said a moment ago."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return deed()
        except Refused as refused:
            if refused.code not in NOT_HEARD_YET or time.monotonic() > until:
                raise
        time.sleep(0.3)


def _support(minor: int, half_days: int) -> dict[str, Any]:
    return {"money": {"minor": minor, "currency": EURO}, "half_days": half_days}


def _instant(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
