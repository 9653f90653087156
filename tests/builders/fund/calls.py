"""Forms, rubrics and calls that are whole, to be changed by the tests that need them otherwise."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from contracts.technical_fund import (
    Anchor,
    BudgetRules,
    CallContent,
    ChoiceRules,
    Criterion,
    FileRules,
    FormContent,
    FormSection,
    Money,
    NumberRules,
    Option,
    Pin,
    Question,
    RubricContent,
    Support,
    TextLimit,
    VisibleIf,
)
from services.technical_fund.domain.library import PublishedForm, PublishedRubric, version_id

OPENS = datetime(2027, 4, 1, 7, 0, tzinfo=UTC)
CLOSES = datetime(2027, 6, 1, 15, 0, tzinfo=UTC)


def texts(english: str) -> dict[str, str]:
    return {"en": english, "es": f"{english} (es)"}


def option(code: str) -> Option:
    return Option(code=code, texts=texts(code))


def question(code: str, kind: str = "long_text", **rules: Any) -> Question:
    return Question(code=code, kind=kind, texts=texts(code), **rules)


def form(*questions: Question) -> FormContent:
    """One question of every kind, or `questions`."""
    asked = questions or (
        question("plan", "long_text", required=True, limit=TextLimit(most=20, unit="words")),
        question("nickname", "short_text", limit=TextLimit(most=10, unit="characters", hard=False)),
        question("people", "number", number=NumberRules(least=1, most=5000, whole=True)),
        question("partners", "single_choice", choice=ChoiceRules(options=(option("none"), option("some")))),
        question("who", "short_text", required=True, limit=TextLimit(most=50), visible_if=VisibleIf(question="partners", any_of=("some",))),
        question("places", "multiple_choice", choice=ChoiceRules(options=(option("schools"), option("streets"), option("web")), most=2)),
        question("begins", "date"),
        question("letter", "file", file=FileRules(kinds=("pdf",), most=1)),
        question("brings", "money"),
        question("budget", "budget_table", budget=BudgetRules(categories=(option("staff"), option("travel")), own_contribution=True)),
    )
    return FormContent(titles=texts("Form"), source_lang="en", sections=(FormSection(code="all", titles=texts("All"), questions=asked),))


def rubric() -> RubricContent:
    anchors = tuple(Anchor(score=score, texts=texts(f"means {score}")) for score in (0, 5))
    return RubricContent(
        titles=texts("Rubric"),
        source_lang="en",
        criteria=(
            Criterion(code="need", titles=texts("Need"), weight=30, anchors=anchors),
            Criterion(code="plan", titles=texts("Plan"), weight=50, anchors=anchors),
            Criterion(code="risk", titles=texts("Risk"), weight=20, anchors=anchors, comment="optional", confidential=True),
        ),
    )


def support(minor: int | None = None, half_days: int = 0, currency: str = "EUR") -> Support:
    return Support(money=None if minor is None else Money(minor=minor, currency=currency), half_days=half_days)


def content(**changes: Any) -> CallContent:
    """Two million euros and 200 expert-days, open through April and May 2027 in Madrid."""
    whole = CallContent(
        titles=texts("Help for prevention"),
        summaries=texts("Money and experts"),
        texts=texts("What the call is for"),
        source_lang="en",
        priorities=("youth_engagement", "hate_crime"),
        envelope=support(200_000_000, 400),
        floor=support(1_000_000),
        ceiling=support(20_000_000, 40),
        opens_at=OPENS,
        closes_at=CLOSES,
        time_zone="Europe/Madrid",
        form=Pin(id="basic", version=1),
        rubric=Pin(id="basic", version=1),
        contact="fund@example.org",
    )
    return replace(whole, **changes)


def library(fund: Any) -> None:
    """The form and the rubric `basic`, version 1, published."""

    def publish(unit: Any) -> None:
        unit.form_versions.add(PublishedForm(id=version_id("basic", 1), entry_id="basic", number=1, content=form()))
        unit.rubric_versions.add(PublishedRubric(id=version_id("basic", 1), entry_id="basic", number=1, content=rubric()))

    fund.within(publish)
