"""Applications for support: the city is the applicant, and several of its people write one application together."""

from dataclasses import dataclass, field
from typing import Annotated

from contracts.fields import Entries
from contracts.technical_fund.shared import Support
from contracts.words import Count, Doc, Id, Instant, Json, Language, Length, Line, OneOf, Word

State = Annotated[str, Length(1, 80), Doc("A state of the application's workflow; see `/v1/fund/workflows`.")]
Scan = Annotated[
    str,
    OneOf(["waiting", "clean", "infected", "not_scanned"]),
    Doc("What the virus scanner found; `not_scanned` where the deployment has none."),
]
Answers = Annotated[dict[Word, Json], Doc("What the city wrote, by the id of the form's question."), Entries(0, 500)]


@dataclass(frozen=True, kw_only=True)
class FundApplicationContent:
    """What the city writes. A draft may hold any part of it; submission checks that all of it is there."""

    title: Line | None = None
    language: Annotated[Language, Doc("The language the city writes in, and is written to in.")] = "en"
    answers: Answers = field(default_factory=dict)
    requested: Annotated[Support, Doc("What the city asks for, in the call's currency.")] = Support()


@dataclass(frozen=True, kw_only=True)
class FundAttachment:
    """A file under a question. It is read through the application, never by its own address alone."""

    id: Id
    question_id: Word
    file_name: Line
    media_type: Line
    size: Count
    sha256: Word
    scan: Scan
    attached_at: Instant
