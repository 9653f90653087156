"""What stands in a letter: everything but its words, as plain values for the template `letter`."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.technical_fund import DecisionContent, EligibilityRule, LetterWords, Support
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.decisions import DEFER, Decision
from services.technical_fund.domain.in_words import chosen, fact_in_words
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.screening import Finding, Screening

NOTHING: Final[Mapping[str, Any]] = {"support": None, "resume_on": None, "message": None, "conditions": [], "comments": [], "rules": []}
"""What letters about decisions have, and no others."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What the letter is about. `city_names` are None where membership does not know the city."""

    application: Application
    version: CallVersion
    city_names: Mapping[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Dating:
    """The day the letter bears, and until when the city may appeal."""

    dated: datetime
    appeal_until: datetime | None = None
    draft: bool = False


def of_decision(
    decision: Decision,
    support: Support | None,
    matter: Matter,
    words: LetterWords,
    reviews: Sequence[Review],
    dating: Dating,
    language: str,
) -> dict[str, Any]:
    """The letter about a decision; `support` is what it grants."""
    content = decision.content
    return {
        **_frame(matter, words, dating, language),
        "support": support,
        "resume_on": content.resume_on if content.outcome == DEFER else None,
        "message": _text(content.message, language),
        "rules": [],
        "reasons": _reasons(content, matter.version, language),
        "conditions": [{"text": _text(one.texts, language), "due": one.due} for one in content.conditions],
        "comments": _comments(decision.id, matter.version, [one for one in reviews if one.round == decision.round], language),
    }


def of_appeal(reasons: Mapping[str, str], matter: Matter, words: LetterWords, dating: Dating, language: str) -> dict[str, Any]:
    """The letter about an appeal."""
    told = {"title": None, "text": _text(reasons, language)}
    return {**_frame(matter, words, dating, language), **NOTHING, "reasons": [told]}


def of_screening(
    screening: Screening, reason: str | None, matter: Matter, words: LetterWords, dating: Dating, language: str
) -> dict[str, Any]:
    """The letter about an application that was found ineligible: each rule that it does not meet, and what it was held against."""
    outcome = screening.outcome
    assert outcome is not None
    rules = {rule.code: rule for rule in matter.version.content.eligibility}
    found = {finding.rule: finding for finding in screening.findings}
    unmet = [_unmet(rules[code], found.get(code), code in screening.overrides, language) for code in outcome.rules if code in rules]
    reasons = [{"title": None, "text": (reason, None)}] if reason else []
    return {**_frame(matter, words, dating, language), **NOTHING, "rules": unmet, "reasons": reasons}


def _unmet(rule: EligibilityRule, finding: Finding | None, overridden: bool, language: str) -> dict[str, Any]:
    """Where a person has said what the rule comes to, the fact is not why: the grounds that follow are."""
    known = finding if finding is not None and not overridden else None
    return {
        "text": _text(rule.texts, language) or (rule.code, None),
        "unknown": known is not None and known.found is None,
        "found": None if known is None else fact_in_words(rule.fact, known.found, language),
        "as_of": None if known is None else known.as_of,
    }


def missing(content: DecisionContent, version: CallVersion, language: str) -> tuple[str, ...]:
    """Criteria whose grounds are there, but not in this language."""
    there = (criterion.code for criterion in version.rubric.criteria if criterion.code in content.reasons)
    return tuple(code for code in there if language not in content.reasons[code])


def _frame(matter: Matter, words: LetterWords, dating: Dating, language: str) -> dict[str, Any]:
    application, call = matter.application, matter.version.content
    return {
        "dated": dating.dated,
        "draft": dating.draft,
        "appeal_until": dating.appeal_until,
        "time_zone": call.time_zone,
        "words": words,
        "city": _name(matter.city_names, language),
        "reference": application.reference,
        "title": application.title,
        "call": _name(call.titles, language),
        "requested": application.requested,
    }


def _reasons(content: DecisionContent, version: CallVersion, language: str) -> list[dict[str, Any]]:
    return [
        {"title": _name(criterion.titles, language), "text": _text(content.reasons[criterion.code], language)}
        for criterion in version.rubric.criteria
        if criterion.code in content.reasons
    ]


def _comments(decision_id: str, version: CallVersion, reviews: Sequence[Review], language: str) -> list[list[dict[str, Any]]]:
    """What reviewers wrote for the city, one list of texts each: without a name, and in an order that tells nothing."""
    ordered = sorted((one for one in reviews if one.counts), key=lambda one: _shuffled(decision_id, one.id))
    return [texts for one in ordered if (texts := _comment(one, version, language))]


def _shuffled(decision_id: str, review_id: str) -> bytes:
    return hashlib.sha256(f"{decision_id} {review_id}".encode()).digest()


def _comment(review: Review, version: CallVersion, language: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [{"title": None, "text": (review.content.to_city, None)}] if review.content.to_city else []
    for criterion in version.rubric.criteria:
        score = review.content.scores.get(criterion.code)
        if score is not None and score.comment and not criterion.confidential:
            told.append({"title": _name(criterion.titles, language), "text": (score.comment, None)})
    return told


def _text(texts: Mapping[str, str] | None, language: str) -> tuple[str, str] | None:
    """Somebody's words and the language they are in."""
    return chosen(texts, language) if texts else None


def _name(texts: Mapping[str, str] | None, language: str) -> str | None:
    return chosen(texts, language)[0] if texts else None
