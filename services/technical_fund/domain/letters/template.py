"""The words of letters: ours until the management unit sets its own, each setting a number that stays."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.technical_fund import LetterWords
from services.technical_fund.domain.in_words import spoken
from services.technical_fund.domain.letters.words import ar, en, es, fr

KINDS: Final = ("fund", "fund_in_part", "decline", "defer", "ineligible", "appeal_not_admitted", "appeal_upheld", "appeal_dismissed")

HOUSE: Final[Mapping[str, Mapping[str, LetterWords]]] = {"ar": ar.WORDS, "en": en.WORDS, "es": es.WORDS, "fr": fr.WORDS}
"""What came with the house, by language and kind."""

EVERY: Final = ("city", "reference", "title", "call", "requested", "decided_on")
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "fund": (*EVERY, "support"),
    "fund_in_part": (*EVERY, "support"),
    "decline": (*EVERY, "appeal_until"),
    "defer": (*EVERY, "resume_on"),
    "ineligible": (*EVERY, "appeal_until"),
    "appeal_not_admitted": EVERY,
    "appeal_upheld": EVERY,
    "appeal_dismissed": EVERY,
}
"""What may stand in braces, by kind."""

NAMED: Final = re.compile(r"{(\w+)}")


@dataclass(kw_only=True)
class TemplateNumber(Aggregate):
    """Words as they were once set. Never changed."""

    kind: ClassVar[str] = "fund-letter-template-numbers"
    words: LetterWords
    set_at: datetime
    set_by: str | None


@dataclass(kw_only=True)
class LetterTemplate(Aggregate):
    """The words of one kind of letter in one language; `number` counts settings, 0 while they are the house's."""

    kind: ClassVar[str] = "fund-letter-templates"
    tells: str
    language: str
    words: LetterWords
    number: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def set(self, words: LetterWords, *, by: str | None, at: datetime) -> TemplateNumber:
        """Raises `Invalid` for words that name what no such letter has."""
        if faults := list(fault_in(self.tells, words)):
            raise Invalid.fields(faults)
        self.words, self.number, self.changed_by, self.changed_at = words, self.number + 1, by, at
        return TemplateNumber(id=number_id(self.tells, self.language, self.number), words=words, set_at=at, set_by=by)


def house_words(tells: str, language: str) -> LetterWords:
    return HOUSE[spoken(language)][tells]


def house_template(tells: str, language: str) -> LetterTemplate:
    """The words that came with the house."""
    return LetterTemplate(id=template_id(tells, language), tells=tells, language=language, words=house_words(tells, language))


def template_id(tells: str, language: str) -> str:
    return f"{tells}.{language}"


def number_id(tells: str, language: str, number: int) -> str:
    return f"{template_id(tells, language)}@{number}"


def fault_in(tells: str, words: LetterWords) -> Iterator[dict[str, str]]:
    """Names in braces that no letter of this kind has, and braces that name nothing."""
    for field in ("subject", "opening", "closing"):
        text: str = getattr(words, field)
        for name in NAMED.findall(text):
            if name not in NAMES[tells]:
                message = f"{{{name}}} is not one of {', '.join(NAMES[tells])}"
                yield {"pointer": f"/words/{field}", "code": "technical_fund.unknown_name", "message": message}
        if re.search(r"[{}]", NAMED.sub("", text)):
            yield {"pointer": f"/words/{field}", "code": "technical_fund.stray_brace", "message": "braces hold one name each"}
