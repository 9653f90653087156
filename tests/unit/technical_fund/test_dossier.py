"""Dossiers: the whole application as one paper or archive, for whom it may be, in the reader's language."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from chassis.context import new_id
from contracts.errors import Conflict, NotFound
from contracts.standard import FilePart, Job
from contracts.technical_fund import (
    DeclareFundConflict,
    DelegateFundApplication,
    GetFundApplication,
    GetFundVersion,
    MakeFundDossier,
    ReadFundAttachment,
    ReadFundDossier,
    RevokeFundDelegation,
    SubmitFundApplication,
)
from services.technical_fund import views
from services.technical_fund.carriers.papers import Papers
from services.technical_fund.domain import dossier as rules
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.usecases import conflicts, delegations, dossier, submissions
from tests.builders.fund.applications import ANSWERS, PDF, a_call, a_city, a_draft, attached, submitted
from tests.builders.fund.calls import form, question, texts
from tests.fakes.technical_fund import MemoryFund, management, mayors_office, person, reviewer

NAMES = {"en": "Concepción", "ar": "كونسبسيون"}


@pytest.fixture
def fund() -> MemoryFund:
    fund = MemoryFund()
    fund.neighbour = lambda request, _: {  # type: ignore[method-assign]
        "items": [{"city_id": city_id, "names": NAMES, "country": "CL", "listed": True} for city_id in request.city_ids]
    }
    return fund


def make(fund: MemoryFund, application_id: str, by: Any, form: str = "pdf", language: str = "en") -> Job:
    request = MakeFundDossier(application_id=application_id, form=form)
    context = replace(fund.context(by), language=language)
    started: Job = fund.work.run(dossier.make_fund_dossier, request, context)
    fund.run_jobs()
    done: Job = fund.work.look(lambda _, unit: unit.jobs.get(started.id), context)
    return done


def read(fund: MemoryFund, application_id: str, dossier_id: str, by: Any) -> bytes:
    data = b""
    while True:
        request = ReadFundDossier(application_id=application_id, dossier_id=dossier_id, offset=len(data))
        part: FilePart = fund.see(views.dossier.read_fund_dossier, request, by)
        data += part.part
        if len(data) >= part.size or not part.part:
            return data


def text_of(paper: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper))


def test_a_dossier_has_every_question_in_the_readers_language_and_the_answers_as_written(fund: MemoryFund) -> None:
    receipt = submitted(fund, a_call(fund), city := a_city(fund))
    job = make(fund, receipt.application.id, by := mayors_office(city), language="es")
    assert (job.state, job.error_code) == ("done", None)
    told = text_of(read(fund, receipt.application.id, job.id, by))
    for expected in ("Solicitud al Fondo", "TSF-2027-0001", "Concepción", "plan (es)", "Street work with young people", "50.000,00"):
        assert expected in told
    with pytest.raises(NotFound) as refused:
        read(fund, receipt.application.id, job.id, mayors_office(city))
    assert refused.value.code == "technical_fund.no_dossier"


def test_a_dossier_goes_after_a_day(fund: MemoryFund) -> None:
    receipt = submitted(fund, a_call(fund), city := a_city(fund))
    job = make(fund, receipt.application.id, by := mayors_office(city))
    fund.wait(hours=24)
    with pytest.raises(NotFound) as refused:
        read(fund, receipt.application.id, job.id, by)
    assert refused.value.code == "technical_fund.no_dossier"


def test_an_archive_holds_the_paper_the_data_and_the_files(fund: MemoryFund) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = attached(fund, a_draft(fund, a_call(fund), city, by).id, by, name="../../Carta: ¿sí?.pdf")
    job = make(fund, draft.id, by, form="zip")
    data = read(fund, draft.id, job.id, by)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        paper, told, file = archive.namelist()
        assert (paper, told) == ("application.pdf", "application.json")
        assert file == "files/01-letter-_.._Carta_ ¿sí_.pdf"
        assert archive.read(file) == PDF
        assert json.loads(archive.read(told))["content"]["answers"]["plan"] == ANSWERS["plan"]


def test_a_reviewer_learns_no_city_where_cities_are_hidden(fund: MemoryFund) -> None:
    who = reviewer()
    city, call = a_city(fund), a_call(fund, anonymity="city_hidden")
    by = mayors_office(city)
    draft = attached(fund, a_draft(fund, call, city, by).id, by, name="Concepción.pdf")
    receipt = fund.ask(submissions.submit_fund_application, SubmitFundApplication(application_id=draft.id), by)
    _seat(fund, draft.id, call, str(who.person_id))
    job = make(fund, draft.id, who, form="zip")
    assert job.error_code is None
    with zipfile.ZipFile(io.BytesIO(read(fund, draft.id, job.id, who))) as archive:
        told = archive.read("application.json").decode() + text_of(archive.read("application.pdf")) + str(archive.namelist())
    shown = fund.see(views.applications.get_fund_application, GetFundApplication(application_id=draft.id), who)
    request = ReadFundAttachment(application_id=draft.id, attachment_id=draft.attachments[0].id)
    told += str(fund.see(views.application_versions.get_fund_version, GetFundVersion(application_id=draft.id, number=1), who))
    told += str(shown) + fund.see(views.attachments.read_fund_attachment, request, who).file_name
    assert city not in told
    assert "Concepci" not in told
    assert "files/01-letter-attachment-1.pdf" in told
    assert receipt.reference in told


def test_who_was_recused_meanwhile_gets_nothing(fund: MemoryFund) -> None:
    by = management()
    receipt = submitted(fund, a_call(fund), a_city(fund))
    job = make(fund, receipt.application.id, by)
    assert job.error_code is None
    waiting = fund.work.run(dossier.make_fund_dossier, MakeFundDossier(application_id=receipt.application.id), fund.context(by))
    _recuse(fund, receipt.application.id, by)
    fund.run_jobs()
    rows = fund.within(lambda unit: list(unit.unit.collection("jobs").find({"_id": waiting.id})))
    assert [row["error_code"] for row in rows] == ["technical_fund.no_application"]
    with pytest.raises(NotFound) as refused:
        read(fund, receipt.application.id, job.id, by)
    assert refused.value.code == "technical_fund.no_application"


def test_a_delegate_whose_time_is_over_gets_nothing(fund: MemoryFund) -> None:
    city, friend = a_city(fund), person()
    draft = a_draft(fund, a_call(fund), city)
    request = DelegateFundApplication(
        application_id=draft.id, person_id=str(friend.person_id), right="read", until=fund.now + timedelta(hours=1)
    )
    shown = fund.ask(delegations.delegate_fund_application, request, mayors_office(city))
    waiting = fund.work.run(dossier.make_fund_dossier, MakeFundDossier(application_id=draft.id), fund.context(friend))
    revoke = RevokeFundDelegation(application_id=draft.id, delegation_id=shown.delegations[0].id)
    fund.ask(delegations.revoke_fund_delegation, revoke, mayors_office(city))
    fund.run_jobs()
    rows = fund.within(lambda unit: list(unit.unit.collection("jobs").find({"_id": waiting.id})))
    assert rows[0]["error_code"] == "technical_fund.no_application"


def test_files_beyond_one_archive_are_refused_at_once(fund: MemoryFund, monkeypatch: pytest.MonkeyPatch) -> None:
    city = a_city(fund)
    by = mayors_office(city)
    draft = attached(fund, a_draft(fund, a_call(fund), city, by).id, by)
    monkeypatch.setattr(rules, "MOST_BYTES", len(PDF) - 1)
    with pytest.raises(Conflict) as refused:
        fund.ask(dossier.make_fund_dossier, MakeFundDossier(application_id=draft.id, form="zip"), by)
    assert refused.value.code == "technical_fund.dossier_too_large"


def test_hostile_answers_break_no_page(fund: MemoryFund) -> None:
    hostile = "</p><script>alert(1)</script>{{ 7 * 7 }} {city}"
    asked = form(question("plan", "long_text"), question("own", "short_text"))
    receipt = submitted(fund, a_call(fund, asked), city := a_city(fund), answers={"plan": hostile, "own": hostile}, title=hostile)
    unit_page = fund.within(lambda unit: _page(unit, receipt.application.id, city))
    assert "<script>" not in unit_page
    assert unit_page.count("{{ 7 * 7 }} {city}") >= 3


def test_an_arabic_dossier_reads_from_right_to_left_and_keeps_references_whole(fund: MemoryFund) -> None:
    asked = form(replace(question("plan", "long_text"), texts=texts("Plan") | {"ar": "الخطة"}))
    receipt = submitted(fund, a_call(fund, asked), city := a_city(fund), answers={"plan": "عملٌ مع الشباب في الأحياء"}, language="ar")
    shown = fund.within(lambda unit: _page(unit, receipt.application.id, city, "ar"))
    assert '<html lang="ar" dir="rtl">' in shown
    assert "الخطة" in shown
    assert "\u2068TSF-2027-0001\u2069" in shown


def _page(unit: Any, application_id: str, city: str, language: str = "en") -> str:
    application = unit.applications.get(application_id)
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    context = rules.paper(application, version, [], language=language, city=city, hidden=False, at=unit.now)
    return Papers().page("dossier", context, language)


def _seat(fund: MemoryFund, application_id: str, call_id: str, person_id: str) -> None:
    seat = Assignment(
        id=new_id(),
        application_id=application_id,
        call_id=call_id,
        reviewer_id=person_id,
        round=1,
        how="manual",
        assigned_at=fund.now,
        accept_by=fund.now,
    )
    fund.within(lambda unit: unit.assignments.add(seat))


def _recuse(fund: MemoryFund, application_id: str, by: Any) -> None:
    request = DeclareFundConflict(application_id=application_id, nature="family")
    fund.ask(conflicts.declare_fund_conflict, request, by)
