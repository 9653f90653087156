"""Spreadsheets of a call: whole, harmless, and without a byte of what the asker may not know."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from chassis.context import Actor, Grant
from contracts.errors import Invalid, NotAllowed, NotFound
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT
from contracts.standard import GetJob
from contracts.technical_fund import ExportFundCall, ReadFundExport
from services.technical_fund import views
from services.technical_fund.usecases import exports
from tests.builders.fund import applications, money
from tests.builders.fund.reviews import Panel
from tests.fakes.technical_fund import MemoryFund, management, person, reviewer

EVERYTHING = ("applications", "reviews", "scores", "decisions", "ledger", "awards")
Rows = list[dict[str, str]]


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def made(fund: MemoryFund, call_id: str, by: Actor, *sheets: str, **more: Any) -> str:
    """The export's id, once its job is done."""
    asked = ExportFundCall(call_id=call_id, sheets=sheets or EVERYTHING, **more)
    job = fund.ask(exports.export_fund_call, asked, by)
    fund.run_jobs()
    state = fund.ask(lambda unit, request: unit.jobs.get(request.job_id), GetJob(job_id=job.id), by)
    assert state.state == "done", state
    return str(state.result["export_id"])


def read(fund: MemoryFund, export_id: str, by: Actor) -> bytes:
    data, part = b"", None
    while part is None or part.part:
        part = fund.see(views.exports.read_fund_export, ReadFundExport(export_id=export_id, offset=len(data)), by)
        data += part.part
    return data


def table(fund: MemoryFund, call_id: str, by: Actor, sheet: str, **more: Any) -> Rows:
    data = read(fund, made(fund, call_id, by, sheet, format="csv", **more), by)
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_a_workbook_has_a_sheet_for_everything_there_is(fund: MemoryFund) -> None:
    of = money.in_force(fund)
    of.pay("first")
    book = openpyxl.load_workbook(io.BytesIO(read(fund, made(fund, of.call_id, of.manager), of.manager)))
    assert tuple(book.sheetnames) == EVERYTHING
    [heads, row] = book["awards"].iter_rows(values_only=True)
    award = dict(zip(heads, row, strict=True))
    assert (award["award_id"], award["minor"], award["currency"], award["half_days"]) == (of.award_id, 600_000, "EUR", 20)
    [heads, *rows] = book["ledger"].iter_rows(values_only=True)
    assert {"reserve", "commit", "disburse"} <= {row[heads.index("kind")] for row in rows}


def test_what_was_written_is_in_columns_of_its_questions(fund: MemoryFund) -> None:
    call_id = applications.a_call(fund)
    applications.submitted(fund, call_id, applications.a_city(fund))
    applications.a_draft(fund, call_id, applications.a_city(fund))
    [row] = table(fund, call_id, management(), "applications")
    assert (row["title"], row["answer:plan"], row["answer:people"]) == ("Safe squares", applications.ANSWERS["plan"], "120")


@pytest.mark.parametrize("text", ['=HYPERLINK("https://evil.example")', "+1", "-1+2", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_text_of_anybody_is_run_by_a_spreadsheet(fund: MemoryFund, text: str) -> None:
    panel = Panel(fund)
    panel.application(title=text)
    [row] = table(fund, panel.call.id, panel.unit, "applications")
    assert row["title"] == f"'{text}"
    data = read(fund, made(fund, panel.call.id, panel.unit, "applications", format="xlsx"), panel.unit)
    cell = openpyxl.load_workbook(io.BytesIO(data))["applications"]["F2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_only_final_reviews_are_told_and_their_reviewers_are_numbered(fund: MemoryFund) -> None:
    panel = Panel(fund)
    application = panel.application()
    seat, who = panel.submitted(application)
    panel.written(application, confidential="A DRAFT OF MINE")
    [row] = table(fund, panel.call.id, panel.unit, "reviews")
    assert (row["review_id"], row["reviewer"], row["confidential"]) == (seat, "Reviewer 1", "I doubt the budget.")
    data = read(fund, made(fund, panel.call.id, panel.unit), panel.unit)
    told = str([list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(data))])
    assert str(who.person_id) not in told
    assert "A DRAFT OF MINE" not in told
    [row] = table(fund, panel.call.id, panel.unit, "reviews", identities=True)
    assert row["reviewer"] == who.person_id


def test_where_the_call_hides_cities_they_are_told_only_when_asked_for(fund: MemoryFund) -> None:
    panel = Panel(fund, anonymity="city_hidden")
    application = panel.application()
    [row] = table(fund, panel.call.id, panel.unit, "applications")
    assert "city_id" not in row
    assert "country" not in row
    [row] = table(fund, panel.call.id, panel.unit, "applications", identities=True)
    assert row["city_id"] == application.city_id


def test_nothing_of_an_application_reaches_whoever_is_recused_from_it(fund: MemoryFund) -> None:
    panel, recused = Panel(fund), management()
    secret, other = panel.application(title="SECRET"), panel.application()
    for one in (secret, other):
        panel.submitted(one, confidential=f"About {one.title}")
    panel.recuse(secret, recused)
    data = read(fund, made(fund, panel.call.id, recused, identities=True), recused)
    told = str([list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(data))])
    assert other.id in told
    assert secret.id not in told
    assert "SECRET" not in told


def test_somebody_of_the_management_unit_who_works_for_a_city_is_its_applicant(fund: MemoryFund) -> None:
    panel = Panel(fund)
    own = panel.application()
    both = person(Grant(role=MANAGEMENT_UNIT, scope_kind="network"), Grant(role=FOCAL_POINT, scope_kind="city", scope_id=own.city_id))
    assert table(fund, panel.call.id, both, "applications") == []


def test_a_file_is_closed_to_whoever_is_recused_from_something_in_it_afterwards(fund: MemoryFund) -> None:
    panel, manager = Panel(fund), management()
    application = panel.application()
    export_id = made(fund, panel.call.id, manager, "applications")
    assert read(fund, export_id, manager)
    panel.recuse(application, manager)
    with pytest.raises(NotFound) as refused:
        read(fund, export_id, manager)
    assert refused.value.code == "technical_fund.no_export"


def test_a_file_is_its_askers_alone_and_for_a_day(fund: MemoryFund) -> None:
    panel = Panel(fund)
    panel.application()
    export_id = made(fund, panel.call.id, panel.unit, "applications")
    with pytest.raises(NotFound):
        read(fund, export_id, management())
    with pytest.raises(NotAllowed):
        read(fund, export_id, reviewer())
    fund.now += timedelta(hours=24)
    with pytest.raises(NotFound):
        read(fund, export_id, panel.unit)


def test_csv_holds_one_sheet_and_a_call_that_is_not_there_none(fund: MemoryFund) -> None:
    panel = Panel(fund)
    with pytest.raises(Invalid):
        made(fund, panel.call.id, panel.unit, "applications", "reviews", format="csv")
    with pytest.raises(NotFound):
        made(fund, panel.application().id, panel.unit)
