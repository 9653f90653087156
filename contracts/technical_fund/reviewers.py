"""The pool of reviewers: what each can judge, how much they take on, and when they are away."""

from dataclasses import dataclass
from typing import Annotated

from contracts.words import Country, Day, Doc, Id, Language, Length, Range, Word


@dataclass(frozen=True, kw_only=True)
class AwayRange:
    """Both days included."""

    first: Day
    last: Day


@dataclass(frozen=True, kw_only=True)
class ReviewerProfile:
    """What a reviewer says of themselves. `country` is where they are based, and keeps them from its applications; `countries` are those
    they know, and make them fit."""

    country: Country
    languages: Annotated[tuple[Language, ...], Length(1, 20)]
    themes: Annotated[tuple[Word, ...], Length(max=50), Doc("Themes of the network's vocabulary they can judge.")] = ()
    countries: Annotated[tuple[Country, ...], Length(max=60), Doc("Countries they know, besides the one they are based in.")] = ()
    organisation_id: Annotated[Id, Doc("The partner organisation they work for.")] | None = None
    city_ids: Annotated[tuple[Id, ...], Length(max=50), Doc("Cities they work or have worked for in the last years.")] = ()
    max_load: Annotated[int, Range(0, 200), Doc("The most applications they review at a time.")] = 5
    away: Annotated[tuple[AwayRange, ...], Length(max=50)] = ()
