"""Letters: what a city is told of a decision or a finding, in its language, printed once and kept for ever; and their words."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE, SIGNED_IN
from contracts.standard import FilePart, Job
from contracts.technical_fund.decisions import PANEL
from contracts.technical_fund.shared import PUBLISHER, Code
from contracts.words import Count, Doc, Id, Instant, Language, Length, Line, Multiline, OneOf, Sha256

LetterKind = Annotated[
    str,
    OneOf(["fund", "fund_in_part", "decline", "defer", "ineligible", "appeal_not_admitted", "appeal_upheld", "appeal_dismissed"]),
    Doc("What a letter tells: the outcome of a decision, what screening found, or the outcome of an appeal."),
]
ToldKind = Annotated[
    str,
    OneOf(["fund", "fund_in_part", "decline", "defer", "appeal_not_admitted", "appeal_upheld", "appeal_dismissed"]),
    Doc("What a letter tells: the outcome of a decision, or of an appeal against one."),
]
LetterState = Annotated[
    str,
    OneOf(["waiting", "issued", "dropped"]),
    Doc("`waiting`: being printed, or waiting for whatever printing needs; `dropped`: what it was to tell was taken back before."),
]
Wording = Annotated[str, Length(1, 8000), Multiline(), Doc("Paragraphs with an empty line between them.")]


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """What the management unit says in every letter of one kind in one language.

    Names in braces stand for what the letter is about: `{city}`, `{reference}`, `{title}`, `{call}`, `{requested}`, `{support}`,
    `{decided_on}`, `{resume_on}`, `{appeal_until}`. A paragraph that names what a letter does not have is left out of it. Grounds,
    rules that are not met, conditions, comments and how to appeal follow by themselves.
    """

    subject: Line
    opening: Wording
    closing: Wording


@dataclass(frozen=True, kw_only=True)
class LetterTemplateView:
    """The words of one kind of letter in one language. Number 0 are those that came with the house."""

    kind: LetterKind
    language: Language
    words: LetterWords
    number: Count
    names: Annotated[tuple[Code, ...], Doc("What may stand in braces.")]
    changed_at: Instant | None
    changed_by: Id | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class LetterTemplates:
    items: tuple[LetterTemplateView, ...]


@dataclass(frozen=True, kw_only=True)
class LetterFile:
    """The letter in one language, as PDF. Its digest is that of the bytes the city reads."""

    language: Language
    size: Count
    sha256: Sha256


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """A letter. It has the id of the decision, of the appeal or of the finding that it tells of."""

    id: Id
    about: Annotated[str, OneOf(["decision", "appeal", "screening"])]
    application_id: Id
    call_id: Id
    kind: LetterKind
    state: LetterState
    files: tuple[LetterFile, ...]
    job_id: Annotated[Id, Doc("The printing, for the management unit.")] | None
    issued_at: Instant | None
    appeal_until: Annotated[Instant, Doc("The city may appeal before this instant.")] | None
    acknowledged_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class LetterPreview:
    """A letter before it is issued, as a page that stands alone. `missing` are criteria whose grounds are not there in its language, and
    are told in another."""

    kind: LetterKind
    language: Language
    html: str
    missing: tuple[Code, ...]


# ---------------------------------------------------------------- words


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=LetterTemplates)
@dataclass(frozen=True, kw_only=True)
class ListFundLetterTemplates:
    """The words of every kind of letter in every language."""


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=LetterTemplateView)
@dataclass(frozen=True, kw_only=True)
class GetFundLetterTemplate:
    """The words of one kind of letter in one language: as they are, or as an earlier number of them was."""

    letter_kind: LetterKind
    language: Language
    number: Count | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=LetterTemplateView)
@dataclass(frozen=True, kw_only=True)
class SetFundLetterTemplate:
    """Change the words for letters that are approved from now on. Earlier words stay readable by their number."""

    letter_kind: LetterKind
    language: Language
    words: LetterWords


# ---------------------------------------------------------------- letters


@request(PUBLISHER, kind="query", may=PANEL, answer=LetterPreview)
@dataclass(frozen=True, kw_only=True)
class PreviewFundLetter:
    """The letter about a decision that is drafted or proposed, as it would be issued today."""

    decision_id: Id
    language: Language | None = None


@request(PUBLISHER, kind="command", may=PANEL, answer=Job)
@dataclass(frozen=True, kw_only=True)
class PrintFundLetterPreview:
    """Print that preview. The job's result names the file, which only whoever asked for it reads, for a day."""

    decision_id: Id
    language: Language | None = None


@request(PUBLISHER, kind="query", may=PANEL, answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundLetterPreview:
    """Some bytes of a printed preview of one's own."""

    file_id: Id
    offset: Count = 0


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=LetterView)
@dataclass(frozen=True, kw_only=True)
class GetFundLetter:
    """One letter: for the city once it is issued."""

    letter_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundLetter:
    """Some bytes of an issued letter in one of its languages."""

    letter_id: Id
    language: Language
    offset: Count = 0


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=LetterView)
@dataclass(frozen=True, kw_only=True)
class PrintFundLetter:
    """Print a letter again that could not be printed. One that is being printed, or is issued, stays as it is."""

    letter_id: Id


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=LetterView)
@dataclass(frozen=True, kw_only=True)
class AcknowledgeFundLetter:
    """Say that the city has the letter. It is said once; time to appeal runs from the letter, not from here."""

    letter_id: Id


# ---------------------------------------------------------------- what everybody hears


@event(PUBLISHER, subject="fund-letters/{letter_id}")
@dataclass(frozen=True, kw_only=True)
class LetterIssued:
    """A city can read what was decided. Before `appeal_until` it may appeal, where there is one."""

    letter_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    kind: ToldKind
    decision_id: Id | None
    appeal_id: Id | None
    issued_at: Instant
    appeal_until: Instant | None


@event(PUBLISHER, subject="fund-letters/{letter_id}")
@dataclass(frozen=True, kw_only=True)
class ScreeningLetterIssued:
    """A city can read in a letter why its application was found ineligible. Before `appeal_until` it may appeal, where there is one."""

    letter_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    issued_at: Instant
    appeal_until: Instant | None


@event(PUBLISHER, subject="fund-letters/{letter_id}")
@dataclass(frozen=True, kw_only=True)
class LetterAcknowledged:
    """The city says that it has the letter."""

    letter_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    acknowledged_at: Instant
