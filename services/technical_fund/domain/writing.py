"""Who may write what in an application now, and what two people who wrote at once have to settle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.declare import dump
from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.technical_fund import FundApplicationContent
from contracts.text import normalise
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application, InformationRequest, part_of_answer
from services.technical_fund.domain.workflow import START, Workflow

WRITERS: Final = frozenset({access.APPLICANT, access.MAYOR, access.DELEGATE})
ANSWER: Final = "provide_information"
DEEPEST: Final = 8
"""Levels within one answer; a budget table needs three."""


@dataclass(frozen=True, kw_only=True)
class Pen:
    """What may be written: everything, or the answers to some questions, or nothing."""

    everything: bool = False
    questions: frozenset[str] = frozenset()

    def may_write(self, part: str) -> bool:
        return self.everything or part in {part_of_answer(one) for one in self.questions}

    def may_answer(self, question: str) -> bool:
        return self.everything or question in self.questions

    @property
    def reach(self) -> str:
        return "all" if self.everything else "unlocked" if self.questions else "none"


NO_PEN: Final = Pen()


def pen(application: Application, workflow: Workflow, parts: frozenset[str]) -> Pen:
    """What somebody with these parts may write now."""
    if parts.isdisjoint(WRITERS):
        return NO_PEN
    if workflow.kind_of(application.state) == START:
        return Pen(everything=True)
    asked = open_question(application, workflow)
    return Pen(questions=frozenset(asked.questions)) if asked else NO_PEN


def open_question(application: Application, workflow: Workflow) -> InformationRequest | None:
    """The question that waits for an answer, while the process does: a withdrawn application answers nothing any more."""
    waits = ANSWER in workflow.possible(application.state, frozenset({access.APPLICANT, access.MAYOR}))
    return application.open_question if waits else None


def check_writing(application: Application, workflow: Workflow, parts: frozenset[str], action: str) -> Pen:
    """The pen. Raises `NotAllowed` for who never writes here, `Conflict` when nothing can be written in this state."""
    if parts.isdisjoint(WRITERS):
        raise NotAllowed("technical_fund.not_yours_to_do", f"{action} is for the city and those it lets in", {"action": action})
    held = pen(application, workflow, parts)
    if not held.everything and open_question(application, workflow) is None:
        details = {"state": application.state, "action": action}
        raise Conflict("technical_fund.wrong_state", f"{action} is not possible when {application.state}", details)
    return held


def check_parts(held: Pen, parts: frozenset[str]) -> None:
    """Raises `technical_fund.part_locked` naming what may not be changed now."""
    if locked := sorted(part for part in parts if not held.may_write(part)):
        raise Conflict("technical_fund.part_locked", "only the answers that were unlocked can be changed now", {"parts": locked})


# ---------------------------------------------------------------- two who write at once


def check_seen(application: Application, changes: Mapping[str, Any], expected: int | None) -> None:
    """Raises `stale_version` with both versions, when the sender has not seen what is there: `yours` as sent, `theirs` as it is,
    `conflicts` as JSON pointers to what both have changed. Nothing is merged behind anybody's back."""
    if expected is None or expected == application.version:
        return
    theirs = dump(application.content)
    since = application.changed_since(expected)
    both = [part for part, sent in _sent(changes).items() if part in since and sent != _there(theirs, part)]
    raise Conflict(
        "stale_version",
        "somebody else has saved since it was read",
        {
            "version": application.version,
            "yours": dict(changes),
            "theirs": theirs,
            "changed": sorted(f"/{part}" for part in since),
            "conflicts": sorted(f"/{part}" for part in both),
        },
    )


def _sent(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a merge patch touches, by part."""
    parts = {name: value for name, value in changes.items() if name != "answers"}
    answers = changes.get("answers", {})
    return parts | {part_of_answer(str(one)): value for one, value in (answers or {}).items()}


def _there(content: Mapping[str, Any], part: str) -> Any:
    first, _, question = part.partition("/")
    return content[first].get(question) if question else content[first]


# ---------------------------------------------------------------- whole text


def clean_answers(content: FundApplicationContent, pointer: str) -> dict[str, Any]:
    """The answers with every text in them NFC and whole; null is no answer. Raises `Invalid` at the answer that is not."""
    given = {question: answer for question, answer in content.answers.items() if answer is not None}
    return {question: _clean(answer, f"{pointer}/answers/{_escaped(question)}", DEEPEST) for question, answer in given.items()}


def _clean(value: Any, pointer: str, levels: int) -> Any:
    if levels == 0:
        raise Invalid.field(pointer, "too_deep", "nested too deeply")
    if isinstance(value, str):
        return _text(value, pointer)
    if isinstance(value, Mapping):
        return {_text(str(name), pointer): _clean(inner, f"{pointer}/{_escaped(str(name))}", levels - 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner, f"{pointer}/{index}", levels - 1) for index, inner in enumerate(value)]
    return value


def _escaped(name: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _text(value: str, pointer: str) -> str:
    try:
        return normalise(value, multiline=True)
    except ValueError as wrong:
        raise Invalid.field(pointer, "format", str(wrong)) from None
