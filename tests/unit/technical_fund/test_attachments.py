"""Files under an application: what they are, who reads them, and the scanner that looks at them first."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.context import new_id
from chassis.settings import Misconfigured
from contracts.errors import Conflict, Invalid, NotFound, Unavailable
from contracts.standard import OpenUpload
from contracts.technical_fund import (
    AttachFundFile,
    DetachFundFile,
    FileRules,
    FundApplicationView,
    GetFundApplication,
    ReadFundAttachment,
    SubmitFundApplication,
)
from services.technical_fund import views
from services.technical_fund.carriers import scanner
from services.technical_fund.domain.attachments import KINDS
from services.technical_fund.usecases import attachments, submissions
from tests.builders.fund.applications import PDF, a_call, a_city, a_draft, attached, uploaded
from tests.builders.fund.calls import form, question
from tests.fakes.clamd import EICAR, Clamd, running_clamd
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office

VIRUS = b"%PDF-1.4\n" + EICAR + b"\n%%EOF\n"
ANY_FILE = form(question("letter", "file", file=FileRules(kinds=tuple(KINDS), most=3)))


class ScanningFund(MemoryFund):
    """A deployment that has a scanner."""

    def build(self, unit: Any) -> Any:
        built = super().build(unit)
        built.scans = True
        return built


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with running_clamd() as server:
        yield server


def a_scanner(clamd: Clamd) -> scanner.ClamAv:
    return scanner.ClamAv("127.0.0.1", clamd.port, timeout=2.0)


def scan(fund: MemoryFund, clamd: Clamd) -> int:
    return attachments.ScanRoom(fund.work, a_scanner(clamd)).round()


def a_file(fund: MemoryFund, **file: Any) -> tuple[FundApplicationView, Any]:
    city = a_city(fund)
    by = mayors_office(city)
    return attached(fund, a_draft(fund, a_call(fund), city, by).id, by, **file), by


def archive(*names: str, mimetype: str | None = None) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "<x/>")
    return whole.getvalue()


# ---------------------------------------------------------------- under a question


def test_a_file_is_the_answer_to_its_question(fund: MemoryFund) -> None:
    draft, by = a_file(fund)
    (file,) = draft.attachments
    assert (draft.content.answers["letter"], file.file_name, file.scan) == ([file.id], "letter.pdf", "not_scanned")
    read = fund.see(views.attachments.read_fund_attachment, ReadFundAttachment(application_id=draft.id, attachment_id=file.id), by)
    assert read.part == PDF
    empty = fund.ask(attachments.detach_fund_file, DetachFundFile(application_id=draft.id, attachment_id=file.id), by)
    assert ("letter" in empty.content.answers, empty.attachments) == (False, ())
    assert fund.within(lambda unit: unit.unit.collection("chunks").count_documents({})) == 0


@pytest.mark.parametrize(("named", "code"), [("plan", "not_an_option"), ("no_such", "not_an_option")])
def test_files_go_under_questions_that_ask_for_files(fund: MemoryFund, named: str, code: str) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = a_draft(fund, a_call(fund), city, by)
    with pytest.raises(Invalid) as refused:
        attached(fund, draft.id, by, question=named)
    assert refused.value.details["errors"][0]["code"] == code


def test_a_question_takes_so_many_files_and_each_once(fund: MemoryFund) -> None:
    draft, by = a_file(fund)
    request = AttachFundFile(application_id=draft.id, question="letter", upload_id=draft.attachments[0].id)
    with pytest.raises(Conflict) as twice:
        fund.ask(attachments.attach_fund_file, request, by)
    assert twice.value.code == "technical_fund.file_there"
    with pytest.raises(Conflict) as more:
        attached(fund, draft.id, by)
    assert more.value.code == "technical_fund.too_many_files"


def test_nobody_attaches_the_upload_of_somebody_else(fund: MemoryFund) -> None:
    city, other = a_city(fund), a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    theirs = uploaded(fund, mayors_office(other))
    with pytest.raises(NotFound) as refused:
        fund.ask(
            attachments.attach_fund_file,
            AttachFundFile(application_id=draft.id, question="letter", upload_id=theirs),
            mayors_office(city),
        )
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("wrong_kind", ["image/png"])
def test_a_question_says_which_kinds_it_takes(fund: MemoryFund, wrong_kind: str) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = a_draft(fund, a_call(fund), city, by)
    with pytest.raises(Invalid) as refused:
        attached(fund, draft.id, by, data=b"\x89PNG\r\n\x1a\n" + bytes(40), media_type=wrong_kind, name="a.png")
    assert refused.value.details["errors"][0]["code"] == "technical_fund.wrong_file_kind"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("docx", archive("[Content_Types].xml", "word/document.xml")),
        ("xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("odt", archive("content.xml", mimetype=KINDS["odt"])),
        ("ods", archive("content.xml", mimetype=KINDS["ods"])),
    ],
)
def test_office_documents_are_what_they_say(fund: MemoryFund, kind: str, data: bytes) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = a_draft(fund, a_call(fund, form=ANY_FILE), city, by, answers={})
    done = attached(fund, draft.id, by, data=data, media_type=KINDS[kind], name=f"a.{kind}")
    assert done.attachments[0].media_type == KINDS[kind]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("docx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("xlsx", archive("anything")),
        ("xlsx", b"PK\x03\x04" + bytes(60)),
        ("odt", archive("content.xml", mimetype=KINDS["ods"])),
        ("odt", archive("content.xml", "Basic/Standard/Module1.xml", mimetype=KINDS["odt"])),
    ],
)
def test_office_documents_that_lie_are_refused_and_nothing_is_kept(fund: MemoryFund, kind: str, data: bytes) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = a_draft(fund, a_call(fund, form=ANY_FILE), city, by, answers={})
    with pytest.raises((Invalid, Conflict)) as refused:
        attached(fund, draft.id, by, data=data, media_type=KINDS[kind], name=f"a.{kind}")
    codes = {error["code"] for error in refused.value.details.get("errors", ())} | {refused.value.code}
    assert codes & {"technical_fund.file_lies", "upload_not_ready"}
    assert fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), by) == draft


def test_a_file_beyond_twenty_mebibytes_is_not_even_announced(fund: MemoryFund) -> None:
    announced = OpenUpload(
        purpose="fund_attachment", file_name="a.pdf", media_type="application/pdf", size=20 * 1024 * 1024 + 1, sha256=None
    )
    with pytest.raises(Invalid) as refused:
        fund.ask(lambda unit, request: unit.files.open(request), announced, mayors_office(new_id()))
    assert refused.value.details["errors"][0]["pointer"] == "/size"


def test_a_file_is_read_by_those_who_may_read_its_application(fund: MemoryFund) -> None:
    draft, _ = a_file(fund)
    other, _ = a_file(fund)
    request = ReadFundAttachment(application_id=draft.id, attachment_id=draft.attachments[0].id)
    for by in (management(), focal_point(new_id())):
        with pytest.raises(NotFound) as refused:
            fund.see(views.attachments.read_fund_attachment, request, by)
        assert refused.value.code == "technical_fund.no_application"
    wrong = ReadFundAttachment(application_id=draft.id, attachment_id=other.attachments[0].id)
    with pytest.raises(NotFound) as refused:
        fund.see(views.attachments.read_fund_attachment, wrong, mayors_office(str(draft.city_id)))
    assert refused.value.code == "technical_fund.no_attachment"


# ---------------------------------------------------------------- the scanner


def test_a_file_waits_until_the_scanner_has_seen_all_of_it(clamd: Clamd) -> None:
    fund = ScanningFund()
    long = b"%PDF-1.4\n" + b"x" * 600_000 + b"\n%%EOF\n"
    draft, by = a_file(fund, data=long)
    request = ReadFundAttachment(application_id=draft.id, attachment_id=draft.attachments[0].id)
    with pytest.raises(Conflict) as refused:
        fund.see(views.attachments.read_fund_attachment, request, by)
    assert (draft.attachments[0].scan, refused.value.code) == ("waiting", "technical_fund.file_waiting")
    with pytest.raises(Conflict) as early:
        fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by)
    assert early.value.code == "technical_fund.file_waiting"
    assert (scan(fund, clamd), clamd.seen) == (1, [long])
    assert fund.see(views.attachments.read_fund_attachment, request, by).size == len(long)
    assert fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by).version_number == 1
    assert scan(fund, clamd) == 0


def test_an_infected_file_is_neither_read_nor_handed_in(clamd: Clamd) -> None:
    fund = ScanningFund()
    draft, by = a_file(fund, data=VIRUS)
    assert scan(fund, clamd) == 1
    shown = fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), by)
    assert (shown.attachments[0].scan, shown.version) == ("infected", draft.version)
    request = ReadFundAttachment(application_id=draft.id, attachment_id=draft.attachments[0].id)
    with pytest.raises(Conflict) as unread:
        fund.see(views.attachments.read_fund_attachment, request, by)
    with pytest.raises(Conflict) as not_taken:
        fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by)
    assert unread.value.code == not_taken.value.code == "technical_fund.file_infected"
    fund.ask(attachments.detach_fund_file, DetachFundFile(application_id=draft.id, attachment_id=draft.attachments[0].id), by)
    assert fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by).version_number == 1


@pytest.mark.parametrize("mood", ["silent", "rambling"])
def test_a_scanner_without_a_verdict_is_asked_again_later(clamd: Clamd, mood: str) -> None:
    fund = ScanningFund()
    draft, _ = a_file(fund)
    clamd.mood = mood
    assert scan(fund, clamd) == 0
    clamd.mood = "well"
    assert scan(fund, clamd) == 0
    fund.wait(seconds=10)
    assert scan(fund, clamd) == 1
    assert fund.within(lambda unit: unit.attachments.get(draft.attachments[0].id).scan) == "clean"


def test_one_file_the_scanner_will_not_take_keeps_nobody_else_waiting() -> None:
    fund = ScanningFund()
    with running_clamd(most=1000) as clamd:
        a_file(fund, data=b"%PDF-1.4\n" + b"x" * 5000 + b"\n%%EOF\n")
        small, _ = a_file(fund)
        assert scan(fund, clamd) == 1
        assert fund.within(lambda unit: unit.attachments.get(small.attachments[0].id).scan) == "clean"


def test_a_scanner_that_is_away_is_said_to_be() -> None:
    with running_clamd() as clamd:
        port = clamd.port
    with pytest.raises(Unavailable) as refused:
        scanner.ClamAv("127.0.0.1", port, timeout=1.0).scan(iter([b"x"]))
    assert (refused.value.code, refused.value.retryable) == ("technical_fund.scanner_away", True)


def test_which_scanner_there_is_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCN_CLAMAV", "")
    assert scanner.configured() is None
    monkeypatch.setenv("SCN_CLAMAV", "clamav.example:3310")
    assert isinstance(scanner.configured(), scanner.ClamAv)
    for wrong in ("clamav", "clamav:", ":3310", "clamav:99999", "clamav:x"):
        monkeypatch.setenv("SCN_CLAMAV", wrong)
        with pytest.raises(Misconfigured):
            scanner.configured()


def test_where_there_is_no_scanner_any_more_waiting_files_are_said_not_to_be_scanned() -> None:
    fund = ScanningFund()
    draft, by = a_file(fund)
    assert attachments.ScanRoom(fund.work, scanner.NoScanner()).round() == 1
    shown = fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), by)
    assert shown.attachments[0].scan == "not_scanned"
