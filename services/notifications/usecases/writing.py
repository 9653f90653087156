"""Writes letters: the texts of a mail in the reader's language, as plain text and as a page that screen readers follow.

A letter says what happened and where to look, never what stands there: it lies in boxes that others read too. What is put into a sentence
is isolated, so that a Latin reference does not turn an Arabic line around.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from contracts.fields import parse_instant
from services.notifications.domain.letter import Letter
from services.notifications.domain.mails import TOLD
from services.notifications.domain.message import Message
from services.notifications.usecases.ports import Drawn, Found, Reader
from services.notifications.usecases.texts import SOURCE, catalogue, spoken

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
RIGHT_TO_LEFT: Final = frozenset({"ar"})
ISOLATE, ISOLATED = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
NAMED: Final = re.compile(r"{(\w+)}")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T.+")

Place = Callable[[str], str]
"""Puts a value into a sentence."""


class LetterWriter:
    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        loader = FileSystemLoader(TEMPLATES)
        options: dict[str, Any] = {"loader": loader, "undefined": StrictUndefined, "trim_blocks": True, "keep_trailing_newline": True}
        self._page = Environment(autoescape=True, **options).get_template("letter.html")
        self._plain = Environment(autoescape=False, **options).get_template("letter.txt")  # noqa: S701 - text/plain

    def write(self, message: Message, found: Found, reader: Reader, drawn: Drawn | None) -> Letter:
        mail, language = TOLD[message.mail], spoken(reader.language)
        texts = catalogue(language)
        values = {name: _readable(texts, language, name, value) for name, value in message.facts.items()}
        values |= _called(found, language)
        values |= {"subject": texts[f"{mail.name}.subject"]} | ({"name": reader.name} if reader.name else {})
        if drawn is not None:
            values["until"] = _moment(language, drawn.expires_at)
        link = mail.place.link(self._public_url, message.facts, drawn.token if drawn else None)
        shared = {"language": language, "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr", "link": link}
        return Letter(
            language=language,
            subject=values["subject"],
            text=self._plain.render(shared | _said(texts, mail.name, values, _in_text)),
            html=self._page.render(shared | _said(texts, mail.name, values, _in_page)),
        )


def _said(texts: Mapping[str, str], mail: str, values: Mapping[str, str], place: Place) -> dict[str, Any]:
    said = {name: _filled(texts[f"letter.{name}"], values, place) for name in ("network", "or_copy")}
    return said | {
        "subject": values["subject"],
        "greeting": _filled(texts["letter.greeting" if "name" in values else "letter.hello"], values, place),
        "paragraphs": list(_paragraphs(texts[f"{mail}.body"], values, place)),
        "called": [_filled(texts[f"letter.{name}"], values, place) for name in ("reference", "called") if name in values],
        "action": _filled(texts[f"{mail}.action"], values, place),
        "footer": list(_paragraphs(texts["letter.footer"], values, place)),
    }


def _called(found: Found, language: str) -> dict[str, str]:
    """What the thing may be called in a letter, as far as it has a reference or a name."""
    names = found.names
    name = names.get(language) or names.get(SOURCE) or next(iter(names.values()), None)
    return {key: value for key, value in (("reference", found.reference), ("called", name)) if value}


def _paragraphs(text: str, values: Mapping[str, str], place: Place) -> Iterator[str]:
    """One that names what we do not know, such as the end of a role without one, is left out."""
    for paragraph in text.split("\n\n"):
        if set(NAMED.findall(paragraph)) <= values.keys():
            yield _filled(paragraph, values, place)


def _filled(text: str, values: Mapping[str, str], place: Place) -> str:
    known = {name: place(values[name]) for name in NAMED.findall(text)}
    return (escape(text) if place is _in_page else text).format_map(known)


def _in_text(value: str) -> str:
    return f"{ISOLATE}{value}{ISOLATED}"


def _in_page(value: str) -> str:
    return Markup("<bdi>{}</bdi>").format(value)


def _readable(texts: Mapping[str, str], language: str, name: str, value: str) -> str:
    """A code in words, an instant as a date and a time of day, anything else as it is."""
    if INSTANT.fullmatch(value):
        return _moment(language, parse_instant(value))
    if DAY.fullmatch(value):
        return str(format_date(date.fromisoformat(value), "long", locale=language))
    return texts.get(f"{name}.{value}", value)


def _moment(language: str, at: datetime) -> str:
    return f"{format_date(at, 'long', locale=language)}, {format_time(at, 'HH:mm', locale=language)} UTC"
