"""What wants one's password, and perhaps a code, although one is signed in.

Comparing a password takes tens of milliseconds and happens outside transactions: the use case is run once without proof (a retry is
answered from its idempotency key and needs none), then the password is compared, then it is run with the proof.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from contracts.errors import NotAllowed
from services.membership.domain import passwords
from services.membership.domain.person import Person
from services.membership.domain.second_factor import SecondFactor
from services.membership.domain.throttle import PER_ACCOUNT
from services.membership.usecases.ports import Membership

PASSWORD = "password"  # noqa: S105 a kind of throttle
CODE_WANTED = "membership.second_factor_code_wanted"

T = TypeVar("T")


class Work(Protocol):
    """Runs use cases; `note` runs one beside the request, kept even when the request is refused later."""

    def run(self, use_case: Callable[[Any, Any], T], request: Any) -> T: ...
    def note(self, use_case: Callable[[Any, Any], T], request: Any) -> T: ...


Heavy = Callable[..., Any]
"""Calls a slow function where it blocks nobody, and returns what it returns."""


class ProofWanted(Exception):
    """Before anything changes, compare the current password with this person's hash."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


def by_password(work: Work, heavy: Heavy, use_case: Callable[..., T], request: Any, password: str) -> T:
    """Hold the conversation: `use_case` is given `proven`, the turn of the password that was found right."""
    try:
        return work.run(partial(use_case, proven=None), request)
    except ProofWanted as wanted:
        person = wanted.person
    compare(work, heavy, request, person, password)
    try:
        return work.run(partial(use_case, proven=person.password_turn), request)
    except ProofWanted:
        raise changed_meanwhile() from None


def compare(work: Work, heavy: Heavy, request: Any, person: Person, password: str) -> None:
    """Counted before it is judged."""
    work.note(count_attempt, request)
    if not heavy(passwords.matches, person.password_hash, password):
        raise NotAllowed("membership.wrong_password", "the current password is not right")


def changed_meanwhile() -> NotAllowed:
    return NotAllowed("membership.wrong_password", "the password has been changed meanwhile")


def myself(unit: Membership, proven: int | None) -> Person:
    """Whoever asks, once the password has been found right. Raises `ProofWanted`."""
    person = unit.people.get(str(unit.actor.person_id))
    if proven is None or person.password_turn != proven:
        raise ProofWanted(person)
    forgive(unit, PASSWORD, person.id)
    return person


def count_attempt(unit: Membership, request: Any) -> None:
    attempt(unit, PASSWORD, str(unit.actor.person_id), PER_ACCOUNT)


def attempt(unit: Membership, kind: str, about: str, limit: int) -> None:
    throttle = unit.throttles.of(kind, about, limit)
    throttle.attempt(unit.now)
    unit.throttles.keep(throttle)


def forgive(unit: Membership, kind: str, about: str) -> None:
    """What was counted were the attempts of the right person."""
    throttle = unit.throttles.of(kind, about, PER_ACCOUNT)
    throttle.forget()
    unit.throttles.keep(throttle)


def take_code(unit: Membership, person_id: str, code: str | None) -> str | None:
    """Use a code of the person's second factor up; its proof, or None for somebody without one.

    Raises `NotAllowed`: a code is wanted, wrong, or used already.
    """
    factor = unit.second_factors.find(person_id)
    if factor is None or factor.proof is None:
        return None
    if code is None:
        raise NotAllowed(CODE_WANTED, "a code of the second factor is wanted")
    factor.take(code, seed_of(unit, factor), at=unit.now)
    unit.second_factors.save(factor)
    return factor.proof


def seed_of(unit: Membership, factor: SecondFactor) -> str:
    assert factor.sealed is not None
    return unit.seal.open(factor.sealed)
