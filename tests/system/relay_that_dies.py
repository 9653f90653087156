"""The background process's relay, killed at one exact place: `python -m tests.system.relay_that_dies PLACE` with a service's environment.

The product's own relay, publisher and database; only the calls that mark the places are wrapped, here, so that the product holds no switch.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from chassis.outbox import Relay
from chassis.publisher import SafePublisher, _Line

PLACES = ("before_position", "after_position", "before_publish", "after_publish", "after_confirm", "after_mark")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    def dying(*_: Any, **__: Any) -> None:
        die()

    setattr(owner, name, dying)


def after(owner: Any, name: str, only: Callable[[Any], bool] = bool) -> None:
    original = getattr(owner, name)

    def living(*arguments: Any, **options: Any) -> Any:
        answer = original(*arguments, **options)
        if only(answer):
            die()
        return answer

    setattr(owner, name, living)


def arm(place: str) -> None:
    """Lay the mine. `after_publish` is between the socket's write and the broker's confirmation."""
    mines: dict[str, Callable[[], None]] = {
        "before_position": lambda: before(Relay, "_assign_in"),
        "after_position": lambda: after(Relay, "_assign"),
        "before_publish": lambda: before(SafePublisher, "publish_batch"),
        "after_publish": lambda: before(_Line, "_wait"),
        "after_confirm": lambda: after(SafePublisher, "publish_batch", lambda _: True),
        "after_mark": lambda: after(Relay, "_mark", lambda _: True),
    }
    mines[place]()


if __name__ == "__main__":
    arm(sys.argv[1])
    from chassis.commands import run

    sys.exit(run(["membership", "--role", "background"]))
