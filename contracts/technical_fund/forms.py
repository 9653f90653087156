"""Application forms and review rubrics, as versioned data. A published version never changes; a call pins one of each."""

from dataclasses import dataclass
from typing import Annotated

from contracts.fields import Entries
from contracts.technical_fund.shared import Code, HalfDays, Minor
from contracts.words import Count, Day, Doc, Language, Length, LongTexts, Multiline, OneOf, Range, SourceLang, Texts

QuestionKind = Annotated[
    str, OneOf(["short_text", "long_text", "number", "money", "single_choice", "multiple_choice", "date", "file", "budget_table"])
]
FileKind = Annotated[str, OneOf(["pdf", "docx", "xlsx", "odt", "ods", "png", "jpeg", "csv"])]
QuestionTexts = Annotated[
    dict[Language, Annotated[str, Length(1, 1000), Multiline()]], Doc("A question or an option, by language tag."), Entries(1, 50)
]


@dataclass(frozen=True, kw_only=True)
class TextLimit:
    """How long a text may be. `hard` keeps a longer one from being submitted; a soft limit is stated and shown, and stops nobody."""

    most: Annotated[int, Range(1, 20_000)]
    unit: Annotated[str, OneOf(["words", "characters"])] = "words"
    hard: bool = True


@dataclass(frozen=True, kw_only=True)
class NumberRules:
    least: float | None = None
    most: float | None = None
    whole: bool = False
    unit: Annotated[Texts, Doc("What is counted: people, hectares.")] | None = None


@dataclass(frozen=True, kw_only=True)
class MoneyRules:
    """Bounds in the smallest unit of the call's currency."""

    least: Minor | None = None
    most: Minor | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    code: Code
    texts: QuestionTexts


@dataclass(frozen=True, kw_only=True)
class ChoiceRules:
    """`most` bounds how many may be chosen of a multiple choice."""

    options: Annotated[tuple[Option, ...], Length(max=100)] = ()
    most: Annotated[int, Range(1, 100)] | None = None


@dataclass(frozen=True, kw_only=True)
class DateRules:
    earliest: Day | None = None
    latest: Day | None = None


@dataclass(frozen=True, kw_only=True)
class FileRules:
    """Which kinds of file, and how many."""

    kinds: Annotated[tuple[Annotated[str, OneOf(["pdf", "docx", "xlsx", "odt", "ods", "png", "jpeg", "csv"])], ...], Length(1, 10)] = (
        "pdf",
    )
    most: Annotated[int, Range(1, 20)] = 1


@dataclass(frozen=True, kw_only=True)
class BudgetRules:
    """What the rows of a budget may be about. With `own_contribution`, rows may say what the city itself brings."""

    categories: Annotated[tuple[Option, ...], Length(max=50)] = ()
    most_rows: Annotated[int, Range(1, 200)] = 50
    own_contribution: bool = False


@dataclass(frozen=True, kw_only=True)
class VisibleIf:
    """The question is asked only when an earlier choice was one of these."""

    question: Code
    any_of: Annotated[tuple[Code, ...], Length(1, 100)]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing that is asked. Of the rules, only those of its kind may be there."""

    code: Code
    kind: QuestionKind
    texts: QuestionTexts
    help: LongTexts | None = None
    required: bool = False
    visible_if: VisibleIf | None = None
    limit: TextLimit | None = None
    number: NumberRules | None = None
    money: MoneyRules | None = None
    choice: ChoiceRules | None = None
    date: DateRules | None = None
    file: FileRules | None = None
    budget: BudgetRules | None = None


@dataclass(frozen=True, kw_only=True)
class FormSection:
    code: Code
    titles: Texts
    texts: LongTexts | None = None
    questions: Annotated[tuple[Question, ...], Length(max=60)] = ()


@dataclass(frozen=True, kw_only=True)
class FormContent:
    """What a city is asked. A draft may hold any part of it; publication checks that all of it is there."""

    titles: Texts | None = None
    source_lang: SourceLang | None = None
    sections: Annotated[tuple[FormSection, ...], Length(max=30)] = ()


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """What a score means."""

    score: Annotated[int, Range(0, 1000)]
    texts: QuestionTexts


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing a review scores from `least` to `most`. Its comment is the city's to read, unless it is `confidential`."""

    code: Code
    titles: Texts
    texts: LongTexts | None = None
    weight: Annotated[int, Range(1, 1000)] = 1
    least: Annotated[int, Range(0, 1000)] = 0
    most: Annotated[int, Range(1, 1000)] = 5
    anchors: Annotated[tuple[Anchor, ...], Length(max=50)] = ()
    comment: Annotated[str, OneOf(["required", "optional", "none"])] = "required"
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class RubricContent:
    """What a review looks at, and how much each of it weighs."""

    titles: Texts | None = None
    source_lang: SourceLang | None = None
    criteria: Annotated[tuple[Criterion, ...], Length(max=40)] = ()


@dataclass(frozen=True, kw_only=True)
class CriterionScore:
    """What a reviewer says on one criterion; a draft may hold either half."""

    score: Annotated[int, Range(0, 1000)] | None = None
    comment: Annotated[str, Length(1, 20_000), Multiline()] | None = None


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, kw_only=True)
class BudgetRow:
    """One line of a budget: what for, and how much of money, of expert-days, or of both. `own` is what the city brings itself."""

    category: Code | None = None
    text: Annotated[str, Length(1, 1000), Multiline()] | None = None
    minor: Minor | None = None
    half_days: HalfDays = 0
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class TextProgress:
    """How long an answer is beside its limit, counted as the submission counts it."""

    question: Code
    length: Count
    most: Count
    unit: Annotated[str, OneOf(["words", "characters"])]
    hard: bool
    over: bool


@dataclass(frozen=True, kw_only=True)
class SectionProgress:
    section: Code
    asked: Count
    answered: Count
    missing: Annotated[tuple[Code, ...], Doc("Required questions without an answer.")]


@dataclass(frozen=True, kw_only=True)
class FormProgress:
    """How far the answers have come, counting only what is asked: a question behind a choice not made is not."""

    asked: Count
    answered: Count
    missing: tuple[Code, ...]
    sections: tuple[SectionProgress, ...]
    texts: tuple[TextProgress, ...]
