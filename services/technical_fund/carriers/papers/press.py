"""The press: prints in a process of its own, so that the memory is given back, a library that fails takes nobody with it, and no paper
takes longer than its time."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from contracts.errors import Conflict

MACHINE: Final = Path(__file__).with_name("machine.py")
WARM_UP_SECONDS: Final = 60
SECONDS_EACH: Final = 30
REASONS: Final = {3: "a library that draws pages is missing", 4: "the Noto fonts are missing"}
PASSED_ON: Final = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE", "XDG_CACHE_HOME")
"""Of our environment, which holds secrets, the press is told this much."""


def printed(pages: Sequence[str]) -> list[bytes]:
    """Each page as PDF. Raises `technical_fund.cannot_print`, which a later attempt may outlive."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(MACHINE)],
            input=json.dumps(list(pages)).encode(),
            capture_output=True,
            env=_environment(),
            timeout=WARM_UP_SECONDS + SECONDS_EACH * len(pages),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise _cannot_print(type(failure).__name__) from failure
    if done.returncode:
        raise _cannot_print(REASONS.get(done.returncode, done.stderr.decode(errors="replace")[-400:]))
    return [base64.b64decode(paper) for paper in json.loads(done.stdout)]


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"SOURCE_DATE_EPOCH": "0"}


def _cannot_print(reason: str) -> Conflict:
    return Conflict("technical_fund.cannot_print", "the paper could not be printed", {"reason": reason})
