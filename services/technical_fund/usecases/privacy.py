"""Forgetting somebody: their keys first, so that no history tells of them any more; then what is theirs; then every record, page by page.

Each step is a short transaction, and may be done again after a crash.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

from chassis.context import new_id
from chassis.forgetting import NEVER_TELLING, forget_belongings, replace_id_page, scrub_page
from chassis.scrubbing import Identity
from contracts.declare import load
from contracts.errors import NotFound
from contracts.membership import ErasedIdentity, IdentifyErased, PersonErased
from services.technical_fund.domain.privacy import IDS_STAY, NEVER_CLEANED, Erasure
from services.technical_fund.domain.reviewers import ROLE_ENDED
from services.technical_fund.usecases import conflicts, deadlines, history
from services.technical_fund.usecases.ports import Fund, RunningJob

FORGET_JOB: Final = "forget_person"
OWNER: Final = "service:technical_fund"
PIECE: Final = 50


class Letters(Protocol):
    """Requests that could not be answered and lie aside, with everything in them."""

    def forget(self, traces: tuple[str, ...]) -> int: ...


def when_person_erased_forget_them(unit: Fund, event: PersonErased) -> None:
    """At once: nobody reads their id or their words in a history any more. The rest is a job."""
    if unit.erasures.find(event.erasure_id) is not None:
        return
    unit.person_keys.destroy_person(event.person_id)
    unit.erasures.add(Erasure(id=event.erasure_id, person_id=event.person_id, other_id=new_id(), asked_at=unit.now))
    unit.jobs.start(FORGET_JOB, {"erasure_id": event.erasure_id}, owner=OWNER)


def forget_person(job: RunningJob[Fund], letters: Callable[[], Letters]) -> dict[str, Any]:
    erasure_id: str = job.params["erasure_id"]
    erasure: Erasure = job.step(lambda unit: unit.erasures.get(erasure_id), phase="begin", done=0, memory=job.memory)
    if erasure.done_at is None:
        for number, (phase, piece) in enumerate(PIECES, 1):
            _until_nothing_is_left(job, phase, number, partial(piece, person_id=erasure.person_id))
        identity = _who_it_was(job, erasure_id)
        job.progress("letters", len(PIECES) + 1)
        letters().forget((erasure.person_id,) if identity is None else identity.traces)
        if identity is not None:
            _clean_words_of_others(job, identity)
        _clean_everything(job, erasure, identity)
        job.step(lambda unit: _confirm(unit, erasure_id), phase="done", done=len(PIECES) + 3, memory=job.memory)
    return {"erasure_id": erasure_id}


def _who_it_was(job: RunningJob[Fund], erasure_id: str) -> Identity | None:
    """None when nobody knows any more."""
    try:
        told = load(ErasedIdentity, job.ask(IdentifyErased(erasure_id=erasure_id)), unknown="exclude")
    except NotFound:
        return None
    return Identity(told.person_id, told.name, told.email)


def _until_nothing_is_left(job: RunningJob[Fund], phase: str, number: int, piece: Callable[[Fund], int]) -> None:
    while job.step(piece, phase=phase, done=number, memory=job.memory):
        pass


def _clean_words_of_others(job: RunningJob[Fund], identity: Identity) -> None:
    """What others wrote into histories and named them in: closed for good, since a chain of hashes cannot be cut."""
    after: str | None = None
    while True:
        clean = partial(_forget_entries_naming, identity=identity, after=after)
        after = job.step(clean, phase="search histories", done=len(PIECES) + 2, memory=job.memory)
        if after is None:
            break


def _forget_entries_naming(unit: Fund, *, identity: Identity, after: str | None) -> str | None:
    entries = unit.person_keys.texts_after(after, PIECE)
    for entry in entries:
        told = history.texts_of(unit, entry)
        if any(identity.is_named_in(text) for text in told.values()):
            unit.person_keys.destroy_text(entry)
    return entries[-1] if len(entries) == PIECE else None


def _clean_everything(job: RunningJob[Fund], erasure: Erasure, identity: Identity | None) -> None:
    """Every collection, page by page; the memory names the last document that is clean."""
    names = [name for name in job.collections() if name not in NEVER_TELLING | NEVER_CLEANED]
    begun = (job.memory or {}).get("collection", "")
    for name in names[names.index(begun) :] if begun in names else names:
        after = (job.memory or {}).get("after") if name == begun else None
        while True:
            clean = partial(_clean_page, name=name, erasure=erasure, identity=identity, after=after)
            memory = {"collection": name, "after": after}
            after = job.step(clean, phase=f"search {name}", done=len(PIECES) + 2, memory=memory)
            if after is None:
                break


def _clean_page(unit: Fund, *, name: str, erasure: Erasure, identity: Identity | None, after: str | None) -> str | None:
    going_on = None
    if identity is not None:
        going_on = scrub_page(unit.unit, name, identity, after, PIECE)[0]
    if name in IDS_STAY:
        return going_on
    return replace_id_page(unit.unit, name, erasure.person_id, str(erasure.other_id), after, PIECE)[0]


# ---------------------------------------------------------------- pieces: each says how much it did


def _words(unit: Fund, person_id: str) -> int:
    entries = unit.person_keys.texts_by(person_id, PIECE)
    for entry in entries:
        unit.person_keys.destroy_text(entry)
    return len(entries)


def _delegations(unit: Fund, person_id: str) -> int:
    theirs = unit.applications.delegated_to(person_id)[:PIECE]
    for application in theirs:
        for one in [one for one in application.delegations if one.person_id == person_id]:
            application.end_delegation(one.id)
            history.note(unit, application.id, "delegation_ended", data={"delegation_id": one.id}, person_id=None)
        unit.applications.save(application)
    return len(theirs)


def _deadlines(unit: Fund, person_id: str) -> int:
    theirs = unit.deadlines.of_reviewer(person_id)[:PIECE]
    for one in theirs:
        deadlines.done(unit, one.what, one.about_id)
    return len(theirs)


def _reviewer(unit: Fund, person_id: str) -> int:
    """Profile, bids and conflicts: nobody reviews any more whose conflicts would have to be known."""
    conflicts.forget_person(unit, person_id)
    reviewer = unit.reviewers.find(person_id)
    if reviewer is None:
        return 0
    if reviewer.active:
        reviewer.leave(ROLE_ENDED, at=unit.now)
    unit.reviewers.remove(reviewer)
    return 1


def _expert(unit: Fund, person_id: str) -> int:
    """What they offered; whom they helped stays, by another id."""
    expert = unit.mentors.find(person_id)
    if expert is not None:
        unit.mentors.remove(expert)
    return 0


def _belongings(unit: Fund, person_id: str) -> int:
    return forget_belongings(unit.unit, person_id)


PIECES: Final[tuple[tuple[str, Callable[..., int]], ...]] = (
    ("words", _words),
    ("delegations", _delegations),
    ("deadlines", _deadlines),
    ("reviewer", _reviewer),
    ("expert", _expert),
    ("belongings", _belongings),
)


def _confirm(unit: Fund, erasure_id: str) -> None:
    erasure = unit.erasures.get(erasure_id)
    if erasure.done(unit.now):
        unit.erasures.save(erasure)
