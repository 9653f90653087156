"""The history of an application: what happened to it, in a chain of hashes that shows whether anything was changed since."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, SIGNED_IN
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Day, Doc, Id, Instant, Json, Length, Limit, Multiline, OneOf, Sha256, Word

Written = Annotated[str, Length(1, 100_000), Multiline()]


@dataclass(frozen=True, kw_only=True)
class FundHistoryPerson:
    """Somebody in an entry. Of a person who was forgotten, nobody can say any more who it was."""

    field: Annotated[Word, Doc("`by` is who did it; others are those it was done to, such as `reviewer_id`.")]
    person_id: Id | None
    forgotten: bool


@dataclass(frozen=True, kw_only=True)
class FundHistoryEntry:
    """One entry. A city sees of the Fund's own doings only what happened and when."""

    seq: Count
    at: Instant
    what: Word
    side: Annotated[str, OneOf(["city", "management", "reviewer", "system", "other"]), Doc("For whom it was done.")]
    people: tuple[FundHistoryPerson, ...]
    data: Annotated[Json, Doc("Ids, codes, numbers and instants.")]
    texts: Annotated[dict[Word, Written] | None, Doc("What somebody wrote; null where nothing was, or its author was forgotten.")]
    texts_forgotten: bool
    hash: Sha256


@dataclass(frozen=True, kw_only=True)
class FundHistoryPage:
    items: tuple[FundHistoryEntry, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundHistoryPage)
@dataclass(frozen=True, kw_only=True)
class ListFundHistory:
    """What happened to an application, from the beginning: whole for the management unit and the panel's chair; for the applying city, its
    own doings and the steps of the process."""

    application_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundHistoryVerification:
    """Whether the history is as it was written. When it is not: at which entry it breaks first, and how."""

    application_id: Id
    holds: bool
    entries: Count
    head: Annotated[Sha256, Doc("The hash of the last entry.")]
    fault: Annotated[
        Word | None,
        Doc("`missing_or_moved`, `other_predecessor`, `changed`, `cut_off`, `added`, `other_head` or `other_than_anchored`."),
    ]
    broken_at: Count | None
    thinned: Annotated[Count, Doc("Entries that were kept for as long as they may be, of which only the hashes are left.")]
    anchors: Annotated[Count, Doc("Daily digests with which it was compared.")]
    anchored_to: Annotated[Count, Doc("The last entry that a published digest holds us to; 0 when there is none yet.")]


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundHistoryVerification)
@dataclass(frozen=True, kw_only=True)
class VerifyFundHistory:
    """Compute every hash of an application's history anew, and compare with what was published of it."""

    application_id: Id


@dataclass(frozen=True, kw_only=True)
class FundHistoryAnchor:
    """One day's digest: SHA-256 over the digest before it and, line by line in order, `<application> <entries> <hash>` of every history
    that had grown."""

    id: Id
    day: Day
    at: Instant
    histories: Count
    previous: Sha256
    digest: Sha256


@dataclass(frozen=True, kw_only=True)
class FundHistoryAnchorsPage:
    items: tuple[FundHistoryAnchor, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundHistoryAnchorsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundHistoryAnchors:
    """The daily digests, the newest first."""

    limit: Limit = 50
    cursor: Cursor | None = None


@event(PUBLISHER, subject="fund-history-anchors/{anchor_id}")
@dataclass(frozen=True, kw_only=True)
class HistoryAnchored:
    """Once a day, a digest over all histories that have grown: whoever keeps it can hold us to what we had written."""

    anchor_id: Id
    day: Day
    histories: Count
    previous: Sha256
    digest: Sha256
