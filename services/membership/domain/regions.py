"""Which region of the world a country lies in. Data after the United Nations' M49 standard; a test holds it against ISO 3166-1."""

from typing import Final

from contracts.errors import Invalid
from contracts.regions import REGIONS

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
"""The region of every country and territory, by ISO 3166-1 alpha-2 code."""


def known_country(code: str) -> bool:
    return code in REGION_OF


def require_region(region: str, pointer: str) -> None:
    """Raises `Invalid` when the network has no region of that name."""
    if region not in REGIONS:
        raise Invalid.field(pointer, "membership.unknown_region", f"there is no region {region}")
