"""The pool of reviewers."""

from contracts.errors import NotFound
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import GetReviewer, ListReviewers, ReviewersPage, ReviewerView
from services.technical_fund.domain import access
from services.technical_fund.domain.showing.reviewers import reviewer_view
from services.technical_fund.views.ports import Reading, after


def list_reviewers(unit: Reading, request: ListReviewers) -> ReviewersPage:
    found = unit.reviewers.page(
        after(unit, request),
        active=request.active,
        theme=request.theme,
        language=request.language,
        country=request.country,
        senior=request.senior,
    )
    reviewers, more = unit.cursors.page(request, found, unit.reviewers.sort_key)
    loads = unit.loads.open([reviewer.id for reviewer in reviewers], access.hidden(unit))
    return ReviewersPage(items=tuple(reviewer_view(one, loads.get(one.id, 0)) for one in reviewers), next=more)


def get_reviewer(unit: Reading, request: GetReviewer) -> ReviewerView:
    """Others hear that there is no such reviewer."""
    reviewer = unit.reviewers.find(request.person_id)
    if reviewer is None or (reviewer.id != unit.actor.person_id and not unit.actor.has(MANAGEMENT_UNIT)):
        raise NotFound("technical_fund.no_reviewer", "there is no such reviewer")
    return reviewer_view(reviewer, unit.loads.open([reviewer.id], access.hidden(unit)).get(reviewer.id, 0))
