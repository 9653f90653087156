"""Calls as far along as a test wants them, asked for by the management unit."""

from datetime import datetime
from typing import Any

from chassis.context import new_id
from contracts.declare import dump
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import (
    DraftFundCall,
    FundCallView,
    GetFundCall,
    PublishFundCall,
    ReviseFundCall,
)
from services.technical_fund.usecases import calls
from services.technical_fund.views.calls import get_fund_call
from tests.builders.fund import facts
from tests.builders.fund.calls import OPENS, content
from tests.fakes.technical_fund import MemoryFund, focal_point, management

UNIT = management()
CITY = focal_point(new_id())


def codes(refused: Any) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in refused.value.details["errors"]}


def drafted(fund: MemoryFund, **changes: Any) -> FundCallView:
    answer: FundCallView = fund.ask(calls.draft_fund_call, DraftFundCall(call=dump(content(**changes))), UNIT)
    return answer


def published(fund: MemoryFund, **changes: Any) -> FundCallView:
    answer: FundCallView = fund.ask(calls.publish_fund_call, PublishFundCall(call_id=drafted(fund, **changes).id), UNIT)
    return answer


def opened(fund: MemoryFund, **changes: Any) -> FundCallView:
    call = published(fund, **changes)
    at(fund, OPENS)
    return seen(fund, call.id)


def at(fund: MemoryFund, instant: datetime) -> None:
    fund.wait(seconds=(instant - fund.now).total_seconds())


def seen(fund: MemoryFund, call_id: str, by: Any = UNIT) -> FundCallView:
    answer: FundCallView = fund.see(get_fund_call, GetFundCall(call_id=call_id), by)
    return answer


def revised(fund: MemoryFund, call_id: str, **changes: Any) -> FundCallView:
    answer: FundCallView = fund.ask(calls.revise_fund_call, ReviseFundCall(call_id=call_id, changes=changes), UNIT)
    return answer


def of_the_unit(fund: MemoryFund, **grant: Any) -> Any:
    """Somebody whom membership has told to be of the management unit."""
    actor = management()
    fund.hear(facts.granted(str(actor.person_id), None, MANAGEMENT_UNIT, **grant))
    return actor
