"""The document of an agreement: drawn by a job, in the city's language, the same every time."""

import io
from typing import Any

import pypdfium2
import pytest

from contracts.declare import dump
from contracts.membership import CityName, CityNames
from contracts.technical_fund import DrawUpFundAgreement, ReadFundAgreement, SendFundAgreement, SetAwardSchedule
from contracts.words import LANGUAGES
from services.technical_fund import views
from services.technical_fund.carriers.papers import Papers
from services.technical_fund.domain.awards.wording import agreement_context
from services.technical_fund.usecases import award_agreements
from tests.builders.fund.money import Granted, granted, schedule, signed
from tests.fakes.technical_fund import MemoryFund

HOSTILE = "</td><script>alert(1)</script>{network}"


@pytest.fixture
def fund() -> MemoryFund:
    fund = MemoryFund()

    def neighbour(request: Any, context: Any) -> dict[str, Any]:
        names = {"es": "Ciudad Fuerte", "ar": "المدينة القوية"}
        return dump(CityNames(items=tuple(CityName(city_id=id, names=names, country="ES", listed=True) for id in request.city_ids)))

    fund.neighbour = neighbour
    return fund


def asked_for(fund: MemoryFund, **more: Any) -> Granted:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id, **more), of.manager)
    return of


def words_of(paper: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(paper))
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_job_draws_the_document_that_both_sign(fund: MemoryFund) -> None:
    of = asked_for(fund, language="es", terms="Los talleres son gratuitos.")
    assert fund.run_jobs() == 1
    version = of.view().agreement[-1]
    assert version.state == "ready"
    read = ReadFundAgreement(award_id=of.award_id, agreement_version=1)
    part = fund.see(views.awards.read_fund_agreement, read, of.manager)
    assert (part.sha256, part.media_type) == (version.sha256, "application/pdf")
    fund.ask(award_agreements.send_fund_agreement, SendFundAgreement(award_id=of.award_id, agreement_version=1), of.manager)
    assert signed(of).state == "in_force"


def test_the_document_says_what_was_agreed(fund: MemoryFund) -> None:
    of = asked_for(fund, language="es", terms="Los talleres son gratuitos.")
    fund.run_jobs()
    file_id = str(of.award.versions[-1].file_id)
    paper = b"".join(fund.within(lambda unit, at=offset: unit.files.read(file_id, at).part) for offset in range(0, 10**6, 256 * 1024))
    words = words_of(paper).replace("\r\n", " ").replace("\n", " ")
    for said in ("Ciudad Fuerte", of.award.reference, "6.000,00", "2.000,00", "10 días de experto", "Los talleres son gratuitos."):
        assert said in words, (said, words)


def test_a_version_superseded_while_it_was_drawn_stays_superseded(fund: MemoryFund) -> None:
    of = asked_for(fund)
    fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id), of.manager)
    assert fund.run_jobs() == 2
    assert [one.state for one in of.view().agreement] == ["superseded", "ready"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobodys_words_break_the_page_in_any_language(fund: MemoryFund, language: str) -> None:
    of = asked_for(fund, language=language, terms=HOSTILE)
    award = of.award
    context = agreement_context(award, award.versions[-1], city=HOSTILE, title=HOSTILE, application_reference="TSF-2027-0001")
    page = Papers().page("agreement", context, language)
    assert "<script>" not in page
    assert page == Papers().page("agreement", context, language)
