"""What really happened, written down by the processes themselves: one JSON line per fact, appended in one write, whole even after SIGKILL.

In a service of a test:     note("began", n=3)
In the test:                history.count("began", n=3) == 1
"""

import json
import os
import time
from pathlib import Path
from typing import Any

VARIABLE = "SCN_TEST_HISTORY"


def note(what: str, **details: Any) -> None:
    line = json.dumps({"what": what, "pid": os.getpid(), "at": time.time(), **details}) + "\n"
    handle = os.open(os.environ[VARIABLE], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


class History:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.env = {VARIABLE: str(path)}

    def facts(self, what: str | None = None, **details: Any) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        whole = self.path.read_text().splitlines(keepends=True)
        facts = [json.loads(line) for line in whole if line.endswith("\n")]
        return [fact for fact in facts if what in (None, fact["what"]) and details.items() <= fact.items()]

    def count(self, what: str, **details: Any) -> int:
        return len(self.facts(what, **details))
