"""Every code that services refuse with has its sentence, and no sentence outlives its code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import refusals
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from contracts.fields import _CODES, error_code
from contracts.refusals import FIELD_ERRORS, GENERAL, REFUSALS
from deploy.services import SERVICE_NAMES

ROOT = Path(__file__).parents[2]
KINDS = {kind.__name__ for kind in (Invalid, NotAllowed, NotFound, Conflict, Unavailable)}
WITHIN_THE_HOUSE = {"lease_lost", "gap_not_closed"}
"""Said between parts of one process; no caller ever hears them."""

CODE = re.compile(r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)?")


def texts(folder: str) -> Iterator[tuple[str, str]]:
    """Every code in the source of `folder`, with what it is said of: `request` or `field`."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _said(node)


def _said(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = ast.unparse(call.func)
    literal = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
    if name in KINDS and literal and isinstance(literal[0], str):
        yield "request", literal[0]
    elif name in ("Invalid.field", "_fault") and len(literal) > 1 and isinstance(literal[1], str):
        yield "field", literal[1]
    elif name == "Invalid.fields" and len(literal) > 1 and isinstance(literal[1], str):
        yield "request", literal[1]


def said_in(folder: str, of: str) -> set[str]:
    return {code for kind, code in texts(folder) if kind == of}


def said_in_services(of: str) -> set[str]:
    return {code for name in SERVICE_NAMES for code in said_in(f"services/{name}", of)}


def listed(service: str) -> dict[str, str]:
    """The codes of whole requests that are the service's own; a service that refuses nothing of its own has no list."""
    return getattr(refusals, service.upper(), {})


def test_every_code_of_a_request_has_a_sentence() -> None:
    said = said_in("chassis", "request") | said_in_services("request")
    assert said - WITHIN_THE_HOUSE <= set(REFUSALS), sorted(said - WITHIN_THE_HOUSE - set(REFUSALS))


def test_every_code_of_a_field_has_a_sentence() -> None:
    said = said_in("chassis", "field") | said_in_services("field")
    said |= {
        *_CODES.values(),
        *(error_code(text) for text in ("Must be one of: a.", "Length must be 1.", "Must be less", "Not a valid x.", "odd")),
    }
    assert said <= set(FIELD_ERRORS), sorted(said - set(FIELD_ERRORS))


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_no_sentence_outlives_its_code(service: str) -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "services" / service).rglob("*.py"))
    codes = {*listed(service), *(code for code in FIELD_ERRORS if code.startswith(f"{service}."))}
    assert {code for code in codes if f'"{code}"' not in source} == set()


def test_codes_are_plain_words_and_sentences_end() -> None:
    for code, sentence in (REFUSALS | FIELD_ERRORS).items():
        assert CODE.fullmatch(code), code
        assert sentence[0].isupper(), code
        assert sentence.endswith("."), code
    assert not any("." in code for code in GENERAL)
    assert all(code.startswith(f"{service}.") for service in SERVICE_NAMES for code in listed(service))
    assert set(REFUSALS) == {*GENERAL, *(code for service in SERVICE_NAMES for code in listed(service))}
