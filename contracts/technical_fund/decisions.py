"""Decisions: proposed with grounds for every criterion, approved by a second person, and only then told to anybody."""

from dataclasses import dataclass, field
from typing import Annotated

from contracts.declare import event, request
from contracts.fields import Entries
from contracts.roles import MANAGEMENT_UNIT, REVIEWER, SIGNED_IN
from contracts.technical_fund.shared import PUBLISHER, Code, Currency, HalfDays, Minor, Support
from contracts.words import (
    Count,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Multiline,
    OneOf,
    Paragraph,
    Range,
    Texts,
    Word,
)

PANEL = (MANAGEMENT_UNIT, REVIEWER)
"""The management unit, and a panel's chair, who may be a reviewer. Whether somebody is either is asked of the application."""

DecisionOutcome = Annotated[str, OneOf(["fund", "fund_in_part", "decline", "defer"])]
DecisionState = Annotated[
    str,
    OneOf(["draft", "proposed", "approved", "returned", "dropped"]),
    Doc(
        "`returned`: sent back before it was approved; the next one is a record of its own. `dropped`: the application was withdrawn first."
    ),
]
Grounds = Annotated[dict[Language, Annotated[str, Length(1, 4000), Multiline()]], Doc("Some paragraphs by language tag."), Entries(1, 20)]


@dataclass(frozen=True, kw_only=True)
class AwardCondition:
    """Something the award hangs on, with the last day for it where there is one."""

    texts: Grounds
    due: Day | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionContent:
    """What is decided and why. A draft may hold any part of it; proposing checks that all of it is there."""

    outcome: DecisionOutcome | None = None
    support: Annotated[Support, Doc("What is granted. To fund in full, leave it out: everything that was asked for.")] | None = None
    reasons: Annotated[
        dict[Word, Grounds], Doc("By the code of each criterion of the rubric. To defer, reasons may be left out."), Entries(0, 40)
    ] = field(default_factory=dict)
    conditions: Annotated[tuple[AwardCondition, ...], Length(max=30)] = ()
    message: Annotated[Grounds, Doc("Words to this city, in its letter. To defer, they are wanted.")] | None = None
    resume_on: Annotated[Day, Doc("For what is deferred: the day on which it goes back to the panel by itself.")] | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionCriterion:
    """A criterion that wants its reasons."""

    code: Code
    titles: Texts
    given: Annotated[tuple[Language, ...], Doc("The languages in which there are reasons.")]


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """A decision. The city reads its own once the letter about it is issued: without who proposed and approved it, and without what was
    sent back. `support` is what is granted, whole or in part."""

    id: Id
    application_id: Id
    call_id: Id
    state: DecisionState
    content: DecisionContent
    support: Support | None
    round: Annotated[int, Range(1, 1000), Doc("1, or more after an appeal was upheld.")]
    criteria: tuple[DecisionCriterion, ...]
    letter_language: Annotated[Language, Doc("The city's: grounds that are missing in it are told in another.")]
    possible: Annotated[tuple[Word, ...], Doc("What the reader may do now.")]
    batch_id: Id | None
    written_by: Id | None
    proposed_by: Id | None
    proposed_at: Instant | None
    approved_by: Id | None
    approved_at: Instant | None
    returned_by: Id | None
    returned_at: Instant | None
    return_reason: Paragraph | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A decision in a list."""

    id: Id
    application_id: Id
    call_id: Id
    state: DecisionState
    outcome: DecisionOutcome | None
    support: Support | None
    round: Count
    batch_id: Id | None
    proposed_at: Instant | None
    approved_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class DecisionsPage:
    items: tuple[DecisionRow, ...]
    next: Cursor | None = None


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=PANEL, answer=DecisionView)
@dataclass(frozen=True, kw_only=True)
class DraftFundDecision:
    """Write a decision while the panel deliberates, whole or in part; the application has one draft at a time. Nobody is told of it."""

    application_id: Id
    decision: DecisionContent


@request(PUBLISHER, kind="command", may=PANEL, answer=DecisionView)
@dataclass(frozen=True, kw_only=True)
class ProposeFundDecision:
    """Propose a decision, or without one what was drafted. To fund sets the support aside in the envelope of the call.

    Refused where a criterion has no grounds, the support is below the call's floor, above its ceiling or what was asked for, or the
    envelope holds less.
    """

    application_id: Id
    decision: DecisionContent | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DecisionView)
@dataclass(frozen=True, kw_only=True)
class ApproveFundDecision:
    """Approve what somebody else proposed: the application is decided, an award is made, and a letter is printed and issued."""

    decision_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DecisionView)
@dataclass(frozen=True, kw_only=True)
class ReturnFundDecision:
    """Send a proposed decision back to the panel. What was set aside is free again. The next draft begins with what this one said."""

    decision_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DecisionView)
@dataclass(frozen=True, kw_only=True)
class ResumeFundApplication:
    """Take a deferred application up again: it goes back to the panel. Answers with the decision that had put it off."""

    application_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=DecisionView)
@dataclass(frozen=True, kw_only=True)
class GetFundDecision:
    """One decision: any for the management unit and the panel's chair, the issued ones for the city."""

    decision_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=DecisionsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundApplicationDecisions:
    """Decisions on one application, newest first: for the city, those it was told of."""

    application_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=PANEL, answer=DecisionsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundDecisions:
    """Decisions of one call, newest first, for the management unit and the call's chair."""

    call_id: Id
    state: DecisionState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


# ---------------------------------------------------------------- what everybody hears


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class DecisionProposed:
    """A decision waits for the approval of a second person."""

    application_id: Id
    call_id: Id
    city_id: Id
    decision_id: Id
    outcome: DecisionOutcome
    proposed_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class DecisionReturned:
    """A proposed decision was sent back; the application is with the panel again."""

    application_id: Id
    call_id: Id
    city_id: Id
    decision_id: Id
    returned_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationDecided:
    """A decision to fund, to fund in part or to decline was approved. Without money or expert-days in it, `minor` and `half_days` are 0."""

    application_id: Id
    call_id: Id
    city_id: Id
    decision_id: Id
    outcome: Annotated[str, OneOf(["fund", "fund_in_part", "decline"])]
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    decided_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationDeferred:
    """The decision was put off; with `resume_on`, the application goes back to the panel on that day."""

    application_id: Id
    call_id: Id
    city_id: Id
    decision_id: Id
    resume_on: Day | None


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationResumed:
    """A deferred application is with the panel again."""

    application_id: Id
    call_id: Id
    city_id: Id
