"""Histories, forgetting, retention, register and exports on a real store, with many writers at once."""

import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import new_id
from contracts.declare import dump
from contracts.membership import ErasedIdentity, PersonErased
from contracts.technical_fund import (
    DeadlineReminderDue,
    ExportFundCall,
    GetRegisterTotals,
    HistoryAnchored,
    ListFundDeadlines,
    ListFundHistory,
    ListRegister,
    PersonForgotten,
    RetentionCarriedOut,
    VerifyFundHistory,
    WithholdFromRegister,
)
from services.technical_fund import views
from services.technical_fund.domain.history import verify
from services.technical_fund.usecases import deadlines, exports, history, privacy, register, retention
from services.technical_fund.usecases.history_anchors import anchor_histories
from tests.builders.fund import applications, money
from tests.fakes.technical_fund import StoredFund, management, mayors_office

WRITERS, EACH = 8, 5


@pytest.fixture
def fund(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def test_many_who_write_one_history_at_once_make_one_chain_without_gaps(fund: StoredFund) -> None:
    application_id, person_id = new_id(), new_id()

    def write() -> None:
        for _ in range(EACH):
            by = management(person_id)
            fund.work.within(lambda _, unit: history.note(unit, application_id, "remark", texts={"reason": "Why"}), fund.context(by))

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    def check(unit: Any) -> Any:
        return verify(application_id, unit.histories.head(application_id), unit.histories.entries(application_id))

    found = fund.within(check)
    assert (found.entries, found.fault) == (WRITERS * EACH, None)
    assert fund.database["person_keys"].count_documents({}) == 1


def test_a_history_survives_the_store_is_anchored_and_is_read_in_pages(fund: StoredFund) -> None:
    of = money.in_force(fund)
    assert fund.within(anchor_histories) == 1
    found = fund.see(views.history.verify_fund_history, VerifyFundHistory(application_id=of.application_id), of.manager)
    assert (found.holds, found.anchored_to) == (True, found.entries)
    seen, cursor = [], None
    while True:
        asked = ListFundHistory(application_id=of.application_id, limit=3, cursor=cursor)
        page = fund.see(views.history.list_fund_history, asked, of.manager)
        seen += [one.seq for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == list(range(1, found.entries + 1))
    city = fund.see(views.history.list_fund_history, ListFundHistory(application_id=of.application_id), of.mayor).items
    assert (
        {"submit", "agreement_in_force"}
        <= {one.what for one in city}
        <= {one.what for one in city if one.side == "city"}
        | {
            "agreement_sent",
            "agreement_in_force",
        }
    )
    assert [event for event in fund.said() if isinstance(event, HistoryAnchored)]


def test_one_byte_turned_over_in_the_store_is_found(fund: StoredFund) -> None:
    of = money.granted(fund)
    rows = list(fund.database["histories"].find({"application_id": of.application_id}).sort("seq", 1))
    row = rows[1]
    row["hash"] = row["hash"][:-1] + ("0" if row["hash"][-1] != "0" else "1")
    fund.database["histories"].replace_one({"_id": row["_id"]}, row)
    found = fund.see(views.history.verify_fund_history, VerifyFundHistory(application_id=of.application_id), of.manager)
    assert (found.holds, found.fault, found.broken_at) == (False, "changed", 2)


def test_somebody_is_forgotten_in_every_collection_there_is(fund: StoredFund) -> None:
    name, email = "Amina Otieno", "amina@kisumu.example"
    city = applications.a_city(fund)
    amina = mayors_office(city)
    answers = {**applications.ANSWERS, "plan": f"Ask {name}, {email}."}
    applications.submitted(fund, applications.a_call(fund), city, amina, answers=answers)
    told = ErasedIdentity(person_id=str(amina.person_id), name=name, email=email)
    fund.neighbour = lambda request, context: dict(dump(told))
    fund.jobs[privacy.FORGET_JOB] = partial(privacy.forget_person, letters=Letters)
    fund.hear(PersonErased(person_id=told.person_id, erasure_id=new_id()))
    fund.run_jobs()
    telling = {
        collection
        for collection in fund.database.list_collection_names()
        for row in fund.database[collection].find({})
        for word in (name, email, told.person_id)
        if word in str(row)
    }
    assert telling <= {"outbox", "erasures", "person_keys"}
    assert [event.person_id for event in fund.said() if isinstance(event, PersonForgotten)] == [told.person_id]


class Letters:
    def forget(self, traces: tuple[str, ...]) -> int:
        return 0


def test_a_night_of_retention_on_the_store(fund: StoredFund) -> None:
    city = applications.a_city(fund)
    by = mayors_office(city)
    draft = applications.a_draft(fund, applications.a_call(fund), city, by)
    applications.attached(fund, draft.id, by)
    fund.now += timedelta(days=500)
    assert fund.within(retention.begin_night) == 1
    assert fund.within(retention.begin_night) == 0
    fund.run_jobs()
    assert [event.drafts for event in fund.said() if isinstance(event, RetentionCarriedOut)] == [1]
    assert fund.database["chunks"].count_documents({}) == 0


def test_the_register_and_its_equation_on_the_store(fund: StoredFund) -> None:
    shown, delayed = money.in_force(fund), money.in_force(fund)
    asked = WithholdFromRegister(
        award_id=delayed.award_id,
        delay_until=(fund.now + timedelta(days=9)).date(),
        review_on=(fund.now + timedelta(days=9)).date(),
        reason="A threat",
    )
    fund.ask(register.withhold_from_register, asked, delayed.manager)
    page = fund.see(partial(views.register.list_register, names=lambda _: {}), ListRegister(), management())
    assert [one.id for one in page.items] == [shown.award_id]
    told = fund.see(views.register.get_register_totals, GetRegisterTotals(), management())
    assert {(one.unit, one.published, one.withheld, one.holds) for one in told.sums} == {
        ("minor", 600_000, 600_000, True),
        ("half_days", 20, 20, True),
    }


def test_an_export_on_the_store(fund: StoredFund) -> None:
    of = money.in_force(fund)
    asked = ExportFundCall(call_id=of.call_id, sheets=("applications", "ledger", "awards", "decisions", "reviews", "scores"))
    job = fund.ask(exports.export_fund_call, asked, of.manager)
    fund.run_jobs()
    assert fund.database["uploads"].find_one({"_id": job.id}, ["state"]) == {"_id": job.id, "state": "complete"}


def test_reminders_on_the_store_are_said_once(fund: StoredFund) -> None:
    application = applications.a_draft(fund, applications.a_call(fund), city := applications.a_city(fund), mayors_office(city))
    fund.wait(days=16)
    fund.wait(seconds=1)
    assert [event.days for event in fund.said() if isinstance(event, DeadlineReminderDue)] == [14]
    page = fund.see(views.deadlines.list_fund_deadlines, ListFundDeadlines(what="call_closes"), mayors_office(city))
    assert [one.application_id for one in page.items] == [application.id]
    fund.within(lambda unit: deadlines.done_with(unit, application.id))
    fund.wait(days=14)
    assert len([event for event in fund.said() if isinstance(event, DeadlineReminderDue)]) == 1
