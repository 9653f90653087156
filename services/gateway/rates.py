"""How much one client may ask of one worker. Kept in memory: sign-in throttling that must hold across workers is membership's."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from limits import RateLimitItem, parse

from contracts.errors import Conflict

OFF: Final = frozenset({"", "0", "off"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The limit and what is left of it, as `RateLimit-Policy` and `RateLimit` say it (draft-ietf-httpapi-ratelimit-headers)."""

    policy: str
    limit: str


@dataclass(slots=True)
class _Window:
    """Everybody's counts of the present window, thrown away whole when the next begins.

    The storage that comes with `limits` looks through all its keys in a thread of its own a hundred times a second.
    """

    item: RateLimitItem
    policy: str
    seconds: int
    number: int = -1
    counts: dict[str, int] = field(default_factory=dict)


class Rates:
    """Named limits such as `1200/minute`; an empty one is off. `clock` gives Unix seconds."""

    def __init__(self, limits: Mapping[str, str], clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}
        for name, text in limits.items():
            if text.lower() not in OFF:
                item = parse(text)
                self._windows[name] = _Window(item, f'"{name}";q={item.amount};w={item.get_expiry()}', item.get_expiry())

    def take(self, name: str, who: str) -> Standing | None:
        """Count one request of `who`. Raises `too_many_requests` with the seconds to wait."""
        window = self._windows.get(name)
        if window is None:
            return None
        now = self._clock()
        number = int(now // window.seconds)
        if number != window.number:
            window.number, window.counts = number, {}
        taken = window.counts.get(who, 0) + 1
        window.counts[who] = taken
        reset = max(1, round((number + 1) * window.seconds - now))
        if taken > window.item.amount:
            raise Conflict("too_many_requests", f"more than {window.item} from one client", {"retry_after": reset, "policy": window.policy})
        return Standing(window.policy, f'"{name}";r={window.item.amount - taken};t={reset}')
