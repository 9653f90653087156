"""Amounts, days and instants as people read them, by language. Numbers and dates follow the Unicode CLDR, through Babel."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision

from contracts.technical_fund import Money, Support
from contracts.words import LANGUAGES

SOURCE: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})

HALF_DAYS: Final = {
    "en": {"one": "{n} expert-day", "other": "{n} expert-days"},
    "es": {"one": "{n} día de experto", "other": "{n} días de experto"},
    "fr": {"one": "{n} jour d’expert", "other": "{n} jours d’expert"},
    "ar": {"other": "{n} من أيام عمل الخبراء"},
}
"""By CLDR plural category."""
COMMA: Final = {"ar": "، "}
AND: Final = {"en": " and ", "es": " y ", "fr": " et ", "ar": " و"}


def spoken(language: str) -> str:
    """The language we have words in for a reader of `language`: theirs, whatever its region, else English."""
    primary = language.lower().partition("-")[0]
    return primary if primary in LANGUAGES else SOURCE


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def chosen(texts: Mapping[str, str], language: str, source: str | None = None) -> tuple[str, str]:
    """The text for a reader of `language` and the language it is in: theirs, else English, else the source, else any; `("", language)`
    when there is none."""
    for tag in (language, spoken(language), SOURCE, source):
        if tag is not None and tag in texts:
            return texts[tag], tag
    return next(((text, tag) for tag, text in texts.items()), ("", language))


def amount(money: Money, language: str) -> str:
    """`12.345,60 €`: as many decimals as the currency has."""
    major = Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
    return str(format_currency(major, money.currency, locale=spoken(language)))


def expert_days(half_days: int, language: str) -> str:
    """`1.5 expert-days`."""
    spoken_language, days = spoken(language), Decimal(half_days) / 2
    forms = HALF_DAYS[spoken_language]
    form = forms.get(Locale.parse(spoken_language).plural_form(days), forms["other"])
    return form.format(n=format_decimal(days, locale=spoken_language))


def support(given: Support, language: str) -> str:
    """Money, expert-days, or both joined."""
    parts = [amount(given.money, language)] if given.money is not None else []
    if given.half_days or not parts:
        parts.append(expert_days(given.half_days, language))
    return AND[spoken(language)].join(parts)


def fact_in_words(fact: str, value: Any, language: str) -> str | None:
    """A fact of a city as a letter tells it; None for what only codes tell."""
    locale = Locale.parse(spoken(language))
    if fact == "country" and isinstance(value, str):
        return locale.territories.get(value)
    if fact == "member_since" and isinstance(value, str):
        return day(date.fromisoformat(value), language)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(format_decimal(value, locale=locale))
    return None


def day(on: date, language: str) -> str:
    return str(format_date(on, "long", locale=spoken(language)))


def last_day(before: datetime, zone: str, language: str) -> str:
    """The last day that is wholly before the instant, in `zone`, which is named: `31 March 2027 (Europe/Paris)`."""
    last = (before - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    return f"{day(last, language)} ({zone})"


def moment(at: datetime, zone: str, language: str) -> str:
    """A date and a time of day in `zone`, which is named: `31 March 2027, 23:59 (Europe/Paris)`."""
    local, tag = at.astimezone(ZoneInfo(zone)), spoken(language)
    comma = COMMA.get(tag, ", ")
    return f"{format_date(local, 'long', locale=tag)}{comma}{format_time(local, 'HH:mm', locale=tag)} ({zone})"
