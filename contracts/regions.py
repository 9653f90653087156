"""The regions of the world as the network counts them: the United Nations' geographical sub-regions (M49), by plain word.

The numbers let a reader's language name them (CLDR knows every M49 code); `PARTS` lets one ask for a whole continent.
"""

from typing import Final

M49: Final[dict[str, str]] = {
    "northern_africa": "015",
    "eastern_africa": "014",
    "middle_africa": "017",
    "southern_africa": "018",
    "western_africa": "011",
    "caribbean": "029",
    "central_america": "013",
    "south_america": "005",
    "northern_america": "021",
    "central_asia": "143",
    "eastern_asia": "030",
    "south_eastern_asia": "035",
    "southern_asia": "034",
    "western_asia": "145",
    "eastern_europe": "151",
    "northern_europe": "154",
    "southern_europe": "039",
    "western_europe": "155",
    "australia_and_new_zealand": "053",
    "melanesia": "054",
    "micronesia": "057",
    "polynesia": "061",
    "antarctica": "AQ",
    "africa": "002",
    "americas": "019",
    "asia": "142",
    "europe": "150",
    "oceania": "009",
}
"""The CLDR territory code of every region and continent."""

PARTS: Final[dict[str, tuple[str, ...]]] = {
    "africa": ("northern_africa", "eastern_africa", "middle_africa", "southern_africa", "western_africa"),
    "americas": ("caribbean", "central_america", "south_america", "northern_america"),
    "asia": ("central_asia", "eastern_asia", "south_eastern_asia", "southern_asia", "western_asia"),
    "europe": ("eastern_europe", "northern_europe", "southern_europe", "western_europe"),
    "oceania": ("australia_and_new_zealand", "melanesia", "micronesia", "polynesia"),
}
"""The regions of each continent. Antarctica stands alone."""

REGIONS: Final = tuple(M49)
"""Every word a region may be asked for by."""

_COUNTRIES: Final[dict[str, str]] = {
    "northern_africa": "DZ EG EH LY MA SD TN",
    "eastern_africa": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "middle_africa": "AO CD CF CG CM GA GQ ST TD",
    "southern_africa": "BW LS NA SZ ZA",
    "western_africa": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "caribbean": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "central_america": "BZ CR GT HN MX NI PA SV",
    "south_america": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "northern_america": "BM CA GL PM US",
    "central_asia": "KG KZ TJ TM UZ",
    "eastern_asia": "CN HK JP KP KR MN MO TW",
    "south_eastern_asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "southern_asia": "AF BD BT IN IR LK MV NP PK",
    "western_asia": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "eastern_europe": "BG BY CZ HU MD PL RO RU SK UA",
    "northern_europe": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "southern_europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "western_europe": "AT BE CH DE FR LI LU MC NL",
    "australia_and_new_zealand": "AU CC CX HM NF NZ",
    "melanesia": "FJ NC PG SB VU",
    "micronesia": "FM GU KI MH MP NR PW UM",
    "polynesia": "AS CK NU PF PN TK TO TV WF WS",
    "antarctica": "AQ",
}

REGION_OF: Final[dict[str, str]] = {country: region for region, countries in _COUNTRIES.items() for country in countries.split()}
"""The region of every country and territory, by ISO 3166-1 alpha-2 code; a test holds it against that standard."""


def within(region: str) -> tuple[str, ...]:
    """The sub-regions that `region` covers: the parts of a continent, or the region itself."""
    return PARTS.get(region, (region,))
