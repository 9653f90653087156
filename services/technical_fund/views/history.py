"""What happened to an application, and whether it is as it was written."""

from contracts.errors import NotAllowed
from contracts.technical_fund import (
    FundHistoryAnchorsPage,
    FundHistoryPage,
    FundHistoryVerification,
    ListFundHistory,
    ListFundHistoryAnchors,
    VerifyFundHistory,
)
from services.technical_fund.domain.access import CHAIR, CITY_SIDE, MANAGEMENT, known
from services.technical_fund.domain.history import verify
from services.technical_fund.domain.showing.history import anchor_view, entry_view, verification_view
from services.technical_fund.views.ports import Reading, after


def list_fund_history(unit: Reading, request: ListFundHistory) -> FundHistoryPage:
    for_city = _sees_as_city(unit, request.application_id)
    place = after(unit, request)
    found = unit.histories.shown(request.application_id, int(place.key or 0), place.most, for_city=for_city)
    items, following = unit.cursors.page(request, found, lambda row: str(row["seq"]))
    keys = unit.person_keys.of_rows(items)
    return FundHistoryPage(items=tuple(entry_view(row, keys, for_city=for_city) for row in items), next=following)


def verify_fund_history(unit: Reading, request: VerifyFundHistory) -> FundHistoryVerification:
    _sees_as_city(unit, request.application_id)
    histories, id = unit.histories, request.application_id
    return verification_view(id, verify(id, histories.head(id), histories.entries(id), histories.anchored(id)))


def list_fund_history_anchors(unit: Reading, request: ListFundHistoryAnchors) -> FundHistoryAnchorsPage:
    items, following = unit.cursors.page(request, unit.history_anchors.page(after(unit, request)), unit.history_anchors.sort_key)
    return FundHistoryAnchorsPage(items=tuple(map(anchor_view, items)), next=following)


def _sees_as_city(unit: Reading, application_id: str) -> bool:
    """Whether the reader sees as the applying city does. Raises for whoever may know the application but not its history."""
    _, parts = known(unit, application_id)
    if parts & CITY_SIDE:
        return True
    if not parts & {MANAGEMENT, CHAIR}:
        raise NotAllowed("technical_fund.not_yours_to_do", "the history is for the city, the management unit and the chair")
    return False
