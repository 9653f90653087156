"""What is declared is shown by a sample, and the sample, the message and the JSON Schema agree."""

import copy
import json
import typing
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from marshmallow import validate

from contracts import catalogue, declare
from contracts.declare import EventDeclaration, RequestDeclaration
from contracts.errors import Invalid
from contracts.words import Json, Word

DECLARED: list[EventDeclaration | RequestDeclaration] = [*catalogue.events(), *catalogue.requests()]
EVERY = pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: catalogue.sample_file(declared).stem)
ODD: list[Any] = [None, True, 0, -1, 1.5, 2**60, "", "x", "x" * 5000, [], ["x"], {}, {"x": "y"}, "2026-13-40", "A", "🙂"]


def sample(declared: EventDeclaration | RequestDeclaration) -> dict[str, Any]:
    file = catalogue.sample_file(declared)
    assert file.exists(), f"write {file.relative_to(file.parent.parent.parent)}: one sample of {declared.message.__name__}"
    found = json.loads(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def checker(message: type) -> jsonschema.Draft202012Validator:
    document = declare.json_schema(message)
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document, format_checker=jsonschema.FormatChecker(["date", "date-time"]))


def unknown(declared: EventDeclaration | RequestDeclaration) -> typing.Literal["raise", "exclude"]:
    return "raise" if isinstance(declared, RequestDeclaration) else "exclude"


@EVERY
def test_a_sample_loads_dumps_back_and_fits_its_schema(declared: EventDeclaration | RequestDeclaration) -> None:
    shown = sample(declared)
    checker(declared.message).validate(shown)
    assert _said(declare.dump(declare.load(declared.message, shown)), shown) == shown


def test_every_sample_belongs_to_something_declared() -> None:
    assert {file.name for file in catalogue.EXAMPLES.glob("*")} == {catalogue.sample_file(declared).name for declared in DECLARED}


@EVERY
def test_the_sample_shows_every_field(declared: EventDeclaration | RequestDeclaration) -> None:
    assert set(sample(declared)) == set(declared.message.__dataclass_fields__)


@EVERY
def test_a_request_may_not_hold_more_than_declared_and_a_fact_may(declared: EventDeclaration | RequestDeclaration) -> None:
    more = sample(declared) | {"said_by_a_later_version": 1}
    if isinstance(declared, EventDeclaration):
        checker(declared.message).validate(more)
        assert declare.load(declared.message, more, unknown="exclude") == declare.load(declared.message, sample(declared))
    else:
        assert not checker(declared.message).is_valid(more)
        with pytest.raises(Invalid):
            declare.load(declared.message, more)


@EVERY
def test_message_and_schema_refuse_the_same(declared: EventDeclaration | RequestDeclaration) -> None:
    check = checker(declared.message)
    for path, odd in _spoiled(sample(declared)):
        try:
            declare.load(declared.message, odd, unknown=unknown(declared))
            welcome = True
        except Invalid:
            welcome = False
        assert check.is_valid(odd) == welcome, f"{path}: schema and message disagree about {odd}"


@pytest.mark.parametrize("said", catalogue.events(), ids=lambda said: said.type)
def test_a_fact_carries_ids_codes_numbers_and_instants_only(said: EventDeclaration) -> None:
    for name, hint in typing.get_type_hints(said.message, include_extras=True).items():
        for bare, marks in _leaves(hint):
            assert bare is not Json, f"{name}: anything at all could travel"
            if bare is str:
                assert _is_code(marks), f"{name}: free text would travel where erasure cannot follow"


@pytest.mark.parametrize("said", catalogue.events(), ids=lambda said: said.type)
def test_the_subject_of_a_fact_is_a_kind_and_an_id(said: EventDeclaration) -> None:
    subject = said.subject_of(declare.load(said.message, sample(said)))
    kind, _, identifier = subject.partition("/")
    assert kind == kind.lower()
    assert identifier in sample(said).values()


@EVERY
def test_everything_declared_says_what_it_is_for(declared: EventDeclaration | RequestDeclaration) -> None:
    assert declared.summary.endswith("."), f"{declared.message.__name__} needs a docstring"


def _said(dumped: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """The dump without the defaults that a sample's nested objects may leave unsaid."""
    return {name: _alike(value, shown[name]) for name, value in dumped.items() if name in shown}


def _alike(value: Any, shown: Any) -> Any:
    if isinstance(value, dict) and isinstance(shown, dict):
        return _said(value, shown)
    if isinstance(value, list) and isinstance(shown, list) and len(value) == len(shown):
        return [_alike(one, other) for one, other in zip(value, shown, strict=True)]
    return value


def _spoiled(shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in _paths(shown):
        for odd in ODD:
            spoiled = copy.deepcopy(shown)
            _place(spoiled, path, odd)
            yield "/".join(map(str, path)), spoiled
    for name in shown:
        yield f"without {name}", {other: value for other, value in shown.items() if other != name}


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _paths(item, (*path, name))
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1}) if value else ():  # what is told of a list's first and last is told of the others
            yield from _paths(value[index], (*path, index))


def _place(value: Any, path: tuple[Any, ...], odd: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = odd


def _leaves(hint: Any, marks: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    if typing.get_origin(hint) is typing.Annotated:
        bare, *more = typing.get_args(hint)
        yield from _leaves(bare, (*marks, *more))
    elif typing.get_origin(hint) is typing.Literal:
        return
    elif arguments := [argument for argument in typing.get_args(hint) if argument not in (type(None), ...)]:
        for argument in arguments:
            yield from _leaves(argument, marks)
    else:
        yield hint, marks


def _is_code(marks: tuple[Any, ...]) -> bool:
    """A pattern or a list of choices; or a `Word`, which holds a code of some vocabulary."""
    if any(isinstance(mark, validate.OneOf | validate.Regexp) for mark in marks):
        return True
    word = typing.get_args(Word)[1]
    return any(mark is word for mark in marks)
