"""The letter about an application that was found ineligible, and the language that letters come in beside the city's."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.declare import load
from contracts.errors import Conflict, Invalid, NotFound
from contracts.technical_fund import (
    EligibilityRule,
    FindApplicationIneligible,
    FundTerms,
    GetFundLetter,
    GetScreeningOutcome,
    LetterView,
    LetterWords,
    OpenFundAppeal,
    OverrideScreeningRule,
    ReadFundLetter,
    ReinstateFundApplication,
    RunScreening,
    ScreeningLetterIssued,
    SetFundLetterTemplate,
    SetFundTerms,
)
from services.technical_fund import views
from services.technical_fund.usecases import appeals, letters, screening, terms
from tests.builders.fund import decisions as build
from tests.builders.fund.applications import a_call, a_city, submitted
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office

COUNTRY = EligibilityRule(code="country", fact="country", op="not_in", value=["CL"], texts={"en": "Not in Chile.", "es": "Fuera de Chile."})
PEOPLE = EligibilityRule(code="people", fact="population", op="between", value=[5_000_000, None], texts={"en": "Five million and more."})
MANDATE = EligibilityRule(code="mandate", fact="mandate", op="is", value=True, texts={"es": "Con mandato."})
REASON = "La convocatoria es para ciudades mayores."


@pytest.fixture
def fund(monkeypatch: pytest.MonkeyPatch) -> MemoryFund:
    build.print_at_once(monkeypatch)
    made = MemoryFund()
    made.neighbour = build.named()
    return made


@pytest.fixture
def city(fund: MemoryFund) -> str:
    return a_city(fund, country="CL", population=320_000)


def found_ineligible(fund: MemoryFund, city: str, *codes: str, overridden: tuple[str, ...] = (), **written: Any) -> str:
    call = a_call(fund, eligibility=(COUNTRY, PEOPLE, MANDATE))
    application_id = str(submitted(fund, call, city, **written).application.id)
    by = management()
    fund.ask(screening.run_screening, RunScreening(application_id=application_id), by)
    for rule in overridden:
        request = OverrideScreeningRule(application_id=application_id, rule=rule, result="fail", reason="Known to the hub only.")
        fund.ask(screening.override_screening_rule, request, by)
    request = FindApplicationIneligible(application_id=application_id, rules=codes, reason=REASON)
    fund.ask(screening.find_application_ineligible, request, by)
    return application_id


def letter_id_of(fund: MemoryFund, application_id: str) -> str:
    return str(fund.within(lambda unit: unit.screenings.get(application_id).outcome.id))


def letter_of(fund: MemoryFund, application_id: str, by: Any) -> LetterView:
    view: LetterView = fund.see(views.letters.get_fund_letter, GetFundLetter(letter_id=letter_id_of(fund, application_id)), by)
    return view


def text_of(fund: MemoryFund, application_id: str, by: Any, language: str = "es") -> str:
    request = ReadFundLetter(letter_id=letter_id_of(fund, application_id), language=language)
    return build.text_of_page(fund.see(views.letters.read_fund_letter, request, by).part)


def set_language(fund: MemoryFund, language: str | None) -> None:
    fund.ask(terms.set_fund_terms, SetFundTerms(terms=FundTerms(letter_language=language)), management())


def test_the_letter_names_each_rule_what_is_known_the_grounds_and_how_to_appeal(fund: MemoryFund, city: str) -> None:
    application_id = found_ineligible(fund, city, "country", "people", "mandate", language="es")
    fund.run_jobs()
    by = mayors_office(city)
    shown = fund.see(views.screening.get_screening_outcome, GetScreeningOutcome(application_id=application_id), by)
    assert shown.letter_id == letter_id_of(fund, application_id)
    letter = letter_of(fund, application_id, by)
    assert (letter.about, letter.kind, letter.state) == ("screening", "ineligible", "issued")
    assert [file.language for file in letter.files] == ["es", "en"]
    spanish, english = text_of(fund, application_id, by), text_of(fund, application_id, by, "en")
    for words in (
        "Sevilla",
        "Fuera de Chile.",
        "Lo que sabemos: Chile",
        "320.000",
        "Con mandato.",
        "Nada de lo que sabemos",
        REASON,
        "recurrir",
    ):
        assert words in spanish, words
    for words in ("Seville", "Not in Chile.", "Five million and more.", "320,000", "may appeal"):
        assert words in english, words
    said = [one for one in fund.said() if isinstance(one, ScreeningLetterIssued)]
    assert [(one.letter_id, one.appeal_until) for one in said] == [(letter.id, letter.appeal_until)]
    assert letter.appeal_until is not None


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_it_comes_in_every_language(fund: MemoryFund, city: str, language: str) -> None:
    application_id = found_ineligible(fund, city, "country", "mandate", language=language)
    fund.run_jobs()
    text = text_of(fund, application_id, mayors_office(city), language)
    assert {"ar": "ما لا يستوفيه الطلب", "fr": "Ce que la demande ne remplit pas"}[language] in text
    assert REASON in text


def test_where_a_person_said_what_the_rule_comes_to_neither_the_fact_nor_their_words_are_told(fund: MemoryFund, city: str) -> None:
    application_id = found_ineligible(fund, city, "people", overridden=("people",), language="en")
    fund.run_jobs()
    text = text_of(fund, application_id, mayors_office(city), "en")
    assert "Five million and more." in text
    for hidden in ("320,000", "Known to the hub only."):
        assert hidden not in text, hidden


def test_the_time_to_appeal_runs_from_the_letter(fund: MemoryFund, city: str) -> None:
    application_id = found_ineligible(fund, city, "country")
    fund.now += timedelta(days=5)
    fund.run_jobs()
    until = letter_of(fund, application_id, mayors_office(city)).appeal_until
    assert until is not None
    assert until > fund.now + timedelta(days=30)
    request = OpenFundAppeal(application_id=application_id, ground="fact_overlooked", text="We are in Peru.", language="en")
    fund.now = until
    with pytest.raises(Conflict) as refused:
        fund.ask(appeals.open_fund_appeal, request, mayors_office(city))
    assert refused.value.code == "technical_fund.appeal_too_late"
    fund.now -= timedelta(seconds=1)
    assert fund.ask(appeals.open_fund_appeal, request, mayors_office(city)).state == "opened"


def test_shorter_terms_take_no_day_from_a_call_that_was_published_before(fund: MemoryFund, city: str) -> None:
    application_id = found_ineligible(fund, city, "country")

    def pin(unit: Any) -> None:
        application = unit.applications.get(application_id)
        version = unit.call_versions.pinned(application.call_id, application.call_version)
        version.appeal_days = 40
        unit.call_versions.save(version)

    fund.within(pin)
    fund.ask(terms.set_fund_terms, SetFundTerms(terms=FundTerms(appeal_days=3)), management())
    fund.run_jobs()
    until = letter_of(fund, application_id, mayors_office(city)).appeal_until
    assert until is not None
    assert until > fund.now + timedelta(days=40)


def test_what_was_taken_back_before_the_letter_was_printed_is_not_told(fund: MemoryFund, city: str) -> None:
    application_id = found_ineligible(fund, city, "country")
    letter_id, by = letter_id_of(fund, application_id), management()
    for rule in ("country", "people", "mandate"):
        request = OverrideScreeningRule(application_id=application_id, rule=rule, result="pass", reason="It moved.")
        fund.ask(screening.override_screening_rule, request, by)
    fund.ask(screening.reinstate_fund_application, ReinstateFundApplication(application_id=application_id, reason="It moved."), by)
    fund.run_jobs()
    fund.wait(hours=2)
    fund.run_jobs()
    assert fund.see(views.letters.get_fund_letter, GetFundLetter(letter_id=letter_id), by).state == "dropped"
    assert not [one for one in fund.said() if isinstance(one, ScreeningLetterIssued)]
    with pytest.raises(NotFound):
        fund.see(views.letters.get_fund_letter, GetFundLetter(letter_id=letter_id), focal_point(city))


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(("language", "written", "told"), [(None, "es", ["es"]), ("fr", "es", ["es", "fr"]), ("fr", "fr", ["fr"])])
def test_letters_come_in_the_citys_language_and_in_that_of_the_terms(
    fund: MemoryFund, city: str, language: str | None, written: str, told: list[str]
) -> None:
    set_language(fund, language)
    application_id = found_ineligible(fund, city, "country", language=written)
    set_language(fund, "ar")
    fund.run_jobs()
    assert [file.language for file in letter_of(fund, application_id, management()).files] == told


def test_terms_name_a_language_that_the_network_writes_in() -> None:
    with pytest.raises(Invalid):
        load(FundTerms, {"letter_language": "de"})


def test_the_words_of_the_letter_can_be_set(fund: MemoryFund, city: str) -> None:
    words = LetterWords(subject="{reference}", opening="Hola, {city}.\n\nHasta {appeal_until}.", closing="Adiós.")
    fund.ask(letters.set_fund_letter_template, SetFundLetterTemplate(letter_kind="ineligible", language="es", words=words), management())
    application_id = found_ineligible(fund, city, "country", language="es")
    fund.run_jobs()
    assert "Hola, Sevilla." in text_of(fund, application_id, mayors_office(city))
