"""Errors of fields are said in the reader's language, with the numbers and choices that the service named."""

import typing
from typing import Any

import marshmallow
import pytest

from contracts import fields as our
from contracts import words
from contracts.declare import load
from contracts.errors import Invalid
from contracts.membership import RegisterPerson, StartApplication
from contracts.words import LANGUAGES
from services.gateway.field_words import form_of
from services.gateway.problems import problem

REGEXPS = sorted(
    {
        str(mark.error)
        for alias in vars(words).values()
        for mark in getattr(alias, "__metadata__", ())
        if isinstance(mark, marshmallow.validate.Regexp)
    }
)
DEFAULTS = sorted(
    {
        kind.default_error_messages[key]
        for kind in vars(our).values()
        for key in ("invalid", "year")
        if isinstance(kind, type) and issubclass(kind, marshmallow.fields.Field) and key in kind.default_error_messages
    }
)


@pytest.mark.parametrize("message", [*REGEXPS, *DEFAULTS])
def test_whatever_the_contracts_say_has_a_sentence_in_every_language(message: str) -> None:
    assert form_of(message) is not None


def test_the_patterns_were_found() -> None:
    assert len(REGEXPS) >= 8
    assert "must be an e-mail address" in REGEXPS
    assert typing.get_args(words.Email)


WRONG: dict[str, Any] = {
    "content": {
        "city": {
            "names": {"en": "x" * 300, "!!": "a"},
            "country": "kenya",
            "population": -3,
            "population_year": "x",
            "languages": "sw",
            "tier": "huge",
        },
        "contact": {"name": "a\x00b", "function": "\u202ex", "email": "nobody", "phone": "none"},
        "needs": [5],
    }
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_of_a_form_is_left_vague(language: str) -> None:
    with pytest.raises(Invalid) as caught:
        load(StartApplication, WRONG)
    left = [error for error in caught.value.details["errors"] if form_of(error["message"]) is None]
    assert left == []
    told = problem(caught.value, language=language, public_url="https://x")["errors"]
    details = {error["pointer"]: error["detail"] for error in told}
    assert "200" in details["/content/city/names/en"]
    assert "100000000" in details["/content/city/population"]
    assert "municipality" in details["/content/city/tier"]
    assert "{" not in "".join(details.values())
    assert "–" not in "".join(details.values())


def test_every_language_has_its_own_words() -> None:
    with pytest.raises(Invalid) as caught:
        load(RegisterPerson, {"name": 5, "email": "x", "password": "short", "strange": 1})
    said = {
        language: tuple(error["detail"] for error in problem(caught.value, language=language, public_url="")["errors"])
        for language in LANGUAGES
    }
    for one, other in ((one, other) for one in LANGUAGES for other in LANGUAGES if one < other):
        assert not set(said[one]) & set(said[other])


def test_what_has_no_form_keeps_the_words_of_the_service() -> None:
    refusal = Invalid.field("/x", "format", "must rhyme")
    assert problem(refusal, language="en", public_url="")["errors"][0]["detail"] == "must rhyme"
    assert problem(refusal, language="fr", public_url="")["errors"][0]["detail"] == "Le format est incorrect."


def test_what_is_missing_before_handing_in_is_said_as_something_to_do() -> None:
    refusal = Invalid.fields([{"pointer": "/mandate", "code": "required", "message": "the signed mandate is missing"}])
    said = [problem(refusal, language=language, public_url="")["errors"][0]["detail"] for language in ("en", "es", "fr", "ar")]
    assert said == ["Attach the signed mandate.", "Adjunte el mandato firmado.", "Joignez le mandat signé.", "أرفق التفويض الموقّع."]
