"""Appeals: a city that was refused names a ground, and people who had no part in the decision look at it again."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, MAYORS_OFFICE, SIGNED_IN
from contracts.standard import FilePart
from contracts.technical_fund.decisions import Grounds
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Doc, Id, Instant, Language, Length, Limit, Line, Multiline, OneOf, Sha256, Word

AppealGround = Annotated[
    str,
    OneOf(["procedure_not_followed", "conflict_of_interest", "fact_overlooked", "new_evidence_not_available_then"]),
    Doc("An appeal does not ask for other grades: it names what went wrong."),
]
AppealState = Annotated[
    str,
    OneOf(["opened", "admitted", "not_admitted", "upheld", "dismissed", "dropped"]),
    Doc("`dropped`: the city withdrew its application first."),
]


@dataclass(frozen=True, kw_only=True)
class AppealFile:
    """A document that the city gives in support of it."""

    id: Id
    file_name: Line
    size: Count
    sha256: Sha256


@dataclass(frozen=True, kw_only=True)
class AppealView:
    """An appeal. Who decides on it is shown to the management unit; the reasons are told to the city in a letter."""

    id: Id
    application_id: Id
    call_id: Id
    decision_id: Annotated[Id, Doc("What it is against; null when screening found the city not eligible.")] | None
    state: AppealState
    ground: AppealGround
    text: Annotated[str, Length(1, 20_000), Multiline(), Doc("Null, and its files gone, once it was kept for as long as it may be.")] | None
    language: Language
    files: tuple[AppealFile, ...]
    opened_at: Instant
    admitted_at: Instant | None
    decided_at: Instant | None
    reasons: Annotated[Grounds, Doc("Once the letter is issued, and before that for the management unit.")] | None
    possible: tuple[Word, ...]
    opened_by: Id | None
    admitted_by: Id | None
    decided_by: Id | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class AppealRow:
    """An appeal in a list."""

    id: Id
    application_id: Id
    call_id: Id
    decision_id: Id | None
    state: AppealState
    ground: AppealGround
    opened_at: Instant
    decided_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class AppealsPage:
    items: tuple[AppealRow, ...]
    next: Cursor | None = None


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE,), answer=AppealView)
@dataclass(frozen=True, kw_only=True)
class OpenFundAppeal:
    """Appeal against a decision to decline, or against being found not eligible, before the instant its letter names. Once per decision."""

    application_id: Id
    ground: AppealGround
    text: Annotated[str, Length(1, 20_000), Multiline()]
    language: Language
    upload_ids: Annotated[tuple[Id, ...], Length(max=10), Doc("Uploads of the kind `fund_appeal`.")] = ()


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AppealView)
@dataclass(frozen=True, kw_only=True)
class AdmitFundAppeal:
    """Take the appeal on: it names a ground that bears looking into. For somebody who had no part in the decision."""

    appeal_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AppealView)
@dataclass(frozen=True, kw_only=True)
class RejectFundAppeal:
    """Do not take the appeal on, and tell the city why. For somebody who had no part in the decision."""

    appeal_id: Id
    reasons: Grounds


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AppealView)
@dataclass(frozen=True, kw_only=True)
class UpholdFundAppeal:
    """The city is right: its application is looked at again from the review on, by a panel in which nobody of the first one sits."""

    appeal_id: Id
    reasons: Grounds


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AppealView)
@dataclass(frozen=True, kw_only=True)
class DismissFundAppeal:
    """The decision stands, for these reasons."""

    appeal_id: Id
    reasons: Grounds


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=AppealView)
@dataclass(frozen=True, kw_only=True)
class GetFundAppeal:
    """One appeal, for the city and the management unit."""

    appeal_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=AppealsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundApplicationAppeals:
    """Appeals about one application, newest first."""

    application_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=AppealsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundAppeals:
    """Appeals under one call, newest first."""

    call_id: Id
    state: AppealState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundAppealFile:
    """Some bytes of a document that supports an appeal."""

    appeal_id: Id
    file_id: Id
    offset: Count = 0


# ---------------------------------------------------------------- what everybody hears


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class AppealOpened:
    """A city appeals."""

    application_id: Id
    call_id: Id
    city_id: Id
    appeal_id: Id
    decision_id: Id | None
    ground: AppealGround
    opened_at: Instant


@event(PUBLISHER, subject="fund-appeals/{appeal_id}")
@dataclass(frozen=True, kw_only=True)
class AppealAdmitted:
    """An appeal is looked into."""

    appeal_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    admitted_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class AppealUpheld:
    """An appeal was right: the application is looked at again, by others. `round` is that of the new panel."""

    application_id: Id
    call_id: Id
    city_id: Id
    appeal_id: Id
    round: Count
    decided_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class AppealDismissed:
    """The decision stands. An appeal that was not `admitted` was not looked into."""

    application_id: Id
    call_id: Id
    city_id: Id
    appeal_id: Id
    admitted: bool
    decided_at: Instant
