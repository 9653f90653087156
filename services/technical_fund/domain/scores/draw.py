"""Ties drawn so that an outsider can replay the draw and nobody could have steered it.

When a call is published, the Fund makes a secret and hashes it `CHAIN` times; the last hash is published. Each draw reveals the hash before
the one known last: SHA-256 of what is revealed is what was known. So every seed was fixed before there was an application, and nobody can
try another one later. A tied application takes part under its ticket, SHA-256 of its id: ids are random and made after the seeds, which
leaves nobody anything to choose, and the public cannot tell whose ticket it is, while a city can find its own.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

CHAIN: Final = 64
"""How many draws one call can have."""


def hashed(seed: str) -> str:
    """SHA-256 of the bytes that `seed` (64 hexadecimal digits) stands for."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def seed_of(secret: str, draw: int) -> str:
    """The seed of the draw numbered `draw` from 1; `draw` 0 is the commitment. Raises `ValueError` beyond the chain's end."""
    if not 0 <= draw <= CHAIN:
        raise ValueError(f"a chain has {CHAIN} draws")
    seed = secret
    for _ in range(CHAIN - draw):
        seed = hashed(seed)
    return seed


def commitment(secret: str) -> str:
    """What is published before the first draw."""
    return seed_of(secret, 0)


def ticket_of(application_id: str) -> str:
    return hashlib.sha256(application_id.encode()).hexdigest()


def lot(seed: str, ticket: str) -> str:
    """What decides: the smallest lot stands first."""
    return hashlib.sha256((seed + ticket).encode()).hexdigest()


def drawn(seed: str, tickets: Iterable[str]) -> tuple[str, ...]:
    """The tickets in the order of their lots."""
    return tuple(sorted(tickets, key=lambda ticket: lot(seed, ticket)))
