"""Files."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What a file may be for, and which kinds are welcome for it."""

    kinds: tuple[str, ...]
    max_bytes: int = 25 * 1024 * 1024
