"""What donors and partners give under an agreement: an account that is only ever added to."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.shared import PUBLISHER
from contracts.roles import DONOR, MANAGEMENT_UNIT
from contracts.words import Count, Cursor, Day, Doc, Id, Instant, Length, Limit, OneOf, Paragraph, Range, Regexp, Word

Currency = Annotated[str, Regexp(r"^[A-Z]{3}$", error="must be an ISO 4217 code")]
MOST_MINOR = 2**53 - 1


@dataclass(frozen=True, kw_only=True)
class Amount:
    """Money in the smallest unit of its currency. Counter-entries are negative."""

    minor: Annotated[int, Range(-MOST_MINOR, MOST_MINOR)]
    currency: Currency


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Money, or something else described in words: one of the two."""

    organisation_id: Annotated[Id, Doc("Who gives: an organisation that is party to the agreement.")]
    received_on: Day
    amount: Amount | None = None
    in_kind: Paragraph | None = None
    themes: Annotated[tuple[Word, ...], Length(max=50), Doc("What it is earmarked for; none for everything.")] = ()
    note: Paragraph | None = None


@dataclass(frozen=True, kw_only=True)
class ContributionView:
    """One entry of the account. `corrects` names the entry that a counter-entry cancels, `corrected_by` the one that cancels this."""

    id: Id
    agreement_id: Id
    kind: Annotated[str, OneOf(["money", "in_kind"])]
    gift: Gift
    entered_at: Instant
    entered_by: Annotated[Id, Doc("For the management unit.")] | None
    corrects: Id | None
    corrected_by: Id | None
    replaces: Annotated[Id, Doc("The entry this one stands in for, after a correction.")] | None


@dataclass(frozen=True, kw_only=True)
class ContributionsPage:
    """Entries, oldest first, and what all entries of the agreement add up to in each currency."""

    items: tuple[ContributionView, ...]
    totals: tuple[Amount, ...]
    entries: Count
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ContributionView)
@dataclass(frozen=True, kw_only=True)
class RecordContribution:
    """Enter what was received. An agreement takes contributions once it is signed, also afterwards."""

    agreement_id: Id
    contribution: Gift


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ContributionView)
@dataclass(frozen=True, kw_only=True)
class CorrectContribution:
    """Cancel an entry by a counter-entry and, if given, enter what is right instead. Nothing is ever changed or removed.

    Answers the replacement, or the counter-entry where nothing replaces it.
    """

    contribution_id: Id
    reason: Paragraph
    replacement: Gift | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT, DONOR), answer=ContributionsPage)
@dataclass(frozen=True, kw_only=True)
class ListContributions:
    """The account of an agreement, for the donor who holds it and the management unit."""

    agreement_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None
