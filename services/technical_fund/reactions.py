"""What we do when others speak, or when time has passed."""

from collections.abc import Callable
from typing import Any, Final

Reaction = Callable[[Any, Any], None]

TIMERS: Final[dict[str, Callable[[Any, Any], None]]] = {}

JOBS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {}

REACTIONS: Final[dict[type, Reaction]] = {}
