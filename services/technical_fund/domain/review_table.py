"""The panel's work at a glance: what is missing, what is late, where reviewers disagree, and what needs somebody first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.technical_fund import ReviewProgress, ReviewSeat, ReviewTableRow
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.review_figures import ApplicationFigure, ReviewFigure
from services.technical_fund.domain.reviews import SUBMITTED, VOID
from services.technical_fund.domain.scores.raw import raw

WIDE_RANGE: Final = 40.0
WIDE_SPREAD: Final = 20.0
"""Points out of 100 from which reviewers are said to disagree: two of five steps of a usual scale, and half as much of a standard
deviation. Ours: no standard says how much is much."""

FOR, AGAINST = frozenset({"fund", "fund_in_part"}), frozenset({"decline"})
SHOWN: Final = 1


@dataclass(frozen=True, kw_only=True)
class Panels:
    """Everything about the panels of one call, by application."""

    seats: Mapping[str, Sequence[Assignment]]
    reviews: Mapping[str, ReviewFigure]
    rounds: Mapping[str, int]
    wanted: int
    blind: frozenset[str]
    """Applications whose scores the reader may not see yet, having to review them."""

    def row(self, application: ApplicationFigure, now: datetime) -> ReviewTableRow:
        """One application's present round."""
        round_ = self.rounds.get(application.id, 1)
        told = application.id not in self.blind
        seats = [_seat(one, self._review(one), now, told=told) for one in self.seats.get(application.id, ()) if one.round == round_]
        submitted = sum(seat.review_state == SUBMITTED for seat in seats)
        points = [seat.points for seat in seats if seat.points is not None]
        found = raw(points) if points else None
        return ReviewTableRow(
            application_id=application.id,
            reference=application.reference,
            title=application.title,
            state=application.state,
            round=round_,
            wanted=self.wanted,
            submitted=submitted,
            missing=max(0, self.wanted - submitted),
            vacant=max(0, self.wanted - len(seats)),
            late=sum(seat.late and seat.review_state != SUBMITTED for seat in seats),
            mean=None if found is None else round(found.mean, SHOWN),
            spread=None if found is None or found.spread is None else round(found.spread, SHOWN),
            range=None if found is None or found.spread is None else round(found.most - found.least, SHOWN),
            disagreement=tuple(disagreement(points, [seat.recommendation for seat in seats])),
            seats=tuple(seats),
        )

    def _review(self, seat: Assignment) -> ReviewFigure | None:
        review = self.reviews.get(seat.id)
        return None if review is None or review.state == VOID else review


def disagreement(points: Sequence[float], recommendations: Iterable[str | None]) -> list[str]:
    """In what submitted reviews of one application differ too much to be averaged without a word."""
    said = {one for one in recommendations if one is not None}
    grounds = []
    if len(points) > 1:
        found = raw(points)
        assert found.spread is not None
        grounds += ["range"] if found.most - found.least >= WIDE_RANGE else []
        grounds += ["spread"] if found.spread >= WIDE_SPREAD else []
    return [*grounds, *(["recommendation"] if said & FOR and said & AGAINST else [])]


def need(row: ReviewTableRow) -> str:
    """What sorts rows: late reviews first, then vacant seats, missing reviews, disagreement; then by reference. Ends in the id."""
    counted = (row.late, row.vacant, row.missing, len(row.disagreement))
    return "".join(f"{99 - min(count, 99):02}" for count in counted) + f" {row.reference or ''} {row.application_id}"


def _seat(seat: Assignment, review: ReviewFigure | None, now: datetime, *, told: bool) -> ReviewSeat:
    final = review is not None and review.state == SUBMITTED
    due_at, handed_in = seat.review_by, None if review is None else review.handed_in_at
    return ReviewSeat(
        assignment_id=seat.id,
        reviewer_id=seat.reviewer_id,
        assignment_state=seat.state,
        review_state=None if review is None else review.state,
        progress=ReviewProgress(done=0, of=0) if review is None else ReviewProgress(done=review.done, of=review.of),
        due_at=due_at,
        late=due_at is not None and (handed_in or now) > due_at,
        points=round(review.points, SHOWN) if final and told and review is not None and review.points is not None else None,
        recommendation=review.recommendation if final and told and review is not None else None,
    )
