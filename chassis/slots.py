"""As many workers as the settings say, whatever the broker sends: after a reconnect it gives again what is still being worked on."""

from collections import deque
from collections.abc import Callable

from nameko.extensions import SharedExtension

from chassis.parts import CONFIG_KEY


class Slots(SharedExtension):
    """Starts work at once while a slot is free, and in the order of arrival otherwise. `begin` never blocks: the reader of a connection calls it."""

    def __init__(self) -> None:
        self._free = 0
        self._line: deque[Callable[[], None]] = deque()

    def setup(self) -> None:
        self._free = self.container.config[CONFIG_KEY].settings.workers

    def begin(self, start: Callable[[], None]) -> None:
        if self._free > 0:
            self._free -= 1
            start()
        else:
            self._line.append(start)

    def end(self) -> None:
        if self._line:
            self._line.popleft()()
        else:
            self._free += 1
