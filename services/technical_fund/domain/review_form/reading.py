"""A filled-in text read back, line by line. Everything that is wrong is named at once, each with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from babel.numbers import get_currency_precision

from contracts.technical_fund import MOST_MINOR, CriterionScore, Money, ReviewContent, RubricContent, Support
from services.technical_fund.domain.amounts import MOST_HALF_DAYS
from services.technical_fund.domain.currencies import is_currency
from services.technical_fund.domain.faults import Fault
from services.technical_fund.domain.review_form.lines import FIRST, LAST, Section, at, sections

RECOMMENDATIONS: Final = ("fund", "fund_in_part", "decline")
AMOUNT: Final = re.compile(r"([A-Z]{3}) +([0-9]{1,16})(?:\.([0-9]{1,4}))?")
WHOLE: Final = re.compile(r"[0-9]{1,7}")
LONGEST: Final = 20_000
OPTIONAL: Final = "suggested-money"
"""There only in calls that give money."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What a text says, and on which line each part of it begins, by its pointer in the review."""

    review_id: str
    version: int
    content: ReviewContent
    lines: Mapping[str, int]


def read_form(text: str, rubric: RubricContent) -> tuple[Filled | None, list[Fault]]:
    """The review in the text, or everything that keeps it from being one."""
    found, faults = sections(text)
    reader = _Reader(found, rubric)
    faults = [*faults, *reader.check_frame()]
    if faults:
        return None, faults
    filled = reader.read()
    return (None, reader.faults) if reader.faults else (filled, [])


class _Reader:
    """Reads one form. `faults` grows while it reads, so that all of them are heard at once."""

    def __init__(self, found: Sequence[Section], rubric: RubricContent) -> None:
        self.found, self.rubric = found, rubric
        self.by_name = {section.name: section for section in found}
        self.faults: list[Fault] = []

    # ---------------------------------------------------------------- the frame

    def check_frame(self) -> list[Fault]:
        """Whether it is a whole form, and holds each section once."""
        if not self.found or self.found[0].name != FIRST:
            return [at(1, "technical_fund.form_not_ours", f"does not begin with '== {FIRST}'")]
        wanted = self._wanted()
        faults: list[Fault] = []
        seen: set[str] = set()
        for section in self.found:
            if section.name not in wanted and section.name != OPTIONAL:
                faults.append(at(section.line, "technical_fund.form_unknown_section", f"'{section.name[:80]}' is no section of this form"))
            elif section.name in seen:
                faults.append(at(section.line, "technical_fund.form_repeated_section", f"'{section.name}' is there twice"))
            seen.add(section.name)
        last = self.found[-1].line
        missing = [name for name in wanted if name not in seen]
        if LAST in missing or self.found[-1].name != LAST:
            return [*faults, at(last, "technical_fund.form_cut_off", f"there is no '== {LAST}' after this: the text was cut off")]
        return [*faults, *(at(last, "technical_fund.form_missing_section", f"'{name}' is missing before this") for name in missing)]

    def _wanted(self) -> list[str]:
        criteria: list[str] = []
        for criterion in self.rubric.criteria:
            criteria += [f"score {criterion.code}"] + ([f"comment {criterion.code}"] if criterion.comment != "none" else [])
        return [FIRST, *criteria, "recommendation", "suggested-half-days", "to-city", "confidential", LAST]

    # ---------------------------------------------------------------- what it says

    def read(self) -> Filled:
        review_id, version = self._head()
        content = ReviewContent(
            scores=self._scores(),
            to_city=self._text("to-city"),
            confidential=self._text("confidential"),
            recommendation=self._recommendation(),
            suggested=self._suggested(),
        )
        return Filled(review_id=review_id, version=version, content=content, lines=self._lines())

    def _head(self) -> tuple[str, int]:
        head = self.found[0]
        known = dict(re.findall(r"^(review|version): *(\S+) *$", head.text, re.MULTILINE))
        if len(known) != 2 or not known["version"].isdecimal() or len(known["version"]) > 15:
            self.faults.append(at(head.line, "technical_fund.form_not_ours", "must name the review and its version"))
            return "", 0
        return known["review"], int(known["version"])

    def _scores(self) -> dict[str, CriterionScore]:
        scores: dict[str, CriterionScore] = {}
        for criterion in self.rubric.criteria:
            comment = self._text(f"comment {criterion.code}") if criterion.comment != "none" else None
            score = self._whole(f"score {criterion.code}")
            if score is not None or comment is not None:
                scores[criterion.code] = CriterionScore(score=score, comment=comment)
        return scores

    def _text(self, name: str) -> str | None:
        section = self.by_name[name]
        if len(section.text) > LONGEST:
            self.faults.append(at(section.line, "length", f"Longer than maximum length {LONGEST}."))
        return section.text or None

    def _whole(self, name: str) -> int | None:
        """Digits of any script."""
        section = self.by_name[name]
        if not section.text:
            return None
        if not section.text.isdecimal() or not WHOLE.fullmatch(str(int(section.text))):
            self.faults.append(at(section.line, "technical_fund.form_not_a_number", "must hold one whole number, or nothing"))
            return None
        return int(section.text)

    def _recommendation(self) -> str | None:
        section = self.by_name["recommendation"]
        if section.text and section.text not in RECOMMENDATIONS:
            self.faults.append(at(section.line, "not_an_option", f"Must be one of: {', '.join(RECOMMENDATIONS)}."))
        return section.text or None

    def _suggested(self) -> Support | None:
        money, half_days = self._money(), self._whole("suggested-half-days") or 0
        if half_days > MOST_HALF_DAYS:
            line = self.by_name["suggested-half-days"].line
            self.faults.append(at(line, "range", f"Must be less than or equal to {MOST_HALF_DAYS}."))
        return Support(money=money, half_days=half_days) if money is not None or half_days else None

    def _money(self) -> Money | None:
        section = self.by_name.get(OPTIONAL)
        if section is None or not section.text:
            return None
        matched = AMOUNT.fullmatch(section.text)
        decimals = matched[3] or "" if matched else ""
        if matched is None or not is_currency(matched[1]) or len(decimals) > get_currency_precision(matched[1]):
            self.faults.append(at(section.line, "technical_fund.form_not_an_amount", "must hold an amount, EUR 25000.00, or nothing"))
            return None
        minor = int(matched[2] + decimals.ljust(get_currency_precision(matched[1]), "0"))
        if minor > MOST_MINOR:
            self.faults.append(at(section.line, "range", f"Must be less than or equal to {MOST_MINOR}."))
        return Money(minor=minor, currency=matched[1])

    def _lines(self) -> dict[str, int]:
        """Where each part of a review stands, so that what a rule has against it can be said of a line."""
        places = {
            "/recommendation": "recommendation", "/suggested": "suggested-half-days", "/suggested/money/currency": OPTIONAL,
            "/to_city": "to-city", "/confidential": "confidential",
        }  # fmt: skip
        for criterion in self.rubric.criteria:
            places[f"/scores/{criterion.code}/score"] = f"score {criterion.code}"
            places[f"/scores/{criterion.code}/comment"] = f"comment {criterion.code}"
        return {pointer: self.by_name[name].line for pointer, name in places.items() if name in self.by_name}
