"""How a process is asked to stop: once politely, a second time at once."""

import os
import signal
from typing import Any, Final

EXIT_IMPATIENT: Final = 130


def asked_to_stop() -> int:
    """A pipe's end that becomes readable at SIGTERM or Ctrl-C. The interpreter itself writes to it, so a waiting event loop wakes at
    once and no lock is touched in a signal handler. A second signal ends the process where it stands."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    asked = False

    def ask(_number: int, _frame: Any) -> None:
        nonlocal asked
        if asked:
            os._exit(EXIT_IMPATIENT)
        asked = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return read_end
