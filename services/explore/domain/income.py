"""Income bands of countries after the World Bank's classification by gross national income per head, Atlas method.

Source: World Bank, "World Bank Country and Lending Groups", fiscal year 2026 (1 July 2025 to 30 June 2026). Put down by hand and not
compared with the publication line by line: to be checked against it before anybody relies on it, and each July, when a new one comes out.
"""

from datetime import UTC, datetime
from typing import Final

CLASSIFIED_ON: Final = datetime(2025, 7, 1, tzinfo=UTC)
"""The classification of fiscal year 2026, after incomes of 2024. Ethiopia and Venezuela are not classified in it."""

LOW, LOWER_MIDDLE, UPPER_MIDDLE, HIGH = 1, 2, 3, 4

_COUNTRIES: Final = {
    LOW: "AF BF BI CD CF ER GM GW KP LR MG ML MW MZ NE RW SD SL SO SS SY TD TG UG YE",
    LOWER_MIDDLE: (
        "AO BD BJ BO BT CG CI CM DJ EG FM GH GN HN HT IN JO KE KG KH KI KM LA LB LK LS MA MM MR NA NG NI NP PG PH PK PS SB SN ST SZ TJ TL "
        "TN TZ UZ VN VU ZM ZW"
    ),
    UPPER_MIDDLE: (
        "AL AM AR AZ BA BR BW BY BZ CN CO CU CV DM DO DZ EC FJ GA GD GE GQ GT ID IQ IR JM KZ LC LY MD ME MH MK MN MU MV MX MY PE PY RS SR "
        "SV TH TM TO TR TV UA VC WS XK ZA"
    ),
    HIGH: (
        "AD AE AG AS AT AU AW BB BE BG BH BM BN BS CA CH CL CR CW CY CZ DE DK EE ES FI FO FR GB GG GI GL GR GU GY HK HR HU IE IL IM IS IT "
        "JE JP KN KR KW KY LI LT LU LV MC MF MO MP MT NC NL NO NR NZ OM PA PF PL PR PT PW QA RO RU SA SC SE SG SI SK SM SX TC TT TW US UY "
        "VG VI"
    ),
}

BAND_OF: Final[dict[str, int]] = {country: band for band, countries in _COUNTRIES.items() for country in countries.split()}
"""1 (low) to 4 (high) by ISO 3166-1 alpha-2 code; countries and territories without an entry are not classified."""
