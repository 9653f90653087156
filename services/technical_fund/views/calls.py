"""Calls: for everybody, and drafts for the management unit."""

from contracts.errors import NotFound
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import (
    FundCallsPage,
    FundCallVersionView,
    FundCallView,
    GetFundCall,
    GetFundCallVersion,
    ListFundCalls,
)
from services.technical_fund.domain.call_search import CallsSought, words_of
from services.technical_fund.domain.calls import DRAFT
from services.technical_fund.domain.pins import faults_of
from services.technical_fund.domain.showing.calls import call_row, call_version_view, call_view, staff_part
from services.technical_fund.views.ports import Reading, after


def list_fund_calls(unit: Reading, request: ListFundCalls) -> FundCallsPage:
    words = words_of(request.search) if request.search else ()
    if request.search and not words:
        return FundCallsPage(items=())
    sought = CallsSought(stage=request.stage, theme=request.theme, country=request.country, words=words)
    found = unit.calls.page(after(unit, request), sought=sought, drafts=unit.actor.has(MANAGEMENT_UNIT), now=unit.now)
    items, more = unit.cursors.page(request, found, unit.calls.sort_key)
    return FundCallsPage(items=tuple(call_row(call, unit.now) for call in items), next=more)


def get_fund_call(unit: Reading, request: GetFundCall) -> FundCallView:
    call, staff = unit.calls.find(request.call_id), unit.actor.has(MANAGEMENT_UNIT)
    if call is None or (call.state == DRAFT and not staff):
        raise NotFound("technical_fund.no_call", "there is no such call")
    return call_view(call, unit.now, staff=staff_part(call, faults_of(unit, call.content, unit.now)) if staff else None)


def get_fund_call_version(unit: Reading, request: GetFundCallVersion) -> FundCallVersionView:
    return call_version_view(unit.call_versions.pinned(request.call_id, request.number))
