"""Papers: pages that nobody's words can break, amounts and days as readers write them, and PDF that is the same every time."""

import contextlib
import hashlib
import io
import re
import zlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from babel.messages.pofile import read_po

from contracts.errors import Conflict
from contracts.technical_fund import Money, Support
from contracts.words import LANGUAGES
from services.technical_fund.carriers.papers import Papers, machine, pages, press
from services.technical_fund.domain import in_words

DATED = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script><img src="http://169.254.169.254/"><style>*{display:none}</style>{{ 7 * 7 }} {network}'
HEADER = '{% extends "base.html" %}{% block title %}{{ title }}{% endblock %}{% block body %}'


@pytest.fixture
def written(monkeypatch):
    """A template of the test's own, beside the real base."""
    from jinja2 import ChoiceLoader, DictLoader

    def write(body: str) -> None:
        real = pages._templates.__wrapped__

        def templates(language):
            environment = real(language)
            environment.loader = ChoiceLoader([DictLoader({"written.html": f"{HEADER}{body}{{% endblock %}}"}), environment.loader])
            return environment

        monkeypatch.setattr(pages, "_templates", templates)

    return write


def text_of(paper: bytes) -> str:
    document = pypdfium2.PdfDocument(paper)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def inflated(paper: bytes) -> bytes:
    """What stands in the file's compressed parts."""
    found = b""
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found += zlib.decompress(part)
    return found


# ---------------------------------------------------------------- values in words


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "€1,234.50"), ("es", "1.234,50 €"), ("fr", "1 234,50 €"), ("fr-CA", "1 234,50 €"), ("de", "€1,234.50")],
)
def test_an_amount_is_written_as_its_readers_write_it(language, said):
    amount = in_words.amount(Money(minor=123450, currency="EUR"), language)
    assert amount.replace("\u202f", " ").replace("\xa0", " ") == said


def test_an_amount_has_as_many_decimals_as_its_currency():
    assert in_words.amount(Money(minor=1500, currency="JPY"), "en") == "¥1,500"
    assert in_words.amount(Money(minor=1500, currency="TND"), "en").endswith("1.500")


def test_the_largest_amount_is_written_exactly():
    assert in_words.amount(Money(minor=2**53 - 1, currency="EUR"), "en") == "€90,071,992,547,409.91"


def test_half_days_are_expert_days_and_money_joins_them():
    assert in_words.expert_days(2, "en") == "1 expert-day"
    assert in_words.expert_days(3, "en") == "1.5 expert-days"
    assert in_words.support(Support(money=Money(minor=100, currency="EUR"), half_days=4), "es") == "1,00\xa0€ y 2 días de experto"
    assert in_words.support(Support(), "fr") == "0 jour d’expert"


def test_a_moment_names_its_zone_and_follows_its_summer_time():
    assert in_words.moment(datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "Europe/Paris", "fr") == "28 mars 2027, 01:59 (Europe/Paris)"
    assert in_words.moment(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Europe/Paris", "fr") == "28 mars 2027, 03:00 (Europe/Paris)"


def test_a_text_falls_back_to_english_then_to_its_source_then_to_any():
    assert in_words.chosen({"en": "a", "fr": "b"}, "fr") == ("b", "fr")
    assert in_words.chosen({"en": "a", "fr": "b"}, "ar") == ("a", "en")
    assert in_words.chosen({"es": "a", "fr": "b"}, "ar", "fr") == ("b", "fr")
    assert in_words.chosen({"es": "a"}, "ar") == ("a", "es")
    assert in_words.chosen({}, "ar") == ("", "ar")


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    "where", ["{{ it }}", "{{ it|prose }}", "{{ it|isolated }}", "{{ {'en': it}|text }}", "{{ {'en': it}|long_text }}"]
)
def test_hostile_words_stay_words(written, where):
    written(f"<p>{where}</p>")
    page = Papers().page("written", {"title": HOSTILE, "dated": DATED, "it": HOSTILE}, "en")
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("<style>") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 * 7 }} {network}" in page


def test_a_name_the_template_does_not_know_is_an_error_not_a_gap(written):
    from jinja2 import UndefinedError

    written("{{ missing }}")
    with pytest.raises(UndefinedError):
        Papers().page("written", {"title": "x", "dated": DATED}, "en")


def test_an_arabic_page_runs_from_right_to_left_and_isolates_what_does_not(written):
    written("{{ 'TSF-2027-0042'|isolated }}{{ 'hello'|prose }}{{ 'مرحبا (hello)'|prose }}")
    page = Papers().page("written", {"title": "x", "dated": DATED}, "ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert "<bdi>\u2068TSF-2027-0042\u2069</bdi>" in page
    assert '<p dir="ltr">hello</p>' in page
    assert '<p dir="rtl">مرحبا (hello)</p>' in page


def test_paragraphs_and_lines_stay_where_people_left_them(written):
    written("{{ 'one\ntwo\n\nthree'|prose }}")
    page = Papers().page("written", {"title": "x", "dated": DATED}, "en")
    assert '<p dir="ltr">one<br>two</p>\n<p dir="ltr">three</p>' in page


def test_every_template_says_its_words_in_every_language():
    folder = pages.HERE / "locale"
    templates = sorted(path.name for path in (folder / "en" / "LC_MESSAGES").glob("*.po"))
    assert "base.po" in templates
    for template in templates:
        keys = {language: _keys(folder / language / "LC_MESSAGES" / template) for language in LANGUAGES}
        assert keys["en"] == keys["es"] == keys["fr"] == keys["ar"], template


def _keys(path):
    """Each key with the names of the values in its text."""
    with path.open("rb") as source:
        return {
            entry.id: frozenset(pages.Markup(entry.string).split("{")[1:] and _names(entry.string)) for entry in read_po(source) if entry.id
        }


def _names(text):
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# ---------------------------------------------------------------- printing


def test_a_printed_paper_says_what_its_page_says_and_is_the_same_every_time(written):
    written("<h1>{{ title }}</h1>{{ it|prose }}<p>{{ granted|support }}</p>")
    context = {"title": "Décision", "dated": DATED, "it": HOSTILE, "granted": Support(money=Money(minor=1234560, currency="EUR"))}
    first, again = (Papers().pdf("written", context, "fr") for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert first.startswith(b"%PDF-1.7")
    assert "Décision" in text_of(first)
    assert "<script>alert(1)</script>" in text_of(first)
    assert b"pdfaid:part" in inflated(first)
    assert pypdfium2.PdfDocument(first).get_metadata_value("CreationDate") == "D:20270301093000Z"


def test_arabic_is_printed_in_its_own_letters_and_order(written):
    written("<h1>قرار بشأن الطلب</h1><p>المرجع {{ 'TSF-2027-0042'|isolated }} نهاية.</p>")
    french, arabic = Papers().pdfs([("written", {"title": "x", "dated": DATED}, language) for language in ("fr", "ar")])
    assert "قرار بشأن الطلب" in text_of(arabic)
    assert b"Noto-Naskh-Arabic" in inflated(arabic)
    assert b"Noto-Naskh-Arabic" not in inflated(french)
    page = pypdfium2.PdfDocument(io.BytesIO(arabic))[0]
    width = page.get_width()
    assert _left_of(page, "قرار") > width / 2, "the heading begins at the right margin"
    assert _left_of(page, "المرجع") > _left_of(page, "نهاية")


def _left_of(page, word):
    texts = page.get_textpage()
    found = texts.search(word).get_next()
    assert found is not None, word
    index, count = found
    return min(texts.get_charbox(at)[0] for at in range(index, index + count))


def test_a_paper_reaches_out_for_nothing(written, tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'stolen' }")
    written(f"<link rel=stylesheet href='file://{secret}'><p>said</p>")
    paper = Papers().pdf("written", {"title": "x", "dated": DATED}, "en")
    assert "said" in text_of(paper)
    assert "stolen" not in text_of(paper)


def test_without_fonts_or_libraries_nothing_is_printed_and_the_refusal_says_why(monkeypatch, tmp_path):
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(nothing))
    with pytest.raises(Conflict) as refused:
        press.printed(["<p>x</p>"])
    assert refused.value.code == "technical_fund.cannot_print"
    assert refused.value.details == {"reason": press.REASONS[machine.NO_FONTS]}


def test_a_press_that_breaks_is_a_refusal_too(monkeypatch, tmp_path):
    broken = tmp_path / "machine.py"
    broken.write_text("import os; os.abort()")
    monkeypatch.setattr(press, "MACHINE", broken)
    with pytest.raises(Conflict) as refused:
        press.printed(["<p>x</p>"])
    assert refused.value.code == "technical_fund.cannot_print"
    monkeypatch.setattr(press, "WARM_UP_SECONDS", 0.2)
    monkeypatch.setattr(press, "SECONDS_EACH", 0)
    broken.write_text("import time; time.sleep(60)")
    with pytest.raises(Conflict) as refused:
        press.printed(["<p>x</p>"])
    assert refused.value.details == {"reason": "TimeoutExpired"}


def test_the_press_is_told_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("SCN_SECRET_KEY", "x" * 40)
    assert "SCN_SECRET_KEY" not in press._environment()
