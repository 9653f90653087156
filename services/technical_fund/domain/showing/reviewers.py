"""Reviewers as they are shown."""

from contracts.technical_fund import ReviewerView
from services.technical_fund.domain.reviewers import Reviewer


def reviewer_view(reviewer: Reviewer, load: int) -> ReviewerView:
    """`load` counts the open assignments that the reader may know of."""
    return ReviewerView(
        person_id=reviewer.id,
        profile=reviewer.profile,
        senior=reviewer.senior,
        active=reviewer.active,
        open_assignments=load,
        room=max(0, reviewer.max_load - load) if reviewer.active else 0,
        joined_at=reviewer.joined_at,
        updated_at=reviewer.updated_at,
        left_at=reviewer.left_at,
        version=reviewer.version,
    )
