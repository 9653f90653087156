"""What must be there before an application may be handed in, and how it must fit together.

Every fault is named by JSON pointer into the application.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from contracts.membership import ApplicationContent, CityDraft, Mandate, Theming
from services.membership.domain import themes
from services.membership.domain.faults import Fault, fault
from services.membership.domain.places import known_language, subdivision_of
from services.membership.domain.regions import known_country
from services.membership.domain.text import name_key

REQUIRED_OF_THE_CITY: Final = ("names", "country", "tier", "population", "population_year", "languages")


def faults(content: ApplicationContent, mandate: Mandate | None, today: date, *, principles: str) -> list[Fault]:
    """What stands between this application and its submission, empty when nothing does; `principles` names the version in force."""
    return [
        *_city_faults(content.city, today),
        *_contact_faults(content),
        *_principles_faults(content, principles),
        *_theme_faults("/content/needs", content.needs),
        *_theme_faults("/content/offers", content.offers),
        *_reciprocity_faults(content),
        *_mandate_faults(mandate, today),
    ]


def _city_faults(city: CityDraft, today: date) -> Iterator[Fault]:
    for name in REQUIRED_OF_THE_CITY:
        if not getattr(city, name):
            yield fault(f"/content/city/{name}", "required", "is missing")
    for language, name in (city.names or {}).items():
        if not name_key(name):
            yield fault(f"/content/city/names/{language}", "membership.no_name", "has no letter or digit")
    if city.country and not known_country(city.country):
        yield fault("/content/city/country", "membership.unknown_country", "is not a country of ISO 3166-1")
    if city.subdivision and not subdivision_of(city.subdivision, city.country):
        yield fault("/content/city/subdivision", "membership.unknown_subdivision", "is not a part of that country in ISO 3166-2")
    if city.population_year and city.population_year > today.year:
        yield fault("/content/city/population_year", "membership.in_the_future", "lies in the future")
    for position, language in enumerate(city.languages or ()):
        if not known_language(language):
            yield fault(f"/content/city/languages/{position}", "membership.unknown_language", "is not a language of ISO 639")
    if (city.latitude is None) != (city.longitude is None):
        missing = "latitude" if city.latitude is None else "longitude"
        yield fault(f"/content/city/{missing}", "required", "latitude and longitude come together")


def _contact_faults(content: ApplicationContent) -> Iterator[Fault]:
    if content.contact is None:
        yield fault("/content/contact", "required", "is missing")


def _principles_faults(content: ApplicationContent, in_force: str) -> Iterator[Fault]:
    if content.principles_version is None:
        yield fault("/content/principles_version", "required", "the principles have not been accepted")
    elif content.principles_version != in_force:
        yield fault("/content/principles_version", "membership.old_principles", f"the version in force is {in_force}")


def _theme_faults(pointer: str, themings: tuple[Theming, ...]) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, theming in enumerate(themings):
        if theming.theme not in themes.CODES:
            yield fault(f"{pointer}/{position}/theme", "membership.unknown_theme", "is not in the vocabulary")
        elif theming.theme in seen:
            yield fault(f"{pointer}/{position}/theme", "membership.repeated_theme", "is named twice")
        seen.add(theming.theme)


def _reciprocity_faults(content: ApplicationContent) -> Iterator[Fault]:
    if content.offers and not content.needs:
        yield fault("/content/needs", "membership.offer_without_need", "whoever offers also says what is needed")


def _mandate_faults(mandate: Mandate | None, today: date) -> Iterator[Fault]:
    if mandate is None:
        yield fault("/mandate", "required", "the signed mandate is missing")
    elif mandate.signed_on > today:
        yield fault("/mandate/signed_on", "membership.in_the_future", "lies in the future")
