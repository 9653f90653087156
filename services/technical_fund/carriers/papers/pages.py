"""Papers as pages: a template, words in the reader's language, and values that cannot turn the line they stand in around.

A template `x.html` extends `base.html` and says its own words with `say("key", name=value)` from `locale/<language>/LC_MESSAGES/x.po`.
Every value is escaped, and isolated for the direction of its own script: a Latin reference inside an Arabic sentence stays where it is.
WeasyPrint gives `<bdi>` no effect, so the isolates are characters too.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from services.technical_fund.domain import in_words
from services.technical_fund.domain.in_words import direction, spoken

HERE: Final = Path(__file__).parent
ISOLATE, ISOLATED = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
COMMON: Final = "base"
NAMED: Final = re.compile(r"{(\w+)}")


def page(template: str, context: Mapping[str, Any], language: str) -> str:
    """The page. `context` holds at least `dated`, the instant the paper bears; an unknown name in the template is an error."""
    tongue = spoken(language)
    shared: dict[str, Any] = {"language": tongue, "direction": direction(tongue), "say": _speaker(template, tongue)}
    return _templates(tongue).get_template(f"{template}.html").render(**shared, **context)


@functools.cache
def _templates(language: str) -> Environment:
    options: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    templates = Environment(autoescape=True, loader=FileSystemLoader(HERE / "templates"), **options)
    templates.filters |= {"isolated": isolated, "prose": prose, "filled": filled, "filled_line": filled_line, **_spelling(language)}
    return templates


# ---------------------------------------------------------------- words


@functools.cache
def catalogue(template: str, language: str) -> Mapping[str, str]:
    """Key → text, of one template in one language; empty where a template has none."""
    path = HERE / "locale" / language / "LC_MESSAGES" / f"{template}.po"
    if not path.exists():
        return {}
    with path.open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source, locale=language) if entry.id and entry.string}


def _speaker(template: str, language: str) -> Callable[..., Markup]:
    texts = {**catalogue(COMMON, language), **catalogue(template, language)}

    def say(key: str, **values: object) -> Markup:
        return escape(texts[key]).format_map({name: isolated(value) for name, value in values.items()})

    return say


# ---------------------------------------------------------------- values


def isolated(value: object) -> Markup:
    """A value as it stands within a sentence of any direction."""
    return value if isinstance(value, Markup) else Markup("<bdi>{}{}{}</bdi>").format(ISOLATE, value, ISOLATED)


def prose(text: str, language: str | None = None) -> Markup:
    """People's own words: paragraphs where they left a line empty, each in the direction of its first letter with one."""
    shown = [Markup("<br>").join(escape(line) for line in part.splitlines()) for part in text.split("\n\n") if part.strip()]
    tag = Markup(' lang="{}"').format(language) if language else Markup("")
    return Markup("\n").join(Markup('<p dir="{}"{}>{}</p>').format(first_direction(part), tag, part) for part in shown)


def filled(text: str, values: Mapping[str, object]) -> Markup:
    """Paragraphs with names in braces, and the values for them. A paragraph that names what there is no value for is left out."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    told = [part for part in parts if all(values.get(name) is not None for name in NAMED.findall(part))]
    return Markup("\n").join(Markup("<p>{}</p>").format(filled_line(part, values)) for part in told)


def filled_line(text: str, values: Mapping[str, object]) -> Markup:
    """One line of it. The values are put in at once, so that none of them is read for names again."""
    pieces = NAMED.split(text)
    put = (isolated(values.get(piece, "")) if at % 2 else Markup("<br>").join(escape(piece).split("\n")) for at, piece in enumerate(pieces))
    return Markup("").join(put)


def first_direction(text: str) -> str:
    """The direction of the first letter that has one (Unicode Bidirectional Algorithm, rules P2 and P3, without isolates)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _spelling(language: str) -> dict[str, Callable[..., Markup]]:
    """Filters that put values into words of the paper's language."""

    def spelled(put: Callable[..., str]) -> Callable[..., Markup]:
        return lambda value, *more: isolated(put(value, *more, language))

    return {
        "amount": spelled(in_words.amount),
        "support": spelled(in_words.support),
        "half_days": spelled(in_words.expert_days),
        "day": spelled(in_words.day),
        "moment": lambda at, zone="UTC": isolated(in_words.moment(at, zone, language)),
        "last_day": lambda before, zone: isolated(in_words.last_day(before, zone, language)),
        "text": lambda texts: isolated(in_words.chosen(texts, language)[0]),
        "long_text": lambda texts: prose(*in_words.chosen(texts, language)),
    }
