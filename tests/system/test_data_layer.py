"""One data layer for processes with greenlets and for processes with threads."""

import json
import subprocess
import sys

import pytest

from tests.platform import ROOT
from tests.system.data_layer import TIMES, WORKERS


@pytest.mark.parametrize("mode", ["patched", "unpatched"])
def test_the_data_layer_works_patched_and_unpatched(store, database, mode):
    """Landmine 22: transactions, lost races and change streams in both, and nobody stands still while the store is waited for."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.system.data_layer", mode, store.uri(), database.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["counted"] == WORKERS * TIMES
    assert found["seen"] == WORKERS * TIMES
    assert found["longest_pause"] < 0.4, "everybody waited while one waited for the store"
