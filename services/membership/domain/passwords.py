"""What a password must not be, and how it is kept.

Length is the strength (twelve or more, checked by the contract); beyond that only what guessers try first is refused, as NIST SP 800-63B
advises.
Hashing takes tens of milliseconds on purpose: it happens off the hub and outside transactions, never in a use case.
"""

import functools
import itertools
import secrets
import unicodedata
from typing import Final

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from contracts.errors import Invalid

COMMON: Final = (
    "123456789012", "1234567890123", "12345678901234", "password1234", "password12345", "passwordpassword", "qwertyuiop12", "qwertyuiop123",
    "qwertyuiopas", "administrator", "letmeinletmein", "iloveyou1234", "changemenow1", "welcome12345", "strongcities", "ciudadesfuertes",
)  # fmt: skip
MOST_REPEATED: Final = 4
"""A password with this many different characters or fewer is as weak as a short one."""

_HASHER: Final = argon2.PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
"""argon2id with 19 MiB: OWASP's minimum and one pass more; several at once still fit in a small machine."""


def check(password: str, *, name: str, email: str, pointer: str) -> None:
    """Raises `Invalid` when a guesser would try this password early."""
    plain = _one_form(password).casefold()
    local_part = email.split("@")[0].casefold()
    if plain in COMMON or len(set(plain)) <= MOST_REPEATED or _runs(plain):
        raise Invalid.field(pointer, "membership.password_common", "is among the first that guessers try")
    if any(len(known) >= 4 and known in plain for known in (local_part, *name.casefold().split())):
        raise Invalid.field(pointer, "membership.password_personal", "holds your name or address")


def make_hash(password: str) -> str:
    """Slow on purpose."""
    return _HASHER.hash(_one_form(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to the stored hash. Just as slow when there is none, so that time tells nothing."""
    try:
        return _HASHER.verify(stored or decoy(), _one_form(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    try:
        return _HASHER.check_needs_rehash(stored)
    except InvalidHashError:
        return False


@functools.cache
def decoy() -> str:
    """A hash that nobody's password has; made when the service starts, so that the first unknown address is not slower."""
    return _HASHER.hash(secrets.token_hex(32))


def _one_form(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _runs(plain: str) -> bool:
    """Whether the whole password counts up or down: abcdefghijkl, 210987654321."""
    steps = {(ord(after) - ord(before)) for before, after in itertools.pairwise(plain)}
    return steps <= {1} or steps <= {-1}
