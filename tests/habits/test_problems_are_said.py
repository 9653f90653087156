"""Every refusal, every kind of field error and every status is said in every language, with the same blanks."""

import re

import pytest

from contracts.refusals import FIELD_ERRORS, REFUSALS
from contracts.words import LANGUAGES
from services.gateway.languages import CATALOGUES, catalogue
from services.gateway.openapi import MEANING
from services.gateway.problems import FIELD_CODES, GATEWAY_CODES

CODES = sorted(set(REFUSALS) | GATEWAY_CODES)
FIELDS = sorted({f"field.{code}" for code in {*FIELD_ERRORS, *FIELD_CODES}})
TITLES = sorted(f"title.{status}" for status in {*MEANING, 405, 501})
BLANK = re.compile(r"{\w*}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    known = catalogue(language)
    assert [code for code in [*CODES, *FIELDS, *TITLES] if not known.get(code)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_that_no_code_needs(language: str) -> None:
    assert sorted(set(catalogue(language)) - {*CODES, *FIELDS, *TITLES}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_blanks_of_the_english_sentence(language: str) -> None:
    english = catalogue("en")
    wrong = [code for code, text in catalogue(language).items() if sorted(BLANK.findall(text)) != sorted(BLANK.findall(english[code]))]
    assert wrong == []


def test_there_is_a_catalogue_for_every_language_and_no_other() -> None:
    assert sorted(path.name for path in CATALOGUES.iterdir()) == sorted(LANGUAGES)
