"""How much one client may ask of one worker. Kept in memory: sign-in throttling that must hold across workers is membership's."""

import time
from dataclasses import dataclass
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from contracts.errors import Conflict

OFF: Final = frozenset({"", "0", "off"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a limit. `reset` is in seconds."""

    policy: str
    limit: str
    left: int
    reset: int

    def headers(self) -> tuple[str, str]:
        """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers)."""
        return self.policy, self.limit


class Rates:
    """Named limits such as `1200/minute`; an empty one is off."""

    def __init__(self, limits: dict[str, str]) -> None:
        self._items: dict[str, RateLimitItem] = {name: parse(text) for name, text in limits.items() if text.lower() not in OFF}
        self._policies = {name: f'"{name}";q={item.amount};w={item.get_expiry()}' for name, item in self._items.items()}
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def take(self, name: str, who: str) -> Standing | None:
        """Count one request of `who`. Raises `too_many_requests` with the seconds to wait."""
        item = self._items.get(name)
        if item is None:
            return None
        allowed = self._limiter.hit(item, name, who)
        stats = self._limiter.get_window_stats(item, name, who)
        reset = max(0, round(stats.reset_time - time.time()))
        if not allowed:
            raise Conflict(
                "too_many_requests", f"more than {item} from one client", {"retry_after": max(1, reset), "policy": self._policies[name]}
            )
        return Standing(self._policies[name], f'"{name}";r={stats.remaining};t={reset}', stats.remaining, reset)
