"""Conflicts of interest: derived before anybody bids, declared by reviewers, noted and lifted by the management unit; and bids."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER, service
from contracts.standard import Done
from contracts.technical_fund.shared import PUBLISHER, Support
from contracts.words import Country, Cursor, Doc, Id, Instant, Language, Limit, Line, OneOf, Paragraph

ConflictGround = Annotated[
    str,
    OneOf(["same_city", "hub_office", "partner_agreement", "past_award", "mentor", "same_country", "declared"]),
    Doc("`declared` by a person; all others are derived from what is known."),
]
ConflictNature = Annotated[str, OneOf(["family", "friendship", "business", "employment", "helped_write", "dispute", "other"])]
Bid = Annotated[str, OneOf(["eager", "can", "rather_not"]), Doc("Whoever has a conflict declares it instead, and is recused at once.")]


@dataclass(frozen=True, kw_only=True)
class FundConflict:
    """One ground that keeps a person from an application, or did until it was lifted."""

    person_id: Id
    ground: ConflictGround
    nature: Annotated[ConflictNature, Doc("What a declared one is about.")] | None
    since: Instant
    declared_by: Id | None
    reason: Annotated[Paragraph, Doc("In the words of whoever declared it; null once they are forgotten.")] | None
    outdated_at: Annotated[Instant, Doc("Since when it is derived no longer. It stands until it is lifted.")] | None
    lifted_at: Instant | None
    lifted_by: Id | None
    stands: bool
    may_be_lifted: bool


@dataclass(frozen=True, kw_only=True)
class FundConflicts:
    """Everybody with a conflict over one application."""

    application_id: Id
    items: tuple[FundConflict, ...]


@dataclass(frozen=True, kw_only=True)
class BiddableApplication:
    """What may be known of an application before it is assigned: enough to say how well one could judge it. Where the call hides cities,
    the country is null."""

    id: Id
    call_id: Id
    title: Line | None
    language: Language
    country: Country | None
    requested: Support
    bid: Annotated[Bid, Doc("One's own.")] | None


@dataclass(frozen=True, kw_only=True)
class BiddableApplications:
    items: tuple[BiddableApplication, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class BidView:
    """How a reviewer would like to judge an application."""

    application_id: Id
    bid: Bid
    said_at: Instant


@dataclass(frozen=True, kw_only=True)
class Recusals:
    """Ids that must reach a person in no list, figure, event or mail."""

    person_id: Id
    application_ids: tuple[Id, ...]


@dataclass(frozen=True, kw_only=True)
class Recused:
    """Who may hear nothing of an application. People of the applying city are never among them."""

    application_id: Id
    person_ids: tuple[Id, ...]


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DeclareFundConflict:
    """Declare a conflict of one's own. From then on there is no such application for whoever declared it; a seat they held is vacant."""

    application_id: Id
    nature: ConflictNature
    reason: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundConflicts)
@dataclass(frozen=True, kw_only=True)
class RecordFundConflict:
    """Note that somebody else has a conflict: a reviewer, or a colleague of the management unit."""

    application_id: Id
    person_id: Id
    nature: ConflictNature
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundConflicts)
@dataclass(frozen=True, kw_only=True)
class LiftFundConflict:
    """Let somebody near an application again, for a reason that stays in its history. A seat that was lost stays lost.

    Who works or worked for the applying city is kept from it as long as that is so. Nobody lifts a conflict of their own.
    """

    application_id: Id
    person_id: Id
    ground: ConflictGround
    reason: Paragraph


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT, REVIEWER), answer=FundConflicts)
@dataclass(frozen=True, kw_only=True)
class ListFundConflicts:
    """Who has a conflict over an application, and which. For the management unit and the call's chair."""

    application_id: Id


@request(PUBLISHER, kind="query", may=(REVIEWER,), answer=BiddableApplications)
@dataclass(frozen=True, kw_only=True)
class ListBiddableApplications:
    """The applications of a call that wait for reviewers, without those one has a conflict with."""

    call_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=BidView)
@dataclass(frozen=True, kw_only=True)
class BidOnApplication:
    """Say how one would like to judge an application. Said again, the later word counts."""

    application_id: Id
    bid: Bid


@request(PUBLISHER, kind="query", may=(service("gateway"),), answer=Recusals)
@dataclass(frozen=True, kw_only=True)
class ListRecusals:
    """What must be kept from a person."""

    person_id: Id


@request(PUBLISHER, kind="query", may=(service("notifications"), service("gateway")), answer=Recused)
@dataclass(frozen=True, kw_only=True)
class FindRecused:
    """Who must hear nothing of an application."""

    application_id: Id
