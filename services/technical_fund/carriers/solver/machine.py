"""The solver's process: a question as one line of JSON on standard input, lines of progress and then the answer on standard output.

It ends with whoever started it: their end of its input closes when they die.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TextIO

from services.technical_fund.domain.matching import answers

COURTESY: Final = 5
"""How much this process yields to those that answer people (Unix `nice`)."""


def main() -> int:
    os.nice(COURTESY)
    mouth = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    question = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    answer = answers.ANSWERS[question["do"]](question, lambda phase: _say(mouth, {"phase": phase}))
    _say(mouth, {"answer": answer})
    return 0


def _say(mouth: TextIO, line: dict[str, Any]) -> None:
    mouth.write(json.dumps(line) + "\n")
    mouth.flush()


def _end_with_parent(leave: Callable[[int], None] = os._exit) -> None:
    sys.stdin.read()
    leave(1)


if __name__ == "__main__":
    sys.exit(main())
