"""The long part of an erasure, as a job: step after step in short transactions, each of which may be done again after a crash.

The person's own record goes last, because it says whom to look for; nothing of it is written into the job.
"""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from chassis.aggregate import Aggregate
from chassis.context import Actor
from chassis.forgetting import NEVER_TELLING, forget_belongings, scrub_page
from chassis.scrubbing import Identity
from services.membership.domain.application import LIVE
from services.membership.domain.erasure import HERE
from services.membership.domain.person import Person
from services.membership.usecases.addresses import CONFIRMATIONS
from services.membership.usecases.applications import make_way_for_others
from services.membership.usecases.imports import let_go, whole_file
from services.membership.usecases.invitation_book import recall
from services.membership.usecases.ports import Collection, Membership, RunningJob
from services.membership.usecases.privacy import EXPORTS
from services.membership.usecases.proof import PASSWORD
from services.membership.usecases.resets import RESET_ACCOUNT, SIGN_IN_ACCOUNT

A = TypeVar("A", bound=Aggregate)

PIECE: Final = 20
OWN: Final = frozenset({"people", "erasures", "sessions", "api_keys", "second_factors", "password_resets", "links", "throttles"})
"""Collections that are emptied of the person by key, so that nobody has to look for words in them."""


class Letters(Protocol):
    """What could not be delivered and lies aside, requests with everything in them."""

    def forget(self, traces: tuple[str, ...]) -> int: ...


def carry_out_erasure(job: RunningJob[Membership], letters: Callable[[], Letters]) -> dict[str, Any]:
    """Forget the person; what is left to do is known by what is still there, and by the job's memory for the long search."""
    erasure_id: str = job.params["erasure_id"]
    identity = job.step(lambda unit: _identity(unit, erasure_id), phase="begin", done=0, memory=job.memory)
    if identity is None:
        return {"erasure_id": erasure_id}
    _discard_imports(job, identity)
    for number, (phase, piece) in enumerate(PIECES, 2):
        _until_nothing_is_left(job, phase, number, lambda unit, piece=piece: piece(unit, identity.person_id))  # type: ignore[misc]
    job.progress("letters", len(PIECES) + 2)
    letters().forget(identity.traces)
    _search_everything(job, identity)
    job.step(lambda unit: _leave_the_id(unit, erasure_id), phase="person", done=len(PIECES) + 4, memory=job.memory)
    return {"erasure_id": erasure_id}


def _discard_imports(job: RunningJob[Membership], identity: Identity) -> None:
    """Before the invitations: none can come out of a file of theirs any more."""
    after: str | None = None
    while True:
        after = job.step(partial(_import, identity=identity, after=after), phase="imports", done=1, memory=job.memory)
        if after is None:
            break


def _until_nothing_is_left(job: RunningJob[Membership], phase: str, number: int, piece: Callable[[Membership], int]) -> None:
    while job.step(piece, phase=phase, done=number, memory=job.memory):
        pass


def _search_everything(job: RunningJob[Membership], identity: Identity) -> None:
    """Every collection, page by page; the memory names the last document of which nothing more has to be known."""
    names = [name for name in job.collections() if name not in NEVER_TELLING | OWN]
    begun = (job.memory or {}).get("collection", "")
    for name in names[names.index(begun) :] if begun in names else names:
        after = (job.memory or {}).get("after") if name == begun else None
        while True:
            after = _search_page(job, name, identity, after)
            if after is None:
                break


def _search_page(job: RunningJob[Membership], name: str, identity: Identity, after: str | None) -> str | None:
    def piece(unit: Membership) -> str | None:
        return scrub_page(unit.unit, name, identity, after)[0]

    return job.step(piece, phase=f"search {name}", done=len(PIECES) + 3, memory={"collection": name, "after": after})


# ---------------------------------------------------------------- pieces: each says how much it did


def _identity(unit: Membership, erasure_id: str) -> Identity | None:
    """Whom to look for; None when there is nobody any more."""
    person = unit.people.find(unit.erasures.get(erasure_id).person_id)
    return None if person is None else Identity(person.id, person.name, person.email)


def _import(unit: Membership, *, identity: Identity, after: str | None) -> str | None:
    """Discard the next import if its file tells of the person, even while it is brought in. Where to go on, None at the end."""
    run = unit.imports.next_with_file(after)
    if run is None:
        return None
    text = whole_file(unit, run).replace(b"\0", b"").decode(errors="replace")  # one in UTF-16 is faulty, and here all the same
    if identity.is_in(text):
        let_go(unit, run)
    return run.id


def _applications(unit: Membership, person_id: str) -> int:
    """Drafts vanish; what was handed in and stands for a city that nobody else speaks for is taken back."""
    theirs = [one for one in unit.applications.of_applicant(person_id) if one.state == "draft" or one.state in LIVE][:PIECE]
    for application in theirs:
        if application.state != "draft":
            application.withdraw(None, by=Actor(kind="person", person_id=person_id), at=unit.now)
            make_way_for_others(unit, application)
            unit.applications.save(application)
            continue
        if application.mandate_file_id is not None:
            unit.files.release(application.mandate_file_id, f"applications/{application.id}")
        unit.applications.remove(application)
    return len(theirs)


def _invitations(unit: Membership, person_id: str) -> int:
    person = unit.people.get(person_id)
    theirs = unit.invitations.of_email(person.email)[:PIECE]
    for invitation in theirs:
        if invitation.state == "sent":
            recall(unit, invitation)
        invitation.forget_addressee()
        unit.invitations.save(invitation)
    return len(theirs)


def _ways_in(unit: Membership, person_id: str) -> int:
    """Sessions, keys, the second factor, links, and what was counted."""
    person = unit.people.get(person_id)
    for about in (person.email_key, person.id):
        for kind in (SIGN_IN_ACCOUNT, RESET_ACCOUNT, PASSWORD, CONFIRMATIONS, EXPORTS):
            unit.throttles.forget(kind, about)
    factor = unit.second_factors.find(person_id)
    if factor is not None:
        unit.second_factors.remove(factor)
    gone = _removed(unit.sessions, unit.sessions.of_person(person_id))
    gone += _removed(unit.api_keys, unit.api_keys.of_person(person_id))
    gone += _removed(unit.password_resets, unit.password_resets.of_person(person_id))
    return gone + unit.links.forget_person(person_id)


def _removed(collection: Collection[A], theirs: Sequence[A]) -> int:
    for one in theirs[:PIECE]:
        collection.remove(one)
    return len(theirs[:PIECE])


def _belongings(unit: Membership, person_id: str) -> int:
    return forget_belongings(unit.unit, person_id)


PIECES: Final[tuple[tuple[str, Callable[[Membership, str], int]], ...]] = (
    ("applications", _applications),
    ("invitations", _invitations),
    ("ways in", _ways_in),
    ("belongings", _belongings),
)


def _leave_the_id(unit: Membership, erasure_id: str) -> None:
    erasure = unit.erasures.get(erasure_id)
    person: Person | None = unit.people.find(erasure.person_id)
    if person is None:
        return
    erasure.sealed = unit.seal.close(json.dumps({"name": person.name, "email": person.email}))
    person.erase(erasure.id, at=unit.now)
    unit.people.save(person)
    erasure.confirm(HERE, at=unit.now)
    unit.erasures.save(erasure)
