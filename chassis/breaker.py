"""Keeps one ailing service from tiring everybody: limits, and a circuit breaker that comes back by itself. Pure; told the time."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one service may take of a process; times in seconds."""

    at_once: int = 100
    """Questions out at the same time."""
    in_line: int = 1000
    """Callers waiting for one of those places; the rest are turned away at once."""
    patience: float = 1.0
    """How long a caller stands in line."""
    connect_wait: float = 1.0
    """How long a caller waits for a broker that is away."""
    failures: int = 5
    """Consecutive failures that open the breaker."""
    rest_seconds: float = 2.0
    """How long it stays open before one probe."""


@dataclass
class Counts:
    """What happened so far, for metrics."""

    calls: int = 0
    late: int = 0
    returned: int = 0
    timed_out: int = 0
    lost: int = 0
    connections: int = 0


@dataclass
class Breaker:
    """Opens after consecutive failures to reach a service, rests, then lets one probe through; the probe's fate decides.

    A refusal is an answer: only silence and absence count.
    """

    failures: int
    rest_seconds: float
    _failed: int = field(default=0, init=False)
    _open_until: float | None = field(default=None, init=False)
    _probe_until: float = field(default=0.0, init=False)

    def closed_in(self, now: float, patience: float) -> float:
        """Seconds until asking is sensible; 0 means now. Who asks a half-open breaker is its probe, for `patience` seconds at most."""
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
