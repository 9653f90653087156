"""Keeps one ailing service from tiring everybody: a circuit breaker that comes back by itself. Pure; told the time."""

from dataclasses import dataclass, field
from typing import Final

FAILURES: Final = 5
REST_SECONDS: Final = 2.0


@dataclass
class Breaker:
    """Opens after consecutive failures to reach a service, rests, then lets one probe through; the probe's fate decides.

    A refusal is an answer: only silence and absence count.
    """

    failures: int = FAILURES
    rest_seconds: float = REST_SECONDS
    _failed: int = field(default=0, init=False)
    _open_until: float | None = field(default=None, init=False)
    _probe_until: float = field(default=0.0, init=False)

    def closed_in(self, now: float, patience: float) -> float:
        """Seconds until asking is sensible; 0 means ask now. Who asks while it is half open is the probe, for `patience` seconds at most."""
        if self._open_until is None:
            return 0.0
        wait = max(self._open_until, self._probe_until) - now
        if wait > 0:
            return wait
        self._probe_until = now + patience
        return 0.0

    def succeeded(self) -> None:
        if self._failed:
            self.reset()

    def failed(self, now: float) -> None:
        self._failed += 1
        if self._failed >= self.failures:
            self._open_until = now + self.rest_seconds
            self._probe_until = 0.0

    def reset(self) -> None:
        self._failed = 0
        self._open_until = None
        self._probe_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._open_until is not None
