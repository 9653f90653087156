"""`make check`: style, types and who imports whom, side by side."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.settings import ROOT

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "style": ["ruff", "check", "--output-format", "concise", "."],
    "format": ["ruff", "format", "--check", "--output-format", "concise", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-logo"],
}


def check() -> int:
    with ThreadPoolExecutor(len(CHECKS)) as pool:
        results = list(pool.map(_run, CHECKS))
    return max(results)


def _run(name: str) -> int:
    program, *arguments = CHECKS[name]
    began = time.monotonic()
    done = subprocess.run([str(BIN / program), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    failed = done.returncode != 0
    print(f"  {name:<8} {'FAILED' if failed else 'good'} ({time.monotonic() - began:.1f} s)", flush=True)
    if failed:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return int(failed)
