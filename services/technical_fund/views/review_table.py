"""The panel's work at a glance, for the management unit and whoever leads the panel."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from contracts.errors import NotFound
from contracts.technical_fund import GetReviewTable, ReviewTable, ReviewTableRow
from services.technical_fund.domain import access
from services.technical_fund.domain.assignment import SEATED, Assignment
from services.technical_fund.domain.calls import DRAFT
from services.technical_fund.domain.review_stage import states_under_review
from services.technical_fund.domain.review_table import Panels, need
from services.technical_fund.domain.score_access import check_leads, owed
from services.technical_fund.views.ports import Reading, after


def get_review_table(unit: Reading, request: GetReviewTable) -> ReviewTable:
    """Every figure is made without the applications that the reader is recused from."""
    call = unit.calls.find(request.call_id)
    if call is None or call.state == DRAFT:
        raise NotFound("technical_fund.no_call", "there is no such call")
    check_leads(unit, call.id)
    version = unit.call_versions.pinned(call.id, call.number)
    states, hidden = states_under_review(version.workflow), access.hidden(unit)
    panels = _panels(unit, call.id, hidden, wanted=version.content.reviews_per_application)
    applications = unit.applications.figures_of_call(call.id, hidden).values()
    rows = sorted((panels.row(one, unit.now) for one in applications if one.state in states), key=need)
    asked = after(unit, request)
    rest = [row for row in rows if asked.key is None or need(row) > asked.key]
    items, more = unit.cursors.page(request, rest[: asked.most], need)
    return _table(call.id, rows, items, more)


def _panels(unit: Reading, call_id: str, hidden: frozenset[str], *, wanted: int) -> Panels:
    return Panels(
        seats=_by_application(unit.assignments.of_call(call_id, SEATED)),
        reviews={review.id: review for review in unit.reviews.figures_of_call(call_id, hidden)},
        rounds={panel.id: panel.round for panel in unit.panels.of_call(call_id)},
        wanted=wanted,
        blind=owed(unit),
    )


def _by_application(seats: Sequence[Assignment]) -> Mapping[str, Sequence[Assignment]]:
    found: dict[str, list[Assignment]] = defaultdict(list)
    for seat in seats:
        found[seat.application_id].append(seat)
    return found


def _table(call_id: str, rows: Sequence[ReviewTableRow], items: Sequence[ReviewTableRow], more: str | None) -> ReviewTable:
    return ReviewTable(
        call_id=call_id,
        applications=len(rows),
        wanted=sum(row.wanted for row in rows),
        submitted=sum(row.submitted for row in rows),
        missing=sum(row.missing for row in rows),
        late=sum(row.late for row in rows),
        disagreeing=sum(bool(row.disagreement) for row in rows),
        items=tuple(items),
        next=more,
    )
