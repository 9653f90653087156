"""Whether what a call says holds together, and what is missing before it may be published."""

import functools
import itertools
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from contracts.technical_fund import CallContent, Support
from contracts.themes import THEME_CODES
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.currencies import is_currency
from services.technical_fund.domain.eligibility import rule_faults
from services.technical_fund.domain.faults import Fault, fault, source_faults

NEEDED: Final = ("titles", "summaries", "texts", "envelope", "ceiling", "opens_at", "closes_at", "form", "rubric")
TRANSLATED: Final = ("titles", "summaries", "texts")


def draft_faults(content: CallContent, pointer: str) -> list[Fault]:
    """What may not be in a draft either."""
    return [
        *_theme_faults(content, pointer),
        *rule_faults(content.eligibility, f"{pointer}/eligibility"),
        *_money_faults(content, pointer),
        *_time_faults(content, pointer),
    ]


def publication_faults(content: CallContent, now: datetime, pointer: str = "/call") -> list[Fault]:
    """Everything that keeps a call from being published."""
    missing = [fault(f"{pointer}/{name}", "required", "is missing") for name in NEEDED if getattr(content, name) is None]
    if content.envelope is not None and not whole(content.envelope):
        missing.append(fault(f"{pointer}/envelope", "technical_fund.nothing_given", "is neither money nor expert-days"))
    if content.closes_at is not None and content.closes_at <= now:
        missing.append(fault(f"{pointer}/closes_at", "technical_fund.in_the_past", "has passed"))
    texts = [(f"/{name}", getattr(content, name)) for name in TRANSLATED]
    texts += [(f"/eligibility/{at}/texts", rule.texts) for at, rule in enumerate(content.eligibility)]
    return [*missing, *draft_faults(content, pointer), *source_faults(pointer, content.source_lang, texts)]


def harmless(before: CallContent, after: CallContent) -> bool:
    """Whether a change can hurt nobody who is applying: texts gain languages and lose nothing, the contact is another."""
    kept = {name: getattr(before, name) for name in (*TRANSLATED, "contact")}
    if replace(after, **kept) != before:
        return False
    return all(_only_gains(getattr(before, name), getattr(after, name)) for name in TRANSLATED)


def changed_fields(before: CallContent, after: CallContent) -> tuple[str, ...]:
    return tuple(name for name in CallContent.__dataclass_fields__ if getattr(before, name) != getattr(after, name))


def whole(support: Support) -> Amount:
    """What a call names counts; what it does not name is nothing."""
    return Amount(minor=support.money.minor if support.money else 0, half_days=support.half_days)


def _only_gains(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> bool:
    return {**(after or {}), **(before or {})} == (after or {})


def _theme_faults(content: CallContent, pointer: str) -> Iterator[Fault]:
    for at, theme in enumerate(content.priorities):
        if theme not in THEME_CODES:
            yield fault(f"{pointer}/priorities/{at}", "technical_fund.unknown_theme", "is not in the network's vocabulary")
        elif theme in content.priorities[:at]:
            yield fault(f"{pointer}/priorities/{at}", "technical_fund.repeated_code", "is named twice")


def _money_faults(content: CallContent, pointer: str) -> Iterator[Fault]:
    """The least one award may be, the most, and the whole envelope: in one currency, and each within the next."""
    named = [(name, support) for name in ("floor", "ceiling", "envelope") if (support := getattr(content, name)) is not None]
    for name, support in named:
        if support.money is not None and content.envelope is not None and support.money.currency != content.currency:
            yield fault(f"{pointer}/{name}/money/currency", "technical_fund.wrong_currency", "is not the envelope's currency")
        elif support.money is not None and not is_currency(support.money.currency):
            yield fault(f"{pointer}/{name}/money/currency", "not_an_option", "is not a currency of ISO 4217")
    for (less, small), (more, large) in itertools.pairwise(named):
        if not whole(large).covers(whole(small)):
            yield fault(f"{pointer}/{less}", "technical_fund.bounds_crossed", f"must lie within the {more}")


def _time_faults(content: CallContent, pointer: str) -> Iterator[Fault]:
    if content.time_zone not in _time_zones():
        yield fault(f"{pointer}/time_zone", "technical_fund.unknown_time_zone", "is not an IANA time zone")
    named = [(name, at) for name in ("opens_at", "closes_at", "decides_by") if (at := getattr(content, name)) is not None]
    for (_, earlier), (name, later) in itertools.pairwise(named):
        if later <= earlier:
            yield fault(f"{pointer}/{name}", "technical_fund.ends_too_early", "must lie after what comes before it")


@functools.cache
def _time_zones() -> frozenset[str]:
    """Read once: asking means opening some six hundred files."""
    return frozenset(zoneinfo.available_timezones())
