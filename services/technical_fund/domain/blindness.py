"""Who may read which review, and whose name. Nobody reads what is not final; no reviewer reads others' before their own is final."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.technical_fund.domain import access
from services.technical_fund.domain.assignment import SEATED, Assignment
from services.technical_fund.domain.reviews import Review

LEADING = frozenset({access.MANAGEMENT, access.CHAIR})


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What one reader may see of one application's reviews.

    `rounds` are those in which the reader's own review is final; `blind` those in which they still owe one, which closes everybody
    else's to them whatever else they are: a chair who reviews reads as a reviewer first.
    """

    person_id: str | None
    leads: bool
    rounds: frozenset[int]
    blind: frozenset[int]
    names: bool

    def knows_of(self, review: Review) -> bool:
        """Whether there is such a review for the reader at all."""
        return self.owns(review) or self.leads or self.reads(review)

    def owns(self, review: Review) -> bool:
        return self.person_id is not None and review.reviewer_id == self.person_id

    def reads(self, review: Review) -> bool:
        """Whether what was written is the reader's to read. Of a void review, what had been submitted is on record for those who lead."""
        if self.owns(review):
            return True
        if review.round in self.blind:
            return False
        if not review.counts:
            return self.leads and not review.live and bool(review.submissions)
        return self.leads or review.round in self.rounds

    def reads_name(self, review: Review) -> bool:
        return self.owns(review) or self.leads or self.names


def sight(
    person_id: str | None, parts: frozenset[str], assignments: Iterable[Assignment], reviews: Sequence[Review], anonymity: str
) -> Sight:
    """`assignments` and `reviews` are those of the one application."""
    own_seats = {one.round for one in assignments if one.reviewer_id == person_id and one.state in SEATED}
    finished = {review.round for review in reviews if review.reviewer_id == person_id and review.counts}
    return Sight(
        person_id=person_id,
        leads=not parts.isdisjoint(LEADING),
        rounds=frozenset(own_seats & finished),
        blind=frozenset(own_seats - finished),
        names=anonymity == "open",
    )


def label(review_id: str) -> str:
    """What a reviewer is called where names are hidden: the same for one review for ever, and nothing about who it is."""
    return "R-" + hashlib.sha256(review_id.encode()).hexdigest()[:6].upper()
