"""A review written as a text to fill in."""

from collections.abc import Iterator
from decimal import Decimal

from babel.numbers import get_currency_precision

from contracts.technical_fund import Criterion, CriterionScore, Money, ReviewContent, RubricContent
from services.technical_fund.domain.in_words import chosen, spoken
from services.technical_fund.domain.review_form.lines import FIRST, LAST, written
from services.technical_fund.domain.review_form.words import WORDS


def form_text(
    *, review_id: str, version: int, reference: str, rubric: RubricContent, content: ReviewContent, currency: str | None, language: str
) -> str:
    """UTF-8 to be, lines ended by a newline, in the reader's language."""
    words = WORDS[spoken(language)]
    lines = [
        *written(FIRST, [words["title"].format(reference=reference), words["how"]], f"review: {review_id}\nversion: {version}"),
        *_criteria(rubric, content, language),
        *written("recommendation", [words["recommendation"], words["required"]], content.recommendation or ""),
        *_suggested(content, currency, words),
        *written("to-city", [words["to_city"]], content.to_city or ""),
        *written("confidential", [words["confidential"]], content.confidential or ""),
        *written(LAST, [], ""),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _criteria(rubric: RubricContent, content: ReviewContent, language: str) -> Iterator[str]:
    for criterion in rubric.criteria:
        given = content.scores.get(criterion.code, CriterionScore())
        yield from written(f"score {criterion.code}", _about(criterion, rubric, language), "" if given.score is None else str(given.score))
        if criterion.comment != "none":
            yield from written(f"comment {criterion.code}", _asked(criterion, rubric, language), given.comment or "")


def _about(criterion: Criterion, rubric: RubricContent, language: str) -> list[str]:
    words, title = WORDS[spoken(language)], chosen(criterion.titles, language, rubric.source_lang)[0]
    lines = [words["score"].format(title=title, least=criterion.least, most=criterion.most, weight=criterion.weight)]
    if criterion.texts:
        lines.append(chosen(criterion.texts, language, rubric.source_lang)[0])
    anchors = sorted(criterion.anchors, key=lambda anchor: anchor.score)
    return [*lines, *(f"{anchor.score}: {chosen(anchor.texts, language, rubric.source_lang)[0]}" for anchor in anchors)]


def _asked(criterion: Criterion, rubric: RubricContent, language: str) -> list[str]:
    words, title = WORDS[spoken(language)], chosen(criterion.titles, language, rubric.source_lang)[0]
    asked = words["comment_confidential" if criterion.confidential else "comment"].format(title=title)
    return [asked, words["required"]] if criterion.comment == "required" else [asked]


def _suggested(content: ReviewContent, currency: str | None, words: dict[str, str]) -> Iterator[str]:
    suggested = content.suggested
    money = suggested.money if suggested else None
    if currency is not None or money is not None:
        guide = words["suggested_money"].format(currency=currency or (money.currency if money else ""))
        yield from written("suggested-money", [guide], _amount(money))
    half_days = str(suggested.half_days) if suggested and suggested.half_days else ""
    yield from written("suggested-half-days", [words["suggested_half_days"]], half_days)


def _amount(money: Money | None) -> str:
    """`EUR 25000.00`: as many decimals as the currency has, and a point before them in every language."""
    if money is None:
        return ""
    return f"{money.currency} {Decimal(money.minor).scaleb(-get_currency_precision(money.currency)):f}"
