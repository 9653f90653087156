"""How often one may try: counted before the attempt is judged, so that many at once gain nothing."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contracts.errors import NotAllowed

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 10
PER_ADDRESS: Final = 100
"""Failed attempts in one window, for one account and from one network address."""


@dataclass(kw_only=True)
class Throttle:
    """Attempts of one kind since a window began. `id` holds no address or name in clear."""

    id: str
    limit: int
    count: int = 0
    until: datetime | None = None

    def attempt(self, at: datetime) -> None:
        """Count one attempt. Raises `NotAllowed` with the seconds to wait when there have been too many."""
        if self.until is None or at >= self.until:
            self.count, self.until = 0, at + WINDOW
        if self.count >= self.limit:
            wait = math.ceil((self.until - at).total_seconds())
            raise NotAllowed("too_many_attempts", f"try again in {wait} seconds", {"retry_after": wait}, retryable=True)
        self.count += 1

    def forgive(self) -> None:
        """The attempt was a good one: it does not count."""
        self.count = max(0, self.count - 1)

    def forget(self) -> None:
        self.count = 0


def throttle_id(kind: str, about: str) -> str:
    """A key that names the account or address without telling it."""
    return f"{kind}:{hashlib.sha256(about.encode()).hexdigest()}"
