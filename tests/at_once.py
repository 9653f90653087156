"""Do several things at the same instant."""

import threading
from collections.abc import Callable
from typing import Any

from contracts.errors import Refusal


def at_once(*asks: Callable[[], Any]) -> tuple[list[Any], list[str]]:
    """The answers, and the codes of the refusals in order. Anything else that is raised fails the test."""
    start, answers, codes, odd = threading.Barrier(len(asks)), [], [], []

    def ask(one: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers.append(one())
        except Refusal as refused:
            codes.append(refused.code)
        except Exception as surprise:
            odd.append(surprise)

    threads = [threading.Thread(target=ask, args=(one,)) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not odd, odd
    assert not any(thread.is_alive() for thread in threads), "somebody still waits after a minute"
    return answers, sorted(codes)
