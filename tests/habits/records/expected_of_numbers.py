"""What is counted, mapped and compared for whom, and which facts of the log come to whom, by hand."""

from typing import Any, Final

from tests.habits.records.reading import Row

PUBLIC, MEMBERS, STAFF = "public", "members", "staff"
READERS: Final = {
    "nobody": PUBLIC, "stranger": PUBLIC, "reviewer": PUBLIC, "unit_bare": PUBLIC, "applicant": PUBLIC, "former": PUBLIC,
    "partner_1": PUBLIC, "donor_1": PUBLIC, "partner_2": PUBLIC, "donor_2": PUBLIC,
    "focal_a": MEMBERS, "deputy_a": MEMBERS, "mayor_a": MEMBERS, "focal_b": MEMBERS, "deputy_b": MEMBERS, "mayor_b": MEMBERS,
    "officer_1": STAFF, "officer_2": STAFF, "unit": STAFF,
}  # fmt: skip

BOTH: Final = {
    "cities": 2,
    "status": {"active": 2},
    "region": {"eastern_africa": 1, "southern_europe": 1},
    "country": {"ES": 1, "KE": 1},
    "hub": {"hub_1": 1, "hub_2": 1},
    "tier": {"municipality": 2},
    "language": {"en": 2, "es": 1, "sw": 1},
}
THEIRS: Final = {
    PUBLIC: {"youth_engagement": 2},
    MEMBERS: {"youth_engagement": 2, "interfaith_dialogue": 2},
    STAFF: {"youth_engagement": 2, "interfaith_dialogue": 2, "victim_support": 2},
}
COUNTED: Final = {reader: {**BOTH, "need": themes, "offer": themes} for reader, themes in THEIRS.items()}
NONE: Final = {"cities": 0} | {name: {} for name in ("status", "region", "country", "hub", "tier", "language", "need", "offer")}
FIGURES: Final = {
    "members": 2,
    "countries": 2,
    "by_status": {"active": 2},
    "by_region": {"eastern_africa": 1, "southern_europe": 1},
    "by_hub": {"hub_1": 1, "hub_2": 1},
    "by_country": {"ES": 1, "KE": 1},
}
SHOWN_ALIKE: Final = ["mandate", "tier", "income", "region"]
SHOWN_TO_MEMBERS: Final = ["population", "mandate", "prevention_network", "tier", "income", "region"]
PAIR: Final = {
    PUBLIC: {"context": SHOWN_ALIKE, "challenge": ["youth_engagement"], "complementarity": ["youth_engagement"] * 2},
    MEMBERS: {
        "context": SHOWN_TO_MEMBERS,
        "challenge": ["interfaith_dialogue", "youth_engagement"],
        "complementarity": ["interfaith_dialogue", "youth_engagement"] * 2,
    },
}


def alike(told: Any) -> dict[str, Any]:
    return {PUBLIC: told, MEMBERS: told, STAFF: told}


def members(public: Any, told: Any) -> dict[str, Any]:
    """The comparison knows only what members may know, so staff see no more in it."""
    return {PUBLIC: public, MEMBERS: told, STAFF: told}


NUMBERS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "GET /v1/cities/facets": {
        "": COUNTED,
        "?need=interfaith_dialogue": COUNTED | {PUBLIC: NONE},
        "?need=victim_support": COUNTED | {PUBLIC: NONE, MEMBERS: NONE},
        "?offer=victim_support": COUNTED | {PUBLIC: NONE, MEMBERS: NONE},
        "?min_population=1000": COUNTED | {PUBLIC: NONE},
        "?strategy=true": COUNTED | {PUBLIC: NONE, MEMBERS: NONE},
        "?q=kisumu": alike(NONE),
    },
    "GET /v1/cities/map": {
        "": members({"rows": []}, {"rows": ["city_a", "city_b"]}),
        "?strategy=true": {PUBLIC: {"rows": []}, MEMBERS: {"rows": []}, STAFF: {"rows": ["city_a", "city_b"]}},
        "?ids=city_c": alike({"rows": []}),
    },
    "GET /v1/network/figures": {
        "": {PUBLIC: FIGURES, MEMBERS: FIGURES, STAFF: FIGURES | {"by_status": {"active": 2, "suspended": 1}}},
    },
    "GET /v1/cities/{city_id}/peers": {
        "city_a": members({"city_b": SHOWN_ALIKE}, {"city_b": SHOWN_TO_MEMBERS}),
        "city_a?score=challenge": members({"city_b": ["shared_need"]}, {"city_b": ["shared_need"] * 2}),
        "city_c": alike("-"),
    },
    "GET /v1/cities/{city_id}/peers/{peer_id}": {
        "city_a/city_b": PAIR | {STAFF: PAIR[MEMBERS]},
        "city_a/city_c": alike("-"),
        "city_c/city_a": alike("-"),
    },
}
"""Operation → what is asked → what each kind of reader is told."""

EVERYBODY: Final = "sW WWW WWW WW W WW WWWW WW"
OFFICERS: Final = "s. ... ... WW . W. .... .."
UNIT: Final = "s. ... ... .. . W. .... .."

FEED: Final[dict[str, Row]] = {
    "cities": EVERYBODY,
    "cities city_profile_changed": "sp WWW WWW WW p Wp pppp pp",
    "cities city_suspended": "sr rrr rrr WW r Wr rrrr rr",
    "cities need_declared members": "st WWW WWW WW t Wt tttt tt",
    "cities offer_declared members": "st WWW WWW WW t Wt tttt tt",
    "hubs": EVERYBODY,
    "declarations": EVERYBODY,
    "endorsements": EVERYBODY,
    "applications": OFFICERS,
    "memberships": OFFICERS,
    "transfers": OFFICERS,
    "agreements": UNIT,
    "elections": UNIT,
    "grants": UNIT,
    "introductions": UNIT,
    "invitations": UNIT,
    "organisations": UNIT,
    "people": UNIT,
    "second-factors": UNIT,
    "sessions": UNIT,
}
"""What facts are about → who reads them; by their names where some read less."""

REMINDERS: Final[dict[str, Row]] = {
    "membership.agreement_review_due.v1": UNIT,
    "membership.mandate_renewal_due.v1": OFFICERS,
    "membership.need_review_due.v1": OFFICERS,
    "membership.offer_review_due.v1": OFFICERS,
    "membership.principles_acceptance_due.v1": OFFICERS,
    "membership.progress_report_due.v1": OFFICERS,
    "technical_fund.deadline_reminder_due.v1": UNIT,
}
"""Facts that only time says → who reads them, whatever they are about."""

FEED_LESS: Final = {
    "p": "latitude longitude population population_year prevention_network",
    "r": "reason",
    "t": "priority theme",
}
