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


def within(region: str) -> tuple[str, ...]:
    """The sub-regions that `region` covers: the parts of a continent, or the region itself."""
    return PARTS.get(region, (region,))
