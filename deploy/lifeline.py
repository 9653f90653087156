"""Ends what a killed starter left running.

A starter keeps this small process beside it and holds the other end of its standard input. When the starter is gone without saying
"done" (SIGKILL, a closed laptop, a crash), every process recorded in `**/running.json` below the folder is ended, by id and birth.
Standard library only, so it stays small.
"""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deploy.process import end, recorded

# Those who still write end before those they write to; names not listed end first.
LAST = ("broker", "store")


class Lifeline:
    def __init__(self, folder: Path) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).resolve()), str(folder.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def done(self) -> None:
        if self._popen.poll() is None:
            self._popen.communicate(b"done\n", timeout=30)


def sweep(folder: Path) -> None:
    """End every process recorded below the folder. All records are read first: a new starter may write its own meanwhile."""
    files = sorted(folder.rglob("running.json"), key=lambda file: LAST.index(file.parent.name) if file.parent.name in LAST else -1)
    for pid, born in [process for file in files for process in recorded(file)]:
        end(pid, born)


def main() -> None:
    if sys.stdin.read().strip() != "done":
        sweep(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
