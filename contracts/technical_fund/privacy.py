"""People who are forgotten, how long what is kept, and what must be kept although its time is over."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import Done
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Day, Doc, Id, Instant, Limit, Paragraph, Range

Months = Annotated[int, Range(1, 600)]


@event(PUBLISHER, subject="fund-erasures/{erasure_id}")
@dataclass(frozen=True, kw_only=True)
class PersonForgotten:
    """Nothing that the Fund kept about the person is left."""

    erasure_id: Id
    person_id: Id


@dataclass(frozen=True, kw_only=True)
class FundRetention:
    """How long what is kept, in months. The law of the place where the network sits may ask for other numbers: these are defaults."""

    drafts: Annotated[Months, Doc("Drafts that were never handed in, after their call has closed.")] = 12
    unsuccessful: Annotated[Months, Doc("What was written and attached, after an application ended without an award.")] = 24
    reviews: Annotated[Months, Doc("What reviewers wrote, after the application ended. Their scores stay.")] = 36
    awarded: Annotated[Months, Doc("What was written and attached where there is an award, after the application ended.")] = 120
    history: Annotated[Months, Doc("Entries of a history after its last one; their hashes stay, so that it still verifies.")] = 120


@dataclass(frozen=True, kw_only=True)
class FundRetentionView(FundRetention):
    """As it stands. `version` is 0 while nobody has changed the defaults."""

    changed_at: Instant | None
    version: Count


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRetentionView)
@dataclass(frozen=True, kw_only=True)
class GetFundRetention:
    """How long what is kept."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRetentionView)
@dataclass(frozen=True, kw_only=True)
class SetFundRetention:
    """Change how long what is kept. Holds from the next night on."""

    retention: FundRetention


@dataclass(frozen=True, kw_only=True)
class FundLegalHold:
    """Nothing of this application goes, however old it is."""

    application_id: Id
    since: Instant
    set_by: Id | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundLegalHolds:
    items: tuple[FundLegalHold, ...]


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundLegalHolds)
@dataclass(frozen=True, kw_only=True)
class ListFundLegalHolds:
    """What is held back from retention, but for applications the reader is recused from."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundLegalHold)
@dataclass(frozen=True, kw_only=True)
class HoldFundApplication:
    """Keep everything of an application until the hold is lifted, as for a dispute or an audit. The reason stands in the history."""

    application_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class LiftFundHold:
    """Let retention go on."""

    application_id: Id
    reason: Paragraph


@dataclass(frozen=True, kw_only=True)
class FundRetentionRun:
    """What one night took away."""

    id: Id
    day: Day
    started_at: Instant
    finished_at: Instant | None
    drafts: Annotated[Count, Doc("Drafts removed.")]
    applications: Annotated[Count, Doc("Applications of which what was written and attached went.")]
    reviews: Annotated[Count, Doc("Reviews of which what was written went.")]
    histories: Annotated[Count, Doc("Histories of which only the hashes are left.")]


@dataclass(frozen=True, kw_only=True)
class FundRetentionRuns:
    items: tuple[FundRetentionRun, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRetentionRuns)
@dataclass(frozen=True, kw_only=True)
class ListFundRetentionRuns:
    """What was taken away because its time was over, the last night first. Numbers only."""

    limit: Limit = 50
    cursor: Cursor | None = None


@event(PUBLISHER, subject="fund-retention-runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class RetentionCarriedOut:
    """What had been kept for as long as it may be is gone."""

    run_id: Id
    drafts: Count
    applications: Count
    reviews: Count
    histories: Count
