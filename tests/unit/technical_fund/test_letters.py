"""Letters: in the city's language, printed by a job, issued once, and the same bytes for ever."""

import hashlib
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from contracts.standard import GetJob
from contracts.technical_fund import (
    AcknowledgeFundLetter,
    AwardCondition,
    DraftFundDecision,
    GetFundLetter,
    GetFundLetterTemplate,
    LetterAcknowledged,
    LetterIssued,
    LetterWords,
    ListFundLetterTemplates,
    PreviewFundLetter,
    PrintFundLetter,
    PrintFundLetterPreview,
    ReadFundLetter,
    ReadFundLetterPreview,
    SetFundLetterTemplate,
)
from contracts.words import LANGUAGES
from services.technical_fund import views
from services.technical_fund.carriers.papers import pages, press
from services.technical_fund.domain.letters import KINDS, fault_in
from services.technical_fund.domain.letters.template import HOUSE
from services.technical_fund.usecases import decisions, letters
from tests.builders.fund import decisions as build
from tests.builders.fund.decisions import APPROVER, NAMES, PROPOSER, content, in_part
from tests.fakes.technical_fund import MemoryFund, management, mayors_office, reviewer

HOSTILE = '</p><script>alert(1)</script><img src="http://169.254.169.254/latest"> {city} {{ 7 * 7 }}'
WORDS = LetterWords(subject="{reference}: sí", opening="Estimada {city}:\n\nConcedemos {support}.", closing="Un saludo.")


@pytest.fixture
def fund(monkeypatch, request):
    if "really_printed" not in request.fixturenames:
        build.print_at_once(monkeypatch)
    return MemoryFund()


@pytest.fixture
def really_printed():
    """The press itself, not pages that are called PDF."""


@pytest.fixture
def case(fund):
    return build.before_the_panel(fund)


def said(fund, kind):
    return [event for event in fund.said() if isinstance(event, kind)]


def letter_of(fund, id, by=APPROVER):
    return fund.see(views.letters.get_fund_letter, GetFundLetter(letter_id=id), by)


def pdf_of(fund, id, language, by=APPROVER):
    return fund.see(views.letters.read_fund_letter, ReadFundLetter(letter_id=id, language=language), by).part


def text_of(paper):
    if build.is_page(paper):
        return build.text_of_page(paper)
    document = pypdfium2.PdfDocument(paper)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def preview(fund, decision_id, language=None, by=PROPOSER):
    names = SimpleNamespace(ask=lambda request, seconds: fund.neighbour(request, None))
    view = partial(views.letters.preview_fund_letter, neighbours=names)
    return fund.see(view, PreviewFundLetter(decision_id=decision_id, language=language), by)


def set_words(fund, words, kind="fund", language="es", by=APPROVER, **options):
    request = SetFundLetterTemplate(letter_kind=kind, language=language, words=words)
    return fund.ask(letters.set_fund_letter_template, request, by, **options)


# ---------------------------------------------------------------- issuing


def test_a_letter_is_issued_in_the_citys_language_and_the_networks(really_printed, fund, case):
    build.reviewed(fund, case)
    conditions = (AwardCondition(texts={"es": "Nombrar un contacto."}, due=date(2027, 9, 1)),)
    decision = build.told(fund, case, in_part(conditions=conditions, message={"es": "Enhorabuena."}))
    letter = letter_of(fund, decision.id)
    assert (letter.state, letter.kind, [file.language for file in letter.files]) == ("issued", "fund_in_part", ["es", "en"])
    for file in letter.files:
        data = pdf_of(fund, letter.id, file.language)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    spanish, english = (text_of(pdf_of(fund, letter.id, language)) for language in ("es", "en"))
    for words in ("Sevilla", "TSF-2027-0001", "40.000,00", "1 día de experto", "El plan es viable.", "Nombrar un contacto."):
        assert words in spanish, words
    for words in ("1 de septiembre de 2027", "Enhorabuena.", "A strong application.", "Well shown."):
        assert words in spanish, words
    for words in ("Seville", "€40,000.00", "The plan is sound."):
        assert words in english, words
    assert "recurrir" not in spanish


def test_no_reviewer_and_no_confidential_word_is_in_a_letter(fund, case):
    reviewer_id = new_id()
    build.reviewed(fund, case, reviewer_id)
    text = text_of(pdf_of(fund, build.told(fund, case, content("decline")).id, "es"))
    assert "A strong application." in text
    for hidden in ("Not for the city.", "Only the panel reads this.", reviewer_id, str(PROPOSER.person_id), str(APPROVER.person_id)):
        assert hidden not in text, hidden


def test_reviews_of_an_earlier_round_are_not_in_it(fund, case):
    build.reviewed(fund, case, to_city="First round.")
    fund.within(lambda unit: _next_round(unit, case))
    build.reviewed(fund, case, round=2, to_city="Second round.")
    text = text_of(pdf_of(fund, build.told(fund, case, content("decline")).id, "es"))
    assert "Second round." in text
    assert "First round." not in text


def _next_round(unit, case):
    panel = unit.panels.of(case.id, case.call_id)
    panel.open_next_round([])
    unit.panels.keep(panel)


def test_nothing_is_issued_before_the_job_and_the_city_sees_no_letter(fund, case):
    decision = build.approved(fund, case)
    assert letter_of(fund, decision.id).state == "waiting"
    with pytest.raises(NotFound) as refused:
        letter_of(fund, decision.id, case.mayor)
    assert refused.value.code == "technical_fund.no_letter"
    assert not said(fund, LetterIssued)
    fund.run_jobs()
    seen = letter_of(fund, decision.id, case.mayor)
    assert (seen.state, seen.job_id) == ("issued", None)
    assert pdf_of(fund, decision.id, "es", case.mayor).startswith(b"%PDF")


def test_others_read_no_letter(fund, case):
    decision = build.told(fund, case)
    for by in (mayors_office(new_id()), reviewer()):
        with pytest.raises(NotFound):
            letter_of(fund, decision.id, by)
        with pytest.raises(NotFound):
            pdf_of(fund, decision.id, "es", by)
    with pytest.raises(NotFound):
        pdf_of(fund, decision.id, "fr")


def test_an_issued_letter_stays_as_it_is_whatever_changes_after(fund, case):
    decision = build.told(fund, case)
    before = letter_of(fund, decision.id)
    set_words(fund, WORDS)
    build.reviewed(fund, case)
    fund.ask(letters.print_fund_letter, PrintFundLetter(letter_id=decision.id), APPROVER)
    fund.run_jobs()
    assert letter_of(fund, decision.id) == before
    assert len(said(fund, LetterIssued)) == 1


# ---------------------------------------------------------------- when it cannot be printed


def test_a_letter_that_cannot_be_printed_waits_and_is_printed_again(really_printed, fund, case, monkeypatch, tmp_path):
    broken = tmp_path / "machine.py"
    broken.write_text("raise SystemExit(4)")
    with monkeypatch.context() as patched:
        patched.setattr(press, "MACHINE", broken)
        decision = build.told(fund, case)
    letter = letter_of(fund, decision.id)
    assert letter.state == "waiting"
    job = fund.see(lambda unit, request: unit.jobs.get(request.job_id), GetJob(job_id=letter.job_id), APPROVER)
    assert (job.state, job.error_code) == ("failed", "technical_fund.cannot_print")
    assert not said(fund, LetterIssued)
    again = fund.ask(letters.print_fund_letter, PrintFundLetter(letter_id=decision.id), APPROVER)
    assert again.job_id != letter.job_id
    fund.run_jobs()
    assert letter_of(fund, decision.id).state == "issued"


def test_a_letter_that_could_not_be_printed_is_tried_again_every_hour(fund, case, monkeypatch):
    def refuse(pages):
        raise Conflict("technical_fund.cannot_print", "no fonts")

    with monkeypatch.context() as patched:
        patched.setattr(press, "printed", refuse)
        decision = build.told(fund, case)
        fund.wait(hours=1)
        fund.run_jobs()
        assert letter_of(fund, decision.id).state == "waiting"
    fund.wait(hours=1)
    fund.run_jobs()
    assert letter_of(fund, decision.id).state == "issued"
    fund.wait(hours=2)
    assert fund.run_jobs() == 0


def test_a_letter_under_way_is_not_printed_twice(fund, case):
    decision = build.approved(fund, case)
    first = letter_of(fund, decision.id)
    assert fund.ask(letters.print_fund_letter, PrintFundLetter(letter_id=decision.id), APPROVER).job_id == first.job_id


def test_while_membership_is_away_a_letter_waits_for_it(fund, case):
    decision = build.approved(fund, case)

    def away(request, context):
        raise Unavailable("service_unavailable", "membership is away", retryable=True)

    fund.neighbour = away
    with pytest.raises(Unavailable):
        fund.run_jobs()
    assert letter_of(fund, decision.id).state == "waiting"
    fund.neighbour = build.named()
    fund.now += timedelta(minutes=5)
    fund.run_jobs()
    assert letter_of(fund, decision.id).state == "issued"


def test_a_letter_that_had_to_wait_bears_the_day_it_was_printed(fund, case):
    decision = build.approved(fund, case, content("decline"))
    fund.now += timedelta(days=5)
    fund.run_jobs()
    letter = letter_of(fund, decision.id)
    assert letter.issued_at == fund.now
    local = letter.appeal_until.astimezone(ZoneInfo("Europe/Madrid"))
    assert (local.hour, local.minute) == (0, 0)
    assert local.date() == (fund.now + timedelta(days=31)).astimezone(ZoneInfo("Europe/Madrid")).date()


# ---------------------------------------------------------------- previews


def test_a_preview_shows_the_letter_before_anybody_approved_it(fund, case):
    decision = build.proposed(fund, case, content("decline", reasons={**build.REASONS, "plan": {"en": "The plan is thin."}}))
    shown = preview(fund, decision.id)
    assert (shown.kind, shown.language, shown.missing) == ("decline", "es", ("plan",))
    for words in ("Borrador", "Sevilla", "The plan is thin.", "recurrir"):
        assert words in shown.html, words
    arabic = preview(fund, decision.id, "ar")
    assert 'dir="rtl"' in arabic.html
    assert NAMES["ar"] in arabic.html
    assert not said(fund, LetterIssued)


def test_without_membership_a_preview_names_no_city(fund, case):
    decision = build.proposed(fund, case)

    def away(request, context):
        raise Unavailable("service_unavailable", "membership is away", retryable=True)

    fund.neighbour = away
    assert "su ciudad" in preview(fund, decision.id).html


def test_a_printed_preview_is_read_by_whoever_asked_for_it_and_for_a_day(really_printed, fund, case):
    decision = build.proposed(fund, case)
    job = fund.ask(letters.print_fund_letter_preview, PrintFundLetterPreview(decision_id=decision.id, language="ar"), PROPOSER)
    fund.run_jobs()
    done = fund.see(lambda unit, request: unit.jobs.get(request.job_id), GetJob(job_id=job.id), PROPOSER)
    request = ReadFundLetterPreview(file_id=done.result["file_id"])
    part = fund.see(views.letters.read_fund_letter_preview, request, PROPOSER).part
    assert "مسودة" in text_of(part)
    for by in (APPROVER, management()):
        with pytest.raises(NotFound):
            fund.see(views.letters.read_fund_letter_preview, request, by)
    fund.now += timedelta(days=1)
    with pytest.raises(NotFound):
        fund.see(views.letters.read_fund_letter_preview, request, PROPOSER)


def test_a_draft_without_an_outcome_has_no_letter(fund, case):
    request = DraftFundDecision(application_id=case.id, decision=content(None))
    decision = fund.ask(decisions.draft_fund_decision, request, PROPOSER)
    with pytest.raises(Conflict) as refused:
        preview(fund, decision.id)
    assert refused.value.code == "technical_fund.no_outcome_yet"
    with pytest.raises(Conflict):
        fund.ask(letters.print_fund_letter_preview, PrintFundLetterPreview(decision_id=decision.id), PROPOSER)


def test_the_city_sees_no_preview_of_its_own_letter(fund, case):
    decision = build.told(fund, case)
    with pytest.raises(NotAllowed):
        preview(fund, decision.id, by=case.mayor)
    with pytest.raises(NotFound):
        preview(fund, decision.id, by=reviewer())


# ---------------------------------------------------------------- hostile words


def test_hostile_words_stay_words_in_every_place_of_a_letter(fund):
    case = build.before_the_panel(fund, title=HOSTILE)
    fund.neighbour = build.named(**{case.city_id.replace("-", "_"): {"en": HOSTILE, "es": HOSTILE}})
    build.reviewed(fund, case, to_city=HOSTILE)
    reasons = {code: {"es": HOSTILE} for code in build.REASONS}
    conditions = (AwardCondition(texts={"es": HOSTILE}),)
    decision = build.proposed(fund, case, content(reasons=reasons, message={"es": HOSTILE}, conditions=conditions))
    html = preview(fund, decision.id).html
    assert html.count("&lt;script&gt;alert(1)") >= 8
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7 * 7 }}" in html
    assert html.count("{city}") == html.count("&lt;script&gt;alert(1)"), "no name in braces within a value is filled"


# ---------------------------------------------------------------- words


def test_the_houses_words_hold_in_every_language():
    assert set(HOUSE) == set(LANGUAGES)
    for words_by_kind in HOUSE.values():
        assert tuple(words_by_kind) == KINDS
        for kind, words in words_by_kind.items():
            assert list(fault_in(kind, words)) == []


def test_words_are_set_by_the_management_unit_and_each_setting_stays(fund, case):
    first = set_words(fund, WORDS)
    assert (first.number, first.words, first.changed_by) == (1, WORDS, APPROVER.person_id)
    second = set_words(fund, LetterWords(subject="x", opening="y", closing="z"), version=first.version)
    with pytest.raises(Conflict):
        set_words(fund, WORDS, version=first.version)

    def words_at(number):
        request = GetFundLetterTemplate(letter_kind="fund", language="es", number=number)
        return fund.see(views.letters.get_fund_letter_template, request, APPROVER).words

    assert (words_at(None), words_at(1), words_at(0)) == (second.words, WORDS, HOUSE["es"]["fund"])
    with pytest.raises(NotFound):
        words_at(3)
    shown = fund.see(views.letters.list_fund_letter_templates, ListFundLetterTemplates(), APPROVER).items
    assert len(shown) == len(KINDS) * len(LANGUAGES)
    assert [one.number for one in shown if one.number] == [2]


def test_a_letter_keeps_the_words_it_was_approved_with(fund, case):
    set_words(fund, WORDS)
    decision = build.approved(fund, case)
    set_words(fund, LetterWords(subject="otra", opening="otra", closing="otra"))
    fund.run_jobs()
    text = text_of(pdf_of(fund, decision.id, "es"))
    assert "Estimada Sevilla:" in text
    assert "Concedemos 50.000,00 € y 2 días de experto." in text.replace("\xa0", " ")
    assert "otra" not in text


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("subject", "Hello {name}", "technical_fund.unknown_name"),
        ("opening", "Until {appeal_until}", "technical_fund.unknown_name"),
        ("closing", "A { brace", "technical_fund.stray_brace"),
        ("closing", "{city.__class__}", "technical_fund.stray_brace"),
    ],
)
def test_words_that_name_what_no_such_letter_has_are_refused(fund, field, text, code):
    words = {"subject": "a", "opening": "b", "closing": "c", field: text}
    with pytest.raises(Invalid) as refused:
        set_words(fund, LetterWords(**words))
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.details["errors"]] == [(f"/words/{field}", code)]


def test_a_language_the_network_does_not_publish_in_is_refused(fund):
    with pytest.raises(Invalid):
        set_words(fund, WORDS, language="de")


def test_a_paragraph_that_names_what_a_letter_does_not_have_is_left_out():
    told = pages.filled("First {a}.\n\nSecond {b}.", {"a": 1, "b": None})
    assert "First" in told
    assert "Second" not in told


# ---------------------------------------------------------------- acknowledging


def acknowledge(fund, id, by):
    return fund.ask(letters.acknowledge_fund_letter, AcknowledgeFundLetter(letter_id=id), by)


def test_a_city_says_once_that_it_has_the_letter(fund, case):
    decision = build.told(fund, case)
    first = acknowledge(fund, decision.id, case.mayor)
    fund.now += timedelta(days=1)
    assert acknowledge(fund, decision.id, case.mayor) == first
    assert len(said(fund, LetterAcknowledged)) == 1


def test_nobody_else_says_it_for_the_city(fund, case):
    decision = build.told(fund, case)
    with pytest.raises(NotAllowed):
        acknowledge(fund, decision.id, APPROVER)
    with pytest.raises(NotFound):
        acknowledge(fund, decision.id, mayors_office(new_id()))
