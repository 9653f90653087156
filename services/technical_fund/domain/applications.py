"""An application for support: what the city wrote, where it stands, and who may read or write in it.

What may be done in which state is not here: the workflow says so that the application was begun under (`usecases.steps`).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund import FundApplicationContent, Support

DRAFT: Final = "draft"
NETWORK: Final = "network"
"""The key of the management unit."""
ONE_ENTRY: Final = timedelta(hours=1)
CITY_ROLES: Final = (FOCAL_POINT, MAYORS_OFFICE)


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """Somebody outside the city's office may read, or read and edit, until an instant."""

    id: str
    person_id: str
    right: str
    until: datetime
    given_by: str
    given_at: datetime


@dataclass(frozen=True, kw_only=True)
class InformationRequest:
    """What the management unit asked, and the questions of the form it unlocked for the answer."""

    id: str
    question: str
    questions: tuple[str, ...]
    due_at: datetime
    asked_by: str
    asked_at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Saving:
    """Somebody's saves up to an hour after `at` are one entry of the history."""

    person_id: str
    at: datetime


@dataclass(kw_only=True)
class Application(Aggregate):
    """A city's application under one call, from first draft to outcome. `revision` counts changes of what is written, `changed` says at
    which version of the record each part of it last changed: that is how two people who write at once learn where they clash."""

    kind: ClassVar[str] = "fund-applications"
    call_id: str
    call_version: int
    city_id: str
    country: str | None
    workflow_id: str
    workflow_version: int
    started_by: str
    created_at: datetime
    updated_at: datetime
    state: str = DRAFT
    reference: str | None = None
    title: str | None = None
    language: str = "en"
    answers: dict[str, Any] = field(default_factory=dict)
    requested: Support = field(default_factory=Support)
    revision: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    delegations: tuple[Delegation, ...] = ()
    information: tuple[InformationRequest, ...] = ()
    versions: int = 0
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    cloned_from: str | None = None
    savings: tuple[Saving, ...] = ()

    # ---------------------------------------------------------------- who

    def readers(self) -> tuple[str, ...]:
        """Keys of those who find it in their lists, recusals aside. A draft is the city's own."""
        delegates = tuple(f"person:{one.person_id}" for one in self.delegations)
        return (f"city:{self.city_id}", *delegates, *(() if self.is_draft else (NETWORK,)))

    def may_be_listed_for(self, actor: Actor, at: datetime) -> bool:
        """Whether one of the actor's keys holds now: a delegation may be over and still stand in the lists, until its timer comes by."""
        unit_sees_it = actor.has(MANAGEMENT_UNIT) and not self.is_draft
        return unit_sees_it or self.is_of(actor) or self.right_of(actor.person_id, at) is not None

    def right_of(self, person_id: str | None, at: datetime) -> str | None:
        """`read` or `edit` for a delegate whose time is not over; None for anybody else."""
        rights = {one.right for one in self.delegations if one.person_id == person_id and at < one.until}
        return "edit" if "edit" in rights else "read" if rights else None

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor works for the applying city."""
        return any(actor.has(role, self.city_id) for role in CITY_ROLES)

    def hand_in(self, reference: str, *, by: str, at: datetime) -> None:
        """Under its reference from now on; `usecases.steps` takes the step."""
        self.reference, self.submitted_by, self.submitted_at = reference, by, at

    # ---------------------------------------------------------------- what is written

    @property
    def is_draft(self) -> bool:
        """Not handed in yet: nobody but the city knows of it."""
        return self.submitted_at is None

    def move(self, state: str, *, at: datetime) -> None:
        """Be in another state; `usecases.steps` asks the workflow first."""
        self.state, self.updated_at = state, at

    @property
    def content(self) -> FundApplicationContent:
        return FundApplicationContent(title=self.title, language=self.language, answers=self.answers, requested=self.requested)

    def write(self, content: FundApplicationContent, *, at: datetime) -> frozenset[str]:
        """Take what was written; the parts that it changed, by name: `title`, `language`, `requested`, `answers/<question>`."""
        parts = differing(self.content, content)
        self.title, self.language = content.title, content.language
        self.answers, self.requested = dict(content.answers), content.requested
        self.touch(parts, at=at)
        return parts

    def touch(self, parts: frozenset[str], *, at: datetime) -> None:
        """Note that these parts are as of the version about to be saved."""
        if parts:
            self.revision += 1
            self.changed = self.changed | dict.fromkeys(parts, self.version + 1)
            self.updated_at = at

    def changed_since(self, version: int) -> frozenset[str]:
        """Parts that somebody has changed after that version of the record."""
        return frozenset(part for part, seen in self.changed.items() if seen > version)

    def notes_saving_of(self, person_id: str, *, at: datetime) -> bool:
        """Whether this save begins a new entry of the history: the person's last one is an hour old, or there is none."""
        fresh = tuple(one for one in self.savings if at - one.at < ONE_ENTRY)
        if any(one.person_id == person_id for one in fresh):
            return False
        self.savings = (*fresh, Saving(person_id=person_id, at=at))
        return True

    def empty(self) -> None:
        """What was written has been kept for as long as it may be. The record stays: who asked for how much, and what became of it."""
        self.title, self.answers, self.changed = None, {}, {}
        self.delegations, self.savings, self.versions = (), (), 0
        self.information = tuple(replace(one, question="", answer=None) for one in self.information)

    # ---------------------------------------------------------------- files under it

    def attach(self, file_id: str, question: str, *, at: datetime) -> None:
        """The answer to a question that asks for files is the list of their ids."""
        self._files(question, [*self.files_under(question), file_id], at=at)

    def detach(self, file_id: str, question: str, *, at: datetime) -> None:
        self._files(question, [one for one in self.files_under(question) if one != file_id], at=at)

    def files_under(self, question: str) -> list[str]:
        return list(self.answers.get(question) or ())

    def _files(self, question: str, ids: list[str], *, at: datetime) -> None:
        rest = {code: answer for code, answer in self.answers.items() if code != question}
        self.answers = rest | ({question: ids} if ids else {})
        self.touch(frozenset({part_of_answer(question)}), at=at)

    # ---------------------------------------------------------------- questions of the management unit

    @property
    def open_question(self) -> InformationRequest | None:
        """The one that waits for an answer."""
        last = self.information[-1] if self.information else None
        return last if last and last.answered_at is None else None

    def ask(self, request: InformationRequest, *, at: datetime) -> None:
        self.information, self.updated_at = (*self.information, request), at

    def answer(self, text: str, *, by: str, at: datetime) -> InformationRequest:
        """Close the open question with the city's answer."""
        *before, last = self.information
        answered = replace(last, answer=text, answered_by=by, answered_at=at)
        self.information, self.updated_at = (*before, answered), at
        return answered

    def close_question(self, *, at: datetime) -> None:
        """Wait for no answer any more."""
        *before, last = self.information
        self.information, self.updated_at = (*before, replace(last, answered_at=at)), at

    # ---------------------------------------------------------------- delegates

    def delegate(self, delegation: Delegation) -> None:
        self.delegations = (*self.delegations, delegation)

    def end_delegation(self, delegation_id: str) -> Delegation | None:
        """Take it away; what it was, or None when it is gone already."""
        found = next((one for one in self.delegations if one.id == delegation_id), None)
        self.delegations = tuple(one for one in self.delegations if one.id != delegation_id)
        return found


def part_of_answer(question: str) -> str:
    return f"answers/{question}"


def differing(before: FundApplicationContent, after: FundApplicationContent) -> frozenset[str]:
    """Parts in which two contents differ."""
    parts = {name for name in ("title", "language", "requested") if getattr(before, name) != getattr(after, name)}
    asked = before.answers.keys() | after.answers.keys()
    return frozenset(parts | {part_of_answer(one) for one in asked if before.answers.get(one) != after.answers.get(one)})


def readings(actor: Actor) -> frozenset[str]:
    """The keys that `actor` holds to applications; compare `Application.readers`."""
    keys = {f"city:{scope}" for role in CITY_ROLES for scope in actor.scopes(role)}
    if actor.person_id:
        keys.add(f"person:{actor.person_id}")
    if actor.has(MANAGEMENT_UNIT):
        keys.add(NETWORK)
    return frozenset(keys)
